"""Writes that set an agreement up: the agreement itself, its areas, keys, funds and payments. No money moves here."""

import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from grants.actions import GrantsRefused
from grants.models import Agreement, DevelopmentArea, DistributionKey, Fund, Payment
from people.abilities import Ability, may, refusal
from people.models import User

Row = TypeVar("Row", bound=models.Model)

TAKEN_BY_PAGES = {"ny", "arbetsbok", "utforare"}
"""Addresses that an agreement cannot have, since pages beside the agreements have them."""


@transaction.atomic
def create_agreement(*, by: User, **fields: Any) -> Agreement:
    """A new agreement with the model's fields. Raises GrantsRefused with what is wrong, field by field."""
    if fields.get("slug") in TAKEN_BY_PAGES:
        raise GrantsRefused(f"Adressen {fields['slug']} används av en annan sida. Välj en annan.", "slug_taken")
    return _save(Agreement(**fields), by=by)


@transaction.atomic
def add_area(agreement: Agreement, *, by: User, **fields: Any) -> DevelopmentArea:
    """A development area of the agreement. Raises GrantsRefused."""
    return _save(DevelopmentArea(agreement=agreement, **fields), by=by)


@transaction.atomic
def add_key(agreement: Agreement, *, by: User, **fields: Any) -> DistributionKey:
    """The key by which the state shared a national amount. Raises GrantsRefused."""
    return _save(DistributionKey(agreement=agreement, **fields), by=by)


@transaction.atomic
def add_fund(area: DevelopmentArea, *, by: User, **fields: Any) -> Fund:
    """A fund of the area, after those it has. Its money comes with the allotment. Raises GrantsRefused."""
    position = area.number * 10 + area.funds.count()
    return _save(Fund(area=area, position=position, **fields), by=by)


@transaction.atomic
def add_payment(agreement: Agreement, *, by: User, **fields: Any) -> Payment:
    """A payment that is expected or has come. Raises GrantsRefused."""
    return _save(Payment(agreement=agreement, **fields), by=by)


@transaction.atomic
def requisition(payment: Payment, *, on: datetime.date, by: User) -> Payment:
    """The payment is asked for that day. Raises GrantsRefused: the ability, or asked for or received already."""
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if payment.requisitioned_on or payment.received_on:
        raise GrantsRefused(f"{payment} är redan rekvirerad eller mottagen.", "requisitioned_already")
    return change(payment, by=by, requisitioned_on=on)


@transaction.atomic
def receive(payment: Payment, *, received_on: datetime.date, amount: Decimal, by: User, on: datetime.date) -> Payment:
    """The money came on a day up to `on`, `amount` kronor. Moves nothing in the ledger: an allotment does.

    Raises GrantsRefused: the ability, received already, a day that has not come.
    """
    if not may(by, Ability.RECEIVE_PAYMENT):
        raise GrantsRefused(refusal(Ability.RECEIVE_PAYMENT), "not_allowed")
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if payment.received_on:
        raise GrantsRefused(f"{payment} är redan mottagen {payment.received_on}.", "received_already")
    if received_on > on:
        raise GrantsRefused(f"{received_on} har inte varit än. Ange dagen då pengarna kom.", "not_yet")
    payment.received_on, payment.amount = received_on, amount
    return _saved(payment)


def next_area_number(agreement: Agreement) -> int:
    """The number after the highest that the agreement's areas have."""
    highest = agreement.areas.aggregate(highest=models.Max("number"))["highest"]
    return (highest or 0) + 1


@transaction.atomic
def change(row: Row, *, by: User, **fields: Any) -> Row:
    """Other values in an agreement, area or fund; the history keeps the old ones. Raises GrantsRefused."""
    for name, value in fields.items():
        setattr(row, name, value)
    return _save(row, by=by)


def _save(row: Row, *, by: User) -> Row:
    if not may(by, Ability.EDIT_AGREEMENT):
        raise GrantsRefused(refusal(Ability.EDIT_AGREEMENT), "not_allowed")
    return _saved(row)


def _saved(row: Row) -> Row:
    try:
        row.full_clean()
    except ValidationError as error:
        raise GrantsRefused(" ".join(_said(row, error)), "invalid") from error
    row.save()
    return row


def _said(row: models.Model, error: ValidationError) -> list[str]:
    """One sentence a fault, beginning with the field's own name."""
    found = []
    for name, messages in error.message_dict.items():
        label = "" if name == "__all__" else f"{str(row._meta.get_field(name).verbose_name).capitalize()}: "  # type: ignore[union-attr]
        found += [f"{label}{message}" for message in messages]
    return found
