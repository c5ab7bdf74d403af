"""Every write of this app: atomic, keyword-only, saying by whom and on which day."""

from reporting.actions.answers import (
    approve_answer,
    ask_about_answer,
    keep_file,
    mark_ready,
    reply_about_answer,
    return_answer,
    save_answer,
    take_back,
)
from reporting.actions.common import ReportRefused
from reporting.actions.outside import register_outside
from reporting.actions.questionnaires import (
    add_section,
    begin_questionnaire,
    change_due_day,
    close_questionnaire,
    copy_questionnaire,
    import_questions,
    move_question,
    remove_question,
    remove_section,
    replace_questions,
    save_question,
    send_questionnaire,
)
from reporting.actions.receipts import register_receipt
from reporting.actions.reports import file_report, save_narrative
from reporting.actions.templates import change_template, choose_template, make_template

__all__ = [
    "ReportRefused",
    "add_section",
    "approve_answer",
    "ask_about_answer",
    "begin_questionnaire",
    "change_due_day",
    "change_template",
    "choose_template",
    "close_questionnaire",
    "copy_questionnaire",
    "file_report",
    "import_questions",
    "keep_file",
    "make_template",
    "mark_ready",
    "move_question",
    "register_outside",
    "register_receipt",
    "remove_question",
    "remove_section",
    "replace_questions",
    "reply_about_answer",
    "return_answer",
    "save_answer",
    "save_narrative",
    "save_question",
    "send_questionnaire",
    "take_back",
]
