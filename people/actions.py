"""Who holds which role when, and who may sign in. Users are deactivated, never deleted."""

import datetime
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from config.refused import Refused
from people.abilities import Ability, Profile, may, refusal
from people.models import Organisation, Role, Tenure, User


class PeopleRefused(Refused):
    """A rule about people and roles refuses. Nothing has changed."""

    code = "people"


def _require(by: User) -> None:
    if not may(by, Ability.ADMINISTER):
        raise PeopleRefused(refusal(Ability.ADMINISTER), "not_allowed")


@transaction.atomic
def appoint(
    *, role: Role, user: User, rank: int, starts_on: datetime.date, ends_on: datetime.date | None, by: User
) -> Tenure:
    """Let `user` hold `role` (rank 0) or deputise in it (rank 1, 2 …) from a day to a day, both included.

    Raises PeopleRefused if someone else has that rank on one of the days, or if a deputy gets no last day.
    """
    _require(by)
    if ends_on is not None and ends_on < starts_on:
        raise PeopleRefused("Sista dagen ligger före den första.", "backwards")
    if rank > 0 and ends_on is None:
        raise PeopleRefused("Ett förordnande som ersättare behöver en sista dag.", "deputy_without_end")
    if not user.is_active:
        raise PeopleRefused(f"{user} är inaktiverad och kan inte förordnas.", "inactive")
    try:
        with transaction.atomic():
            return Tenure.objects.create(role=role, user=user, rank=rank, starts_on=starts_on, ends_on=ends_on)
    except IntegrityError as error:
        what = "innehavare" if rank == 0 else f"ersättare nummer {rank}"
        raise PeopleRefused(
            f"{role} har redan en {what} under någon av dagarna. Avsluta det innehavet först.", "overlap"
        ) from error


@transaction.atomic
def end_tenure(tenure: Tenure, *, on: datetime.date, by: User) -> Tenure:
    """Let `on` be the last day of a tenure. What was done while it held stands."""
    _require(by)
    if on < tenure.starts_on:
        raise PeopleRefused("Sista dagen ligger före den första.", "backwards")
    tenure.ends_on = on
    tenure.save(update_fields=["ends_on"])
    return tenure


@transaction.atomic
def add_user(*, name: str, email: str, profiles: Iterable[Profile], by: User) -> User:
    """A new user without a password: it is set through "Glömt lösenordet", or sign-in goes through the organisation."""
    _require(by)
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise PeopleRefused(f"Det finns redan en användare med adressen {email}.", "email_taken")
    user = User.objects.create_user(email.strip(), name=name.strip())
    _set_profiles(user, profiles)
    return user


@transaction.atomic
def change_user(user: User, *, profiles: Iterable[Profile], is_active: bool, by: User) -> User:
    """New profiles for a user, or deactivation. Nobody changes their own rights."""
    _require(by)
    if user.pk == by.pk:
        raise PeopleRefused("Du kan inte ändra din egen behörighet. Be en annan administratör.", "own_rights")
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    _set_profiles(user, profiles)
    return user


@transaction.atomic
def set_letterhead(*, name: str, postal_address: str, web: str, by: User) -> Organisation:
    """What stands at the head of documents from now on. What is finished, decided or filed keeps what it had."""
    _require(by)
    if not name.strip():
        raise PeopleRefused("Skriv organisationens namn.", "no_name")
    words = {"name": name.strip(), "postal_address": postal_address.strip(), "web": web.strip()}
    organisation, _ = Organisation.objects.update_or_create(pk=Organisation.ONLY, defaults=words)
    return organisation


def _set_profiles(user: User, profiles: Iterable[Profile]) -> None:
    user.groups.set(Group.objects.filter(name__in=[profile.label for profile in profiles]))
