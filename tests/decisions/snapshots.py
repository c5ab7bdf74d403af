"""What must not have changed after a refusal: the whole book and the decision with its trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from decisions.models import Decision, DecisionLine, Event, Funding, LineShare
from grants.figures import read_book
from grants.models import Activity, Agreement, Movement


def everything() -> list[list[tuple[Any, ...]]]:
    """Every row that a decision could change."""
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Decision, DecisionLine, LineShare, Event, Funding, Movement)
    ]


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = everything()
    yield
    assert everything() == before


def booked(activity: Activity) -> Decimal:
    return read_book(activity.area.agreement).allocated(activity.pk)


def total(agreement: Agreement) -> Decimal:
    """All of an agreement's kronor, wherever they lie."""
    book = read_book(agreement)
    return sum(book.pool.values(), Decimal(0)) + sum(
        (sum(held.values(), Decimal(0)) for held in book.accounts.values()), Decimal(0)
    )
