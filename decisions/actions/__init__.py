"""Every write of this app: atomic, keyword-only, saying by whom and on which day."""

from decisions.actions.assignments import accept_report, ask_for_more, comment, report_back
from decisions.actions.attachments import add_attachment, may_withdraw, withdraw_attachment
from decisions.actions.booking import cover, cover_from_planned_funds, require_uncovered
from decisions.actions.cases import close_case, register_case, rename_case, reopen_case
from decisions.actions.closing import close_month
from decisions.actions.common import refuse_unless_draft
from decisions.actions.conditions import add_condition, add_wording, choose_conditions, set_terms
from decisions.actions.contents import Task, save_contents
from decisions.actions.correcting import Correction, Rectification, Right
from decisions.actions.distributions import (
    adjust_part,
    discard,
    draft_by_key,
    draft_by_prices,
    fix,
    revise_by_key,
    revise_by_prices,
)
from decisions.actions.documents import (
    create_document,
    finish_document,
    may_write,
    reopen_document,
    save_document,
)
from decisions.actions.drafts import (
    GridRow,
    NewActivity,
    draft_allocation,
    head_allocation,
    open_case,
    propose_reallocation,
    revise_reallocation,
    save_grid,
)
from decisions.actions.followthrough import (
    add_investment,
    ask_provider,
    mark_condition,
    note_answer,
    register_activities,
    register_assignments,
    register_in_stratsys,
    save_exit_plan,
    withdraw_evidence,
)
from decisions.actions.forecasts import comment_outcome, save_forecast, set_follow_up_terms
from decisions.actions.links import link, unlink
from decisions.actions.locking import Locking
from decisions.actions.mandates import end_mandate, give_mandate
from decisions.actions.moving import Move, Repayment, Taken
from decisions.actions.notices import report_to_board, resend
from decisions.actions.payouts import note_payout, withdraw_payout
from decisions.actions.provider_links import find_link, make_link, remind_provider, revoke_link, save_provider_report
from decisions.actions.provider_register import add_price_list, add_provider_key, save_provider
from decisions.actions.questions import answer_questions
from decisions.actions.reallocating import save_reallocation
from decisions.actions.recording import (
    record,
    record_rejection,
    record_return,
    record_tabling,
    register_allotment,
)
from decisions.actions.saving import save_proposal
from decisions.actions.seeing import seen_token
from decisions.actions.settling import propose_release, propose_repayment
from decisions.actions.stating import Statement
from decisions.actions.verdicts import decide, reject, return_to_author, submit, submit_made_on_paper, withdraw

__all__ = [
    "Correction",
    "GridRow",
    "Locking",
    "Move",
    "NewActivity",
    "Rectification",
    "Repayment",
    "Right",
    "Statement",
    "Taken",
    "Task",
    "accept_report",
    "add_attachment",
    "add_condition",
    "add_investment",
    "add_price_list",
    "add_provider_key",
    "add_wording",
    "adjust_part",
    "answer_questions",
    "ask_for_more",
    "ask_provider",
    "choose_conditions",
    "close_case",
    "close_month",
    "comment",
    "comment_outcome",
    "cover",
    "cover_from_planned_funds",
    "create_document",
    "decide",
    "discard",
    "draft_allocation",
    "draft_by_key",
    "draft_by_prices",
    "end_mandate",
    "find_link",
    "finish_document",
    "fix",
    "give_mandate",
    "head_allocation",
    "link",
    "make_link",
    "mark_condition",
    "may_withdraw",
    "may_write",
    "note_answer",
    "note_payout",
    "open_case",
    "propose_reallocation",
    "propose_release",
    "propose_repayment",
    "record",
    "record_rejection",
    "record_return",
    "record_tabling",
    "refuse_unless_draft",
    "register_activities",
    "register_allotment",
    "register_assignments",
    "register_case",
    "register_in_stratsys",
    "reject",
    "remind_provider",
    "rename_case",
    "reopen_case",
    "reopen_document",
    "report_back",
    "report_to_board",
    "require_uncovered",
    "resend",
    "return_to_author",
    "revise_by_key",
    "revise_by_prices",
    "revise_reallocation",
    "revoke_link",
    "save_contents",
    "save_document",
    "save_exit_plan",
    "save_forecast",
    "save_grid",
    "save_proposal",
    "save_provider",
    "save_provider_report",
    "save_reallocation",
    "seen_token",
    "set_follow_up_terms",
    "set_terms",
    "submit",
    "submit_made_on_paper",
    "unlink",
    "withdraw",
    "withdraw_attachment",
    "withdraw_evidence",
    "withdraw_payout",
]
