"""Noting what private providers have been paid: what is left to pay, who may note it, how a note is taken back."""

import datetime
from copy import deepcopy
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from config.refused import Refused
from decisions import actions
from grants.distributing import paid, to_pay
from grants.models import Distribution, Payout, PayoutRow, Provider
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY
from tests.decisions.test_distributions import Care

pytestmark = pytest.mark.django_db

FEWER = "utförare;Hembesök;CNI över 1,0\nBVC Privat;450;180\n".encode()


@pytest.fixture(scope="module")
def made(module_db: None) -> Care:
    return Care()


@pytest.fixture
def care(made: Care, db: None) -> Care:
    return deepcopy(made)


def note(distribution: Distribution, care: Care, **other) -> Payout:
    return actions.note_payout(
        distribution, **{"paid_on": TODAY, "reference": "V 1", "by": care.officer, "on": TODAY} | other
    )


def test_the_private_are_noted_as_paid_once(care: Care) -> None:
    fixed = care.fixed()
    payout = note(fixed, care)
    assert {str(row.provider): row.amount.amount for row in payout.rows.all()} == {"BVC Privat": Decimal(520_000)}
    assert to_pay(fixed) == {}
    with pytest.raises(Refused, match="redan fått"):
        note(fixed, care)


def test_a_version_that_gives_less_leaves_something_to_pay_back(care: Care) -> None:
    first = care.fixed(nature="estimate")
    note(first, care)
    draft = actions.revise_by_prices(first, content=FEWER, note="Utfall.", nature="actual", by=care.officer, on=TODAY)
    second = actions.fix(draft, by=care.officer, on=TODAY)
    private = Provider.objects.get(name="BVC Privat")
    assert to_pay(second) == {private.pk: Decimal(-52_000)}
    with pytest.raises(Refused, match="version som gäller"):
        note(first, care)
    note(second, care)
    assert paid(second) == {private.pk: Decimal(468_000)}


def test_a_note_is_taken_back_with_a_reason_and_for_good(care: Care) -> None:
    fixed = care.fixed()
    payout = note(fixed, care)
    with pytest.raises(Refused, match="varför"):
        actions.withdraw_payout(payout, reason=" ", by=care.officer, on=TODAY)
    actions.withdraw_payout(payout, reason="Fel dag.", by=care.officer, on=TODAY)
    assert sum(to_pay(fixed).values()) == 520_000
    with pytest.raises(Refused, match="redan borttagen"):
        actions.withdraw_payout(payout, reason="Igen.", by=care.officer, on=TODAY)
    writes = (
        lambda: Payout.objects.update(withdrawn_on=None, withdrawn_by=None, withdrawn_reason=""),
        lambda: PayoutRow.objects.update(amount=1),
        lambda: payout.delete(),
    )
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


@pytest.mark.parametrize("day", [TODAY + datetime.timedelta(days=1), TODAY - datetime.timedelta(days=1)])
def test_a_payment_is_made_after_the_fixing_and_not_tomorrow(care: Care, day: datetime.date) -> None:
    with pytest.raises(Refused, match="till i dag"):
        note(care.fixed(), care, paid_on=day)


def test_only_what_is_fixed_and_only_by_those_whose_activity_it_is(care: Care) -> None:
    with pytest.raises(Refused, match="fastställda"):
        note(care.draft(), care)
    with pytest.raises(Refused, match="ansvarar inte"):
        note(care.fixed(), care, by=creators.user(Profile.MANAGER))


def test_from_the_page_of_the_distribution(care: Care, client: Client) -> None:
    client.force_login(care.officer)
    fixed = care.fixed()
    assert "Anteckna utbetalning" in client.get(fixed.get_absolute_url()).text
    path = reverse("payout_new", args=[fixed.pk])
    assert client.post(path, {"paid_on": "2020-12-01"}).status_code == 422
    page = client.post(path, {"paid_on": str(TODAY), "reference": "V 7"}, follow=True).text
    assert "V 7" in page
    assert "Allt är antecknat som utbetalt" in page
    gone = reverse("payout_withdraw", args=[Payout.objects.get().pk])
    page = client.post(gone, {"reason": "Fel."}, follow=True).text.replace("\u00a0", " ")
    assert "520 000 kr kvar att betala" in page
