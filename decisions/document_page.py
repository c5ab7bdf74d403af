"""What the pages of a document are drawn from: the writing page, the list of versions, a comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decisions.actions.documents import writing
from decisions.document_comparison import Changed, compare
from decisions.document_text import DocumentText, text_of
from decisions.models import Case, Document, DocumentVersion
from people.abilities import may
from people.models import Role, User


@dataclass(frozen=True)
class Token:
    """A line that is replaced by something drawn from the data."""

    line: str
    label: str


def kinds_for(user: User) -> list[str]:
    return [kind.value for kind in Document.Kind if may(user, writing(kind))]


def beginning(case: Case, kinds: list[str], asked: Mapping[str, str]) -> dict[str, str | None]:
    """What the form of a new document begins with, by the address: titled as the decision that it is about. Minutes
    have that title in their paragraph, and the case's above it."""
    pk, kind = asked.get("beslut", ""), asked.get("slag", kinds[0])
    about = pk.isdecimal() and kind != Document.Kind.MINUTES
    decision = case.decisions.filter(pk=pk).first() if about else None
    return {
        "title": decision.title if decision else case.title,
        "decision": pk or None,
        "kind": kind,
        "meeting": asked.get("sammantrade"),
    }


def document_crumbs(document: Document) -> list[tuple[str, str]]:
    return [*case_crumbs(document.case), (document.get_kind_display().capitalize(), document.get_absolute_url())]


def case_crumbs(case: Case) -> list[tuple[str, str]]:
    return [("Ärenden", "/arenden/"), (case.registry_number, case.get_absolute_url())]


def tokens(document: Document) -> list[Token]:
    """What can be put into the text of this document: its agreement's tables, its decision's points and conditions."""
    agreement = document.case.agreement
    tables = []
    if agreement is not None:
        tables = [Token("[[tabell tilldelning]]", "Tabell: statens tilldelning")]
        tables += [
            Token(f"[[tabell aktiviteter {area.number}]]", f"Tabell: aktiviteter i område {area.number}, {area.name}")
            for area in agreement.areas.all()
        ]
    return [
        *tables,
        Token("[[beslutsmening]]", "Beslutet i en mening"),
        Token("[[beslutspunkter]]", "Beslutspunkterna"),
        Token("[[tabell belopp]]", "Tabell: det som beslutet ger, flyttar eller återbetalar"),
        Token("[[tabell kalkyler]]", "Tabell: kalkylerna för tiden efter satsningen"),
        Token("[[villkor]]", "Beslutets villkor"),
        Token("[[underskrifter]]", "Underskrifterna, om de inte ska stå sist"),
    ]


def role_names() -> list[str]:
    return list(Role.objects.order_by("name").values_list("name", flat=True))


@dataclass(frozen=True)
class VersionsPage:
    """Every version, and what differs between the two that are chosen: the last two from the start."""

    versions: list[DocumentVersion]
    before: DocumentVersion | None
    after: DocumentVersion | None
    changes: list[Changed]

    @property
    def changed(self) -> list[Changed]:
        return [change for change in self.changes if change.is_changed]


def versions_page(document: Document, chosen: tuple[int | None, int | None]) -> VersionsPage:
    """`chosen` are the numbers of the earlier and the later version; None, or one that does not exist: the default."""
    versions = list(document.versions.for_list())
    by_number = {version.number: version for version in versions}
    after = by_number.get(chosen[1] or 0) or (versions[0] if versions else None)
    earlier = [version for version in versions if after and version.number < after.number]
    before = by_number.get(chosen[0] or 0) or (earlier[0] if earlier else None)
    changes = compare(version_text(before), version_text(after)) if before and after and before != after else []
    return VersionsPage(versions, before, after, changes)


def version_text(version: DocumentVersion) -> DocumentText:
    return DocumentText.thaw(version.content)


def conflict(document: Document, mine: DocumentText) -> dict[str, Any]:
    """What somebody else saved meanwhile, and how this text differs from it."""
    document = Document.objects.for_page().get(pk=document.pk)
    changes = [change for change in compare(text_of(document), mine) if change.is_changed]
    return {"theirs": document.versions.select_related("by").last(), "changes": changes, "document": document}
