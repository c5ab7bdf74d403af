"""The start page, the calendar and the search."""

import datetime

import pytest
from django.urls import reverse

from decisions import actions
from decisions.figures import agreement_figures
from decisions.overview import totals_by_agreement
from people.abilities import Profile
from reporting.models import Requirement, RequirementChange
from tests import creators

pytestmark = pytest.mark.django_db

Status = RequirementChange.Status


def requirement(agreement, *, due_on, title="Delredovisning", status=Status.IN_FORCE):
    made = Requirement.objects.create(
        agreement=agreement, kind=Requirement.Kind.INTERIM, title=title, recipient="Socialstyrelsen"
    )
    change(made, status, due_on, datetime.date(2020, 3, 24))
    return made


def change(requirement, status, due_on, decided_on):
    RequirementChange.objects.create(
        requirement=requirement,
        status=status,
        due_on=due_on,
        decided_on=decided_on,
        decided_by="Regeringen",
        by=creators.officer(),
    )


def test_the_director_sees_what_waits_and_the_author_that_it_waits(client):
    example = creators.Example()
    director = creators.director()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    client.force_login(director)
    assert decision.title in client.get("/").content.decode()
    client.force_login(decision.created_by)
    page = client.get("/").content.decode()
    assert "Väntar på beslut" in page
    assert "30\xa0kr beslutat men ej täckt" in page


def test_what_waits_for_somebody_else_is_not_said_to_wait_for_me(client):
    example = creators.Example()
    manager = creators.user(Profile.MANAGER)
    creators.tenure(example.alfa.responsibilities.get().role, manager)
    decision = example.submitted({example.alfa: -100, example.beta: 100}, by=manager)
    client.force_login(manager)
    page = client.get("/").content.decode()
    assert "Inget väntar på dig" in page
    assert decision.title in page
    assert str(decision.submitted_on) in page.split("Väntar på beslut", 1)[1]


def test_a_returned_proposal_waits_for_its_author(client):
    example = creators.Example()
    decision = example.submitted({example.alfa: -100, example.beta: 100})
    actions.return_to_author(decision, reason="Varför?", by=creators.director(), on=creators.TODAY)
    client.force_login(decision.created_by)
    assert "Återsänt till dig" in client.get("/").content.decode()


def test_a_withdrawn_requirement_raises_no_alarm_but_stands_in_the_calendar(client):
    agreement = creators.agreement()
    late = requirement(agreement, due_on=datetime.date(2020, 5, 31), title="Handlingsplan")
    withdrawn = requirement(agreement, due_on=datetime.date(2020, 9, 30))
    change(withdrawn, Status.WITHDRAWN, datetime.date(2020, 9, 30), datetime.date(2020, 4, 9))
    client.force_login(creators.user(Profile.AUDITOR))
    start = client.get("/").content.decode()
    assert late.title in start
    assert "försenad" in start
    assert withdrawn.title not in start
    calendar = client.get(reverse("calendar")).content.decode()
    assert "återkallat" in calendar
    assert withdrawn.title in calendar


def test_someone_without_a_profile_is_told_whom_to_ask(client):
    creators.Example()
    client.force_login(creators.user())
    page = client.get("/").content.decode()
    assert "Du har ingen behörighet ännu" in page
    assert "Alfa" not in page
    assert "1 000" not in page


def test_the_overview_and_the_agreement_page_have_one_truth():
    first, second = creators.Example(), creators.Example()
    totals = totals_by_agreement()
    for example in (first, second):
        assert totals[example.agreement.pk] == agreement_figures(example.agreement).totals


@pytest.mark.parametrize("agreements", [1, 3])
def test_the_start_page_costs_the_same_however_many_agreements(client, agreements, django_assert_num_queries):
    for _ in range(agreements):
        requirement(creators.Example().agreement, due_on=datetime.date(2020, 12, 1))
    client.force_login(creators.user(Profile.AUDITOR))
    client.get("/")
    with django_assert_num_queries(14):
        client.get("/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Alfa", "Alfa"), ("§ 35", "Fördelning"), ("600 kr", "Alfa"), ("finns inte alls", "Inga träffar")],
)
def test_search_finds_by_text_paragraph_and_amount(client, text, expected):
    creators.Example()
    client.force_login(creators.user(Profile.AUDITOR))
    assert expected in client.get(reverse("search"), {"q": text}).content.decode()


def test_search_shows_nothing_to_someone_without_a_profile(client):
    creators.Example()
    client.force_login(creators.user())
    assert client.get(reverse("search"), {"q": "Alfa"}).status_code == 403
