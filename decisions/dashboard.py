"""The follow-up of an agreement on one page, as of a month: the whole, an area, or what a role answers for.

Everything is drawn from one `PeriodReport`, from the agreement's first month to the month chosen.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from decisions.agreement_tabs import agreement_tabs
from decisions.forms.period_reports import SelectionForm
from decisions.money_pages import has_ore
from decisions.period_pages import cells, drawn, period_path
from decisions.period_report import period_report
from decisions.period_shape import AMOUNTS, ActivityLine, Amounts, PeriodReport
from decisions.periods import periods_with
from decisions.stratsys import unregistered_ids
from grants.kronor import format_kronor
from grants.models import Agreement
from grants.moneybar import bar, figure
from grants.outcome.months import months_between

LARGEST = 10
COLUMNS = ("current", "outcome", "variance", "expected", "expected_variance", "uncovered")
DEVIATION = ("budget", "outcome", "variance", "expected_variance")


def months_to_choose(agreement: Agreement, on: datetime.date) -> list[datetime.date]:
    """The agreement's months that have begun, the latest first; its first month if none has."""
    begun = months_between(agreement.starts_on, min(on, agreement.ends_on))
    return begun[::-1] or [agreement.starts_on.replace(day=1)]


def last_ended(months: Sequence[datetime.date], on: datetime.date) -> datetime.date:
    """The latest of the months that is over; the first of them if none is."""
    return next((month for month in months if month < on.replace(day=1)), months[-1])


def dashboard_form(agreement: Agreement, data: Any, on: datetime.date) -> SelectionForm:
    """The choice in the query string; the month that ended last unless another is chosen."""
    months = months_to_choose(agreement, on)
    return SelectionForm(agreement, data, months, last_ended(months, on))


def dashboard_page(agreement: Agreement, form: SelectionForm, on: datetime.date) -> dict[str, Any]:
    month = form.month()
    first = agreement.starts_on.replace(day=1)
    report = period_report(agreement, first, month, on=on, selection=form.selection())
    query = f"?{form.query()}" if form.query() else ""
    ore = {name for name in AMOUNTS if has_ore(*(getattr(row.amounts, name) for row in report.activities))}
    return {
        "tabs": agreement_tabs(agreement, "dashboard"),
        "agreement": agreement,
        "report": report,
        "form": form,
        "month": month,
        "drawn": drawn(report),
        "heads": [cell["label"] for cell in cells(Amounts(), COLUMNS, set())],
        "totals": cells(report.totals, COLUMNS, ore),
        "areas": _by_area(report, form, ore),
        "roles": _by_role(report, form, ore),
        "shares": _shares(report),
        "deviations": [_deviation(row, ore) for row in deviations(report)],
        "deviation_heads": [cell["label"] for cell in cells(Amounts(), DEVIATION, set())],
        "missing": len([row for row in report.activities if row.comment_missing]),
        "uncovered": [
            {"line": row, "amount": format_kronor(row.amounts.uncovered)}
            for row in report.activities
            if row.amounts.uncovered > 0
        ],
        "unregistered": unregistered(agreement, report),
        "reports": [
            {"label": period.title, "path": period_path(agreement, period) + query} for period in periods_with(month)
        ],
        "crumbs": [("Uppföljning", f"{reverse('outcome')}?overenskommelse={agreement.slug}")],
    }


def deviations(report: PeriodReport) -> list[ActivityLine]:
    """Those that lack a required comment, then the largest variances so far, whatever their sign."""
    varying = [row for row in report.activities if row.amounts.variance]
    ordered = sorted(varying, key=lambda row: (not row.comment_missing, -abs(row.amounts.variance), row.id))
    required = len([row for row in varying if row.comment_missing])
    return ordered[: max(LARGEST, required)]


def unregistered(agreement: Agreement, report: PeriodReport) -> list[ActivityLine]:
    """The activities shown that nobody has registered in Stratsys (condition 2)."""
    missing = unregistered_ids(agreement, report.as_of)
    return [row for row in report.activities if row.id in missing]


def _deviation(row: ActivityLine, ore: set[str]) -> dict[str, Any]:
    return {"line": row, "cells": cells(row.amounts, DEVIATION, ore)}


def _by_area(report: PeriodReport, form: SelectionForm, ore: set[str]) -> list[dict[str, Any]]:
    return [
        _part(f"{area.number}. {area.name}", form.with_choice(omrade=area.number), area.amounts, ore)
        for area in report.areas
    ]


def _by_role(report: PeriodReport, form: SelectionForm, ore: set[str]) -> list[dict[str, Any]]:
    """What each role answers for. An activity with two roles counts with both, so the rows have no sum."""
    ids = form.role_ids()
    names = sorted({name for row in report.activities for name in row.roles})
    return [
        _part(
            name,
            form.with_choice(funktion=ids.get(name)),
            _sum(row for row in report.activities if name in row.roles),
            ore,
        )
        for name in names
    ]


def _sum(rows: Iterable[ActivityLine]) -> Amounts:
    return sum((row.amounts for row in rows), Amounts())


def _part(label: str, query: str, amounts: Amounts, ore: set[str]) -> dict[str, Any]:
    return {
        "label": label,
        "query": query,
        "cells": cells(amounts, COLUMNS, ore),
        "bar": bar(amounts.outcome, amounts.booked, amounts.uncovered),
    }


def _shares(report: PeriodReport) -> Any:
    """Outcome of what is booked, area by area, as a figure of bars."""
    rows = [
        (
            f"Område {area.number}",
            f"{format_kronor(area.amounts.outcome, unit=False, decimals=0)} av {format_kronor(area.amounts.booked)}",
            bar(area.amounts.outcome, area.amounts.booked, area.amounts.uncovered),
        )
        for area in report.areas
    ]
    return figure("forbrukat", "Utfall av det som är bokfört, per område", rows) if rows else None
