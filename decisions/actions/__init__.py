"""Every write of this app: atomic, keyword-only, saying by whom and on which day."""

from decisions.actions.assignments import accept_report, ask_for_more, comment, report_back
from decisions.actions.booking import cover, cover_from_planned_funds
from decisions.actions.drafts import (
    GridRow,
    NewActivity,
    draft_allocation,
    open_case,
    propose_reallocation,
    revise_reallocation,
    save_grid,
)
from decisions.actions.notices import report_to_board, resend
from decisions.actions.proposals import draft_proposal
from decisions.actions.reallocating import save_reallocation
from decisions.actions.recording import give_mandate, record, record_rejection, record_return, register_allotment
from decisions.actions.verdicts import decide, reject, return_to_author, seen_token, submit, withdraw

__all__ = [
    "GridRow",
    "NewActivity",
    "accept_report",
    "ask_for_more",
    "comment",
    "cover",
    "cover_from_planned_funds",
    "decide",
    "draft_allocation",
    "draft_proposal",
    "give_mandate",
    "open_case",
    "propose_reallocation",
    "record",
    "record_rejection",
    "record_return",
    "register_allotment",
    "reject",
    "report_back",
    "report_to_board",
    "resend",
    "return_to_author",
    "revise_reallocation",
    "save_grid",
    "save_reallocation",
    "seen_token",
    "submit",
    "withdraw",
]
