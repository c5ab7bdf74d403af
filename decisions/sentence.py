"""What is decided, in one sentence with its subject: for the decision's document and for those of its case."""

from decisions.comparison import Comparison
from decisions.models import Decision
from decisions.models.kinds import Body, Kind
from grants.kronor import format_kronor

MADE = {
    Body.STATE: "Staten har beslutat",
    Body.BOARD: "Regionstyrelsen beslutar",
    Body.DIRECTOR: "Regiondirektören beslutar",
}


def sentence_of(page: Comparison) -> str:
    """What is decided, in one sentence with its subject."""
    decision = page.decision
    who = MADE[Body(decision.body)]
    if page.is_allotment:
        return f"{who} om tilldelning av {format_kronor(page.allotted_total)} till {decision.agreement}."
    if decision.kind == "allocation":
        return f"{who} att fördela {page.sentence}."
    if decision.kind == "reallocation":
        moved = format_kronor(Decision.moved(page.lines))
        return f"{who} att omfördela {moved} inom {decision.agreement}: {_moves(page)}."
    if decision.kind in LED:
        begins, lead = LED[Kind(decision.kind)]
        return f"{who} {lead}{decision.title.removeprefix(begins)}."
    return f"{who} i ärendet {decision.title}."


LED = {
    Kind.ACTIVITY: ("Ny aktivitet: ", "om en ny aktivitet: "),
    Kind.RELEASE: ("", "att återföra "),
    Kind.ACROSS: ("", "att omfördela "),
    Kind.LOCK: ("Lås ", "att låsa "),
    Kind.UNLOCK: ("Lås upp ", "att låsa upp "),
    Kind.REPAYMENT: ("", "att "),
    Kind.CORRECTION: ("Rättelse ", "om rättelse "),
    Kind.RECTIFICATION: ("Rättelse ", "om rättelse "),
}
"""The kinds whose title says all: how it begins, and what leads to the rest of it in a sentence."""


def _moves(page: Comparison) -> str:
    """ "från Effektiva vårdflöden till Hemmonitorering"."""
    less = [row.activity.name for row in page.rows if row.change < 0 and row.activity]
    more = [row.activity.name for row in page.rows if row.change > 0 and row.activity]
    return f"från {_and(less)} till {_and(more)}"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}" if names else ""
