"""An activity's page as data: its accounts, its owners, what decided its money, what it has cost, what happened."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse

from decisions.agreement_checks import Decided, acknowledged, uncovered
from decisions.conditions import activity_conditions
from decisions.figures import ActivityFigures, Figures, agreement_figures
from decisions.models import DecisionLine
from decisions.models.kinds import Kind, Status
from decisions.money_pages import ACTIVITY_KEYS, abilities, has_ore, key_row, kr, waiting_activities, written_finding
from decisions.timeline import activity_timeline, paged
from grants.figures import ZERO
from grants.kronor import format_kronor
from grants.models import Account, Activity, Movement
from grants.moneybar import bar
from people.models import Tenure, User

MOVEMENTS_SHOWN = 100


def activity_page(activity: Activity, user: User, on: datetime.date, page: str | None = None) -> dict[str, Any]:
    agreement = activity.area.agreement
    row = agreement_figures(agreement).activities[activity.pk]
    movements = _movements(activity)
    lines = _lines(activity)
    days, shown = paged(activity_timeline(activity, on), page)
    decided = Decided(agreement, on)
    found = [item for item in acknowledged(decided) if item.finding.activity_id == activity.pk]
    return {
        "crumbs": [
            ("Överenskommelser", reverse("agreements")),
            (agreement.name, agreement.get_absolute_url()),
            (str(activity.area), activity.area.get_absolute_url()),
        ],
        "activity": activity,
        "agreement": agreement,
        "keys": _keys(row.figures),
        "bar": bar(row.figures.outcome, row.figures.allocated, row.figures.uncovered),
        "accounts": [{"fund": fund, "balance": kr(balance)} for fund, balance in row.accounts],
        "allocated": kr(row.figures.allocated),
        "owners": list(_owners(activity, on)),
        "waiting": waiting_activities(agreement).get(activity.pk),
        "findings": [written_finding(item, user) for item in found],
        "lines": [_line_row(line) for line in lines],
        "line_totals": _line_totals(lines),
        "months": list(_months(row)),
        "movements": [_movement_row(movement, activity) for movement in movements[:MOVEMENTS_SHOWN]],
        "older_movements": len(movements) > MOVEMENTS_SHOWN,
        "focus_areas": activity.focus_areas.order_by("position"),
        "conditions": activity_conditions(activity, decided.followed, user),
        "days": days,
        "page": shown,
        "may": abilities(user),
    }


def _keys(figures: Figures) -> list[dict[str, Any]]:
    left = {"label": "Kvar", "value": kr(figures.left), "alarm": figures.left < 0, "note": "bokfört minus utfall"}
    return [*key_row(figures, ACTIVITY_KEYS), left]


def _owners(activity: Activity, on: datetime.date) -> Iterator[dict[str, Any]]:
    """Each responsible role with who acts in it that day: the holder, else the first deputy."""
    roles = [one.role for one in activity.responsibilities.all()]
    tenures = Tenure.objects.on(on).filter(role__in=roles).select_related("user").order_by("-rank")
    holders = {tenure.role_id: tenure for tenure in tenures}  # the lowest rank last, so that it stays
    for role in roles:
        tenure = holders.get(role.pk)
        yield {
            "role": role,
            "holder": tenure.user if tenure else None,
            "deputy": bool(tenure and tenure.rank),
            "until": tenure.ends_on if tenure else None,
        }


def _lines(activity: Activity) -> list[DecisionLine]:
    """Everything decided, or on its way, about this activity; the newest first."""
    shown = [Status.DECIDED, Status.SUBMITTED]
    rows = activity.decision_lines.filter(decision__status__in=shown).select_related("decision__case")
    return list(
        rows.prefetch_related("fundings__movement__source__fund").order_by("-decision__decided_on", "-decision_id")
    )


def _line_row(line: DecisionLine) -> dict[str, Any]:
    decision = line.decision
    decided = decision.status == Status.DECIDED
    missing = uncovered(line) if decided else ZERO
    is_allocation = decision.kind == Kind.ALLOCATION
    return {
        "decision": decision,
        "waits": not decided,
        "amount": format_kronor(line.amount, unit=False, sign=not is_allocation),
        "booked": kr(line.amount.amount - missing) if decided else "",
        "uncovered": kr(missing) if decided else "",
        "is_uncovered": missing > 0 and is_allocation,
        "cover_path": reverse("line_cover", args=[line.pk]) if missing > 0 and is_allocation else "",
        "proposed": kr(line.proposed_amount) if line.proposed_amount and line.proposed_amount != line.amount else "",
        "note": line.note,
    }


def _line_totals(lines: list[DecisionLine]) -> dict[str, str]:
    decided = [line for line in lines if line.decision.status == Status.DECIDED]
    amount = sum((line.amount.amount for line in decided), ZERO)
    missing = sum((uncovered(line) for line in decided), ZERO)
    return {"amount": kr(amount), "booked": kr(amount - missing), "uncovered": kr(missing)}


def _months(row: ActivityFigures) -> Iterator[dict[str, Any]]:
    """Outcome month by month, and how much of what is booked had been spent by then."""
    spent, ore = Decimal(0), has_ore(*row.by_month.values())
    for month, amount in sorted(row.by_month.items()):
        spent += amount
        yield {
            "month": month,
            "amount": kr(amount, ore=ore),
            "spent": kr(spent, ore=ore),
            "left": kr(row.figures.allocated - spent, ore=ore),
            "bar": bar(spent, row.figures.allocated),
        }


def _movements(activity: Activity) -> list[Movement]:
    """The newest movements to and from the activity, one more than is shown."""
    touches = Q(source__activity=activity) | Q(target__activity=activity)
    rows = Movement.objects.filter(touches).select_related("source__activity", "target__activity", "source__fund", "by")
    return list(rows.order_by("-booked_on", "-pk")[: MOVEMENTS_SHOWN + 1])


def _movement_row(movement: Movement, activity: Activity) -> dict[str, Any]:
    came_in = movement.target.activity_id == activity.pk
    other = movement.source if came_in else movement.target
    sign = 1 if came_in else -1
    return {
        "movement": movement,
        "kind": movement.get_kind_display(),
        "other": _where(other),
        "direction": "från" if came_in else "till",
        "fund": movement.source.fund,
        "amount": format_kronor(sign * movement.amount.amount, unit=False, sign=True),
    }


def _where(account: Account) -> str:
    return str(account.activity) if account.activity else account.get_kind_display()
