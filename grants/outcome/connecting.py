"""Connecting account strings with activities: rules made and ended, and the rows of open months connected anew."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from grants.figures import ZERO
from grants.kronor import format_month
from grants.models import ACCOUNT_PARTS, AccountRule, Activity, Agreement, Outcome, OutcomeImport
from grants.models.corrections import moved_out
from grants.models.outcome import OutcomeQuerySet
from grants.outcome.refusals import OutcomeRefused
from grants.outcome.rules import ANYTHING_AFTER, Matcher, matcher
from people.abilities import Ability, may, refusal
from people.models import User


@dataclass(frozen=True)
class Connected:
    """What a rule, or its end, changed: rows and kronor of open months. `closed` rows stay as they are."""

    rule: AccountRule
    rows: int
    amount: Decimal
    closed: int


@transaction.atomic
def make_rule(
    *,
    activity: Activity,
    parts: Mapping[str, str],
    first_month: datetime.date,
    by: User,
    last_month: datetime.date | None = None,
) -> Connected:
    """A rule of the activity's agreement; `parts` by the names in ACCOUNT_PARTS, months by their first days.

    Rows of open months that nothing, or a rule that says less, has connected follow it at once. Raises OutcomeRefused.
    """
    agreement = _lock(activity.area.agreement, by)
    patterns = {part: parts.get(part, "").strip() for part in ACCOUNT_PARTS}
    _refuse_unsound(patterns, first_month, last_month)
    _refuse_twice(agreement, patterns, first_month, last_month)
    rule = AccountRule.objects.create(
        agreement=agreement, activity=activity, first_month=first_month, last_month=last_month, by=by, **patterns
    )
    return _connected(rule)


@transaction.atomic
def end_rule(rule: AccountRule, *, by: User) -> Connected:
    """The rule is used no more; rows of open months that followed it are matched anew. Raises OutcomeRefused."""
    _lock(rule.agreement, by)
    rule = AccountRule.objects.for_page().get(pk=rule.pk)
    if rule.ended_at is not None:
        raise OutcomeRefused(f"Regeln för {rule} är redan borttagen.", "rule_ended")
    rule.ended_at, rule.ended_by = timezone.now(), by
    rule.save(update_fields=["ended_at", "ended_by"])
    return _connected(rule)


def rematch(agreement: Agreement, month: datetime.date | None = None) -> tuple[int, Decimal]:
    """Match every row of the open months (or of one) that its own activity code has not connected.

    Returns how many rows and kronor changed. The caller holds the agreement's row. Queries grow with months and
    with the account strings that change, not with rows.
    """
    rows, amount = 0, ZERO
    for of, strings in _by_month(agreement, month).items():
        rules = matcher(agreement, of)
        for account_string, old, count, total in strings:
            rule = rules.find(account_string)
            if (rule.pk if rule else None) == old:
                continue
            same = _to_match(agreement).filter(month=of, account_string=account_string, rule=old)
            same.update(rule=rule, activity_id=rule.activity_id if rule else None)
            rows, amount = rows + count, amount + total
    return rows, amount


Group = tuple[str, int | None, int, Decimal]


def _by_month(agreement: Agreement, only: datetime.date | None) -> dict[datetime.date, list[Group]]:
    """(account string, rule's id, rows, kronor) of what rules decide, month by month."""
    months: dict[datetime.date, list[Group]] = defaultdict(list)
    rows = _to_match(agreement) if only is None else _to_match(agreement).filter(month=only)
    groups = rows.order_by().values_list("month", "account_string", "rule_id")
    for month, *group in groups.annotate(count=Count("pk"), total=Sum("amount")):
        months[month].append(tuple(group))
    return months


def leave_what_is_moved(source: OutcomeImport) -> None:
    """Rows of a new file whose account string a correction has moved to an activity already, and that the file is said
    not to have moved itself, stay in the bucket beside the correction: connected they would count twice."""
    rows = source.rows.filter(rule__isnull=False)
    moved_out(rows).update(rule=None, activity=None)


def _to_match(agreement: Agreement) -> OutcomeQuerySet:
    rows = Outcome.objects.in_force().of(agreement).in_open_months().connected_by_rule_or_not_at_all()
    return rows.exclude(pk__in=moved_out(rows).values("pk"))


def _connected(rule: AccountRule) -> Connected:
    rows, amount = rematch(rule.agreement)
    closed = Outcome.objects.in_force().of(rule.agreement).in_closed_months().unmatched()
    strings = closed.order_by().values_list("account_string").annotate(count=Count("pk"))
    only = Matcher([rule])
    return Connected(rule, rows, amount, sum(count for text, count in strings if only.find(text)))


def _lock(agreement: Agreement, by: User) -> Agreement:
    """Rules, imports and closings of an agreement come one after the other."""
    if not may(by, Ability.IMPORT_OUTCOME):
        raise OutcomeRefused(refusal(Ability.IMPORT_OUTCOME), "not_allowed")
    return Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)


def _refuse_unsound(patterns: Mapping[str, str], first_month: datetime.date, last_month: datetime.date | None) -> None:
    if not any(pattern.rstrip(ANYTHING_AFTER) for pattern in patterns.values()):
        raise OutcomeRefused("Skriv minst en del av kontosträngen, till exempel en enhet eller ett projekt.", "no_part")
    for part, pattern in patterns.items():
        if ANYTHING_AFTER in pattern[:-1] or pattern == ANYTHING_AFTER:
            raise OutcomeRefused(
                f"{ACCOUNT_PARTS[part].capitalize()}: en stjärna står bara sist, efter det som koden börjar med.", part
            )
    if last_month is not None and last_month < first_month:
        raise OutcomeRefused("Sista månaden är före den första.", "last_month")


def _refuse_twice(
    agreement: Agreement, patterns: Mapping[str, str], first_month: datetime.date, last_month: datetime.date | None
) -> None:
    """Two rules of the same parts in the same month would leave it to chance which one holds."""
    same = Q(agreement=agreement, **{f"{part}__iexact": pattern for part, pattern in patterns.items()})
    overlaps = Q(last_month__isnull=True) | Q(last_month__gte=first_month)
    if last_month is not None:
        overlaps &= Q(first_month__lte=last_month)
    twin = AccountRule.objects.in_force().filter(same & overlaps).select_related("activity").first()
    if twin is not None:
        raise OutcomeRefused(
            f"Samma kontosträng hör redan till {twin.activity} från {format_month(twin.first_month)}. "
            "Ta bort den regeln först, eller välj andra månader.",
            "rule_twice",
        )
