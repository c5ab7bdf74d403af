from reporting.models.answer_files import AnswerFile
from reporting.models.answers import Answer, AnswerEvent
from reporting.models.filing import FiledReport, RenderedFile
from reporting.models.months import ReportedMonth
from reporting.models.outside import OutsideReport
from reporting.models.questionnaires import Question, Questionnaire, QuestionSection
from reporting.models.receipts import Receipt
from reporting.models.reminders import AnswerReminder, Reminder
from reporting.models.requirements import REPORTED, Narrative, Requirement, RequirementChange
from reporting.models.templates import ReportTemplate, TemplateVersion

__all__ = [
    "REPORTED",
    "Answer",
    "AnswerEvent",
    "AnswerFile",
    "AnswerReminder",
    "FiledReport",
    "Narrative",
    "OutsideReport",
    "Question",
    "QuestionSection",
    "Questionnaire",
    "Receipt",
    "Reminder",
    "RenderedFile",
    "ReportTemplate",
    "ReportedMonth",
    "Requirement",
    "RequirementChange",
    "TemplateVersion",
]
