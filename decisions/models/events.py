"""What happened to a decision, step by step."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from decisions.models.cases import Case
from decisions.models.decisions import Decision
from decisions.models.kinds import Body
from people.models import User


class EventQuerySet(models.QuerySet["Event"]):
    def minutes_of(self, case: Case) -> "EventQuerySet":
        """What the board did with the case's proposals, by meeting: each can have its minutes. The latest first."""
        of_the_board = self.filter(decision__case=case, decision__body=Body.BOARD, meeting_on__isnull=False)
        return of_the_board.select_related("decision").order_by("-meeting_on", "-pk")


class Event(models.Model):
    """What happened to a decision: the timeline, and the ground for separation of duties. Append-only."""

    class What(models.TextChoices):
        CREATED = "created", "upprättade"
        EDITED = "edited", "ändrade"
        LINKED = "linked", "antecknade samband"
        SUBMITTED = "submitted", "lämnade in"
        RETURNED = "returned", "återsände"
        TABLED = "tabled", "registrerade bordläggningen"
        ANSWERED = "answered", "svarade på frågor"
        WITHDRAWN = "withdrawn", "återtog"
        REJECTED = "rejected", "avslog"
        DECIDED = "decided", "beslutade"
        RECORDED = "recorded", "registrerade beslutet"
        COVERED = "covered", "täckte"
        ACKNOWLEDGED = "acknowledged", "kvitterade"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=14, choices=What)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="decision_events")
    on_behalf_of = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    # From what to what, part by part, as `decisions.edits.Edit` reads and writes it; empty where nothing was edited.
    edits = models.JSONField("ändringar", default=list, blank=True)
    on = models.DateField("dag")
    # Of what was recorded after a meeting, or a decision on paper: its day and paragraph.
    meeting_on = models.DateField("sammanträde", null=True, blank=True)
    section_number = models.CharField("paragraf", max_length=40, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "händelse"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section_number="") | Q(meeting_on__isnull=False),
                name="event_has_a_meeting_with_its_paragraph",
            ),
        ]
        triggers = [pgtrigger.Protect(name="event_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.by} {self.get_what_display()}"

    @property
    def meeting(self) -> str:
        """ "2020-03-24 § 35"."""
        return f"{self.meeting_on or ''} {self.section_number}".strip()

    @property
    def outcome(self) -> str:
        """What became of a proposal that was not decided, by which body, when and why: "Förslaget bordlades av
        regionstyrelsen 2020-09-10 § 81, till sammanträdet 2020-10-14. Skäl: Sent underlag."; "" of another event."""
        done = OUTCOMES.get(self.What(self.what))
        if done is None:
            return ""
        if self.what == self.What.RETURNED and self.meeting_on:
            done = "återremitterades"
        until = f", till sammanträdet {self.put_off_until}" if self.put_off_until else ""
        when = self.meeting or str(self.on)
        return f"Förslaget {done} av {self.decision.get_body_display()} {when}{until}. Skäl: {self.reason}"

    @property
    def put_off_until(self) -> str:
        """Of a tabling: the day that the board said, "2020-10-14", or ""."""
        return self.text.partition(",")[0].partition(" till ")[2] if self.what == self.What.TABLED else ""

    @property
    def reason(self) -> str:
        """Why, without the meeting that stands before it in what is recorded from minutes."""
        return self.text.partition(f"{self.meeting}: ")[2] if self.meeting_on else self.text


OUTCOMES = {Event.What.RETURNED: "återsändes", Event.What.TABLED: "bordlades", Event.What.REJECTED: "avslogs"}
