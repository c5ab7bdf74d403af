"""The organisation page and its writes: who holds which role, who may sign in."""

import datetime

import pytest
from django.urls import reverse

from config.refused import Refused
from people import actions
from people.abilities import Profile, profiles_of
from people.models import Organisation, Tenure, User
from tests import creators

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = creators.user(Profile.ADMINISTRATOR)
    client.force_login(person)
    return person


def appoint(by, **fields):
    defaults = {
        "role": creators.role("FOU chef"),
        "user": creators.user(Profile.MANAGER),
        "rank": 0,
        "starts_on": datetime.date(2020, 1, 1),
        "ends_on": None,
    }
    return actions.appoint(**defaults | fields, by=by)


def test_a_tenure_is_registered_in_the_browser(client, administrator):
    role, person = creators.role("FOU chef"), creators.user(Profile.MANAGER, name="Eva Ek")
    response = client.post(
        reverse("tenure_new"),
        {"role": role.pk, "user": person.pk, "rank": 0, "starts_on": "2020-01-01", "ends_on": ""},
        follow=True,
    )
    assert Tenure.objects.get().user == person
    assert "Eva Ek" in response.content.decode()


def test_a_deputy_without_the_holders_profile_is_said_to_lack_it(client, administrator):
    role = creators.role("Regiondirektör", holder=creators.user(Profile.DIRECTOR))
    deputy = creators.user(Profile.MANAGER, name="Eva Ek")
    days = {"starts_on": "2020-09-10", "ends_on": "2020-09-30"}
    sent = {"role": role.pk, "user": deputy.pk, "rank": 1} | days
    page = client.post(reverse("tenure_new"), sent, follow=True).text
    assert "Eva Ek saknar profilen Regiondirektör" in page
    assert "saknar profil</span>" in page
    actions.change_user(deputy, profiles={Profile.DIRECTOR}, is_active=True, by=administrator)
    assert "saknar profil" not in client.get(reverse("organisation")).text


def test_two_holders_at_once_are_refused_and_nothing_changes(client, administrator):
    first = appoint(administrator)
    response = client.post(
        reverse("tenure_new"),
        {
            "role": first.role.pk,
            "user": creators.user(Profile.MANAGER).pk,
            "rank": 0,
            "starts_on": "2020-06-01",
            "ends_on": "",
        },
    )
    assert response.status_code == 422
    assert "har redan en innehavare" in response.content.decode()
    assert list(Tenure.objects.all()) == [first]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"rank": 1}, "deputy_without_end"),
        ({"ends_on": datetime.date(2019, 12, 31)}, "backwards"),
    ],
)
def test_dates_that_make_no_sense_are_refused(administrator, fields, code):
    with pytest.raises(Refused) as refused:
        appoint(administrator, **fields)
    assert refused.value.code == code
    assert not Tenure.objects.exists()


def test_the_next_holder_may_begin_the_day_after(administrator):
    first = appoint(administrator)
    actions.end_tenure(first, on=datetime.date(2020, 5, 31), by=administrator)
    appoint(administrator, role=first.role, starts_on=datetime.date(2020, 6, 1))
    assert Tenure.objects.count() == 2


def test_only_an_administrator_writes_even_past_the_page(client):
    with pytest.raises(Refused):
        appoint(creators.officer())
    assert not Tenure.objects.exists()


def test_nobody_changes_their_own_rights(administrator):
    with pytest.raises(Refused) as refused:
        actions.change_user(administrator, profiles=[Profile.DIRECTOR], is_active=True, by=administrator)
    assert refused.value.code == "own_rights"


def test_a_deactivated_user_has_no_profiles_and_is_still_there(client, administrator):
    person = creators.user(Profile.OFFICER)
    client.post(reverse("user", args=[person.pk]), {"profiles": ["officer"]})
    fresh = User.objects.get(pk=person.pk)
    assert not fresh.is_active
    assert profiles_of(fresh) == frozenset()


def test_a_new_user_gets_profiles_and_no_usable_password(client, administrator):
    client.post(reverse("user_new"), {"name": "Ny Person", "email": "Ny@Exempel.se", "profiles": ["controller"]})
    person = User.objects.get(email="ny@exempel.se")
    assert profiles_of(person) == {Profile.CONTROLLER}
    assert not person.has_usable_password()


def test_the_same_address_twice_is_refused(client, administrator):
    response = client.post(
        reverse("user_new"), {"name": "Dubblett", "email": administrator.email.upper(), "profiles": ["officer"]}
    )
    assert response.status_code == 422
    assert User.objects.count() == 1


@pytest.mark.parametrize("roles", [1, 3])
def test_the_page_costs_the_same_however_many_roles(client, administrator, roles, django_assert_num_queries):
    for number in range(roles):
        appoint(administrator, role=creators.role(f"Chef {number}"))
    client.get(reverse("organisation"))
    with django_assert_num_queries(10):
        client.get(reverse("organisation"))


def test_a_reader_sees_roles_but_not_the_register_of_users(client):
    client.force_login(creators.user(Profile.AUDITOR, name="Greta Granskare"))
    creators.role("FOU chef", holder=creators.user(Profile.MANAGER, name="Eva Ek"))
    page = client.get(reverse("organisation")).content.decode()
    assert "Eva Ek" in page
    assert "Nytt innehav" not in page
    assert "@exempel.se" not in page


def test_the_letterhead_is_the_administrators_to_change(client) -> None:
    client.force_login(creators.user(Profile.ADMINISTRATOR))
    assert "Region Jämtland Härjedalen" in client.get("/organisation/").text
    words = {"name": "Region Exempel", "postal_address": "Box 1, 123 45 Orten", "web": "www.example.se"}
    assert "Region Exempel, Box 1, 123 45 Orten" in client.post("/organisation/brevhuvud/", words, follow=True).text
    client.post("/organisation/brevhuvud/", words | {"name": "Region Två"})
    assert Organisation.objects.get().name == "Region Två"
    assert client.post("/organisation/brevhuvud/", words | {"name": " "}).status_code == 422
    with pytest.raises(Refused, match="Behörighetsadministratör"):
        actions.set_letterhead(**words, by=creators.officer())
