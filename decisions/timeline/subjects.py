"""What is read for the timeline of each subject: a fixed number of queries, however much has happened."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet, Sum

from decisions.models import (
    AssignmentEvent,
    Case,
    ConditionMark,
    Decision,
    Event,
    ExitPlan,
    Investment,
    NoticedDecision,
    ProviderRequest,
    Registration,
)
from decisions.timeline import sources
from decisions.timeline.days import Happening, newest_first
from grants.models import Activity, Agreement, Fund, Movement, OutcomeCorrection, OutcomeImport, PeriodClose
from people.models import Tenure, User

EVIDENCE = (Registration, Investment, ProviderRequest, ExitPlan)


def decision_timeline(decision: Decision) -> list[Happening]:
    """The decision's own events, its bookings, its assignments' reports and comments, and when the board was told."""
    decisions = Decision.objects.filter(pk=decision.pk)
    return newest_first([*sources.of_events(_events(decisions), named=False), *_consequences(decisions, named=False)])


def case_timeline(case: Case) -> list[Happening]:
    """What happened in all decisions of a case; each happening leads to its decision."""
    decisions = Decision.objects.filter(case=case)
    return newest_first([*sources.of_events(_events(decisions), named=True), *_consequences(decisions, named=True)])


def activity_timeline(activity: Activity, on: datetime.date) -> list[Happening]:
    """Decisions about the activity, its bookings, locks and other changes, who answered for it, its conditions and what
    shows them, its outcome, and the months that were closed."""
    decisions = Decision.objects.filter(lines__activity=activity)
    roles = activity.responsibilities.values("role")
    return newest_first(
        [
            *sources.of_events(_events(decisions), named=True),
            *sources.of_movements(_movements(Q(source__activity=activity) | Q(target__activity=activity))),
            *_assigned(decisions),
            *_history(activity, "Aktiviteten lades upp"),
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
            *sources.of_events(_events(Decision.objects.filter(planned)), named=True),
            *sources.of_movements(_movements(Q(source__fund=fund))),
            *_history(fund, "Tilldelningen lades upp"),
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
        *sources.of_notices(noticed.select_related("notice__recorded_by", "decision"), named=named),
    ]


def _assigned(decisions: QuerySet[Decision]) -> Iterable[Happening]:
    events = AssignmentEvent.objects.filter(assignment__decision__in=decisions.values("pk"))
    return sources.of_assignments(events.select_related("assignment", "by"))


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


def _history(subject: Activity | Fund, made: str) -> Iterable[Happening]:
    model: type[Model] = type(subject)
    versions = list(subject.events.select_related("pgh_context").order_by("pgh_id"))  # type: ignore[union-attr]
    ids = {int((each.pgh_context.metadata if each.pgh_context else {}).get("user") or 0) for each in versions}
    users = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    return sources.of_history(versions, model, users, made)
