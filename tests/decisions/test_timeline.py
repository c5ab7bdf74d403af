"""Timelines: who did what, when, from what to what. And the page of a fund."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions import actions
from decisions.models import Condition
from decisions.timeline import Happening, activity_timeline, case_timeline, decision_timeline, fund_timeline, paged
from grants.actions import close_month, reopen_month
from grants.models import Fund
from people.abilities import Profile
from people.models import Tenure
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.test_allocation import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def example() -> Example:
    return Example()


@pytest.fixture
def director():
    return creators.director()


def told(happenings: list[Happening]) -> list[str]:
    return [f"{each.on} {each.by}: {each.title}" for each in happenings]


def test_a_booking_says_amount_from_to_and_by_which_decision(example: Example, director) -> None:
    decided = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    for timeline in (activity_timeline(example.alfa, TODAY), fund_timeline(example.fund), decision_timeline(decided)):
        (booked,) = [each for each in timeline if each.title == "100\xa0kr från Alfa till Beta"]
        assert (booked.on, booked.by, booked.url) == (TODAY, director.name, decided.get_absolute_url())
        assert booked.text.startswith(f"Omfördelning ur Fri, enligt {decided.reference}.")


def test_the_state_and_the_pool_are_named(example: Example) -> None:
    titles = [each.title for each in fund_timeline(example.fund)]
    assert "1\xa0000\xa0kr från staten till ofördelat" in titles
    assert "600\xa0kr från ofördelat till Alfa" in titles
    assert not [title for title in titles if "Gamma" in title]  # of the earmarked fund


def test_a_lock_says_what_was_and_what_became(example: Example) -> None:
    titles = [each.title for each in activity_timeline(example.gamma, TODAY)]
    assert any("Låst av regionstyrelsen: nej → ja; Låst genom: tomt → " in title for title in titles)


def test_conditions_outcome_and_closings_stand_in_the_activity(example: Example) -> None:
    officer, controller = creators.officer(), creators.user(Profile.CONTROLLER, name="Rasmus")
    creators.condition()
    for state in ("not_met", "met"):
        actions.mark_condition(
            example.alfa, condition=Condition.objects.get(), state=state, evidence="Bild", by=officer, on=TODAY
        )
    creators.spent(example.alfa, 55)
    closed = close_month(agreement=example.agreement, month=datetime.date(2020, 7, 1), by=controller, on=TODAY)
    reopen_month(closed, reason="Fel fil", by=controller)
    timeline = activity_timeline(example.alfa, TODAY)
    titles = [each.title for each in timeline]
    assert [title for title in titles if "→" in title and "Villkor 1" in title] == [
        "1. Villkor 1: inte uppfyllt → uppfyllt",
        "1. Villkor 1: omärkt → inte uppfyllt",
    ]
    assert "Utfall för 2020-08 lästes in: 55\xa0kr" in titles
    assert titles.index("2020-07 öppnades igen") < titles.index("2020-07 stängdes")
    assert next(each.text for each in timeline if each.title == "2020-07 öppnades igen") == "Fel fil"


def test_who_answered_for_the_activity_when(example: Example) -> None:
    role = example.alfa.responsibilities.get().role
    anna, bo = creators.user(name="Anna"), creators.user(name="Bo")
    creators.tenure(role, anna, starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 5, 31))
    creators.tenure(role, bo, starts_on=datetime.date(2020, 6, 1), ends_on=datetime.date(2020, 12, 31))
    titles = [
        f"{each.on} {each.title}" for each in activity_timeline(example.alfa, TODAY) if role.in_text in each.title
    ]
    assert titles == [
        f"2020-06-01 Bo blev {role.in_text}",
        f"2020-05-31 Anna slutade som {role.in_text}",
        f"2020-01-01 Anna blev {role.in_text}",
    ]


def test_edits_of_a_day_are_one_happening(example: Example) -> None:
    draft = example.propose({example.alfa: -1, example.beta: 1})
    for _ in range(3):
        draft = actions.revise_reallocation(
            draft,
            changes={example.alfa: Decimal(-2), example.beta: Decimal(2)},
            reason="Behov.",
            version=draft.version,
            by=draft.created_by,
            on=TODAY,
        )
    assert [each.title for each in decision_timeline(draft)] == ["Ändrade 3 gånger", "Upprättade"]


def test_the_case_names_each_decision(example: Example, director) -> None:
    decided = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    assert f"Beslutade: {decided.title}" in [each.title for each in case_timeline(example.case)]


def test_days_and_pages() -> None:
    at = datetime.datetime(2020, 9, 1, tzinfo=datetime.UTC)
    days = [datetime.date(2020, 9, 1 + number // 2) for number in range(60)]
    happenings = [Happening(day, at, str(number)) for number, day in enumerate(days[:50])] * 2
    shown, page = paged(happenings, "2")
    assert (page.number, page.paginator.num_pages) == (2, 2)
    assert [len(day.happenings) for day in shown] == [2] * 25
    assert paged([], None)[0] == []


def test_the_queries_are_as_many_for_one_row_as_for_three(example: Example, director) -> None:
    creators.spent(example.alfa, 55)
    subjects = {
        "activity": lambda: activity_timeline(example.alfa, TODAY),
        "fund": lambda: fund_timeline(Fund.objects.select_related("area__agreement").get(pk=example.fund.pk)),
        "case": lambda: case_timeline(example.case),
    }

    def counted() -> dict[str, int]:
        found = {}
        for name, read in subjects.items():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                read()
            found[name] = len(queries)
        return found

    example.decided({example.alfa: -1, example.beta: 1}, director=director)
    one = counted()
    for _ in range(2):
        example.decided({example.alfa: -1, example.beta: 1}, director=director)
    creators.spent(example.alfa, 66, month=datetime.date(2020, 7, 1))
    assert counted() == one
    assert max(one.values()) <= 20


# ---- the page of a fund


def test_the_fund_says_where_its_money_lies_and_what_has_happened(example: Example, director) -> None:
    example.decided({example.alfa: -100, example.beta: 100}, director=director)
    answer = signed_in(creators.user(Profile.CONTROLLER)).get(example.fund.get_absolute_url())
    assert answer.status_code == 200
    text = answer.text.replace("\xa0", " ")
    for shown in ("1 000", ">500<", ">300<", "100 kr från Alfa till Beta", "1 000 kr från staten till ofördelat"):
        assert shown in text
    assert "Gamma" not in text
    assert Tenure.objects.count()  # the director's: a fund has no roles of its own


def test_the_fund_is_linked_from_its_area_and_found_only_in_its_agreement(example: Example) -> None:
    client = signed_in(creators.user(Profile.AUDITOR))
    assert example.fund.get_absolute_url() in client.get(example.area.get_absolute_url()).text
    other = creators.agreement("annan")
    assert client.get(f"/overenskommelser/{other.slug}/tilldelningar/{example.fund.pk}/").status_code == 404
    assert signed_in(creators.user()).get(example.fund.get_absolute_url()).status_code == 404


def test_the_activity_page_turns_its_pages(example: Example) -> None:
    client = signed_in(creators.user(Profile.AUDITOR))
    assert "Vad som har hänt" in client.get(example.alfa.get_absolute_url(), {"page": "9"}).text
