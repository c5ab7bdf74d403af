"""The follow-up of an agreement on one page: what stands first, what the filters do, and what it costs to ask."""

import datetime
from copy import deepcopy
from decimal import Decimal

import pytest
from django.test import Client

from decisions import actions
from decisions.dashboard import dashboard_form, dashboard_page, last_ended, months_to_choose
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY
from tests.html_tables import Tables

JULY, AUGUST = datetime.date(2020, 7, 1), datetime.date(2020, 8, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


@pytest.fixture(scope="module")
def made(module_db: None) -> creators.Example:
    """Alfa: budget to August 400, outcome 500. Beta: 133,33 and nothing. Gamma: 86,67 and 12,34; 30 uncovered."""
    made = creators.Example()
    creators.spent(made.gamma, Decimal("12.34"), month=JULY)
    creators.spent(made.alfa, 500, month=AUGUST)
    limits = {"above_amount": Decimal(80), "above_percent": Decimal(10), "weights": {}}
    actions.set_follow_up_terms(made.agreement, **limits, by=creators.officer())
    return made


@pytest.fixture
def example(made: creators.Example, db: None) -> creators.Example:
    return deepcopy(made)


def page_of(example: creators.Example, **chosen) -> dict:
    return dashboard_page(example.agreement, dashboard_form(example.agreement, chosen, TODAY), TODAY)


def names(rows) -> list[str]:
    return [row["line"].name for row in rows]


def test_what_lacks_a_comment_stands_first_then_the_largest(example: creators.Example) -> None:
    page = page_of(example)
    assert page["month"] == AUGUST
    assert names(page["deviations"]) == ["Beta", "Alfa", "Gamma"]
    assert page["missing"] == 2
    assert names(page["uncovered"]) == ["Gamma"]
    assert [row.name for row in page["unregistered"]] == ["Alfa", "Beta", "Gamma"]


def test_a_month_chosen_shows_what_was_known_then(example: creators.Example) -> None:
    report = page_of(example, manad="2020-07")["report"]
    assert (report.known_to, report.totals.outcome) == ("2020-07", Decimal("12.34"))


def test_area_role_and_status_are_chosen_in_the_address(example: creators.Example, client: Client) -> None:
    role = example.beta.responsibilities.get().role_id
    client.force_login(creators.user(Profile.AUDITOR))
    page = client.get(f"/uppfoljning/{example.agreement.slug}/?funktion={role}&manad=2020-08").content.decode()
    assert ">Beta<" in page
    assert ">Alfa<" not in page
    assert [row.name for row in page_of(example, status="ej-tackt")["report"].activities] == ["Gamma"]
    assert [row.name for row in page_of(example, omrade="1", status="over")["report"].activities] == []
    # What cannot be read chooses nothing away.
    assert len(page_of(example, omrade="x", funktion="y", status="z", manad="q")["report"].activities) == 3


def test_parts_lead_to_themselves_and_areas_sum(example: creators.Example) -> None:
    page = page_of(example, manad="2020-08")
    assert page["areas"][0]["query"] == "manad=2020-08&omrade=1"
    assert [part["query"] for part in page["roles"]] == [
        f"manad=2020-08&funktion={activity.responsibilities.get().role_id}"
        for activity in sorted(
            (example.alfa, example.beta, example.gamma), key=lambda one: one.responsibilities.get().role.name
        )
    ]
    assert [cell["text"] for cell in page["areas"][0]["cells"]] == [cell["text"] for cell in page["totals"]]


def test_every_chart_has_its_words_and_its_table(example: creators.Example, client: Client) -> None:
    client.force_login(creators.user(Profile.AUDITOR))
    html = client.get(f"/uppfoljning/{example.agreement.slug}/").content.decode()
    assert html.count('<svg role="img"') >= 2
    assert "utfall till och med 2020-08 512,34" in html.replace("\u00a0", " ")
    assert len(Tables(html).rows[""]) > 12


def test_an_agreement_without_activities_says_so(client: Client) -> None:
    client.force_login(creators.user(Profile.AUDITOR))
    assert "Ingen aktivitet att visa" in client.get(f"/uppfoljning/{creators.agreement().slug}/").content.decode()


def test_before_an_agreement_begins_its_first_month_is_shown() -> None:
    agreement = creators.agreement(starts_on=datetime.date(2021, 1, 1), ends_on=datetime.date(2021, 12, 31))
    months = months_to_choose(agreement, TODAY)
    assert last_ended(months, TODAY) == datetime.date(2021, 1, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_activities(count: int, django_assert_num_queries) -> None:
    example = creators.Example()
    for serial in range(1, count):
        area = creators.area(example.agreement, serial + 1)
        fund = creators.fund(area)
        creators.allot(fund, 1000)
        creators.decided_allocation({creators.activity(area): {fund: 10}})
    creators.spent(example.alfa, 5)
    with django_assert_num_queries(24):
        page_of(example)
