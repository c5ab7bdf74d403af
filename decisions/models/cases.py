"""Cases (ärenden) and the documents in them. The diary number is kept and searched; the diary itself lies elsewhere."""

from collections.abc import Collection
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from grants.models import Agreement
from people.abilities import Ability, may
from people.models import Role, Unit, User


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> "CaseQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def still_open(self) -> "CaseQuerySet":
        return self.filter(closed_on__isnull=True)

    def matching(self, text: str) -> "CaseQuerySet":
        """Those whose diary number or title contains the text; all of them for an empty text."""
        return self.filter(Q(registry_number__icontains=text) | Q(title__icontains=text))

    def for_list(self) -> "CaseQuerySet":
        """With `documents_count`, `decisions_count` and `waiting_count`, in one query."""
        return (
            self.select_related("agreement")
            .annotate(
                documents_count=Count("documents", distinct=True),
                decisions_count=Count("decisions", distinct=True),
                waiting_count=Count("decisions", filter=Q(decisions__status="submitted"), distinct=True),
            )
            .order_by("-opened_on", "registry_number")
        )


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> "DocumentQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def for_list(self) -> "DocumentQuerySet":
        return self.select_related("decision")

    def for_page(self) -> "DocumentQuerySet":
        return self.select_related("case__agreement", "unit", "decision", "finished_by")

    def newest_of(self, registry_number: str, kind: str) -> "Document | None":
        """The case's newest document of a kind, by the kind's Swedish name; None if there is none."""
        kinds = {label: value for value, label in Document.Kind.choices}
        found = self.for_page().filter(case__registry_number=registry_number, kind=kinds[kind])
        return found.order_by("-dated", "-pk").first()


@pghistory.track()
class Case(models.Model):
    registry_number = models.CharField("diarienummer", max_length=40, unique=True)
    title = models.CharField("ärende", max_length=300)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="överenskommelse"
    )
    opened_on = models.DateField("öppnat")
    closed_on = models.DateField("avslutat", null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        ordering: ClassVar[list[str]] = ["-opened_on", "registry_number"]

    def __str__(self) -> str:
        return f"{self.registry_number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])


@pghistory.track(exclude=["version"])
class Document(models.Model):
    """A document of a case in structured prose. Its tables are drawn from the figures, not typed."""

    class Kind(models.TextChoices):
        MEMO = "memo", "tjänsteskrivelse"
        BASIS = "basis", "beslutsunderlag"
        DELEGATED = "delegated", "delegationsbeslut"
        MINUTES = "minutes", "protokollsutdrag"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents", verbose_name="ärende")
    kind = models.CharField("slag", max_length=12, choices=Kind)
    title = models.CharField("rubrik", max_length=300)
    dated = models.DateField("daterat", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="enhet")
    author_role = models.CharField("handläggare", max_length=200, blank=True)
    signed_by = models.TextField("undertecknas av", blank=True, help_text="En funktion per rad.")
    decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="hör till beslutet",
    )
    version = models.PositiveIntegerField("version", default=1)
    finished_on = models.DateField("fastställd", null=True, blank=True)
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering: ClassVar[list[str]] = ["dated", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True, finished_by__isnull=True)
                | Q(finished_on__isnull=False, finished_by__isnull=False),
                name="document_finished_by_someone",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="document_is_never_deleted", operation=pgtrigger.Delete),
            # A new version begins by taking the mark away, and only that: the finished one lies in DocumentVersion.
            pgtrigger.Protect(
                name="document_finished_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__finished_on__isnull=False, new__finished_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        return self.finished_on is not None

    @property
    def signatures(self) -> list[str]:
        return [line.strip() for line in self.signed_by.splitlines() if line.strip()]


FINISHED = """
IF EXISTS (
    SELECT 1 FROM decisions_document d
    WHERE d.id IN (OLD.document_id, NEW.document_id) AND d.finished_on IS NOT NULL
) THEN
    RAISE EXCEPTION 'the document is finished' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


def kept_when_finished(name: str) -> pgtrigger.Trigger:
    """Refuses every change of a row that belongs to a finished document."""
    changes = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return pgtrigger.Trigger(name=name, operation=changes, when=pgtrigger.Before, func=FINISHED)


class Section(models.Model):
    """A numbered section of a document, in Markdown. A line `[[tabell …]]` is replaced by a table from the data."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField("ordning")
    number = models.CharField("avsnitt", max_length=12, blank=True)
    heading = models.CharField("rubrik", max_length=300, blank=True)
    level = models.PositiveSmallIntegerField("nivå", default=1)
    body = models.TextField("text", blank=True)

    class Meta:
        verbose_name = "avsnitt"
        ordering: ClassVar[list[str]] = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="section_position_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="section_level_1_to_4"),
        ]
        triggers = [kept_when_finished("section_of_finished_document")]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def of(self, decisions: Collection[int]) -> "RecipientQuerySet":
        """Those that the decisions with these ids name, and those of the documents that ground them."""
        return self.filter(Q(decision__in=decisions) | Q(document__decision__in=decisions))

    def roles_of(self, decision: models.Model) -> models.QuerySet:
        """The ids of the roles that get an extract of the decision, by itself or by a document that grounds it."""
        return self.of([decision.pk]).filter(role__isnull=False).order_by().values("role")


class Recipient(models.Model):
    """Who gets an extract (utdrag till): a role, or someone outside the organisation by name."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, blank=True, related_name="recipients")
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.CASCADE, null=True, blank=True, related_name="recipients"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("mottagare", max_length=200)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "utdrag till"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=True) ^ Q(decision__isnull=True), name="recipient_of_one_thing"
            ),
        ]
        triggers = [kept_when_finished("recipient_of_finished_document")]

    def __str__(self) -> str:
        return self.name
