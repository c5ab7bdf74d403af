"""A case with its documents, every paragraph. A line such as `[[tabell tilldelning]]` marks where a table is drawn."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from decisions import actions
from decisions.document_text import text_of
from decisions.models import Case, Decision, Document, Recipient, Section
from grants.models import Agreement
from people.models import Role, Unit, User
from reporting.demo.files import Data, day
from reporting.demo.people import Cast

KINDS = {
    "beslutsunderlag": Document.Kind.BASIS,
    "tjansteskrivelse": Document.Kind.MEMO,
    "delegationsbeslut": Document.Kind.DELEGATED,
}


def open_case(documents: list[Data], *, agreement: Agreement | None, cast: Cast, opened_on: datetime.date) -> Case:
    """The case that the documents belong to. Where a memo lies beside a basis, the case bears the name of the memo."""
    last = documents[-1]
    case = actions.open_case(
        registry_number=last["registry_number"],
        title=last["title"].removesuffix("."),
        agreement=agreement,
        by=cast.officer,
        on=opened_on,
    )
    for data in documents:
        _create_document(case, data, cast)
    return case


def finish_documents(decision: Decision, cast: Cast) -> None:
    """What has been signed or decided stands: the case's documents are frozen, with their tables."""
    for document in decision.case.documents.for_page():
        text = replace(text_of(document), decision=decision.number)
        document = actions.save_document(document, text, version=document.version, by=cast.officer)
        on = document.dated or decision.decided_on or decision.case.opened_on
        actions.finish_document(document, version=document.version, by=cast.officer, on=on)


def _create_document(case: Case, data: Data, cast: Cast) -> None:
    document = Document.objects.create(
        case=case,
        kind=KINDS[data["kind"]],
        title=data["title"],
        dated=day(data["dated"]),
        unit=Unit.objects.named(data["unit"]),
        author_role=data["author_role"],
        signed_by="\n".join(signature.get("as_printed", signature["role"]) for signature in data["signatures"]),
    )
    Section.objects.bulk_create(
        Section(
            document=document,
            position=position,
            number=section["number"],
            heading=section["heading"],
            level=section["level"],
            body="\n\n".join([*map(_block, section["body"]), *_signatures(data, section)]),
        )
        for position, section in enumerate(data["sections"], start=1)
    )
    Recipient.objects.bulk_create(Recipient(document=document, **who) for who in _recipients(data))
    actions.save_document(document, text_of(document), version=document.version, by=cast.officer)


def _block(block: dict[str, Any]) -> str:
    """A block as Markdown, or as the line that stands for a table, the conditions or the points."""
    match block:
        case {"markdown": text}:
            return text
        case {"table": "allotment"}:
            return "[[tabell tilldelning]]"
        case {"table": "activities", "area": number}:
            return f"[[tabell aktiviteter {number}]]"
        case {"conditions": _}:
            return "[[villkor]]"
        case {"points": _}:
            return "[[beslutspunkter]]"
    raise ValueError(f"unknown block: {sorted(block)}")


def _signatures(data: Data, section: dict[str, Any]) -> list[str]:
    """Where the document is signed, when that is not last."""
    return ["[[underskrifter]]"] if section["heading"] == data.get("signatures_after") else []


def _recipients(data: Data) -> list[dict[str, Any]]:
    """Who gets an extract, as the document has it: a role of ours, or someone outside by name."""
    printed: list[str] = data.get("recipients_as_printed") or data["recipients"]
    return [
        {"name": name, "role": Role.objects.filter(name=key).first()}
        for name, key in zip(printed, data["recipients"], strict=True)
    ]


def write_contents(
    decision: Decision,
    document: Data,
    *,
    tasks: Sequence[Data] = (),
    by: User,
    on: datetime.date,
) -> Decision:
    """The numbered points of the document, its recipients and its assignments, as who writes a draft enters them."""
    return actions.save_contents(
        decision,
        points=[point["markdown"] for point in document["points"]],
        tasks=[_task(row, role) for row in tasks for role in row["roles"]],
        recipients=document.get("recipients_as_printed") or document["recipients"],
        version=decision.version,
        by=by,
        on=on,
    )


def _task(row: Data, role: str) -> actions.Task:
    """One for each role; a due date in words stays in words."""
    return actions.Task(
        text=row["text"],
        role=Role.objects.named(role),
        due_on=day(row["due"]),
        due_text=row["due_text"],
        report_to=Role.objects.filter(name=row.get("report_to", "")).first(),  # the board is no role
    )
