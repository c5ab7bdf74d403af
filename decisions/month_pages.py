"""The pages about one month as data: what is left to do before it closes, what it looked like when it closed."""

import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.urls import reverse

from config.glossary import GLOSSARY
from decisions.closing import points, unfinished
from decisions.figures import agreement_figures
from decisions.models import MonthPicture
from decisions.money_pages import has_ore, kr
from decisions.month_pictures import Difference, Picture, differences, frozen_picture, last_day, picture_of, take
from grants.kronor import format_kronor, format_month
from grants.models import Activity, Agreement, OutcomeCorrection
from grants.outcome.months import MonthRow, months_of
from people.abilities import Ability, may
from people.models import User

ACTIVITY_COLUMNS = ("decided", "allocated", "uncovered", "outcome_of_month", "outcome", "left")
FUND_COLUMNS = ("allotted", "allocated", "unallocated", "repaid")


def months_path(agreement: Agreement) -> str:
    return f"{reverse('months')}?overenskommelse={agreement.slug}"


def month_path(agreement: Agreement, month: datetime.date) -> str:
    return reverse("month", args=[agreement.slug, format_month(month)])


def month_crumbs(agreement: Agreement, month: datetime.date | None = None) -> list[tuple[str, str]]:
    crumbs = [("Uppföljning", "/utfall/"), (f"Månader i {agreement}", months_path(agreement))]
    return crumbs if month is None else [*crumbs, (format_month(month), month_path(agreement, month))]


def month_page(agreement: Agreement, month: datetime.date, user: User, on: datetime.date) -> dict[str, Any]:
    """The checklist and the figures of a month, its closings and its corrections. Raises Http404 for a month that the
    agreement does not have."""
    months = months_of(agreement, on)
    row = _row(months, month)
    figures = agreement_figures(agreement, last_day(month))
    listed = points(figures, months, month)
    now = picture_of(figures, month)
    pictures = list(MonthPicture.objects.filter(close__agreement=agreement, close__month=month).for_page())
    latest = pictures[-1] if pictures else None
    may_close = may(user, Ability.CLOSE_MONTH)
    return {
        "agreement": agreement,
        "row": row,
        "points": listed,
        "unfinished": len(unfinished(listed)),
        "keys": picture_keys(now),
        "pictures": pictures[::-1],
        "latest": latest,
        "differences": _written(differences(frozen_picture(latest), now)) if latest else [],
        "corrections": corrections(agreement, month),
        "may_close": may_close and row.can_close,
        "may_reopen": may_close and row.close is not None,
        "may_correct": may_close and row.close is not None,
        "crumbs": month_crumbs(agreement),
    }


def _row(months: list[MonthRow], month: datetime.date) -> MonthRow:
    row = next((row for row in months if row.month == month), None)
    if row is None:
        raise Http404
    return row


def corrections(agreement: Agreement, month: datetime.date) -> list[dict[str, Any]]:
    rows = OutcomeCorrection.objects.of(agreement).of_activities().filter(month=month).select_related("activity", "by")
    counted = {row.pk for row in rows.in_force()}
    return [
        {
            "row": row,
            "amount": format_kronor(row.amount, unit=False, sign=True),
            "is_counted": row.pk in counted,
        }
        for row in rows
    ]


def correctable(agreement: Agreement) -> Any:
    return Activity.objects.filter(area__agreement=agreement).order_by("area__number", "position", "pk")


def picture_page(row: MonthPicture) -> dict[str, Any]:
    """What the month looked like at that closing, and what is another now. `row` comes with its closing."""
    picture, agreement = frozen_picture(row), row.close.agreement
    now = take(agreement, row.close.month)
    return {
        "agreement": agreement,
        "picture": row,
        "keys": picture_keys(picture),
        "activities": [_cells(one, ACTIVITY_COLUMNS) for one in picture.activities],
        "totals": [kr(picture.total(name)) for name in ACTIVITY_COLUMNS],
        "funds": [_cells(one, FUND_COLUMNS) for one in picture.funds],
        "fund_totals": [kr(sum((getattr(one, name) for one in picture.funds), Decimal(0))) for name in FUND_COLUMNS],
        "unmatched": kr(picture.unmatched) if picture.unmatched else "",
        "frozen": picture,
        "differences": _written(differences(picture, now)),
        "crumbs": month_crumbs(agreement, row.close.month),
    }


def picture_keys(picture: Picture) -> list[dict[str, Any]]:
    """The key row of a month: booked, what the month cost, all so far, and the bucket."""
    left, uncovered = picture.total("left"), picture.total("uncovered")
    return [
        {"label": "Beslutat", "value": kr(picture.total("decided")), "unit": "kr", "term": GLOSSARY["decided"]},
        {"label": "Bokfört", "value": kr(picture.total("allocated")), "term": GLOSSARY["booked"]},
        {"label": "Ej täckt", "value": kr(uncovered), "alarm": uncovered > 0, "term": GLOSSARY["uncovered"]},
        {"label": "Utfall i månaden", "value": kr(picture.total("outcome_of_month"))},
        {"label": "Utfall hittills", "value": kr(picture.total("outcome")), "term": GLOSSARY["outcome"]},
        {"label": "Kvar", "value": kr(left), "alarm": left < 0, "note": "bokfört minus utfall"},
    ]


def _cells(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    return {"row": row, "values": [kr(getattr(row, name)) for name in columns]}


def _written(found: list[Difference]) -> list[dict[str, Any]]:
    ore = has_ore(*(row.then for row in found), *(row.now for row in found))
    return [
        {
            "what": row.what,
            "figure": row.figure,
            "then": kr(row.then, ore=ore),
            "now": kr(row.now, ore=ore),
            "change": format_kronor(row.change, unit=False, sign=True, decimals=2 if ore else "auto"),
        }
        for row in found
    ]
