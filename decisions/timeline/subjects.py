"""What is read for the timeline of each subject: a fixed number of queries, however much has happened."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet, Sum

from decisions.models import (
    AssignmentEvent,
    AssignmentRegistration,
    Attachment,
    Case,
    ConditionMark,
    Decision,
    Document,
    DocumentVersion,
    Event,
    ExitPlan,
    Investment,
    Mandate,
    NoticedDecision,
    ProviderRequest,
    Registration,
)
from decisions.timeline import papers, sources
from decisions.timeline.days import Happening, newest_first
from decisions.timeline.history import history_of
from grants.models import (
    Activity,
    Agreement,
    DevelopmentArea,
    Forecast,
    Fund,
    Movement,
    OutcomeComment,
    OutcomeCorrection,
    OutcomeImport,
    PeriodClose,
)
from people.models import Tenure

EVIDENCE = (Registration, Investment, ProviderRequest, ExitPlan)


def decision_timeline(decision: Decision) -> list[Happening]:
    """The decision's own events, its bookings, its papers, its assignments' reports and comments, the mandates that it
    gave, and when the board was told."""
    decisions = Decision.objects.filter(pk=decision.pk)
    return newest_first(
        [
            *sources.of_events(_events(decisions), named=False),
            *_papers(Q(decision=decision)),
            *_consequences(decisions, named=False),
        ]
    )


def case_timeline(case: Case) -> list[Happening]:
    """The case opened, renamed, closed; its documents and attachments; and what happened in all its decisions, each
    happening leading to its own."""
    decisions = Decision.objects.filter(case=case)
    return newest_first(
        [
            *history_of(case, "Ärendet öppnades", "Ärendet ändrades", made_on=case.opened_on),
            *_papers(Q(case=case)),
            *sources.of_events(_events(decisions), named=True),
            *_consequences(decisions, named=True),
        ]
    )


def activity_timeline(activity: Activity, on: datetime.date) -> list[Happening]:
    """Decisions about the activity, its bookings, locks and other changes, who answered for it, its conditions and what
    shows them, its outcome, and the months that were closed."""
    decisions = Decision.objects.filter(lines__activity=activity)
    roles = activity.responsibilities.values("role")
    return newest_first(
        [
            *sources.of_events(_events(decisions), named=True, about=lambda subject: subject.activity == activity.pk),
            *sources.of_movements(_movements(Q(source__activity=activity) | Q(target__activity=activity))),
            *_assigned(decisions),
            *history_of(activity, "Aktiviteten lades upp", "Aktiviteten ändrades"),
            *_around(activity.area),
            *sources.of_forecasts(Forecast.objects.filter(activity=activity).select_related("by").order_by("version")),
            *sources.of_comments(OutcomeComment.objects.filter(activity=activity).select_related("by")),
            *sources.of_tenures(Tenure.objects.filter(role__in=roles).select_related("role", "user"), on),
            *sources.of_marks(ConditionMark.objects.filter(activity=activity).select_related("condition", "by")),
            *_evidence(activity),
            *sources.of_imports(_imports(activity)),
            *sources.of_corrections(OutcomeCorrection.objects.filter(activity=activity).select_related("by")),
            *sources.of_closings(_closings(activity.area.agreement)),
        ]
    )


def fund_timeline(fund: Fund) -> list[Happening]:
    """Every booking of the fund, the decisions that plan on it, changes of it, and the months that were closed."""
    planned = Q(lines__shares__fund=fund) | Q(lines__fundings__movement__source__fund=fund)
    return newest_first(
        [
            *sources.of_events(
                _events(Decision.objects.filter(planned)), named=True, about=lambda subject: subject.fund == fund.pk
            ),
            *sources.of_movements(_movements(Q(source__fund=fund))),
            *history_of(fund, "Tilldelningen lades upp", "Tilldelningen ändrades"),
            *_around(fund.area),
            *sources.of_closings(_closings(fund.area.agreement)),
        ]
    )


def _events(decisions: QuerySet[Decision]) -> QuerySet[Event]:
    rows = Event.objects.filter(decision__in=decisions.values("pk")).select_related("decision", "by")
    return rows.order_by("decision_id", "pk")


def _consequences(decisions: QuerySet[Decision], *, named: bool) -> list[Happening]:
    noticed = NoticedDecision.objects.filter(decision__in=decisions.values("pk"))
    return [
        *sources.of_movements(_movements(Q(fundings__line__decision__in=decisions.values("pk")))),
        *_assigned(decisions),
        *papers.of_mandates(Mandate.objects.filter(source__in=decisions.values("pk")).for_timeline()),
        *sources.of_notices(noticed.select_related("notice__recorded_by", "decision"), named=named),
    ]


def _assigned(decisions: QuerySet[Decision]) -> Iterable[Happening]:
    events = AssignmentEvent.objects.filter(assignment__decision__in=decisions.values("pk"))
    registered = AssignmentRegistration.objects.filter(assignment__decision__in=decisions.values("pk"))
    return [
        *sources.of_assignments(events.select_related("assignment", "by")),
        *sources.of_evidence(registered.select_related("by", "withdrawn_by")),
    ]


def _movements(which: Q) -> QuerySet[Movement]:
    rows = Movement.objects.filter(which).select_related("source__activity", "target__activity", "source__fund", "by")
    return rows.prefetch_related("fundings__line__decision").distinct()


def _evidence(activity: Activity) -> Iterable[Happening]:
    for model in EVIDENCE:
        rows: QuerySet[Any] = model.objects.filter(activity=activity).select_related("by", "withdrawn_by")
        yield from sources.of_evidence(rows)


def _imports(activity: Activity) -> QuerySet[OutcomeImport]:
    rows = OutcomeImport.objects.filter(rows__activity=activity).select_related("by", "ended_by")
    return rows.annotate(touched=Sum("rows__amount", filter=Q(rows__activity=activity)))


def _closings(agreement: Agreement) -> QuerySet[PeriodClose]:
    return PeriodClose.objects.filter(agreement=agreement).select_related("closed_by", "reopened_by")


def _around(area: DevelopmentArea) -> list[Happening]:
    """Changes of the area and of its agreement: who coordinates, what may be moved, the terms."""
    return [
        *history_of(area, "", f"Område {area.number} ändrades"),
        *history_of(area.agreement, "", f"{area.agreement} ändrades"),
    ]


def _papers(which: Q) -> Iterator[Happening]:
    """Documents, version by version, and attachments, of a case or of a decision."""
    documents = Document.objects.filter(which).values("pk")
    yield from papers.of_versions(DocumentVersion.objects.filter(document__in=documents).for_timeline())
    yield from papers.of_attachments(Attachment.objects.filter(which).for_list())
