"""What a controller looks at before a month closes, in one view: each point with its amount and the way on."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from decisions.figures import AgreementFigures, agreement_figures
from decisions.forecast import view_of
from decisions.month_pictures import last_day
from grants.kronor import format_kronor, format_month
from grants.models import Agreement
from grants.outcome.months import MonthRow, months_of


@dataclass(frozen=True)
class Point:
    """`text` says how it stands; `path` leads to where it is mended when it does not hold."""

    name: str
    text: str
    holds: bool
    path: str = ""
    link: str = ""


def checklist(agreement: Agreement, month: datetime.date, on: datetime.date) -> list[Point]:
    """The points of the month, always the same and in the same order. A fixed number of queries."""
    return points(agreement_figures(agreement, last_day(month)), months_of(agreement, on), month)


def points(figures: AgreementFigures, months: list[MonthRow], month: datetime.date) -> list[Point]:
    """The same from figures as of the month's last day and the agreement's months, the latest first."""
    upto = [row for row in months if row.month <= month]
    return [
        _imported(figures.agreement, upto),
        _matched(upto),
        _covered(figures),
        _explained(figures, upto, month),
        _earlier(figures.agreement, upto),
    ]


def unfinished(points: list[Point]) -> list[Point]:
    return [point for point in points if not point.holds]


def _imported(agreement: Agreement, months: list[MonthRow]) -> Point:
    missing = [row.month for row in months if row.source is None]
    path = f"{reverse('outcome_upload')}?overenskommelse={agreement.slug}"
    if not missing:
        return Point("Utfall inläst", "Alla månader har utfall från redovisningen", holds=True)
    text = f"Utfall saknas för {_listed(missing)}"
    return Point("Utfall inläst", text, False, f"{path}&manad={format_month(missing[0])}", "Läs in")


def _matched(months: list[MonthRow]) -> Point:
    loose = [row for row in months if row.unmatched]
    if not loose:
        return Point("Utfall kopplat", "Allt utfall är kopplat till en aktivitet", holds=True)
    total = format_kronor(sum((row.unmatched for row in loose), Decimal(0)))
    text = f"{total} är inte kopplat till någon aktivitet ({_listed([row.month for row in loose])})"
    source = loose[0].source
    path = f"{source.get_absolute_url()}?ej-kopplat" if source else ""
    return Point("Utfall kopplat", text, False, path, "Se raderna")


def _covered(figures: AgreementFigures) -> Point:
    rows = [row for area in figures.areas for row in area.activities if row.figures.uncovered > 0]
    if not rows:
        return Point("Beslut täckta", "Allt som är beslutat har pengar", holds=True)
    total = format_kronor(sum((row.figures.uncovered for row in rows), Decimal(0)))
    names = ", ".join(row.activity.name for row in rows[:3]) + (" med flera" if len(rows) > 3 else "")
    text = f"{total} är beslutat men inte täckt: {names}"
    return Point("Beslut täckta", text, False, figures.agreement.get_absolute_url(), "Till överenskommelsen")


def _explained(figures: AgreementFigures, months: list[MonthRow], month: datetime.date) -> Point:
    """Variances above the agreement's limit have their comment, by the manager."""
    rows = view_of(figures, months, last_day(month)).unexplained
    if not rows:
        return Point("Avvikelser förklarade", "Alla avvikelser över gränsen är kommenterade", holds=True)
    names = ", ".join(row.activity.name for row in rows[:3]) + (" med flera" if len(rows) > 3 else "")
    count = "1 avvikelse" if len(rows) == 1 else f"{len(rows)} avvikelser"
    path = f"{reverse('forecasts')}?overenskommelse={figures.agreement.slug}&visa=kommentar"
    return Point("Avvikelser förklarade", f"{count} saknar kommentar: {names}", False, path, "Till prognoserna")


def _earlier(agreement: Agreement, months: list[MonthRow]) -> Point:
    opened = [row.month for row in months[1:] if row.close is None]
    if not opened:
        return Point("Tidigare månader", "Alla tidigare månader är stängda", holds=True)
    path = reverse("month", args=[agreement.slug, format_month(opened[-1])])
    return Point("Tidigare månader", f"Öppna månader före: {_listed(opened)}", False, path, "Till den första")


def _listed(months: list[datetime.date]) -> str:
    """The months from the first, in runs: "2020-01–2020-03, 2020-05"."""
    runs: list[list[datetime.date]] = []
    for month in sorted(months):
        if runs and (runs[-1][-1] + datetime.timedelta(days=32)).replace(day=1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join("–".join(dict.fromkeys((format_month(run[0]), format_month(run[-1])))) for run in runs)
