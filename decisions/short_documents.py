"""Documents that are drawn from data as it stands: a case's document, a list for a meeting, an extract for a manager.

Nothing is frozen here: the file is kept for a day by the checksum of what it says, drawn by the worker, and drawn anew
when the data says something else. What is signed and filed is the file; the same data gives the same bytes again.
"""

import datetime
from typing import Any, Protocol

from django.core.cache import cache

from decisions import pdf
from decisions.frozen import canonical, checksum
from people.models import Organisation

A_DAY = 24 * 60 * 60


class ShortDocument(Protocol):
    """A frozen dataclass that knows its template and how it is called."""

    @property
    def template(self) -> str: ...

    @property
    def heading(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def dated(self) -> datetime.date: ...


def lock_of(document: ShortDocument) -> str:
    """The name of the file that says this, and of the one job that draws it."""
    return f"{document.template}:{checksum(canonical(document))}"


def stored(document: ShortDocument) -> bytes | None:
    return cache.get(lock_of(document))


def draw(document: ShortDocument) -> bytes:
    """Draws the file and keeps it for a day."""
    content = drawn(document)
    cache.set(lock_of(document), content, A_DAY)
    return content


def drawn(document: ShortDocument) -> bytes:
    """The file: the document with its own data inside, as JSON."""
    text = canonical(document)
    return pdf.render(
        document.template,
        context(document),
        title=document.heading,
        dated=document.dated,
        author=Organisation.objects.current().name,
        subject=document.subject,
        attachments=[pdf.Attachment("uppgifter.json", text.encode(), "application/json", "Uppgifterna som JSON")],
    )


def context(document: ShortDocument) -> dict[str, Any]:
    """What the templates are given."""
    return {
        "document": document,
        "organisation": Organisation.objects.current(),
        "data_sha256": checksum(canonical(document)),
    }
