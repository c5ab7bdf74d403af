"""Responsible functions ("ansvarig funktion") and who holds them when.

An activity is the responsibility of a role, not of a person: the role stays when the person leaves.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from people.models.users import User

Named = TypeVar("Named", bound=models.Model)


class NamedQuerySet(models.QuerySet[Named]):
    def visible_to(self, user: User) -> Self:
        """Roles and units are no secret: everyone with a profile sees them."""
        from people.abilities import Ability, may

        return self if may(user, Ability.SEE) else self.none()

    def named(self, name: str) -> Named:
        """The one with this name or alias, whatever case. Raises DoesNotExist."""
        return self.filter(Q(name__iexact=name.strip()) | Q(aliases__name__iexact=name.strip())).distinct().get()

    def by_name(self, names: Iterable[str]) -> dict[str, Named]:
        """Those that go by one of these names or aliases, whatever case, by the name that was asked for. Two
        queries."""
        rows: Any = self.prefetch_related("aliases")
        known = {
            name.casefold(): row for row in rows for name in (*(alias.name for alias in row.aliases.all()), row.name)
        }
        return {name: known[name.casefold()] for name in names if name.casefold() in known}


@pghistory.track()
class Unit(models.Model):
    """A part of the organisation. The documents call one unit by several names: the others are aliases."""

    name = models.CharField("namn", max_length=160, unique=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "enhet"
        verbose_name_plural = "enheter"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("annat namn", max_length=160, unique=True)

    def __str__(self) -> str:
        return self.name


TITLES = {"direktör": "en", "chef": "en", "strateg": "en", "are": "n"}
"""What the titles of a region's functions end with, and what makes each of them definite."""


@pghistory.track()
class Role(models.Model):
    """A responsible function, such as "FOU chef"."""

    name = models.CharField("funktion", max_length=160, unique=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="roles", verbose_name="enhet"
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = "ansvarig funktion"
        verbose_name_plural = "ansvariga funktioner"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def in_text(self) -> str:
        """ "regiondirektör", but "FOU chef": as it stands within a sentence."""
        return self.name if self.name[1:2].isupper() else f"{self.name[:1].lower()}{self.name[1:]}"

    @property
    def definite(self) -> str:
        """ "regiondirektören", "FOU chefen": whom somebody stands in for. "chef HOSPA" is definite by its name."""
        return self.in_text + next((end for title, end in TITLES.items() if self.name.endswith(title)), "")


class RoleAlias(models.Model):
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("annat namn", max_length=160, unique=True)

    def __str__(self) -> str:
        return self.name


class DaysFunc(Func):
    """The half-open range of days of a tenure, for the exclusion constraint."""

    function = "daterange"
    output_field = DateRangeField()


@dataclass(frozen=True)
class Standing:
    """By what right a user acts in a role on a day; `allowed` is False with the reason in Swedish."""

    allowed: bool
    reason: str = ""
    tenure: "Tenure | None" = None

    @property
    def on_behalf_of(self) -> str:
        """ "på uppdrag av regiondirektören", or "" for the holder."""
        if self.tenure is None or self.tenure.rank == 0:
            return ""
        return f"på uppdrag av {self.tenure.role.definite}"


class TenureQuerySet(models.QuerySet["Tenure"]):
    def on(self, day: datetime.date) -> "TenureQuerySet":
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, user: User) -> "TenureQuerySet":
        from people.abilities import Ability, may

        return self if may(user, Ability.SEE) else self.none()

    def acting(self, roles: Iterable["Role | int"], day: datetime.date) -> "dict[int, Tenure]":
        """Who acts in each of the roles that day, by the role's id: the holder, else the first deputy. Active users."""
        found = self.on(day).filter(role__in=roles, user__is_active=True).select_related("user", "role")
        return {tenure.role_id: tenure for tenure in found.order_by("-rank")}  # the lowest rank last, so that it stays

    def standing(self, *, user: User, role: Role, on: datetime.date) -> Standing:
        """May `user` act in `role` on that day? The holder may; of the deputies the first in order on duty that day.

        Kommunallagen (2017:725) 7 kap. 5–8 §§ on delegation; the order among deputies is the region's own.
        """
        tenures = list(self.filter(role=role).select_related("role", "user").order_by("rank", "starts_on"))
        mine = [tenure for tenure in tenures if tenure.user_id == user.pk]
        valid = [tenure for tenure in mine if tenure.covers(on)]
        if not mine:
            return Standing(False, f"Du innehar inte funktionen {role.name}.")
        if not valid:
            return Standing(False, mine[-1].outside(on))
        deputies = [tenure for tenure in tenures if tenure.rank > 0 and tenure.covers(on)]
        best = valid[0]
        if best.rank > 0 and deputies[0].rank < best.rank:
            first = deputies[0]
            return Standing(
                False,
                f"Du är ersättare nummer {best.rank} för {role.name}. "
                f"Den {on} är {first.user} ersättare nummer {first.rank} och går före.",
            )
        return Standing(True, tenure=best)


@pghistory.track()
class Tenure(models.Model):
    """A person holds a role from a day to a day (both included). Rank 0 is the holder, 1, 2 … the deputies in order."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="tenures", verbose_name="funktion")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tenures", verbose_name="person")
    rank = models.PositiveSmallIntegerField("ordning", default=0)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = "innehav"
        verbose_name_plural = "innehav"
        ordering: ClassVar[list[str]] = ["role", "rank", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="tenure_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="tenure_one_holder_at_a_time",
                expressions=[
                    ("role", RangeOperators.EQUAL),
                    ("rank", RangeOperators.EQUAL),
                    (DaysFunc(F("starts_on"), F("ends_on"), Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} ({self.starts_on}–{self.ends_on or ''})"

    def covers(self, day: datetime.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def outside(self, day: datetime.date) -> str:
        """Why this tenure does not hold on `day`, in Swedish."""
        what = f"Ditt förordnande som ersättare för {self.role}" if self.rank else f"Ditt innehav av {self.role}"
        if day < self.starts_on:
            return f"{what} gäller från och med {self.starts_on}."
        return f"{what} gällde till och med {self.ends_on}. I dag är det {day}."
