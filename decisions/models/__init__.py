from decisions.models.assignments import Assignment, AssignmentEvent
from decisions.models.cases import Case, Document, Recipient, Section
from decisions.models.conditions import Condition, ConditionWording, DecisionCondition
from decisions.models.decisions import Decision, DecisionPoint, Event, NumberSeries
from decisions.models.lines import DecisionLine, Funding, LineShare
from decisions.models.mandates import Mandate
from decisions.models.notices import BoardNotice, NoticedDecision, Notification
from decisions.models.rendered import RenderedDecision

__all__ = [
    "Assignment",
    "AssignmentEvent",
    "BoardNotice",
    "Case",
    "Condition",
    "ConditionWording",
    "Decision",
    "DecisionCondition",
    "DecisionLine",
    "DecisionPoint",
    "Document",
    "Event",
    "Funding",
    "LineShare",
    "Mandate",
    "NoticedDecision",
    "Notification",
    "NumberSeries",
    "Recipient",
    "RenderedDecision",
    "Section",
]
