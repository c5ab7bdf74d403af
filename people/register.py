"""The registers of roles and users, as the organisation page shows them."""

import datetime
from dataclasses import dataclass

from django.db.models import Prefetch

from people.abilities import Profile
from people.models import Role, Tenure, User


@dataclass(frozen=True)
class DeputyRow:
    """`lacking`: the profiles of the role's holder that the deputy has not, and so cannot act with."""

    tenure: Tenure
    lacking: list[str]


@dataclass(frozen=True)
class RoleRow:
    role: Role
    holder: Tenure | None
    deputies: list[DeputyRow]  # whose last day has not passed, in order
    aliases: list[str]


def roles_with_holders(user: User, on: datetime.date) -> list[RoleRow]:
    """Every role with its holder that day, and the deputies of that day and later. Four queries."""
    tenures = (
        Tenure.objects.select_related("user", "role").prefetch_related("user__groups").order_by("rank", "starts_on")
    )
    roles = (
        Role.objects.visible_to(user)
        .select_related("unit")
        .prefetch_related(Prefetch("tenures", tenures), "aliases")
        .order_by("name")
    )
    return [_role_row(role, on) for role in roles]


def _role_row(role: Role, on: datetime.date) -> RoleRow:
    tenures = list(role.tenures.all())
    holder = next((tenure for tenure in tenures if tenure.rank == 0 and tenure.covers(on)), None)
    return RoleRow(
        role,
        holder,
        [
            DeputyRow(tenure, _lacking(tenure, holder))
            for tenure in tenures
            if tenure.rank > 0 and (tenure.ends_on is None or tenure.ends_on >= on)
        ],
        [alias.name for alias in role.aliases.all()],
    )


def lacking_profiles(tenure: Tenure) -> list[str]:
    """The profiles that a deputy wants, to act as the one who holds the role on the tenure's first day; none for a
    holder."""
    if not tenure.rank:
        return []
    return _lacking(tenure, tenure.role.tenures.on(tenure.starts_on).filter(rank=0).first())


def _lacking(deputy: Tenure, holder: Tenure | None) -> list[str]:
    had = _profiles(deputy.user)
    return [name for name in _profiles(holder.user) if name not in had] if holder else []


def _profiles(user: User) -> list[str]:
    labels = Profile.labels
    return sorted(group.name for group in user.groups.all() if group.name in labels)


@dataclass(frozen=True)
class UserRow:
    user: User
    profiles: list[str]


def users_with_profiles(user: User) -> list[UserRow]:
    """Every user with the names of the profiles; none for who may not administer. Two queries."""
    return [
        UserRow(row, _profiles(row))
        for row in User.objects.visible_to(user).prefetch_related("groups").order_by("-is_active", "name")
    ]
