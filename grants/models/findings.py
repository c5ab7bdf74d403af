from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from grants.models.agreements import Agreement
from grants.models.fields import kronor_field
from people.models import User


class Acknowledgement(models.Model):
    """Someone has seen a finding and says why it stands. Holds only for this amount: a changed figure asks anew."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acknowledgements")
    finding_id = models.CharField("kontroll", max_length=40)
    subject = models.CharField("avser", max_length=160)
    amount = kronor_field("belopp", null=True, blank=True)
    reason = models.CharField("skäl", max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acknowledgements")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "kvittering"
        verbose_name_plural = "kvitteringar"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="acknowledgement_has_a_reason"),
        ]
        triggers = [pgtrigger.Protect(name="acknowledgement_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.subject}"
