"""Writes of this app that are not bookings."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from config.refused import Refused
from grants.findings import Finding
from grants.kronor import format_kronor, format_month
from grants.models import (
    Acknowledgement,
    Activity,
    ActivityRole,
    Agreement,
    DevelopmentArea,
    OutcomeCorrection,
    PeriodClose,
)
from grants.outcome.bucket import left_in
from people.abilities import Ability, may, refusal
from people.models import Role, User


class GrantsRefused(Refused):
    """A rule about agreements and activities refuses. Nothing has changed."""

    code = "grants"


@transaction.atomic
def add_activity(
    *, area: DevelopmentArea, name: str, roles: Sequence[Role], by: User, position: int | None = None
) -> Activity:
    """A new activity of an area, last unless `position` says otherwise, with its responsible roles in order.

    By who sets up the agreement, or proposes the activity. Raises GrantsRefused without the ability, without a name, or
    when the area has an activity of that name already, whatever case: a reader could not tell the two apart.
    """
    if not may(by, Ability.EDIT_AGREEMENT) and not may(by, Ability.PROPOSE):
        raise GrantsRefused(refusal(Ability.PROPOSE), "not_allowed")
    name = _free_name(area, name)
    activities = Activity.objects.filter(area=area)
    if position is None:
        last = activities.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
    activity = Activity.objects.create(area=area, name=name, position=position)
    ActivityRole.objects.bulk_create(
        ActivityRole(activity=activity, role=role, position=order) for order, role in enumerate(dict.fromkeys(roles))
    )
    return activity


@transaction.atomic
def rename_activity(activity: Activity, *, name: str) -> Activity:
    """Another name for an activity that is only proposed. Raises GrantsRefused as `add_activity` does."""
    activity.name = _free_name(activity.area, name, besides=activity)
    activity.save(update_fields=["name"])
    return activity


def _free_name(area: DevelopmentArea, name: str, besides: Activity | None = None) -> str:
    """The name as it is kept. Raises GrantsRefused without one, or when another activity of the area has it."""
    name = " ".join(name.split())
    if not name:
        raise GrantsRefused("Skriv vad aktiviteten heter.", "no_name")
    # The lock makes two people who add the same name at once come one after the other.
    DevelopmentArea.objects.select_for_update(no_key=True).get(pk=area.pk)
    taken = Activity.objects.filter(area=area, name__iexact=name)
    if (taken.exclude(pk=besides.pk) if besides else taken).exists():
        raise GrantsRefused(f"Område {area.number} har redan en aktivitet som heter {name}.", "name_taken")
    return name


@transaction.atomic
def lock_activity(activity: Activity, *, reference: str, by: User) -> Activity:
    """Lock an activity by the board's decision: its money is not reallocated until the board unlocks it."""
    activity.locked, activity.lock_reference = True, reference
    activity.save(update_fields=["locked", "lock_reference"])
    return activity


@transaction.atomic
def unlock_activity(activity: Activity, *, by: User) -> Activity:
    """Unlock an activity by the board's decision. What locked it stands in the activity's history."""
    activity.locked, activity.lock_reference = False, ""
    activity.save(update_fields=["locked", "lock_reference"])
    return activity


@transaction.atomic
def acknowledge(agreement: Agreement, *, finding: Finding, reason: str, by: User) -> Acknowledgement:
    """Take responsibility for a finding, with a reason. Holds for its amount: a changed figure asks anew.

    Raises GrantsRefused without the ability or without a reason.
    """
    if not may(by, Ability.ACKNOWLEDGE):
        raise GrantsRefused(refusal(Ability.ACKNOWLEDGE), "not_allowed")
    if not reason.strip():
        raise GrantsRefused("Skriv varför avvikelsen godtas.", "no_reason")
    return Acknowledgement.objects.create(
        agreement=agreement,
        finding_id=finding.id,
        subject=finding.subject,
        amount=finding.amount,
        reason=reason.strip(),
        by=by,
    )


@transaction.atomic
def close_month(
    *, agreement: Agreement, month: datetime.date, by: User, on: datetime.date, note: str = ""
) -> PeriodClose:
    """Close a month that has ended: nothing is booked in it and no outcome taken in until it is reopened.

    `month` is its first day, `note` what was known to be unfinished. Raises GrantsRefused. The picture of the month is
    taken by `decisions.actions.close_month`, which all pages call.
    """
    if not may(by, Ability.CLOSE_MONTH):
        raise GrantsRefused(refusal(Ability.CLOSE_MONTH), "not_allowed")
    # Bookings take a weaker lock on this row (`grants.models.triggers`), imports as well: those under way end first.
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    month = month.replace(day=1)
    if month >= on.replace(day=1):
        raise GrantsRefused(f"{format_month(month)} är inte slut än och kan inte stängas.", "month_not_ended")
    if PeriodClose.objects.filter(agreement=agreement, month=month, reopened_at__isnull=True).exists():
        raise GrantsRefused(f"{format_month(month)} är redan stängd för {agreement}.", "closed_already")
    return PeriodClose.objects.create(agreement=agreement, month=month, closed_by=by, note=note.strip()[:300])


@transaction.atomic
def reopen_month(close: PeriodClose, *, reason: str, by: User) -> PeriodClose:
    """Open a closed month again, with a reason; the closing stays in the history. Raises GrantsRefused.

    A month that a filed report covers stays closed: the database refuses it, since reports lie above this app.
    """
    if not may(by, Ability.CLOSE_MONTH):
        raise GrantsRefused(refusal(Ability.CLOSE_MONTH), "not_allowed")
    close = PeriodClose.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=close.pk)
    if close.reopened_at is not None:
        raise GrantsRefused(f"{format_month(close.month)} är redan öppen.", "open_already")
    if not reason.strip():
        raise GrantsRefused("Skriv varför månaden öppnas.", "no_reason")
    close.reopened_by, close.reopened_at, close.reason = by, timezone.now(), reason.strip()[:300]
    try:
        with transaction.atomic():
            close.save()
    except IntegrityError as error:
        if "month_under_a_filed_report" not in str(error):
            raise
        raise GrantsRefused(
            f"En inlämnad redovisning bygger på {format_month(close.month)}, som därför inte kan öppnas. "
            "Rätta i en senare månad.",
            "month_under_a_filed_report",
        ) from error
    return close


@transaction.atomic
def correct_outcome(
    activity: Activity,
    *,
    month: datetime.date,
    amount: Decimal,
    reason: str,
    by: User,
    on: datetime.date,
    account_string: str = "",
) -> OutcomeCorrection:
    """Add `amount` kronor (below zero: less) to the outcome of a month that has been closed, as a row dated `on`.

    The month stays closed and its picture as it was; the current figures change. `month` is its first day;
    `account_string` says that the kronor stand in the bucket "ej kopplat" under it, and moves them. Raises
    GrantsRefused without the ability, an amount or a reason, for a month that a new file would mend, and for more than
    the bucket holds.
    """
    if not may(by, Ability.CLOSE_MONTH):
        raise GrantsRefused(refusal(Ability.CLOSE_MONTH), "not_allowed")
    if not amount:
        raise GrantsRefused("Skriv hur många kronor utfallet ändras med.", "no_amount")
    if not reason.strip():
        raise GrantsRefused("Skriv varför utfallet rättas.", "no_reason")
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=activity.area.agreement_id)
    if not PeriodClose.objects.filter(agreement=agreement, month=month, reopened_at=None).exists():
        raise GrantsRefused(
            f"{format_month(month)} är inte stängd. Rätta den genom att läsa in en ny fil.", "not_closed"
        )
    said = {"month": month, "dated": on, "reason": reason.strip()[:300], "by": by, "account_string": account_string}
    if account_string:
        _refuse_more_than_the_bucket(agreement, month, account_string, amount)
    made = OutcomeCorrection.objects.create(activity=activity, amount=amount, **said)
    if account_string:
        OutcomeCorrection.objects.create(agreement=agreement, counterpart=made, amount=-amount, **said)
    return made


def _refuse_more_than_the_bucket(agreement: Agreement, month: datetime.date, text: str, amount: Decimal) -> None:
    left = left_in(agreement, month).get(text, Decimal(0))
    if amount * left <= 0 or abs(amount) > abs(left):
        raise GrantsRefused(
            f"{text} har {format_kronor(left)} kvar i ej kopplat för {format_month(month)}. Flytta högst det.",
            "more_than_the_bucket",
        )
