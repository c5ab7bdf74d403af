"""Closing months and opening them again."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from grants import ledger
from grants.actions import GrantsRefused, close_month, reopen_month
from grants.ledger import LedgerRefusal
from grants.models import Agreement, PeriodClose
from grants.outcome.months import chosen, months_of
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.creators import TODAY

MARCH = datetime.date(2020, 3, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller() -> User:
    return creators.user(Profile.CONTROLLER)


def test_a_closed_month_refuses_bookings_until_it_is_opened(controller: User) -> None:
    fund = creators.fund(creators.area(creators.agreement()))
    agreement = fund.area.agreement
    close = close_month(agreement=agreement, month=MARCH, by=controller, on=TODAY)
    entry = ledger.allotment(fund, Decimal(5))
    with pytest.raises(LedgerRefusal, match="2020-03 är stängd"):
        ledger.post([entry], booked_on=MARCH, reference="RS/1/2020", by=controller)
    reopen_month(close, reason="Rättelse från banken", by=controller)
    assert ledger.post([entry], booked_on=MARCH, reference="RS/1/2020", by=controller)


def test_a_month_is_closed_once_and_only_when_it_has_ended(controller: User) -> None:
    agreement = creators.agreement()
    close_month(agreement=agreement, month=datetime.date(2020, 3, 17), by=controller, on=TODAY)
    with pytest.raises(GrantsRefused, match="redan stängd"):
        close_month(agreement=agreement, month=MARCH, by=controller, on=TODAY)
    for day in (TODAY, datetime.date(2020, 9, 30)):
        with pytest.raises(GrantsRefused, match="2020-09 är inte slut"):
            close_month(agreement=agreement, month=TODAY, by=controller, on=day)
    assert close_month(agreement=agreement, month=TODAY, by=controller, on=datetime.date(2020, 10, 1))


def test_the_database_holds_one_closing_and_a_reason() -> None:
    agreement, by = creators.agreement(), creators.user(Profile.CONTROLLER)
    close = close_month(agreement=agreement, month=MARCH, by=by, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodClose.objects.create(agreement=agreement, month=MARCH, closed_by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodClose.objects.filter(pk=close.pk).update(reopened_by=by, reopened_at="2020-04-01T00:00Z", reason="")


def test_opening_wants_a_reason_and_keeps_the_history(controller: User) -> None:
    agreement = creators.agreement()
    close = close_month(agreement=agreement, month=MARCH, by=controller, on=TODAY)
    with pytest.raises(GrantsRefused, match="Skriv varför"):
        reopen_month(close, reason="  ", by=controller)
    reopen_month(close, reason="Fel fil", by=controller)
    with pytest.raises(GrantsRefused, match="redan öppen"):
        reopen_month(close, reason="Igen", by=controller)
    close_month(agreement=agreement, month=MARCH, by=controller, on=TODAY)
    march = next(row for row in months_of(agreement, TODAY) if row.month == MARCH)
    assert [opened.reason for opened in march.reopened] == ["Fel fil"]
    assert march.close is not None


@pytest.mark.parametrize("profile", [profile for profile in Profile if profile != Profile.CONTROLLER])
def test_nobody_else_closes_or_opens(controller: User, profile: Profile) -> None:
    agreement, other = creators.agreement(), creators.user(profile)
    close = close_month(agreement=agreement, month=MARCH, by=controller, on=TODAY)
    with pytest.raises(GrantsRefused, match="Du har inte behörighet"):
        close_month(agreement=agreement, month=datetime.date(2020, 4, 1), by=other, on=TODAY)
    with pytest.raises(GrantsRefused, match="Du har inte behörighet"):
        reopen_month(close, reason="x", by=other)


def test_the_months_run_from_the_agreements_first_to_today() -> None:
    agreement = creators.agreement()
    months = months_of(agreement, TODAY)
    assert [row.month for row in months][:2] == [datetime.date(2020, 9, 1), datetime.date(2020, 8, 1)]
    assert months[-1].month == datetime.date(2020, 1, 1)
    assert [row.can_close for row in months][:2] == [False, True]
    assert [row.is_missing for row in months][:2] == [False, True]
    assert len(months_of(agreement, datetime.date(2022, 1, 1))) == 12
    assert months_of(agreement, datetime.date(2019, 6, 1)) == []


def test_the_newest_agreement_is_shown_first_or_the_one_asked_for() -> None:
    old, new = creators.agreement("gammal", year=2019), creators.agreement("ny", year=2021)
    assert chosen(Agreement.objects.all(), None) == new
    assert chosen(Agreement.objects.all(), "gammal") == old
    assert chosen(Agreement.objects.all(), "saknas") == new
    assert chosen(Agreement.objects.none(), None) is None


def test_the_page_closes_and_opens(client: Client, controller: User) -> None:
    agreement = creators.agreement("god-vard")
    client.force_login(controller)
    refused = client.post("/manader/god-vard/2020-03/stang/")
    assert refused.status_code == 422
    assert "Skriv varför månaden stängs ändå" in refused.content.decode()
    closed = client.post("/manader/god-vard/2020-03/stang/", {"note": "Inget utfall väntas."}, follow=True)
    assert "2020-03 är stängd för" in closed.content.decode()
    again = client.post("/manader/god-vard/2020-03/stang/", {"note": "Igen."})
    assert "redan stängd" in again.content.decode()
    close = PeriodClose.objects.get(agreement=agreement)
    path = f"/manader/{close.pk}/oppna/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": ""}).status_code == 422
    opened = client.post(path, {"reason": "Rättelse"}, follow=True)
    assert "2020-03 är öppen igen" in opened.content.decode()
    assert "Rättelse" in opened.content.decode()
    assert client.post(path, {"reason": "Igen"}).status_code == 422


def test_what_is_no_month_is_not_found(client: Client, controller: User) -> None:
    creators.agreement("god-vard")
    client.force_login(controller)
    assert client.post("/manader/god-vard/mars/stang/").status_code == 404
    assert client.get("/manader/god-vard/1999-01/").status_code == 404
    assert client.get("/manader/god-vard/2020-03/1/").status_code == 404
    assert client.post("/manader/saknas/2020-03/stang/").status_code == 404
