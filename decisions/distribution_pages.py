"""Distribution to providers as data for pages and files: the list, one distribution, who is paid and who is not."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse

from decisions.authority import Authority
from decisions.models import ProviderLink
from decisions.spreadsheet import Table
from grants.distributing import booked, distributed, paid, room, to_pay, total
from grants.figures import ZERO
from grants.models import Agreement, Distribution, DistributionRow, Payout, PriceItem, PriceList, ProviderKey
from grants.models.providers import write_weight
from people.abilities import Ability, may
from people.models import User

LIST = ("Utförare", "/utforare/")


def list_page(agreement: Agreement, user: User) -> dict[str, Any]:
    """An agreement's distributions, in their newest version, its keys and its price lists."""
    rows = Distribution.objects.newest().filter(activity__area__agreement=agreement).select_related("activity__area")
    return {
        "distributions": rows,
        "keys": ProviderKey.objects.filter(agreement=agreement).select_related("by"),
        "price_lists": PriceList.objects.filter(agreement=agreement).select_related("by").prefetch_related("items"),
        "may_distribute": may(user, Ability.DISTRIBUTE),
    }


def distribution_page(distribution: Distribution, user: User, on: datetime.date) -> dict[str, Any]:
    """One version with its rows, links, reports and the other versions."""
    activity = distribution.activity
    rows, items = _rows(distribution), _items(distribution)
    links = list(ProviderLink.objects.of(distribution))
    versions = list(Distribution.objects.filter(series=distribution.series).select_related("by").order_by("-version"))
    agreement = activity.area.agreement
    verdict = Authority(user, on).may_distribute(activity)
    own = [row for row in rows if not row.is_private]
    return {
        "distribution": distribution,
        "agreement": agreement,
        "activity": activity,
        "items": items,
        "rows": [_row(row, items, links, on) for row in rows],
        "calculated": total(row.calculated.amount for row in rows),
        "decided": total(row.decided.amount for row in rows),
        "booked": booked(activity),
        "others": distributed(activity, besides=distribution.series),
        "left": _left(distribution),
        "private": total(row.decided.amount for row in rows if row.is_private),
        "own_rows": own,
        "own": total(row.decided.amount for row in own),
        "hands_out": agreement.hands_out_to_own_units,
        "payouts": list(Payout.objects.of(distribution)),
        "to_pay": total(to_pay(distribution).values())
        if distribution.is_fixed and versions[0] == distribution
        else None,
        "links": [_link(link, on) for link in links],
        "versions": versions,
        "is_newest": versions[0].pk == distribution.pk,
        "may_change": verdict.allowed,
        "why_not": verdict.reason,
        "crumbs": crumbs(agreement),
    }


def _left(distribution: Distribution) -> Decimal:
    """What the activity has to share when this version counts."""
    return room(distribution.activity, besides=distribution.series) - distribution.amount.amount


def crumbs(agreement: Agreement) -> list[tuple[str, str]]:
    return [LIST, (agreement.name, f"{reverse('distributions')}?overenskommelse={agreement.slug}")]


def _rows(distribution: Distribution) -> list[DistributionRow]:
    return list(distribution.rows.select_related("provider").prefetch_related("quantities"))


def _items(distribution: Distribution) -> list[PriceItem]:
    return list(distribution.price_list.items.all()) if distribution.price_list else []


def _row(row: DistributionRow, items: list[PriceItem], links: list[ProviderLink], on: datetime.date) -> dict[str, Any]:
    counted = {one.item_id: one.quantity for one in row.quantities.all()}
    mine = [link for link in links if link.provider_id == row.provider_id]
    return {
        "row": row,
        "weight": write_weight(row.weight),
        "quantities": [(item, counted.get(item.pk, 0)) for item in items],
        "report": report_status(mine, on),
    }


def report_status(links: list[ProviderLink], on: datetime.date) -> tuple[str, str]:
    """(kind of mark, words) of a provider's links, the newest first."""
    for link in links:
        if link.final_report:
            return "done", f"redovisat {link.final_report.final_on}"
    if any(link.is_open(on) for link in links):
        begun = any(getattr(link, "report", None) for link in links if link.is_open(on))
        return "wait", "påbörjad" if begun else "väntar"
    return "off", "ingen öppen länk"


def _link(link: ProviderLink, on: datetime.date) -> dict[str, Any]:
    report = getattr(link, "report", None)
    return {
        "link": link,
        "report": report,
        "is_open": link.is_open(on),
        "may_remind": bool(link.is_open(on) and link.address and not link.final_report),
        "reminders": list(link.reminders.all()),
        "state": _state(link, on),
    }


def _state(link: ProviderLink, on: datetime.date) -> tuple[str, str]:
    if link.final_report:
        return "done", f"inlämnad {link.final_report.final_on}"
    if link.revoked_on:
        return "off", f"indragen {link.revoked_on}"
    if link.expires_on < on:
        return "off", f"gick ut {link.expires_on}"
    return "wait", f"öppen till och med {link.expires_on}"


# ---- Files ------------------------------------------------------------------------------------------------------


def payment_table(distribution: Distribution) -> Table:
    """Private providers, who are paid: what is fixed, what the version before had fixed, and the difference to pay."""
    before, noted = _before(distribution), paid(distribution)
    due = [row for row in _rows(distribution) if row.is_private]
    gone = [
        row for row in before.values() if row.is_private and row.provider_id not in {one.provider_id for one in due}
    ]
    return Table(
        "Utbetalning",
        (
            "Utförare",
            "Organisationsnummer",
            "Fastställt, kr" if distribution.is_fixed else "Förslag, ej fastställt, kr",
            "Tidigare fastställt, kr",
            "Att betala, kr" if distribution.is_fixed else "Betala inte: skillnad, kr",
            "Avser",
            "Antecknat utbetalt, kr",
        ),
        [
            (
                *_payment(row, row.decided.amount, before.get(row.provider_id), distribution),
                noted.get(row.provider_id, ZERO),
            )
            for row in due
        ]
        + [(*_payment(row, ZERO, row, distribution), noted.get(row.provider_id, ZERO)) for row in gone],
        (44, 20, 18, 22, 18, 60, 22),
    )


def _before(distribution: Distribution) -> dict[int, DistributionRow]:
    """The rows of the version before, by provider."""
    rows = DistributionRow.objects.filter(
        distribution__series=distribution.series, distribution__version=distribution.version - 1
    )
    return {row.provider_id: row for row in rows.select_related("provider")}


def _payment(
    row: DistributionRow, decided: Decimal, before: DistributionRow | None, distribution: Distribution
) -> tuple[Any, ...]:
    earlier = before.decided.amount if before and before.is_private else Decimal(0)
    about = f"{distribution.activity}: {distribution.title}"
    return (row.provider.name, row.provider.organisation_number, decided, earlier, decided - earlier, about)


def variance_table(distribution: Distribution) -> Table:
    """Region-run units: no money is handed out in their accounts (condition 4), but that much of their outcome is an
    approved variance. Where the agreement hands out, it is what is transferred."""
    head = (
        "Att föra över, kr" if distribution.activity.area.agreement.hands_out_to_own_units else "Godkänd avvikelse, kr"
    )
    own: Iterable[DistributionRow] = (row for row in _rows(distribution) if not row.is_private)
    return Table(
        "Regiondrivna",
        ("Utförare", head, "Avser"),
        [(row.provider.name, row.decided.amount, f"{distribution.activity}: {distribution.title}") for row in own],
        (44, 24, 60),
    )
