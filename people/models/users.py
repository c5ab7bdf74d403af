"""Who signs in. A user is deactivated, never deleted: the trail of what he or she did must stand."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def active(self) -> models.QuerySet["User"]:
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> models.QuerySet["User"]:
        """The register of users is the administrators' alone."""
        from people.abilities import Ability, may

        return self.all() if may(user, Ability.ADMINISTER) else self.none()


@pghistory.track(fields=["email", "name", "is_active"], model_name="UserEvent")
class User(AbstractUser):
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-post", unique=True)
    name = models.CharField("namn", max_length=120)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_case"),
        ]
        triggers = [pgtrigger.Protect(name="user_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def group_names(self) -> frozenset[str]:
        """The names of the user's groups, read once per object."""
        return frozenset(self.groups.values_list("name", flat=True))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
