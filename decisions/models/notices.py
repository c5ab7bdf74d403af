"""Who has been told: the board (anmälan av delegationsbeslut), and people by e-mail (utskick)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from decisions.models.decisions import Decision
from decisions.models.events import Event
from decisions.models.letters import Letter
from people.abilities import Ability, may
from people.models import User


class NoticeQuerySet(models.QuerySet["BoardNotice"]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_list(self) -> "NoticeQuerySet":
        """With `decisions_count`, in one query."""
        return self.select_related("recorded_by").annotate(decisions_count=models.Count("rows"))


class BoardNotice(models.Model):
    """Delegated decisions, reported to the board at a meeting: kommunallagen (2017:725) 6 kap. 40 §, 7 kap. 8 §.

    Append-only: what a board has been told cannot be untold. Without a paragraph `note` says why it lacks.
    """

    meeting_on = models.DateField("sammanträdesdag")
    section_number = models.CharField("paragraf", max_length=12, blank=True)
    note = models.TextField("anmärkning", blank=True)
    decisions = models.ManyToManyField(Decision, through="NoticedDecision", related_name="notices")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recorded_notices")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "anmälan av delegationsbeslut"
        verbose_name_plural = "anmälningar av delegationsbeslut"
        ordering: ClassVar[list[str]] = ["-meeting_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(section_number="") | ~Q(note=""), name="notice_has_paragraph_or_note")
        ]
        triggers = [pgtrigger.Protect(name="notice_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Anmälan till regionstyrelsen {self.meeting}"

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.pk])

    @property
    def meeting(self) -> str:
        """ "2020-06-15, § 12"."""
        return ", ".join(filter(None, [self.meeting_on.isoformat(), self.section_number]))


class NoticedDecision(models.Model):
    """A decision in a notice. A decision is reported once, when it has been made on the board's behalf."""

    notice = models.ForeignKey(BoardNotice, on_delete=models.PROTECT, related_name="rows")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="noticed")

    class Meta:
        verbose_name = "anmält beslut"
        ordering: ClassVar[list[str]] = ["decision__decided_on", "decision_id"]
        triggers = [
            pgtrigger.Protect(name="noticed_decision_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_delegated_decisions_are_noticed",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (
                    SELECT 1 FROM decisions_decision d JOIN decisions_boardnotice n ON n.id = NEW.notice_id
                    WHERE d.id = NEW.decision_id AND d.status = 'decided' AND d.body = 'director'
                      AND d.decided_on <= n.meeting_on
                ) THEN
                    RAISE EXCEPTION 'decision % was not made on the board''s behalf by that day', NEW.decision_id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'only_delegated_decisions_are_noticed';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} i {self.notice_id}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> "NotificationQuerySet":
        """Addresses and failures are for those who can do something about them."""
        return self if may(user, Ability.RESEND) else self.none()

    def about(self, decision: Decision) -> "NotificationQuerySet":
        return self.filter(event__decision=decision).select_related("event")

    def waiting(self) -> "NotificationQuerySet":
        return self.filter(status=Notification.Status.WAITING)


class Notification(Letter):
    """A message about something that happened to a decision, to one address; or that nobody could be told.

    The rows are written with the event, in its transaction: what happened and who is to be told cannot part. Sending is
    the worker's (`decisions.notification`). One row an event and address: however often the job runs, it is sent once.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notifications")
    name = models.CharField("till", max_length=200)
    why = models.CharField("som", max_length=300)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "utskick"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "address"], condition=~Q(address=""), name="notification_once_per_address"
            ),
            models.UniqueConstraint(
                fields=["event", "name"], condition=Q(address=""), name="notification_nobody_once_per_role"
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="notification_has_a_time_iff_sent",
            ),
            models.CheckConstraint(
                condition=Q(status="nobody", address="") | (~Q(status="nobody") & ~Q(address="")),
                name="notification_has_an_address_unless_nobody",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(status="waiting"), name="notification_waiting"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="notification_sent_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="sent"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.address else self.name

    @property
    def mail_key(self) -> str:
        return f"{self.event_id}.{self.pk}"
