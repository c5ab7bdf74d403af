"""A finding: what a check found, with the amount, in words a controller understands, and the way out."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models


class Severity(models.TextChoices):
    ERROR = "error", "fel"
    WARNING = "warning", "varning"
    INFO = "info", "upplysning"


@dataclass(frozen=True)
class Finding:
    """`id` names the check, `subject` what it is about (stable, so that an acknowledgement finds it again)."""

    id: str
    severity: Severity
    subject: str
    text: str
    way_out: str = ""
    amount: Decimal | None = None
    path: str = ""
    area_number: int | None = None
    activity_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.id}:{self.subject}"
