"""Answers to a questionnaire, each of one question about one subject, and all that has happened to them."""

import datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Prefetch, Q

from grants.models import Activity, DevelopmentArea, FocusArea, Fund
from people.models import Role, Tenure, User
from reporting.models.questionnaires import Question, Questionnaire

FileValue = dict[str, str]
"""A file: `id` of its AnswerFile, `name`, `described` ("PDF, 1,4 MB"), `sha256`."""

Value = str | list[list[str]] | FileValue
"""Text as written, an amount as "1234.00", a day as "2020-08-31", "ja" or "nej"; a table as its rows; a file."""


class AnswerQuerySet(models.QuerySet["Answer"]):
    def of(self, questionnaire: Questionnaire) -> "AnswerQuerySet":
        return self.filter(question__section__questionnaire=questionnaire)

    def by_pk(self, pk: int) -> "Answer | None":
        return self.filter(pk=pk).first()

    def owed_by(self, user: User, on: datetime.date) -> "AnswerQuerySet":
        """Those of the roles that the user holds, or deputises in, that day."""
        return self.filter(roles__in=Tenure.objects.on(on).filter(user=user).values("role")).distinct()

    def in_order(self) -> "AnswerQuerySet":
        """As a reader goes through them: by area and subject, then as the questions stand. With all a page shows."""
        return (
            self.select_related(
                "question__section__questionnaire__requirement__agreement",
                "question__condition",
                "area",
                "activity",
                "fund",
                "focus_area",
                "updated_by",
            )
            .prefetch_related("roles", Prefetch("events", AnswerEvent.objects.select_related("by")))
            .order_by(
                models.F("area__number").asc(nulls_first=True),
                models.F("fund__position").asc(nulls_first=True),
                models.F("focus_area__position").asc(nulls_first=True),
                models.F("activity__position").asc(nulls_first=True),
                "activity",
                "question__section__position",
                "question__position",
                "question",
            )
        )


class Answer(models.Model):
    """Made empty when the questionnaire is sent. `area` is the subject's area; none for the agreement as a whole.

    `roles` owe it: the subject's responsible roles on the day it was sent. `version` counts what is saved.
    """

    class State(models.TextChoices):
        EMPTY = "empty", "inte påbörjat"
        DRAFT = "draft", "påbörjat"
        READY = "ready", "klarmarkerat"
        RETURNED = "returned", "återsänt"
        APPROVED = "approved", "godkänt"

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    area = models.ForeignKey(DevelopmentArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    focus_area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    roles = models.ManyToManyField(Role, related_name="report_answers", verbose_name="besvaras av")
    value = models.JSONField("svar", default=str)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField("läge", max_length=8, choices=State, default=State.EMPTY)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "svar på fråga"
        verbose_name_plural = "svar på frågor"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "area", "fund", "focus_area", "activity"],
                name="answer_once_per_subject",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(version=0, updated_by__isnull=True) | Q(version__gte=1, updated_by__isnull=False),
                name="answer_names_who_wrote_it",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=False) | Q(fund__isnull=True, focus_area__isnull=True, activity__isnull=True),
                name="answer_subject_lies_in_its_area",
            ),
        ]
        triggers = [pgtrigger.Protect(name="answer_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.question} – {self.subject}"

    @property
    def subject(self) -> str:
        """What it is about: "Hemmonitorering", "1. Nära vården", or "hela överenskommelsen"."""
        return str(self.activity or self.fund or self.focus_area or self.area or "hela överenskommelsen")

    @property
    def subject_key(self) -> str:
        """Tells the subjects of a questionnaire apart, in addresses and forms."""
        for letter, part in (
            ("a", self.activity_id),
            ("t", self.fund_id),
            ("i", self.focus_area_id),
            ("o", self.area_id),
        ):
            if part:
                return f"{letter}{part}"
        return "alla"

    @property
    def file(self) -> FileValue | None:
        """The file that is the answer, if there is one."""
        return self.value if isinstance(self.value, dict) else None

    @property
    def is_empty(self) -> bool:
        return not self.value

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def is_done(self) -> bool:
        """Nothing more is asked of the one who answers."""
        return self.state in DONE


WRITABLE = frozenset({Answer.State.EMPTY, Answer.State.DRAFT, Answer.State.RETURNED})
DONE = frozenset({Answer.State.READY, Answer.State.APPROVED})


class AnswerEvent(models.Model):
    """What happened to an answer, and what was said about it. Never changed.

    `before` and `after`: what it was changed from and to, since it was last handed in or by another person.
    """

    class What(models.TextChoices):
        CHANGED = "changed", "ändrade en annans text"
        READY = "ready", "klarmarkerade"
        TAKEN_BACK = "taken_back", "tog tillbaka"
        ASKED = "asked", "frågade"
        REPLIED = "replied", "svarade"
        RETURNED = "returned", "återsände"
        APPROVED = "approved", "godkände"

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="events")
    what = models.CharField("händelse", max_length=10, choices=What)
    text = models.TextField("ord", blank=True)
    before = models.JSONField("före", null=True, blank=True)
    after = models.JSONField("efter", null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("dag")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "händelse med svar"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what__in=["asked", "replied", "returned"]) | ~Q(text=""), name="answer_event_says_why"
            )
        ]
        triggers = [pgtrigger.Protect(name="answer_event_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.on}"
