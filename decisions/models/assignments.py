"""What a decision asks of whom (uppdrag), and how it went: reported back, accepted or sent back, commented on."""

import datetime
from collections.abc import Iterable
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse

from decisions.models.decisions import Decision
from decisions.models.kinds import Status
from decisions.models.letters import Letter
from people.abilities import Ability, may
from people.models import Role, Tenure, User


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> "AssignmentQuerySet":
        """Those that have been given: what stands in a draft is asked of nobody yet."""
        return self.given() if may(user, Ability.SEE) else self.none()

    def given(self) -> "AssignmentQuerySet":
        return self.filter(decision__status=Status.DECIDED)

    def for_page(self) -> "AssignmentQuerySet":
        return self.select_related("role", "report_to", "decision__case", "decision__role", "decision__agreement")

    def held_by(self, user: User, on: datetime.date) -> "AssignmentQuerySet":
        """Those of the roles that the user holds, or deputises in, that day."""
        return self.filter(role__in=Tenure.objects.on(on).filter(user=user).values("role"))

    def to_be_done(self) -> "AssignmentQuerySet":
        """Not yet reported back, or sent back; the earliest date first, those without a date last."""
        waiting = [Assignment.Status.OPEN, Assignment.Status.RETURNED]
        return self.filter(status__in=waiting).order_by(F("due_on").asc(nulls_last=True), "pk")

    def to_be_reminded_of(self) -> "AssignmentQuerySet":
        """Those given that wait to be reported back by a day, of decisions that no later decision replaces."""
        replaced = Q(decision__linked_from__kind="replaces", decision__linked_from__decision__status=Status.DECIDED)
        return self.given().filter(due_on__isnull=False).exclude(pk__in=self.filter(replaced).values("pk")).to_be_done()

    def given_to(self, roles: Iterable[Role]) -> "AssignmentQuerySet":
        """Those that decisions have given to one of the roles: what waits first, by its day; what is done last."""
        given = self.given().filter(role__in=list(roles))
        done = Case(When(status=Assignment.Status.ACCEPTED, then=1), default=0)
        return given.order_by(done, F("due_on").asc(nulls_last=True), "pk")

    def about(self, decisions: list[Decision], roles: list[Role]) -> "AssignmentQuerySet":
        """Those of these decisions that are given to one of the roles."""
        return self.filter(decision__in=decisions, role__in=roles)


class Assignment(models.Model):
    """Something a decision asks a role to do and report back. The due date may be vague: then its words are kept.

    `status` follows from the last event and is written with it (`decisions.actions.assignments`).
    """

    class Status(models.TextChoices):
        OPEN = "open", "pågår"
        REPORTED = "reported", "återredovisat"
        RETURNED = "returned", "ska kompletteras"
        ACCEPTED = "accepted", "klart"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments", null=True, blank=True)
    text = models.TextField("uppdrag")
    due_on = models.DateField("återrapporteras senast", null=True, blank=True)
    due_text = models.CharField("tidpunkt enligt beslutet", max_length=120, blank=True)
    report_to = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        related_name="assignments_given",
        null=True,
        blank=True,
        verbose_name="återredovisas till",
    )
    status = models.CharField("läge", max_length=10, choices=Status, default=Status.OPEN)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="assignment_is_done_for_good",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="accepted"),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("assignment", args=[self.pk])

    @property
    def due(self) -> str:
        """ "2020-12-31", or the words of the decision where it names no day; "" where it says nothing."""
        return self.due_on.isoformat() if self.due_on else self.due_text

    @property
    def is_to_be_done(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.RETURNED}

    def is_overdue(self, on: datetime.date) -> bool:
        """Words such as "snarast" are no day, and nothing can be late by them."""
        return self.is_to_be_done and self.due_on is not None and self.due_on < on


class AssignmentEvent(models.Model):
    """What happened to an assignment. Append-only."""

    class What(models.TextChoices):
        REPORTED = "reported", "återredovisade"
        ACCEPTED = "accepted", "godkände återredovisningen"
        RETURNED = "returned", "begärde komplettering"
        COMMENTED = "commented", "kommenterade"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    text = models.TextField("text", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignment_events")
    on_behalf_of = models.CharField(max_length=160, blank=True)
    on = models.DateField("dag")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "händelse i uppdrag"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(what="accepted") | ~Q(text=""), name="assignment_event_says_something")
        ]
        triggers = [pgtrigger.Protect(name="assignment_event_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.by} {self.get_what_display()}"


class AssignmentReminderQuerySet(models.QuerySet["AssignmentReminder"]):
    def waiting(self) -> "AssignmentReminderQuerySet":
        return self.filter(status=AssignmentReminder.Status.WAITING)


class AssignmentReminder(Letter):
    """A reminder to report an assignment back. Never twice for the same step of the same due date."""

    class Step(models.TextChoices):
        WEEK_BEFORE = "before_7", "7 dagar före"
        DAY_BEFORE = "before_1", "dagen före"
        DAY_AFTER = "after_1", "dagen efter"
        WEEK_AFTER = "after_7", "7 dagar efter"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reminders")
    step = models.CharField("steg", max_length=10, choices=Step)
    due_on = models.DateField("senast")
    on = models.DateField("dag", help_text="Den dag som påminnelsen gäller.")
    name = models.CharField("till", max_length=200)

    objects = AssignmentReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "påminnelse om uppdrag"
        verbose_name_plural = "påminnelser om uppdrag"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "due_on", "step", "address"],
                name="assignment_reminder_once_per_step_and_address",
            ),
            models.CheckConstraint(condition=~Q(address=""), name="assignment_reminder_has_an_address"),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="assignment_reminder_has_a_time_iff_sent",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="assignment_reminder_sent_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="sent"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.assignment} till {self.name}"
