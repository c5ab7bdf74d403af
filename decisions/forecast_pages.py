"""The forecast pages and their files as data: the list of an agreement, and one activity month by month."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from decisions.authority import Authority
from decisions.forecast import ForecastRow, ForecastView, MonthLine, forecast_view, share
from decisions.forecast_chart import chart
from decisions.money_pages import has_ore, kr
from decisions.spreadsheet import Table
from grants.figures import ZERO
from grants.kronor import format_kronor, format_month, format_percent
from grants.models import Activity, Agreement, Forecast, OutcomeComment
from people.abilities import Ability, may
from people.models import User

FIGURES = ("original", "current", "budget_so_far", "outcome", "variance_so_far", "expected", "variance")
HEADS = (
    "Område",
    "Aktivitet",
    "Ansvarig funktion",
    "Ursprunglig budget, kr",
    "Gällande budget, kr",
    "Budget hittills, kr",
    "Utfall hittills, kr",
    "Avvikelse hittills, kr",
    "Avvikelse hittills, %",
    "Prognos, kr",
    "Prognosens avvikelse, kr",
    "Prognosens avvikelse, %",
    "Prognosen",
    "Kommentar till utfallet",
)
WIDTHS = (9, 46, 34, 16, 16, 16, 16, 16, 12, 16, 16, 12, 40, 60)


def first_of(user: User, agreements: Iterable[Agreement], on: datetime.date) -> str | None:
    """The address of the first agreement where the user has an activity."""
    own = set(Activity.objects.held_by(user, on).values_list("area__agreement_id", flat=True))
    return next((agreement.slug for agreement in agreements if agreement.pk in own), None)


def own_ids(user: User, on: datetime.date) -> set[int]:
    return set(Activity.objects.held_by(user, on).values_list("pk", flat=True))


def listed(view: ForecastView, own: set[int], *, area: int | None, scope: str) -> list[ForecastRow]:
    """The rows that the filter lets through: the user's own first, then by area."""
    rows = [
        row
        for row in view.rows
        if (area is None or row.area == area)
        and (scope != "mina" or row.activity.pk in own)
        and (scope != "kommentar" or row.is_unexplained)
    ]
    return sorted(rows, key=lambda row: row.activity.pk not in own)


def list_page(agreement: Agreement, user: User, on: datetime.date, **chosen: Any) -> dict[str, Any]:
    view, own = forecast_view(agreement, on), own_ids(user, on)
    rows = listed(view, own, **chosen)
    ore = {name for name in FIGURES if has_ore(*(getattr(row, name) for row in rows))}
    return {
        "rows": [_row(row, row.activity.pk in own, ore) for row in rows],
        "totals": _totals(rows, ore),
        "view": view,
        "unexplained": len([row for row in rows if row.is_unexplained]),
        "rule": run_rate_rule(view),
        "limit": limit_sentence(view),
        "may_edit_terms": may(user, Ability.EDIT_AGREEMENT),
    }


def list_table(agreement: Agreement, user: User, on: datetime.date, **chosen: Any) -> Table:
    """The same rows as the page, for XLSX and CSV."""
    view = forecast_view(agreement, on)
    rows = listed(view, own_ids(user, on), **chosen)
    return Table("Prognos", HEADS, [_cells(row) for row in rows], WIDTHS)


def _cells(row: ForecastRow) -> tuple[Any, ...]:
    return (
        row.area,
        row.activity.name,
        ", ".join(row.figures.roles),
        row.original,
        row.current,
        row.budget_so_far,
        row.outcome,
        row.variance_so_far,
        _percent(share(row.variance_so_far, row.budget_so_far)),
        row.expected,
        row.variance,
        _percent(share(row.variance, row.current)),
        row.source,
        row.comment.text if row.comment else ("saknas" if row.is_unexplained else ""),
    )


def _percent(ratio: Decimal | None) -> str:
    return "" if ratio is None else format_percent(ratio, 1)


def _row(row: ForecastRow, mine: bool, ore: set[str]) -> dict[str, Any]:
    return {
        "row": row,
        "mine": mine,
        "roles": ", ".join(row.figures.roles),
        "percent_so_far": _percent(share(row.variance_so_far, row.budget_so_far)),
        "percent": _percent(share(row.variance, row.current)),
        "source": row.source,
        **_written({name: getattr(row, name) for name in FIGURES}, ore),
    }


def _totals(rows: Sequence[ForecastRow], ore: set[str]) -> dict[str, Any]:
    sums = {name: sum((getattr(row, name) for row in rows), ZERO) for name in FIGURES}
    return {
        **_written(sums, ore),
        "percent_so_far": _percent(share(sums["variance_so_far"], sums["budget_so_far"])),
        "percent": _percent(share(sums["variance"], sums["current"])),
    }


def _written(amounts: dict[str, Decimal], ore: set[str]) -> dict[str, Any]:
    """The amounts as text, with öre in the columns of `ore`; of the variances also whether they are below zero."""
    signed = {"variance", "variance_so_far"}
    written = {
        name: format_kronor(amount, unit=False, sign=name in signed, decimals=2 if name in ore else "auto")
        for name, amount in amounts.items()
    }
    return written | {f"{name}_bad": amounts[name] < 0 for name in signed}


def run_rate_rule(view: ForecastView) -> str:
    base = view.calendar.base
    if base is None:
        return "Inget utfall är inläst ännu. En prognos som inte är lämnad visas som budgeten."
    passed = len([month for month in view.calendar.months if month <= base])
    which = "den senast stängda månaden" if view.calendar.closed else "den senaste månaden med utfall"
    return (
        f"Takten hittills är utfallet till och med {format_month(base)}, {which}, "
        f"delat med {passed} månader gånger {len(view.calendar.months)}. "
        "Den visas tills ansvarig chef har lämnat en prognos."
    )


def limit_sentence(view: ForecastView) -> str:
    threshold = view.threshold
    limits = []
    if threshold.amount is not None:
        limits.append(format_kronor(threshold.amount))
    if threshold.percent is not None:
        whole = threshold.percent == threshold.percent.to_integral_value()
        limits.append(format_percent(threshold.percent / 100, 0 if whole else 1))
    if not limits:
        return "Överenskommelsen har ingen gräns för när en avvikelse ska kommenteras."
    return f"En avvikelse som är större än {' och '.join(limits)} ska kommenteras."


# ---- One activity -----------------------------------------------------------------------------------------------


def activity_forecast(activity: Activity, user: User, on: datetime.date) -> dict[str, Any]:
    """The page of one activity. It comes with its area and agreement."""
    agreement = activity.area.agreement
    view = forecast_view(agreement, on)
    row = view.of(activity.pk)
    verdict = Authority(user, on).may_forecast(activity)
    return {
        "activity": activity,
        "agreement": agreement,
        "row": row,
        "view": view,
        "keys": _keys(row),
        "months": _months(row.lines),
        "chart": chart(f"prognos-{activity.pk}", row.lines, row.current),
        "percent_so_far": _percent(share(row.variance_so_far, row.budget_so_far)),
        "roles": ", ".join(row.figures.roles),
        "source": row.source,
        "rule": run_rate_rule(view),
        "limit": limit_sentence(view),
        "rate": kr(row.run_rate) if row.run_rate is not None else "",
        "events": _events(activity),
        "may_write": verdict.allowed,
        "why_not": verdict.reason,
        "crumbs": [("Prognoser", f"{reverse('forecasts')}?overenskommelse={agreement.slug}")],
    }


def _keys(row: ForecastRow) -> list[dict[str, Any]]:
    changed = row.original != row.current
    ratio = _percent(share(row.variance, row.current))
    return [
        {
            "label": "Budget",
            "value": kr(row.current),
            "unit": "kr",
            "note": f"ursprungligen {kr(row.original)}" if changed else "",
        },
        {"label": "Utfall hittills", "value": kr(row.outcome)},
        {
            "label": "Avvikelse hittills",
            "value": format_kronor(row.variance_so_far, unit=False, sign=True),
            "alarm": row.variance_so_far < 0,
            "note": _percent(share(row.variance_so_far, row.budget_so_far)),
        },
        {"label": "Prognos", "value": kr(row.expected), "note": row.source},
        {
            "label": "Prognosens avvikelse",
            "value": format_kronor(row.variance, unit=False, sign=True),
            "alarm": row.variance < 0,
            "note": ratio,
        },
    ]


def _months(lines: Sequence[MonthLine]) -> list[dict[str, Any]]:
    amounts = [line.outcome or ZERO for line in lines]
    spent, planned = has_ore(*amounts), has_ore(*(line.budget for line in lines), *(line.original for line in lines))
    return [_month(line, spent or has_ore(*(line.forecast for line in lines)), planned) for line in lines]


def _month(line: MonthLine, ore: bool, budget_ore: bool) -> dict[str, Any]:
    def text(amount: Decimal | None, *, sign: bool = False, ore: bool = ore or budget_ore) -> str:
        return "" if amount is None else format_kronor(amount, unit=False, sign=sign, decimals=2 if ore else "auto")

    return {
        "month": line.month,
        "original": text(line.original, ore=budget_ore),
        "budget": text(line.budget, ore=budget_ore),
        "outcome": text(line.outcome),
        "forecast": text(line.forecast),
        "variance": text(line.variance, sign=True),
        "bad": line.variance is not None and line.variance < 0,
        "budget_so_far": text(line.budget_so_far, ore=budget_ore),
        "outcome_so_far": text(line.outcome_so_far),
        "forecast_so_far": text(line.forecast_so_far),
        "variance_so_far": text(line.variance_so_far, sign=True),
        "bad_so_far": line.variance_so_far is not None and line.variance_so_far < 0,
        "percent": _percent(line.share_so_far),
    }


def _events(activity: Activity) -> list[dict[str, Any]]:
    """Every version of the forecast and every comment, the newest first."""
    forecasts = [_forecast_event(row) for row in activity.forecasts.select_related("by")]
    comments = [_comment_event(row) for row in activity.outcome_comments.select_related("by")]
    return sorted([*forecasts, *comments], key=lambda event: event["stamp"], reverse=True)


def _forecast_event(row: Forecast) -> dict[str, Any]:
    seen = f" Utfall till och med {format_month(row.month)}." if row.month else ""
    return {
        "at": row.made_on,
        "stamp": row.created_at,
        "title": f"Prognos {row.version}: {format_kronor(row.amount)}",
        "text": f"{row.comment}{seen}".strip(),
        "by": str(row.by),
    }


def _comment_event(row: OutcomeComment) -> dict[str, Any]:
    return {
        "at": row.commented_on,
        "stamp": row.created_at,
        "title": f"Kommentar till utfallet till och med {format_month(row.month)}",
        "text": f"{row.text} {row.sentence}".strip(),
        "by": str(row.by),
        "kind": "" if row.sentence else "off",
    }
