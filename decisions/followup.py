"""The follow-up page: decided, booked, uncovered, outcome and left per activity, and the months behind the outcome."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from decisions.figures import AgreementFigures, AreaFigures, agreement_figures
from decisions.money_pages import crossings, kr, written
from decisions.periods import periods_with
from grants.models import Agreement
from grants.outcome.months import MonthRow, chosen, months_of
from people.abilities import Ability, may
from people.models import User


def followup_page(agreements: QuerySet[Agreement], slug: str | None, user: User, on: datetime.date) -> dict[str, Any]:
    """The page for the agreement chosen by its address, or the first; empty if there is none."""
    agreement = chosen(agreements, slug)
    context: dict[str, Any] = {
        "agreements": agreements,
        "agreement": agreement,
        "may_import": may(user, Ability.IMPORT_OUTCOME),
        "may_close": may(user, Ability.CLOSE_MONTH),
    }
    if agreement is None:
        return context
    figures = agreement_figures(agreement)
    months = months_of(agreement, on)
    return context | {
        "areas": [_area(area) for area in figures.areas],
        "totals": written(figures.totals),
        "unmatched": kr(figures.unmatched_outcome) if figures.unmatched_outcome else "",
        "unmatched_sources": [row.source for row in months if row.unmatched],
        "outcome_with_unmatched": kr(figures.totals.outcome + figures.unmatched_outcome),
        "months": months,
        "last_month": _last_month(months),
        "reports": _reports(agreement, months),
        "missing": [row.month for row in months if row.is_missing],
        "has_activities": _has_activities(figures),
    }


def _area(area: AreaFigures) -> dict[str, Any]:
    return {
        "area": area.area,
        "rows": [
            {"activity": row.activity, "roles": ", ".join(row.roles), **written(row.figures)} for row in area.activities
        ],
        "totals": written(area.totals),
        "crossings": crossings(area),
    }


def _reports(agreement: Agreement, months: list[MonthRow]) -> list[dict[str, str]]:
    """The reports that end with, or hold, the last month of outcome; before there is any, the first month."""
    last = _last_month(months) or agreement.starts_on
    return [
        {"label": period.title, "path": reverse("period_report", args=[agreement.slug, period.code])}
        for period in periods_with(last)
    ]


def _last_month(months: list[MonthRow]) -> datetime.date | None:
    return next((row.month for row in months if row.source), None)


def _has_activities(figures: AgreementFigures) -> bool:
    return any(area.activities for area in figures.areas)
