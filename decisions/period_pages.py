"""The page of a period's report: its amounts written out, and the ways to other periods and to the files."""

from collections.abc import Container, Sequence
from typing import Any

from django.urls import reverse

from decisions.forecast import MonthLine, share
from decisions.forecast_chart import chart
from decisions.forms.period_reports import SelectionForm
from decisions.money_pages import has_ore
from decisions.period_files import LABELS
from decisions.period_shape import AMOUNTS, ActivityLine, Amounts, PeriodReport
from decisions.periods import TITLES, Period, periods_with
from grants.kronor import format_kronor, format_percent
from grants.models import Agreement
from grants.outcome.months import months_between

SIGNED = {name for name in AMOUNTS if "variance" in name}
FORMATS = (("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON"))


def report_page(agreement: Agreement, period: Period, report: PeriodReport, form: SelectionForm) -> dict[str, Any]:
    query = f"?{form.query()}" if form.query() else ""
    return {
        "agreement": agreement,
        "report": report,
        "drawn": drawn(report),
        "form": form,
        "kinds": kinds(agreement, period, query),
        "steps": neighbours(agreement, period, query),
        "files": [
            {"label": label, "path": reverse(f"period_report_{ending}", args=[agreement.slug, period.code]) + query}
            for ending, label in FORMATS
        ],
        "crumbs": [
            ("Uppföljning", f"{reverse('outcome')}?overenskommelse={agreement.slug}"),
            (agreement.name, reverse("dashboard", args=[agreement.slug]) + query),
        ],
    }


def kinds(agreement: Agreement, period: Period, query: str) -> list[dict[str, Any]]:
    """The month, the tertial, the half-year and the year that end with, or hold, the period's last month."""
    return [
        {
            "label": f"{TITLES[other.kind]} {other.code}",
            "path": period_path(agreement, other) + query,
            "current": other == period,
        }
        for other in _same_end(period)
    ]


def _same_end(period: Period) -> list[Period]:
    return [period if other.kind == period.kind else other for other in periods_with(period.last)]


def neighbours(agreement: Agreement, period: Period, query: str) -> list[dict[str, str]]:
    """The period before and the one after, where the agreement has months."""
    found: dict[str, Period] = {}
    for month in months_between(agreement.starts_on, agreement.ends_on):
        found |= {other.code: other for other in periods_with(month) if other.kind == period.kind}
    codes = list(found)
    at = codes.index(period.code) if period.code in codes else 0
    around = (("Föregående", at - 1), ("Nästa", at + 1))
    return [
        {"label": f"{label}: {codes[place]}", "path": period_path(agreement, found[codes[place]]) + query}
        for label, place in around
        if 0 <= place < len(codes)
    ]


def period_path(agreement: Agreement, period: Period) -> str:
    return reverse("period_report", args=[agreement.slug, period.code])


# ---- Written out, for page and PDF ------------------------------------------------------------------------------


PERIOD = ("budget_of_period", "outcome_of_period", "variance_of_period", "budget", "outcome", "variance")
WHOLE = ("original", "current", "booked", "uncovered", "expected", "expected_variance")


def drawn(report: PeriodReport) -> dict[str, Any]:
    """The report's amounts as text: with öre in a column where any amount has öre."""
    ore = {name for name in AMOUNTS if has_ore(*(getattr(row.amounts, name) for row in report.activities))}
    known = f"Utfall till och med {report.known_to}." if report.known_to else "Inget utfall är inläst."
    return {
        "tables": [
            _table("perioden", f"Perioden {report.period} och hittills, kronor. {known}", PERIOD, report, ore),
            _table("helheten", "Hela överenskommelsen: budget, pengar och prognos, kronor.", WHOLE, report, ore),
        ],
        "commented": [_commented(row) for row in report.activities if row.needs_comment or row.comment],
        "months": _months(report.months),
        "chart": chart("ackumulerat", report.months, report.totals.current) if report.months else None,
        "unmatched": format_kronor(report.unmatched) if report.unmatched else "",
        "keys": keys(report.totals),
    }


def _table(id: str, caption: str, names: Sequence[str], report: PeriodReport, ore: set[str]) -> dict[str, Any]:
    return {
        "id": id,
        "caption": caption,
        "heads": [LABELS[name] for name in names],
        "areas": [
            {
                "area": area,
                "cells": cells(area.amounts, names, ore),
                "rows": [{"line": row, "cells": cells(row.amounts, names, ore)} for row in area.activities],
            }
            for area in report.areas
        ],
        "totals": cells(report.totals, names, ore),
    }


def cells(amounts: Amounts, names: Sequence[str], ore: set[str]) -> list[dict[str, Any]]:
    """The amounts of a row in order; what is below its budget, or lacks money, stands out."""
    return [
        {
            "label": LABELS[name],
            "text": kronor(amounts, name, ore),
            "bad": getattr(amounts, name) < 0 if name in SIGNED else name == "uncovered" and amounts.uncovered > 0,
        }
        for name in names
    ]


def kronor(amounts: Amounts, name: str, ore: Container[str] = ()) -> str:
    signed = name in SIGNED
    return format_kronor(getattr(amounts, name), unit=False, sign=signed, decimals=2 if name in ore else "auto")


def _commented(row: ActivityLine) -> dict[str, Any]:
    ratio = percent(row.amounts.variance, row.amounts.budget)
    return {"line": row, "variance": kronor(row.amounts, "variance"), "percent": ratio, "bad": row.amounts.variance < 0}


def percent(part: Any, whole: Any, places: int = 1) -> str:
    ratio = share(part, whole)
    return "" if ratio is None else format_percent(ratio, places)


def keys(totals: Amounts) -> list[dict[str, Any]]:
    """The key row of a follow-up."""
    changed = totals.original != totals.current
    return [
        {
            "label": "Gällande budget",
            "value": kronor(totals, "current"),
            "unit": "kr",
            "note": f"ursprungligen {kronor(totals, 'original')}" if changed else "",
        },
        {"label": "Utfall hittills", "value": kronor(totals, "outcome"), "note": spent_of_booked(totals)},
        {
            "label": "Avvikelse hittills",
            "value": kronor(totals, "variance"),
            "note": percent(totals.variance, totals.budget),
            "alarm": totals.variance < 0,
        },
        {"label": "Prognos", "value": kronor(totals, "expected")},
        {
            "label": "Prognosens avvikelse",
            "value": kronor(totals, "expected_variance"),
            "note": percent(totals.expected_variance, totals.current),
            "alarm": totals.expected_variance < 0,
        },
        {"label": "Ej täckt", "value": kronor(totals, "uncovered"), "alarm": totals.uncovered > 0},
    ]


def spent_of_booked(totals: Amounts) -> str:
    ratio = percent(totals.outcome, totals.booked, places=0)
    return f"{ratio} av bokfört" if ratio else ""


MONTH_FIGURES = ("budget", "outcome", "forecast", "budget_so_far", "outcome_so_far", "forecast_so_far")


def _months(lines: Sequence[MonthLine]) -> list[dict[str, Any]]:
    amounts = [getattr(line, name) for line in lines for name in MONTH_FIGURES]
    decimals = 2 if has_ore(*(amount for amount in amounts if amount is not None)) else 0
    return [
        {"month": line.month} | {name: _text(getattr(line, name), decimals) for name in MONTH_FIGURES} for line in lines
    ]


def _text(amount: Any, decimals: int) -> str:
    return "–" if amount is None else format_kronor(amount, unit=False, decimals=decimals)
