from reporting.models.answer_files import AnswerFile
from reporting.models.answers import Answer, AnswerEvent
from reporting.models.filing import FiledReport, RenderedFile
from reporting.models.months import ReportedMonth
from reporting.models.questionnaires import Question, Questionnaire, QuestionSection
from reporting.models.reminders import AnswerReminder, Reminder
from reporting.models.requirements import REPORTED, Narrative, Requirement, RequirementChange

__all__ = [
    "REPORTED",
    "Answer",
    "AnswerEvent",
    "AnswerFile",
    "AnswerReminder",
    "FiledReport",
    "Narrative",
    "Question",
    "QuestionSection",
    "Questionnaire",
    "Reminder",
    "RenderedFile",
    "ReportedMonth",
    "Requirement",
    "RequirementChange",
]
