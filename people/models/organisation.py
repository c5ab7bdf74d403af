"""The organisation as its documents name it: the letterhead. One row, or none while the environment's words hold."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q


class OrganisationManager(models.Manager["Organisation"]):
    def current(self) -> "Organisation":
        """The letterhead that an administrator has set, otherwise that of the environment. One query."""
        words = {key: settings.ORGANISATION[key] for key in ("name", "postal_address", "web")}
        return self.first() or self.model(**words)


@pghistory.track()
class Organisation(models.Model):
    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    name = models.CharField("organisationens namn", max_length=120)
    postal_address = models.CharField("postadress", max_length=160, blank=True)
    web = models.CharField("webbplats", max_length=120, blank=True)

    objects = OrganisationManager()

    class Meta:
        verbose_name = "brevhuvud"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="organisation_is_one"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
