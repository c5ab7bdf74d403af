"""Roles, their other names, and who acts in one on a given day."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from people.models import Role, RoleAlias, Tenure, Unit, UnitAlias, User
from people.models.roles import Standing
from tests import creators

pytestmark = pytest.mark.django_db

JULY_1, JULY_31, AUGUST_1 = datetime.date(2020, 7, 1), datetime.date(2020, 7, 31), datetime.date(2020, 8, 1)


@pytest.fixture
def role() -> Role:
    return creators.role("Regiondirektör")


def standing(role: Role, user: User, on: datetime.date) -> Standing:
    return Tenure.objects.standing(user=user, role=role, on=on)


def test_a_unit_and_a_role_are_found_by_any_of_their_names(role: Role) -> None:
    unit = Unit.objects.create(name="Utvecklings- och digitaliseringsenheten")
    UnitAlias.objects.create(unit=unit, name="Utvecklings- och digitaliseringsavdelningen")
    RoleAlias.objects.create(role=role, name="RD")
    assert Unit.objects.named("utvecklings- och digitaliseringsavdelningen ") == unit
    assert Role.objects.named("rd") == Role.objects.named("REGIONDIREKTÖR") == role
    with pytest.raises(Role.DoesNotExist):
        Role.objects.named("Biträdande regiondirektör")


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        (JULY_1 - datetime.timedelta(days=1), False),
        (JULY_1, True),
        (JULY_31, True),
        (AUGUST_1, False),
    ],
)
def test_a_tenure_holds_on_its_first_and_last_day(role: Role, on: datetime.date, allowed: bool) -> None:
    person = creators.user()
    creators.tenure(role, person, starts_on=JULY_1, ends_on=JULY_31)
    assert standing(role, person, on).allowed == allowed


def test_a_refusal_says_when_the_tenure_held(role: Role) -> None:
    deputy = creators.user()
    creators.tenure(role, deputy, rank=1, starts_on=JULY_1, ends_on=JULY_31)
    assert standing(role, deputy, AUGUST_1).reason == (
        "Ditt förordnande som ersättare för Regiondirektör gällde till och med 2020-07-31. I dag är det 2020-08-01."
    )
    assert "gäller från och med 2020-07-01" in standing(role, deputy, datetime.date(2020, 6, 30)).reason
    assert standing(role, creators.user(), JULY_1).reason == "Du innehar inte funktionen Regiondirektör."


def test_a_deputy_acts_on_behalf_of_the_role_and_the_holder_in_the_own_name(role: Role) -> None:
    holder, deputy = creators.user(), creators.user()
    creators.tenure(role, holder)
    creators.tenure(role, deputy, rank=1, starts_on=JULY_1)
    assert standing(role, holder, JULY_1).on_behalf_of == ""
    assert standing(role, deputy, JULY_1).on_behalf_of == "på uppdrag av regiondirektören"


@pytest.mark.parametrize(
    ("name", "definite"),
    [
        ("Regiondirektör", "regiondirektören"),
        ("HR direktör", "HR direktören"),
        ("Barnhälsovårdsöverläkare", "barnhälsovårdsöverläkaren"),
        ("Chef HOSPA", "chef HOSPA"),
        ("Områdeschef psykiatri", "områdeschef psykiatri"),
    ],
)
def test_whom_a_deputy_stands_in_for(name: str, definite: str) -> None:
    assert Role(name=name).definite == definite


def test_the_second_deputy_waits_for_the_first(role: Role) -> None:
    first, second = creators.user(name="Första"), creators.user()
    creators.tenure(role, first, rank=1, starts_on=JULY_1, ends_on=JULY_31)
    creators.tenure(role, second, rank=2, starts_on=JULY_1)
    refused = standing(role, second, JULY_31)
    assert not refused.allowed
    assert "är Första ersättare nummer 1 och går före" in refused.reason
    assert standing(role, second, AUGUST_1).allowed


def test_the_database_holds_one_holder_at_a_time(role: Role) -> None:
    creators.tenure(role, creators.user(), starts_on=JULY_1, ends_on=JULY_31)
    with pytest.raises(IntegrityError), transaction.atomic():
        creators.tenure(role, creators.user(), starts_on=JULY_31)
    assert creators.tenure(role, creators.user(), starts_on=AUGUST_1)
    assert creators.tenure(role, creators.user(), starts_on=JULY_31, rank=1)


def test_a_tenure_does_not_end_before_it_begins(role: Role) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        creators.tenure(role, creators.user(), starts_on=AUGUST_1, ends_on=JULY_31)


def test_a_user_is_deactivated_never_deleted() -> None:
    person = creators.user()
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=person.pk).delete()


def test_one_address_is_one_user_whatever_its_case() -> None:
    person = creators.user()
    other = creators.user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=other.pk).update(email=person.email.upper())
