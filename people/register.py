"""The registers of roles and users, as the organisation page shows them."""

import datetime
from dataclasses import dataclass

from django.db.models import Prefetch

from people.abilities import Profile
from people.models import Role, Tenure, User


@dataclass(frozen=True)
class RoleRow:
    role: Role
    holder: Tenure | None
    deputies: list[Tenure]  # whose last day has not passed, in order
    aliases: list[str]


def roles_with_holders(user: User, on: datetime.date) -> list[RoleRow]:
    """Every role with its holder that day, and the deputies of that day and later. Three queries."""
    tenures = Tenure.objects.select_related("user", "role").order_by("rank", "starts_on")
    roles = (
        Role.objects.visible_to(user)
        .select_related("unit")
        .prefetch_related(Prefetch("tenures", tenures), "aliases")
        .order_by("name")
    )
    return [_role_row(role, on) for role in roles]


def _role_row(role: Role, on: datetime.date) -> RoleRow:
    tenures = list(role.tenures.all())
    return RoleRow(
        role,
        next((tenure for tenure in tenures if tenure.rank == 0 and tenure.covers(on)), None),
        [tenure for tenure in tenures if tenure.rank > 0 and (tenure.ends_on is None or tenure.ends_on >= on)],
        [alias.name for alias in role.aliases.all()],
    )


@dataclass(frozen=True)
class UserRow:
    user: User
    profiles: list[str]


def users_with_profiles(user: User) -> list[UserRow]:
    """Every user with the names of the profiles; none for who may not administer. Two queries."""
    labels = Profile.labels
    return [
        UserRow(row, sorted(group.name for group in row.groups.all() if group.name in labels))
        for row in User.objects.visible_to(user).prefetch_related("groups").order_by("-is_active", "name")
    ]
