"""Markdown as clean HTML, and the numbered points of a decision drawn with it."""

import re
from dataclasses import dataclass

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from decisions.models import Decision
from grants.kronor import NBSP

ALLOWED = {"p", "ul", "ol", "li", "em", "strong", "blockquote", "br", "table", "thead", "tbody", "tr", "th", "td", "a"}
UNITS = "kr|mkr|tkr|kronor|miljoner|miljarder|%"
MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
UNBROKEN = re.compile(rf"(?<=\d) (?=\d{{3}}\b|(?:{UNITS}|{MONTHS})(?!\w))|(?<=§) (?=\d)")
LETTERED = re.compile(r"<ul>(?=\s*<li>\s*(?:<p>)?[A-Z]\. )")

# A column of amounts is written `---:`. Pages and papers have a class for it, and no style of their own.
RIGHT = ' style="text-align:right"'

_markdown = MarkdownIt("commonmark", {"breaks": False}).enable("table")


def unbroken(text: str) -> str:
    """The text with amounts, units, days and paragraphs that do not break at the end of a line."""
    return UNBROKEN.sub(NBSP, text)


def prose(text: str) -> SafeString:
    """Markdown as clean HTML."""
    written = _markdown.render(unbroken(text)).replace(RIGHT, ' class="num"')
    classes = {"th": {"num"}, "td": {"num"}}
    html = nh3.clean(written, tags=ALLOWED, attributes={"a": {"href"}}, allowed_classes=classes)
    # "A. Stöd till omställningsarbetet" brings its own label and gets no bullet beside it.
    return mark_safe(LETTERED.sub('<ul class="lettered">', html))  # noqa: S308 - cleaned by nh3


@dataclass(frozen=True)
class ShownPoint:
    """A decided point as HTML; `proposed` where it was proposed in other words, "" where it was not proposed."""

    number: int
    html: SafeString
    proposed: SafeString | None


@dataclass(frozen=True)
class Points:
    all: tuple[ShownPoint, ...]

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def altered(self) -> tuple[ShownPoint, ...]:
        return tuple(point for point in self.all if point.proposed is not None)


def points_of(decision: Decision) -> Points:
    return Points(
        tuple(
            ShownPoint(
                point.number,
                prose(point.text),
                None if point.proposed_text is None else prose(point.proposed_text),
            )
            for point in decision.points.all()
        )
    )
