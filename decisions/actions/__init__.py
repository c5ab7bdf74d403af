"""Every write of this app: atomic, keyword-only, saying by whom and on which day."""

from decisions.actions.booking import cover, cover_from_planned_funds
from decisions.actions.drafts import (
    GridRow,
    draft_allocation,
    open_case,
    propose_reallocation,
    revise_reallocation,
    save_grid,
)
from decisions.actions.recording import give_mandate, record, register_allotment
from decisions.actions.verdicts import decide, reject, return_to_author, seen_token, submit, withdraw

__all__ = [
    "GridRow",
    "cover",
    "cover_from_planned_funds",
    "decide",
    "draft_allocation",
    "give_mandate",
    "open_case",
    "propose_reallocation",
    "record",
    "register_allotment",
    "reject",
    "return_to_author",
    "revise_reallocation",
    "save_grid",
    "seen_token",
    "submit",
    "withdraw",
]
