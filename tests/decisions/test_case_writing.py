"""Cases opened, renamed, closed and opened again in the browser."""

import pytest
from django.test import Client

from config.refused import Refused
from decisions import actions
from decisions.actions.cases import tidy_registry_number
from decisions.models import Case
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(creators.officer())
    return client


def test_a_case_is_opened_under_its_number(officer: Client) -> None:
    agreement = creators.agreement()
    data = {"registry_number": " rs / 195/2020", "title": "Fördelning", "agreement": agreement.pk, "opened_on": TODAY}
    page = officer.post("/arenden/nytt/", data, follow=True).text
    case = Case.objects.get(registry_number="RS/195/2020")
    assert (case.agreement, case.opened_on) == (agreement, TODAY)
    assert "RS/195/2020 är öppnat" in page
    again = officer.post("/arenden/nytt/", data | {"title": "Annat"})
    assert again.status_code == 422
    assert "finns redan: Fördelning. Använd det ärendet" in again.text
    assert Case.objects.filter(registry_number__iexact="rs/195/2020").count() == 1


@pytest.mark.parametrize("number", ["RS/195/2020", "HSN 2020-0123", "RS-2020-17", "RS 2020:17", "ÄÖ/1"])
def test_regions_number_in_many_ways(number: str) -> None:
    assert tidy_registry_number(number.lower()) == number


@pytest.mark.parametrize("number", ["", "195/2020", "RS", "RS//2020", "RS/195/2020; DROP", "R" * 41])
def test_what_is_no_diary_number_is_refused(number: str) -> None:
    with pytest.raises(Refused, match="som det står i diariet"):
        tidy_registry_number(number)


def test_the_title_is_changed(officer: Client) -> None:
    case = creators.case()
    officer.post(f"/arenden/{case.pk}/andra/", {"title": "Ny rubrik"})
    assert "Ny rubrik" in officer.get(case.get_absolute_url()).text
    assert officer.post(f"/arenden/{case.pk}/andra/", {"title": " "}).status_code == 422


def test_a_closed_case_is_read_only_until_it_is_opened_again(officer: Client) -> None:
    case = creators.case()
    officer.post(f"/arenden/{case.pk}/avsluta/")
    assert "avslutat 2020-09-10" in officer.get(case.get_absolute_url()).text
    assert officer.post(f"/arenden/{case.pk}/avsluta/").status_code == 409
    assert officer.post(f"/arenden/{case.pk}/andra/", {"title": "Ny"}).status_code == 409
    data = {"kind": "memo", "title": "Handling", "decision": ""}
    assert "är avslutat" in officer.post(f"/arenden/{case.pk}/handling/", data).text
    officer.post(f"/arenden/{case.pk}/oppna/")
    assert officer.post(f"/arenden/{case.pk}/handling/", data).status_code == 302
    assert officer.post(f"/arenden/{case.pk}/oppna/").status_code == 409


def test_a_case_with_a_waiting_proposal_stays_open() -> None:
    example = creators.Example()
    example.submitted({example.alfa: -10, example.beta: 10})
    with pytest.raises(Refused, match="är inlämnad"):
        actions.close_case(example.case, by=creators.user(Profile.REGISTRAR), on=TODAY)
