"""What each profile may do: one table, no way around it."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied

from people.abilities import MAY, Ability, Profile, may, profiles_of, refusal, require
from tests import creators

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("profile", list(Profile))
def test_a_profile_may_what_the_table_says_and_nothing_else(profile: Profile) -> None:
    person = creators.user(profile)
    assert {ability for ability in Ability if may(person, ability)} == MAY[profile]


def test_two_profiles_add_up() -> None:
    person = creators.user(Profile.MANAGER, Profile.CONTROLLER)
    assert may(person, Ability.PROPOSE)
    assert may(person, Ability.CLOSE_MONTH)
    assert not may(person, Ability.DECIDE)


def test_a_superuser_may_nothing_by_being_one() -> None:
    person = creators.user()
    person.is_superuser = person.is_staff = True
    person.save()
    assert [ability for ability in Ability if may(person, ability)] == []


def test_who_is_deactivated_or_unknown_may_nothing() -> None:
    person = creators.user(Profile.OFFICER)
    person.is_active = False
    assert profiles_of(person) == frozenset()
    assert not may(AnonymousUser(), Ability.SEE)


def test_a_group_that_is_no_profile_gives_nothing() -> None:
    person = creators.user()
    person.groups.add(Group.objects.create(name="Regiondirektörer"))
    assert profiles_of(person) == frozenset()


def test_nobody_both_proposes_and_decides_and_nobody_both_drafts_and_records() -> None:
    """Separation of duties begins in the table: no single profile holds both ends."""
    for abilities in MAY.values():
        assert not {Ability.PROPOSE, Ability.DECIDE} <= abilities
        assert not {Ability.ALLOCATE, Ability.RECORD} <= abilities


def test_a_refusal_says_who_has_the_right() -> None:
    with pytest.raises(PermissionDenied, match="Nämndsekreterare"):
        require(creators.officer(), Ability.RECORD)
    assert refusal(Ability.DECIDE) == (
        "Du har inte behörighet att besluta med regionstyrelsens mandat. Det har: Regiondirektör."
    )


def test_every_profile_has_its_group() -> None:
    assert set(Group.objects.values_list("name", flat=True)) >= {profile.label for profile in Profile}


@pytest.mark.parametrize("profiles", [1, 3])
def test_abilities_cost_one_query_a_person(django_assert_num_queries, profiles: int) -> None:
    person = creators.user(*list(Profile)[:profiles])
    with django_assert_num_queries(1):
        for ability in Ability:
            may(person, ability)
