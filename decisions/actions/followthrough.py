"""What shows that the conditions are followed, per activity: entered, answered, withdrawn, marked by hand.

By officers, and by those who hold a role that is responsible for the activity (`Authority.may_follow_up`).
"""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction

from config.refused import NotNow
from decisions.actions.common import DecisionRefused
from decisions.authority import Authority, Verdict
from decisions.fulfilment import markable
from decisions.models import (
    Assignment,
    AssignmentRegistration,
    Condition,
    ConditionMark,
    ExitPlan,
    ExitPlanYear,
    Investment,
    ProviderRequest,
    Registration,
)
from decisions.models.followthrough import LONGEST_LIFE, Evidence
from grants.models import Activity
from people.models import User

Row = TypeVar("Row", bound=Evidence | AssignmentRegistration)
State = ConditionMark.State


def _may_follow_up(activity: Activity, by: User, on: datetime.date) -> None:
    _hold(Authority(by, on).may_follow_up(activity))


def _hold(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise verdict.refusal(verdict.reason)


def _refuse_future(day: datetime.date, on: datetime.date) -> None:
    if day > on:
        raise DecisionRefused(f"{day} ligger i framtiden. I dag är det {on}.", "in_the_future")


@transaction.atomic
def register_activities(
    activities: Sequence[Activity], *, registered_on: datetime.date, by: User, on: datetime.date, reference: str = ""
) -> list[Registration]:
    """Mark that the activities stand in Stratsys since a day, all or none. Raises DecisionRefused."""
    if not activities:
        raise DecisionRefused("Välj minst en aktivitet.", "nothing_chosen")
    _refuse_future(registered_on, on)
    # The lock makes two people who mark the same activity come one after the other.
    rows = Activity.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in activities]).order_by("pk")
    taken = set(Registration.objects.current().filter(activity__in=rows).values_list("activity_id", flat=True))
    for activity in activities:
        _may_follow_up(activity, by, on)
        if activity.pk in taken:
            raise DecisionRefused(f"{activity} är redan registrerad.", "registered_already")
    return [
        Registration.objects.create(activity=activity, registered_on=registered_on, reference=reference.strip(), by=by)
        for activity in activities
    ]


@transaction.atomic
def register_assignments(
    assignments: Sequence[Assignment], *, registered_on: datetime.date, by: User, on: datetime.date, reference: str = ""
) -> list[AssignmentRegistration]:
    """The same of assignments that decided decisions have given. Raises DecisionRefused."""
    _refuse_future(registered_on, on)
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).given().for_page()
    chosen = list(rows.filter(pk__in=[one.pk for one in assignments]).order_by("pk"))
    if not chosen:
        raise DecisionRefused("Välj minst ett uppdrag.", "nothing_chosen")
    taken = set(
        AssignmentRegistration.objects.current().filter(assignment__in=chosen).values_list("assignment", flat=True)
    )
    for assignment in chosen:
        _hold(Authority(by, on).may_register(assignment))
        if assignment.pk in taken:
            raise DecisionRefused(f"Uppdraget är redan registrerat: {assignment}", "registered_already")
    return [
        AssignmentRegistration.objects.create(
            assignment=assignment, registered_on=registered_on, reference=reference.strip(), by=by
        )
        for assignment in chosen
    ]


@transaction.atomic
def register_in_stratsys(
    *,
    activities: Sequence[Activity],
    assignments: Sequence[Assignment],
    registered_on: datetime.date,
    by: User,
    on: datetime.date,
    reference: str = "",
) -> int:
    """Both at once, all or none; how many. Raises DecisionRefused."""
    if not activities and not assignments:
        raise DecisionRefused("Välj minst en aktivitet eller ett uppdrag.", "nothing_chosen")
    said: dict[str, Any] = {"registered_on": registered_on, "reference": reference, "by": by, "on": on}
    done = register_activities(activities, **said) if activities else []
    return len(done) + len(register_assignments(assignments, **said) if assignments else [])


@transaction.atomic
def add_investment(
    activity: Activity,
    *,
    name: str,
    cost: Decimal,
    first_month: datetime.date,
    life_months: int,
    by: User,
    on: datetime.date,
) -> Investment:
    """An investment within the activity: `cost` kronor, in use from `first_month` (any day of it) for `life_months`.

    Raises DecisionRefused."""
    _may_follow_up(activity, by, on)
    if not name.strip():
        raise DecisionRefused("Skriv vad investeringen avser.", "no_name")
    if cost <= 0:
        raise DecisionRefused("Anskaffningskostnaden ska vara större än noll.", "no_cost")
    if not 1 <= life_months <= LONGEST_LIFE:
        raise DecisionRefused(f"Nyttjandeperioden ska vara 1 till {LONGEST_LIFE} månader.", "life")
    return Investment.objects.create(
        activity=activity,
        name=name.strip(),
        cost=cost,
        first_month=first_month.replace(day=1),
        life_months=life_months,
        by=by,
    )


@transaction.atomic
def save_exit_plan(
    activity: Activity, *, kind: str, text: str, amounts: Mapping[int, Decimal], by: User, on: datetime.date
) -> ExitPlan:
    """How the activity is financed when the grant ends; takes the place of an earlier plan. `amounts` maps calendar
    years to kronor of the unit's own budget, 0 allowed. Raises DecisionRefused."""
    _may_follow_up(activity, by, on)
    if kind not in ExitPlan.Kind.values:
        raise DecisionRefused("Välj vad som händer när satsningen upphör.", "no_kind")
    if not text.strip():
        raise DecisionRefused("Skriv hur det går till.", "no_text")
    if not amounts:
        raise DecisionRefused("Ange belopp för minst ett år. Skriv 0 om aktiviteten inte kostar något då.", "no_amount")
    if any(amount < 0 for amount in amounts.values()):
        raise DecisionRefused("Ett belopp i kalkylen kan inte vara mindre än noll.", "negative")
    Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    for earlier in ExitPlan.objects.current().filter(activity=activity):
        _withdraw(earlier, "Ersatt av en ny kalkyl.", by=by, on=on)
    plan = ExitPlan.objects.create(activity=activity, kind=kind, text=text.strip(), planned_on=on, by=by)
    ExitPlanYear.objects.bulk_create(
        ExitPlanYear(plan=plan, year=year, amount=amount) for year, amount in sorted(amounts.items())
    )
    return plan


@transaction.atomic
def ask_provider(
    activity: Activity, *, provider: str, asked_on: datetime.date, by: User, on: datetime.date, question: str = ""
) -> ProviderRequest:
    """Note that a private provider is asked to account for activities and costs. Raises DecisionRefused."""
    _may_follow_up(activity, by, on)
    if not provider.strip():
        raise DecisionRefused("Skriv vilken utförare som tillfrågas.", "no_provider")
    _refuse_future(asked_on, on)
    return ProviderRequest.objects.create(
        activity=activity, provider=provider.strip(), asked_on=asked_on, question=question.strip(), by=by
    )


@transaction.atomic
def note_answer(
    request: ProviderRequest, *, answer: str, answered_on: datetime.date, by: User, on: datetime.date
) -> ProviderRequest:
    """Note what came in from the provider, once. Raises DecisionRefused."""
    request = _locked_row(request, by, on)
    if request.answered_on is not None:
        raise DecisionRefused(f"Svaret från {request.provider} är redan antecknat.", "answered_already")
    if not answer.strip():
        raise DecisionRefused("Skriv vad som kom in.", "no_answer")
    _refuse_future(answered_on, on)
    if answered_on < request.asked_on:
        raise DecisionRefused(f"Svaret kan inte komma före frågan, {request.asked_on}.", "before_the_question")
    request.answered_on, request.answer, request.answer_by = answered_on, answer.strip(), by
    request.save(update_fields=["answered_on", "answer", "answer_by"])
    return request


@transaction.atomic
def withdraw_evidence(row: Row, *, reason: str, by: User, on: datetime.date) -> Row:
    """Take back a registration, an investment, a request or a plan that was wrong. It stays to be read.

    Raises DecisionRefused."""
    row = _locked_row(row, by, on)
    if not reason.strip():
        raise DecisionRefused("Skriv varför uppgiften tas bort.", "no_reason")
    return _withdraw(row, reason.strip(), by=by, on=on)


def _locked_row(row: Row, by: User, on: datetime.date) -> Row:
    """The row as it is now, locked. Raises DecisionRefused if it has been withdrawn, or for who may not."""
    rows: Any = type(row)._default_manager
    fresh: Row = rows.select_for_update(of=("self",)).for_page().get(pk=row.pk)
    _hold(Authority(by, on).may_withdraw(fresh))
    if not fresh.is_current:
        raise NotNow("Uppgiften är redan borttagen.", "withdrawn_already")
    return fresh


def _withdraw(row: Row, reason: str, *, by: User, on: datetime.date) -> Row:
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_reason = on, by, reason[:300]
    row.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    return row


@transaction.atomic
def mark_condition(
    activity: Activity, condition: Condition, *, state: str, evidence: str, by: User, on: datetime.date
) -> ConditionMark:
    """Someone's word on a condition for an activity, with the ground. `UNKNOWN` takes an earlier word back.

    Of what the software counts by itself one may only say that it does not apply. Raises DecisionRefused."""
    _may_follow_up(activity, by, on)
    if state not in State.values:
        raise DecisionRefused("Välj hur det står till med villkoret.", "no_state")
    if state not in markable(condition):
        raise DecisionRefused(
            f"Om villkor {condition} är uppfyllt räknas fram ur det som är inlagt. "
            "För hand anges bara att det inte är aktuellt.",
            "counted",
        )
    if not evidence.strip():
        raise DecisionRefused("Skriv vad bedömningen bygger på.", "no_evidence")
    return ConditionMark.objects.create(
        activity=activity, condition=condition, state=state, evidence=evidence.strip(), by=by, on=on
    )
