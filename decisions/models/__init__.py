from decisions.models.assignments import Assignment, AssignmentEvent, AssignmentReminder
from decisions.models.attachments import Attachment
from decisions.models.cases import Case, Document, Recipient, Section
from decisions.models.conditions import Condition, ConditionChoice, ConditionWording, DecisionCondition
from decisions.models.corrections import CorrectedMovement, CorrectedWording
from decisions.models.decisions import Decision, NumberSeries
from decisions.models.events import Event
from decisions.models.followthrough import (
    AssignmentRegistration,
    ConditionMark,
    ExitPlan,
    ExitPlanYear,
    Investment,
    ProviderRequest,
    Registration,
)
from decisions.models.lines import DecisionLine, Funding, LineShare
from decisions.models.links import DecisionLink
from decisions.models.mandates import Mandate
from decisions.models.notices import BoardNotice, NoticedDecision, Notification
from decisions.models.pictures import MonthPicture
from decisions.models.points import DecisionPoint
from decisions.models.provider_links import ProviderLink, ProviderReminder, ProviderReport
from decisions.models.questions import Answer, Question
from decisions.models.rendered import RenderedDecision, RenderedDocument
from decisions.models.versions import DocumentVersion

__all__ = [
    "Answer",
    "Assignment",
    "AssignmentEvent",
    "AssignmentRegistration",
    "AssignmentReminder",
    "Attachment",
    "BoardNotice",
    "Case",
    "Condition",
    "ConditionChoice",
    "ConditionMark",
    "ConditionWording",
    "CorrectedMovement",
    "CorrectedWording",
    "Decision",
    "DecisionCondition",
    "DecisionLine",
    "DecisionLink",
    "DecisionPoint",
    "Document",
    "DocumentVersion",
    "Event",
    "ExitPlan",
    "ExitPlanYear",
    "Funding",
    "Investment",
    "LineShare",
    "Mandate",
    "MonthPicture",
    "NoticedDecision",
    "Notification",
    "NumberSeries",
    "ProviderLink",
    "ProviderReminder",
    "ProviderReport",
    "ProviderRequest",
    "Question",
    "Recipient",
    "Registration",
    "RenderedDecision",
    "RenderedDocument",
    "Section",
]
