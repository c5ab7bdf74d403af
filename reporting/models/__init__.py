from reporting.models.answers import Answer, AnswerEvent
from reporting.models.filing import FiledReport, RenderedFile
from reporting.models.months import ReportedMonth
from reporting.models.questionnaires import Question, Questionnaire, QuestionSection
from reporting.models.requirements import Narrative, Requirement, RequirementChange

__all__ = [
    "Answer",
    "AnswerEvent",
    "FiledReport",
    "Narrative",
    "Question",
    "QuestionSection",
    "Questionnaire",
    "RenderedFile",
    "ReportedMonth",
    "Requirement",
    "RequirementChange",
]
