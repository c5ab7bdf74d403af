"""Payments against allotments: what has come and why it differs, the days, who may say what, what the checks find."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.refused import Refused
from decisions.agreement_checks import agreement_findings
from grants import setting_up
from grants.models import Fund, Payment
from grants.payments import cash, payment_days, payments_of
from people.abilities import Profile
from reporting.start import deadlines
from tests import creators
from tests.creators import TODAY

DAY = datetime.timedelta(days=1)


def payment(example: creators.Example, amount: int | None = 1100, **fields) -> Payment:
    given = {"registry_number": "S2020/1", "payer": "Kammarkollegiet"} | fields
    return setting_up.add_payment(
        example.agreement, by=creators.officer(), amount=None if amount is None else Decimal(amount), **given
    )


def said(text: str) -> str:
    return text.replace("\u00a0", " ")


AMOUNTS = st.none() | st.decimals(min_value=1, max_value=90_000_000, places=2)
DATES = st.none() | st.just(TODAY)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    allotted=st.decimals(min_value=0, max_value=200_000_000, places=2),
    rows=st.lists(st.builds(Payment, amount=AMOUNTS, requisitioned_on=DATES, received_on=DATES), max_size=5),
)
def test_every_allotted_krona_is_received_or_explained(allotted: Decimal, rows: list[Payment]) -> None:
    found = cash(allotted, rows)
    assert found.received + found.requisitioned + found.awaited + found.missing == allotted
    assert found.difference == allotted - found.received
    assert bool(found.explained) == bool(found.requisitioned or found.awaited or found.missing or found.unknown)


def test_the_difference_is_explained_in_words(example: creators.Example) -> None:
    payment(example, 300, received_on=TODAY)
    payment(example, 200, requisitioned_on=TODAY)
    payment(example, 100)
    payment(example, None)
    found = payments_of(example.agreement, TODAY)
    assert (found.total.received, found.total.difference, found.total.missing) == (300, 800, 500)
    assert said(found.total.explained) == (
        "200 kr är rekvirerat men inte mottaget, 100 kr är inte rekvirerat än, "
        "500 kr står inte i någon utbetalning, 1 utbetalning har okänt belopp."
    )


def test_a_funds_own_days_and_what_is_unused(example: creators.Example) -> None:
    creators.spent(example.alfa, 450)
    Fund.objects.filter(pk=example.fund.pk).update(usable_until=TODAY + 20 * DAY, repay_by=TODAY + 40 * DAY)
    payment(example, 100, fund=example.earmarked, repay_by=TODAY + 60 * DAY)
    free, earmarked = payments_of(example.agreement, TODAY).funds
    assert (free.unused, free.usable.state, free.repay.days_left, free.has_payments) == (550, "soon", 40, False)
    assert (earmarked.unused, earmarked.repay.days_left, earmarked.cash.missing) == (100, 60, 0)


def test_a_requisition_that_is_late_and_money_to_be_repaid_soon_are_found(example: creators.Example) -> None:
    late = payment(example, 600, requisition_by=TODAY - DAY)
    payment(example, 400, fund=example.fund, requisition_by=TODAY - DAY, requisitioned_on=TODAY - 3 * DAY)
    Fund.objects.filter(pk=example.earmarked.pk).update(repay_by=TODAY + 90 * DAY)
    found = {
        row.id: row for row in agreement_findings(example.agreement, TODAY) if row.id[7:] in ("W013", "W014", "W015")
    }
    assert found["grants.W014"].subject == str(late.pk)
    assert found["grants.W013"].amount in (100, 600)
    assert (found["grants.W015"].amount, "100 kr" in said(found["grants.W015"].text)) == (100, True)
    setting_up.requisition(late, on=TODAY, by=creators.officer())
    assert "grants.W014" not in {row.id for row in agreement_findings(example.agreement, TODAY)}


def test_without_payments_nothing_is_found(example: creators.Example) -> None:
    ids = {row.id for row in agreement_findings(example.agreement, TODAY)}
    assert not ids & {"grants.W013", "grants.W014", "grants.W015"}


def test_the_days_stand_on_the_start_page_and_in_the_calendar(example: creators.Example, client: Client) -> None:
    asked = payment(example, 600, requisition_by=TODAY + 20 * DAY, repay_by=TODAY + 200 * DAY)
    auditor = creators.user(Profile.AUDITOR)
    days = payment_days(auditor, TODAY)
    assert [(row.countdown.state, row.countdown.days_left) for row in days] == [("soon", 20), ("later", 200)]
    assert [row.what for row in deadlines(auditor, TODAY)] == [row.what for row in days]
    client.force_login(auditor)
    for path in ("/", "/kalender/"):
        assert "Rekvirera utbetalningen Kammarkollegiet S2020/1" in client.get(path).content.decode()
    setting_up.requisition(asked, on=TODAY, by=creators.officer())
    assert [row.countdown.days_left for row in payment_days(auditor, TODAY)] == [200]
    assert payment_days(creators.user(), TODAY) == []


def test_what_two_payments_of_one_number_say_of_a_day_is_said_once(example: creators.Example) -> None:
    for amount in (600, 400):
        payment(example, amount, repay_by=TODAY + 200 * DAY)
    assert [row.countdown.days_left for row in payment_days(creators.user(Profile.AUDITOR), TODAY)] == [200]


def test_the_controller_says_that_money_has_come_and_nothing_else(example: creators.Example) -> None:
    controller, row = creators.user(Profile.CONTROLLER), payment(example, None)
    with pytest.raises(Refused):
        setting_up.change(row, by=controller, note="X")
    with pytest.raises(Refused):
        setting_up.requisition(row, on=TODAY, by=controller)
    with pytest.raises(Refused):
        setting_up.receive(row, received_on=TODAY, amount=Decimal(5), by=creators.user(Profile.MANAGER), on=TODAY)
    with pytest.raises(Refused, match="har inte varit än"):
        setting_up.receive(row, received_on=TODAY + DAY, amount=Decimal(5), by=controller, on=TODAY)
    made = setting_up.receive(row, received_on=TODAY, amount=Decimal(5), by=controller, on=TODAY)
    assert (made.received_on, made.amount.amount) == (TODAY, 5)
    for again in (
        lambda: setting_up.receive(row, received_on=TODAY, amount=Decimal(5), by=controller, on=TODAY),
        lambda: setting_up.requisition(row, on=TODAY, by=creators.officer()),
    ):
        with pytest.raises(Refused, match="redan"):
            again()


def test_a_payment_is_entered_changed_asked_for_and_received_in_the_browser(
    example: creators.Example, client: Client
) -> None:
    client.force_login(creators.officer())
    slug = example.agreement.slug
    facts = {"registry_number": "S2020/9", "payer": "Socialstyrelsen", "amount": "1 100", "fund": ""}
    assert client.post(f"/utbetalningar/{slug}/ny/", facts | {"amount": "en mille"}).status_code == 422
    assert client.post(f"/utbetalningar/{slug}/ny/", facts).status_code == 302
    row = Payment.objects.get()
    client.post(f"/utbetalningar/{row.pk}/andra/", facts | {"note": "Delas i två."})
    client.post(f"/utbetalningar/{row.pk}/rekvirerad/", {"on": "2020-09-01"})
    late = client.post(f"/utbetalningar/{row.pk}/mottagen/", {"received_on": "2020-09-11", "amount": "1100"})
    assert late.status_code == 422
    done = client.post(
        f"/utbetalningar/{row.pk}/mottagen/", {"received_on": "2020-09-09", "amount": "1100"}, follow=True
    )
    text = said(done.content.decode())
    assert "Delas i två." in text
    assert "mottagen" in text
    row.refresh_from_db()
    assert (row.requisitioned_on, row.received_on) == (datetime.date(2020, 9, 1), datetime.date(2020, 9, 9))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_payments_as_for_one(
    example: creators.Example, rows: int, client: Client, django_assert_num_queries
) -> None:
    for _ in range(rows):
        creators.fund(example.area)
        payment(example, 10, fund=example.fund)
    client.force_login(creators.user(Profile.AUDITOR))
    client.get("/utbetalningar/")
    with django_assert_num_queries(QUERIES):
        client.get("/utbetalningar/")


QUERIES = 12
