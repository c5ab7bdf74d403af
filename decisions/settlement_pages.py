"""The settlement's page and files, drawn from one `Settlement`."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse

from decisions.agreement_tabs import agreement_tabs
from decisions.authority import Authority
from decisions.money_pages import has_ore, kr
from decisions.overview import totals_by_agreement
from decisions.settlement import FundShare, SettledActivity, SettledFund, Settlement
from decisions.spreadsheet import Table
from grants.kronor import format_kronor
from grants.models import Agreement, DevelopmentArea
from grants.settlement import RULE
from people.abilities import Ability, may
from people.models import User

ACTIVITY_FIGURES = ("booked", "outcome", "charged", "own_financing", "releasable", "bound", "repayable")
SHARE_FIGURES = ("booked", "charged", "releasable", "bound", "repayable")
FUND_FIGURES = ("allotted", "repaid", "charged", "releasable", "bound", "unallocated", "repayable")
HEADS = {
    "allotted": "Tilldelat, kr",
    "repaid": "Återbetalat, kr",
    "booked": "Bokfört, kr",
    "outcome": "Utfall, kr",
    "charged": "Bärs av bidraget, kr",
    "own_financing": "Egen finansiering, kr",
    "releasable": "Kan återföras, kr",
    "bound": "Bundet, kr",
    "unallocated": "Ofördelat, kr",
    "repayable": "Att återbetala, kr",
}


def settlements_page(agreements: Iterable[Agreement]) -> dict[str, Any]:
    """The agreements with what they have and have spent. A fixed number of queries."""
    totals = totals_by_agreement()
    rows = [
        {
            "agreement": agreement,
            "path": reverse("settlement", args=[agreement.slug]),
            "allocated": kr(totals[agreement.pk].allocated),
            "outcome": kr(totals[agreement.pk].outcome),
        }
        for agreement in agreements
    ]
    return {"rows": rows, "crumbs": [("Uppföljning", "/utfall/")]}


def settlement_page(found: Settlement, agreement: Agreement, user: User, on: datetime.date) -> dict[str, Any]:
    ore = _with_ore(found)
    areas = list(agreement.areas.select_related("agreement"))
    return {
        "crumbs": [("Uppföljning", "/utfall/"), ("Avräkning", reverse("settlements"))],
        "tabs": agreement_tabs(agreement, "settlement"),
        "agreement": agreement,
        "settlement": found,
        "rule": RULE,
        "order": _order(found),
        "keys": _keys(found),
        "areas": [
            {"area": area, "rows": [_activity(row, ore) for row in found.activities if row.area == area.number]}
            for area in areas
        ],
        "funds": [_fund(row, ore) for row in found.funds],
        "totals": {name: kr(found.total(name), ore=name in ore) for name in HEADS},
        "has_bound": bool(found.total("bound")),
        "on_activities": _on_activities(found),
        "unmatched": format_kronor(found.unmatched) if found.unmatched else "",
        "releases": _releases(found, areas, user, on),
        "repayment": _repayment(found, user),
    }


def _releases(
    found: Settlement, areas: list[DevelopmentArea], user: User, on: datetime.date
) -> list[tuple[DevelopmentArea, list[dict[str, Any]]]]:
    """By area where this user may propose, the activities with what can leave them. Chosen from the start once the
    period is over; before that somebody must say which activity is done."""
    authority = Authority(user, on)
    rows = [
        (area, [_leaving(row, found) for row in found.activities if row.area == area.number and _left(row)])
        for area in areas
    ]
    return [(area, leaving) for area, leaving in rows if leaving and authority.may_propose(area).allowed]


def _left(row: SettledActivity) -> Decimal:
    return row.releasable + row.repayable


def _leaving(row: SettledActivity, found: Settlement) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "amount": format_kronor(_left(row)), "chosen": not found.is_preliminary}


def _repayment(found: Settlement, user: User) -> str:
    """What can be repaid at once, for who may propose it."""
    amount = found.total("repayable_at_once")
    return format_kronor(amount) if amount and may(user, Ability.ALLOCATE) else ""


def _with_ore(found: Settlement) -> set[str]:
    """The figures whose column is written with öre."""
    rows: dict[str, list[Decimal]] = {name: [found.total(name)] for name in HEADS}
    for activity in found.activities:
        for name in ACTIVITY_FIGURES:
            rows[name].append(getattr(activity, name))
    for fund in found.funds:
        for name in FUND_FIGURES:
            rows[name].append(getattr(fund, name))
    return {name for name, amounts in rows.items() if has_ore(*amounts)}


def _order(found: Settlement) -> str:
    first, last = ("öronmärkta", "fria") if found.earmarked_first else ("fria", "öronmärkta")
    return f"Utfallet tas först ur {first} medel, sedan ur {last}, och resten är egen finansiering."


def _keys(found: Settlement) -> list[dict[str, Any]]:
    labels = (
        ("charged", "Bärs av bidraget"),
        ("own_financing", "Egen finansiering"),
        ("releasable", "Kan återföras"),
        ("bound", "Bundet"),
        ("unallocated", "Ofördelat"),
        ("repayable", "Att återbetala"),
    )
    keys: list[dict[str, Any]] = [{"label": label, "value": kr(found.total(name))} for name, label in labels]
    keys[0]["unit"] = "kr"
    return keys


def _on_activities(found: Settlement) -> str:
    """What is to be repaid and is still booked on activities: it is released first."""
    amount = found.total("repayable") - found.total("repayable_at_once")
    return format_kronor(amount) if amount else ""


def _activity(row: SettledActivity, ore: set[str]) -> dict[str, Any]:
    return {
        "row": row,
        "funds": [_share(share, ore) for share in row.shares],
        "is_split": len(row.shares) > 1,
        "is_overspent": row.own_financing > 0,
        **{name: kr(getattr(row, name), ore=name in ore) for name in ACTIVITY_FIGURES},
    }


def _share(share: FundShare, ore: set[str]) -> dict[str, Any]:
    return {"share": share, **{name: kr(getattr(share, name), ore=name in ore) for name in SHARE_FIGURES}}


def _fund(row: SettledFund, ore: set[str]) -> dict[str, Any]:
    return {"row": row, **{name: kr(getattr(row, name), ore=name in ore) for name in FUND_FIGURES}}


# ---- Files ------------------------------------------------------------------------------------------------------


def activity_table(found: Settlement) -> Table:
    """A row for each activity and fund; outcome and own financing stand on the activity's first row, so that columns
    sum."""
    heads = ("Område", "Aktivitet", "Tilldelning", "Öronmärkt", *(HEADS[name] for name in ACTIVITY_FIGURES))
    rows = [cells for row in found.activities for cells in _activity_rows(row)]
    total: tuple[Any, ...] = ("", "Summa", "", "", *(_of_activities(found, name) for name in ACTIVITY_FIGURES))
    return Table("Aktiviteter", heads, [*rows, total], (9, 46, 40, 11, *[18] * len(ACTIVITY_FIGURES)))


def _activity_rows(row: SettledActivity) -> Iterable[tuple[Any, ...]]:
    nothing = Decimal(0)
    own = {"outcome": row.outcome, "own_financing": row.own_financing}
    if not row.shares:
        yield row.area, row.name, "", "", *(own.get(name, nothing) for name in ACTIVITY_FIGURES)
    for index, share in enumerate(row.shares):
        on_row = own if index == 0 else dict.fromkeys(own, nothing)
        amounts = [on_row[name] if name in own else getattr(share, name) for name in ACTIVITY_FIGURES]
        yield row.area, row.name, share.fund, "ja" if share.earmarked else "nej", *amounts


def _of_activities(found: Settlement, name: str) -> Decimal:
    return sum((getattr(row, name) for row in found.activities), Decimal(0))


def fund_table(found: Settlement) -> Table:
    heads = ("Område", "Tilldelning", "Öronmärkt", "Får användas till och med", "Återbetalas senast")
    rows: list[tuple[Any, ...]] = [
        (
            row.area,
            row.name,
            "ja" if row.earmarked else "nej",
            row.usable_until,
            row.repay_by,
            *(getattr(row, name) for name in FUND_FIGURES),
        )
        for row in found.funds
    ]
    total: tuple[Any, ...] = ("", "Summa", "", "", "", *(found.total(name) for name in FUND_FIGURES))
    heads_of_figures = tuple(HEADS[name] for name in FUND_FIGURES)
    return Table("Tilldelningar", heads + heads_of_figures, [*rows, total], (9, 40, 11, 16, 16, *[18] * 7))


def facts_table(found: Settlement) -> Table:
    """What the two tables rest on."""
    rows: list[tuple[str, str | Decimal | datetime.date]] = [
        ("Överenskommelse", found.agreement),
        ("Diarienummer", found.registry_number),
        ("Per", found.as_of),
        ("Ordning", _order(found)),
        ("Regel", RULE),
        ("Utfall som inte är kopplat, kr", found.unmatched),
    ]
    return Table("Om avräkningen", ("Uppgift", "Värde"), rows, (32, 90))
