"""An agreement set up in the browser: by hand, form by form, and from a workbook that is first looked at."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from grants import setting_up
from grants.actions import GrantsRefused
from grants.models import Agreement, DevelopmentArea, Fund
from people.abilities import Profile
from tests import creators
from tests.decisions.agreement_books import filled, with_things
from tests.decisions.snapshots import nothing_changes

pytestmark = pytest.mark.django_db

AGREEMENT = {
    "name": "Psykisk hälsa 2021",
    "slug": "psykisk-halsa-2021",
    "year": "2021",
    "registry_number": "RS/9/2021",
    "recipient": "Regionen",
    "starts_on": "2021-01-01",
    "ends_on": "2021-12-31",
}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(creators.officer())
    return client


def test_agreement_area_and_fund_by_hand(client):
    answer = client.post("/overenskommelser/ny/", AGREEMENT)
    assert answer["Location"] == "/overenskommelser/psykisk-halsa-2021/"
    assert 'name="number" value="1"' in client.get("/overenskommelser/psykisk-halsa-2021/omraden/nytt/").text
    client.post("/overenskommelser/psykisk-halsa-2021/omraden/nytt/", {"number": "1", "name": "Tidiga insatser"})
    fund = {"name": "Ungdomsmottagningar", "earmarked": "on", "expected_amount": "2,6 mkr", "repay_by": "2022-03-31"}
    client.post("/overenskommelser/psykisk-halsa-2021/omraden/1/tilldelning/", fund)
    made = Fund.objects.get()
    assert (made.earmarked, made.expected_amount.amount, made.repay_by) == (
        True,
        Decimal(2_600_000),
        datetime.date(2022, 3, 31),
    )
    page = client.get("/overenskommelser/psykisk-halsa-2021/").text
    assert "Ungdomsmottagningar" in page
    assert "kan inte fördelas förrän det är tilldelat" in page


def test_what_is_changed_is_kept_with_its_history(client):
    example = creators.Example()
    client.post(f"{example.area.get_absolute_url()}andra/", {"number": example.area.number, "name": "Annat namn"})
    example.area.refresh_from_db()
    assert example.area.name == "Annat namn"
    client.post(f"/tilldelningar/{example.fund.pk}/andra/", {"name": "Ny benämning", "repay_by": "2021-03-31"})
    example.fund.refresh_from_db()
    assert (example.fund.name, example.fund.repay_by) == ("Ny benämning", datetime.date(2021, 3, 31))
    assert {event.name for event in example.fund.events.all()} >= {"Ny benämning"}


WRONG = {
    "no name": ({"name": ""}, "Fyll i uppgiften."),
    "a day in words": ({"starts_on": "i januari"}, "Skriv dagen som 2020-03-24."),
    "an address with å": ({"slug": "hälsa"}, "Skriv adressen med a–z, siffror och bindestreck."),
    "ends before it starts": ({"ends_on": "2020-01-01"}, "Inget är sparat"),
    "a page's own address": ({"slug": "ny"}, "Adressen ny används av en annan sida."),
}


@pytest.mark.parametrize(("changed", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_beside_the_form(client, changed, said):
    with nothing_changes():
        answer = client.post("/overenskommelser/ny/", AGREEMENT | changed)
    assert answer.status_code == 422
    assert said in answer.text


def test_the_same_number_and_name_again_are_refused(client):
    example = creators.Example()
    path = f"/overenskommelser/{example.agreement.slug}/omraden/"
    with nothing_changes():
        assert client.post(f"{path}nytt/", {"number": "1", "name": "Igen"}).status_code == 422
        assert client.post(f"{path}1/tilldelning/", {"name": example.fund.name}).status_code == 422


def test_who_may_not_is_refused_by_the_action_itself():
    example = creators.Example()
    with nothing_changes(), pytest.raises(GrantsRefused):
        setting_up.add_area(example.agreement, by=creators.user(Profile.MANAGER), number=9, name="Nytt")


def upload(content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("bok.xlsx", content)}


def test_a_workbook_is_shown_first_and_then_laid_up(client):
    with nothing_changes():
        shown = client.post("/overenskommelser/arbetsbok/", upload(filled()))
    assert "14\u00a0900\u00a0000\u00a0kr på 3 tilldelningar" in shown.text
    assert "okänt tills det betalas ut: Prestationsdel." in shown.text
    carried = re.search(r'name="carried" value="([^"]+)"', shown.text)[1]
    answer = client.post("/overenskommelser/arbetsbok/", {"carried": carried})
    assert answer["Location"] == "/overenskommelser/kvinnors-halsa-2022/"
    assert DevelopmentArea.objects.count() == 2
    with nothing_changes():
        assert client.post("/overenskommelser/arbetsbok/", {"carried": carried}).status_code == 422


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (dict, "Välj en arbetsbok."),
        (lambda: {"carried": "inte base64!"}, "kom inte fram hel"),
        (lambda: upload(b"x"), "går inte att läsa som en Excelbok"),
        (lambda: upload(with_things(År="x")), "Inget är upplagt: 1 fel i arbetsboken"),
    ],
)
def test_a_book_that_cannot_be_used_changes_nothing(client, fields, said):
    with nothing_changes():
        answer = client.post("/overenskommelser/arbetsbok/", fields())
    assert answer.status_code == 422
    assert said in answer.text
    assert not Agreement.objects.exists()


def test_the_template_is_a_workbook(client):
    answer = client.get("/overenskommelser/arbetsbok/mall/")
    assert answer.content[:2] == b"PK"
    assert "overenskommelse.xlsx" in answer["Content-Disposition"]
