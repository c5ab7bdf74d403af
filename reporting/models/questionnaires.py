"""What a requirement asks (frågeunderlag), as data: sections and questions, built in the browser or from a workbook."""

import datetime
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from people.abilities import Ability, may
from people.models import User
from reporting.models.requirements import Requirement


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def visible_to(self, user: User) -> "QuestionnaireQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_page(self) -> "QuestionnaireQuerySet":
        return self.select_related("requirement__agreement__coordinator", "sent_by", "copied_from__requirement")

    def to_be_answered(self, on: datetime.date) -> "QuestionnaireQuerySet":
        """Those sent by that day to a requirement that still is to be reported."""
        expected = Requirement.objects.expected(on).values("pk")
        return self.sent().filter(sent_on__lte=on, requirement__in=expected)

    def sent(self) -> "QuestionnaireQuerySet":
        return self.filter(status=Questionnaire.Status.SENT)


@pghistory.track()
class Questionnaire(models.Model):
    """The questions of one requirement. While it is a draft its questions change; from then on its answers do.

    `is_example`: the questions are ours, since the recipient has not published any.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "utkast"
        SENT = "sent", "utskickat"
        CLOSED = "closed", "stängt"

    requirement = models.OneToOneField(Requirement, on_delete=models.PROTECT, related_name="questionnaire")
    status = models.CharField("läge", max_length=6, choices=Status, default=Status.DRAFT)
    is_example = models.BooleanField("exempel", default=False)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    due_on = models.DateField("besvaras senast", null=True, blank=True)
    sent_on = models.DateField("utskickat", null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "frågeunderlag"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", sent_on__isnull=True, sent_by__isnull=True)
                | Q(~Q(status="draft"), sent_on__isnull=False, sent_by__isnull=False, due_on__isnull=False),
                name="questionnaire_sent_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(due_on__gte=F("sent_on")), name="questionnaire_due_after_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"Frågeunderlag till {self.requirement}"

    def get_absolute_url(self) -> str:
        return reverse("questionnaire", args=[self.requirement_id])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether it is answered now."""
        return self.status == self.Status.SENT

    def is_late(self, on: datetime.date) -> bool:
        return self.is_open and self.due_on is not None and on > self.due_on


class QuestionSection(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField("rubrik", max_length=200)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "avsnitt"
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Question(models.Model):
    """One question, asked once of every subject of its scope. `choices`: what can be chosen, or a table's columns."""

    class Kind(models.TextChoices):
        TEXT = "text", "text"
        AMOUNT = "amount", "belopp i kronor"
        NUMBER = "number", "tal"
        YES_NO = "yes_no", "ja eller nej"
        CHOICE = "choice", "val ur en lista"
        DATE = "date", "datum"
        TABLE = "table", "tabell"
        FILE = "file", "fil"

    class Scope(models.TextChoices):
        AGREEMENT = "agreement", "hela överenskommelsen"
        AREA = "area", "varje utvecklingsområde"
        FOCUS_AREA = "focus_area", "varje insatsområde"
        FUND = "fund", "varje tilldelning"
        ACTIVITY = "activity", "varje aktivitet"

    class Figure(models.TextChoices):
        ALLOTTED = "allotted", "tilldelat"
        DECIDED = "decided", "beslutat"
        BOOKED = "allocated", "bokfört"
        UNCOVERED = "uncovered", "ej täckt"
        UNALLOCATED = "unallocated", "ofördelat"
        OUTCOME = "outcome", "utfall"
        LEFT = "left", "kvar"

    section = models.ForeignKey(QuestionSection, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("ordning", default=0)
    text = models.CharField("fråga", max_length=500)
    help = models.TextField("förklaring", blank=True)
    kind = models.CharField("svaret är", max_length=8, choices=Kind, default=Kind.TEXT)
    scope = models.CharField("ställs om", max_length=10, choices=Scope, default=Scope.AREA)
    required = models.BooleanField("måste besvaras", default=True)
    word_limit = models.PositiveIntegerField("högst antal ord", null=True, blank=True)
    choices = models.TextField("val eller kolumner", blank=True)
    figure = models.CharField("fylls i ur siffrorna med", max_length=12, choices=Figure, blank=True)
    condition = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="conditional")
    condition_value = models.CharField("om svaret är", max_length=200, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering: ClassVar[list[str]] = ["section__position", "section", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="form_question_asks_something"),
            models.CheckConstraint(condition=Q(figure="") | Q(kind="amount"), name="form_question_figure_is_an_amount"),
            models.CheckConstraint(
                condition=Q(word_limit__isnull=True) | Q(kind="text", word_limit__gte=1),
                name="form_question_words_of_a_text",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["choice", "table"]) | ~Q(choices=""), name="form_question_has_its_choices"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> list[str]:
        """What can be chosen, or the columns of the table."""
        if self.kind == self.Kind.YES_NO:
            return ["ja", "nej"]
        return [line.strip() for line in self.choices.splitlines() if line.strip()]
