"""A fund's page as data: what the state gave, where it lies now, and all that has happened to it."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from decisions.money_pages import kr
from decisions.timeline import fund_timeline, paged
from grants.figures import ZERO, Book, read_book
from grants.kronor import format_kronor
from grants.models import Activity, Fund


def fund_page(fund: Fund, page: str | None) -> dict[str, Any]:
    agreement = fund.area.agreement
    book = read_book(agreement)
    days, shown = paged(fund_timeline(fund), page)
    return {
        "crumbs": [
            ("Överenskommelser", reverse("agreements")),
            (agreement.name, agreement.get_absolute_url()),
            (str(fund.area), fund.area.get_absolute_url()),
        ],
        "fund": fund,
        "expected": format_kronor(fund.expected_amount) if fund.expected_amount else "",
        **_places(fund, book),
        "days": days,
        "page": shown,
    }


def _places(fund: Fund, book: Book) -> dict[str, Any]:
    """Where the fund's kronor lie now: on activities and unallocated; with what was repaid, they are the allotment."""
    activities = Activity.objects.in_bulk([pk for pk, held in book.accounts.items() if held.get(fund.pk)])
    held = {pk: book.accounts[pk][fund.pk] for pk in activities}
    rows = [
        {"activity": activity, "amount": kr(held[pk])}
        for pk, activity in sorted(activities.items(), key=lambda each: (-held[each[0]], each[0]))
    ]
    pool, allocated = book.pool[fund.pk], sum(held.values(), ZERO)
    return {
        "rows": rows,
        "keys": [
            _key("Tilldelat", book.allotted[fund.pk]),
            _key("Bokfört", allocated),
            _key("Ofördelat", pool, alarm=pool < 0),
            *([_key("Återbetalat", book.repaid[fund.pk])] if book.repaid[fund.pk] else []),
        ],
        "unallocated": kr(pool),
        "total": kr(allocated + pool),
    }


def _key(label: str, amount: Decimal, *, alarm: bool = False) -> dict[str, Any]:
    return {"label": label, "value": kr(amount), "unit": "kr", "alarm": alarm}
