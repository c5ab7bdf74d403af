"""The demo cast: invented people in the documents' functions, one or more for each work profile."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group

from people.abilities import Profile
from people.models import Role, RoleAlias, Tenure, Unit, UnitAlias, User
from reporting.demo.files import Data, day, the_day

PASSWORD = "bidragsboken-2020"  # noqa: S105 - printed at the start of every demonstration
DOMAIN = "bidragsboken.example"
MAIN_CAST = (
    "ellinor.backlund",
    "staffan.norberg",
    "karin.ostberg",
    "birgitta.hogmo",
    "torsten.vallgren",
    "camilla.snallman",
    "rasmus.ekdal",
    "brittmarie.sundelius",
    "yusuf.karlgren",
)
"""Those whom the list of sign-ins names: one for each profile, and the deputy whose time has run out."""


@dataclass(frozen=True)
class Cast:
    """Who does what in the demonstration."""

    officer: User
    second_officer: User
    registrar: User
    controller: User

    @staticmethod
    def role(name: str) -> Role:
        return Role.objects.named(name)

    @staticmethod
    def holder(role_name: str, on: str) -> User:
        """Who holds the role that day."""
        return Tenure.objects.on(the_day(on)).select_related("user").get(role__name=role_name, rank=0).user


def load(data: Data) -> Cast:
    _load_units(data["units"])
    _load_roles(data["roles"])
    users = _load_users(data["people"])
    _load_tenures(data["people"], users)
    officers = _of(users, data["people"], Profile.OFFICER)
    return Cast(
        officers[0],
        officers[1],
        _of(users, data["people"], Profile.REGISTRAR)[0],
        _of(users, data["people"], Profile.CONTROLLER)[0],
    )


def _load_units(rows: list[Data]) -> None:
    for row in rows:
        unit = Unit.objects.create(name=row["name"])
        UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in row["aliases"])


def _load_roles(rows: list[Data]) -> None:
    units = {unit.name: unit for unit in Unit.objects.all()}
    for row in rows:
        role = Role.objects.create(name=row["name"], unit=units[row["unit"]] if row["unit"] else None)
        RoleAlias.objects.bulk_create(RoleAlias(role=role, name=name) for name in row["aliases"])


def _load_users(rows: list[Data]) -> dict[str, User]:
    """One hash for all: hashing is slow on purpose, and the password is no secret."""
    hashed = make_password(PASSWORD)
    groups = {group.name: group for group in Group.objects.all()}
    users: dict[str, User] = {}
    for row in rows:
        user = User.objects.create(email=row["email"], name=row["name"], is_active=row["active"], password=hashed)
        user.groups.set([groups[Profile(code).label] for code in row["profiles"]])
        users[row["email"]] = user
    return users


def _load_tenures(rows: list[Data], users: dict[str, User]) -> None:
    roles = {role.name: role for role in Role.objects.all()}
    Tenure.objects.bulk_create(
        Tenure(
            role=roles[held["role"]],
            user=users[row["email"]],
            rank=held["rank"],
            starts_on=the_day(held["from"]),
            ends_on=day(held["until"]),
        )
        for row in rows
        for held in row["roles"]
    )


def _of(users: dict[str, User], rows: list[Data], profile: Profile) -> list[User]:
    return [users[row["email"]] for row in rows if profile.value in row["profiles"] and row["active"]]


def sign_ins() -> str:
    """The main cast's names, profiles and addresses with the password; or why there are none to name."""
    users = [user for user in _main_cast() if _has_demo_password(user)]
    if not users:
        return "Här finns inga exempelpersoner med exempellösenordet. Logga in med dina egna uppgifter.\n"
    rows: list[Any] = [(user.name, _profiles(user), user.email) for user in users]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"  {name:<{widths[0]}}  {profile:<{widths[1]}}  {email}" for name, profile, email in rows]
    return "\n".join([f"Logga in som någon av exempelpersonerna, lösenord: {PASSWORD}", "", *lines, ""])


def _main_cast() -> list[User]:
    addresses = [f"{name}@{DOMAIN}" for name in MAIN_CAST]
    users = User.objects.active().filter(email__in=addresses).prefetch_related("groups", "tenures__role")
    return sorted(users, key=lambda user: addresses.index(user.email))


_checked: dict[str, bool] = {}


def _has_demo_password(user: User) -> bool:
    """The cast shares one hash as long as nobody has changed a password: each hash is tried once."""
    if user.password not in _checked:
        _checked[user.password] = check_password(PASSWORD, user.password)
    return _checked[user.password]


def _profiles(user: User) -> str:
    labels = ", ".join(sorted(group.name for group in user.groups.all()))
    deputy = [tenure for tenure in user.tenures.all() if tenure.rank]
    return f"{labels}, ersättare till och med {deputy[0].ends_on}" if deputy else labels
