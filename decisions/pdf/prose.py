"""Prose written by people: Markdown to clean HTML, the same on a page and in a document."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# No headings: those belong to the document, and its contents list follows from them. No images, no addresses.
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote"}
READER = MarkdownIt("zero", {"breaks": True}).enable(
    ["emphasis", "list", "blockquote", "newline", "escape", "entity", "normalize", "backticks"], True
)


def markdown(text: str) -> SafeString:
    """Safe HTML of paragraphs, lists, emphasis and quotations. Everything else comes out as the text it is."""
    html = READER.render(text)
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={}))  # noqa: S308 - cleaned
