"""Decisions: who decided what, when, on what ground. Decided is for ever."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from decisions.models.cases import Case
from decisions.models.kinds import EDITABLE, FINAL, MOVING, Body, Kind, Status
from grants.models import Agreement
from people.abilities import Ability, may
from people.models import Role, Tenure, User

if TYPE_CHECKING:
    from decisions.models.events import Event
    from decisions.models.lines import DecisionLine


class NumberSeries(models.Model):
    """The last running number of a year. One row is locked while a number is taken, so that none is given twice."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}:{self.last}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> "DecisionQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def still_open(self) -> "DecisionQuerySet":
        return self.exclude(status__in=FINAL)

    def decided(self) -> "DecisionQuerySet":
        return self.filter(status=Status.DECIDED)

    def booked(self) -> "DecisionQuerySet":
        """With movements of their own, which can be corrected."""
        return self.filter(lines__fundings__isnull=False).distinct()

    def made_by(self, body: Body) -> "DecisionQuerySet":
        return self.filter(body=body)

    def waiting_for(self, body: Body) -> "DecisionQuerySet":
        """Submitted and not yet decided, the oldest first. What is decided on paper already waits for the registrar."""
        return self.filter(status=Status.SUBMITTED, body=body, on_paper=False).order_by("submitted_at", "pk")

    def to_record(self) -> "DecisionQuerySet":
        """What the registrar enters, the oldest first: what others than the director decide, and what is decided on
        paper."""
        elsewhere = Q(body__in=[Body.BOARD, Body.STATE]) | Q(on_paper=True)
        return self.filter(elsewhere, status=Status.SUBMITTED).order_by("submitted_at", "pk")

    def unreported(self, until: datetime.date | None = None) -> "DecisionQuerySet":
        """Made on the board's behalf (until that day) and not yet reported to it; the oldest first."""
        delegated = self.filter(status=Status.DECIDED, body=Body.DIRECTOR, noticed__isnull=True)
        if until is not None:
            delegated = delegated.filter(decided_on__lte=until)
        return delegated.order_by("decided_on", "pk")

    def reallocations(self) -> "DecisionQuerySet":
        return self.filter(kind=Kind.REALLOCATION)

    def of_kinds(self, kinds: Iterable[Kind]) -> "DecisionQuerySet":
        return self.filter(kind__in=list(kinds))

    def open_about(
        self, kind: Kind, *, activities: Iterable[int] = (), funds: Iterable[int] = ()
    ) -> "DecisionQuerySet":
        """Of a kind, not yet decided, with a line about one of the activities or one of the funds; the oldest first."""
        about = Q(lines__activity__in=list(activities)) | Q(lines__shares__fund__in=list(funds))
        return self.still_open().filter(about, kind=kind).distinct().order_by("pk")

    def competing(self, agreements: Iterable[int | None]) -> list["Decision"]:
        """What is submitted in these agreements and moves money, with its lines, the oldest first."""
        waiting = self.filter(status=Status.SUBMITTED, kind__in=MOVING, agreement__in=list(agreements))
        return list(waiting.prefetch_related("lines__shares").order_by("submitted_at", "pk"))

    def for_page(self) -> "DecisionQuerySet":
        return self.select_related(
            "agreement",
            "case",
            "created_by",
            "submitted_by",
            "decided_by",
            "recorded_by",
            "mandate__source__case",
            "role",
        )


@pghistory.track(fields=["status", "title", "reason", "version", "body", "kind"], model_name="DecisionEvent")
class Decision(models.Model):
    number = models.CharField("nummer", max_length=12, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions", verbose_name="ärende")
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="överenskommelse",
    )
    kind = models.CharField("slag", max_length=14, choices=Kind)
    body = models.CharField("beslutande", max_length=10, choices=Body)
    status = models.CharField("läge", max_length=10, choices=Status, default=Status.DRAFT)
    title = models.CharField("rubrik", max_length=300)
    reason = models.TextField("skäl", blank=True)
    is_example = models.BooleanField("exempel", default=False)
    version = models.PositiveIntegerField("version", default=1)

    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="created_decisions")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="submitted_decisions"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_on = models.DateField("inlämnad", null=True, blank=True)

    on_paper = models.BooleanField("redan fattat på papper", default=False)
    existing_resources = models.TextField("så används befintliga resurser", blank=True)

    tabled_on = models.DateField("bordlagd", null=True, blank=True)
    tabled_until = models.DateField("tas upp igen", null=True, blank=True)
    decided_on = models.DateField("beslutsdag", null=True, blank=True)
    section_number = models.CharField("paragraf", max_length=40, blank=True, help_text="Till exempel § 35.")
    presenter = models.CharField("föredragande", max_length=160, blank=True)
    participants = models.CharField("andra som deltog utan att besluta", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="made_decisions", verbose_name="beslutad av"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    role = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="made_decisions",
        verbose_name="i funktionen",
    )
    on_behalf_of = models.CharField("på uppdrag av", max_length=160, blank=True)
    mandate = models.ForeignKey(
        "decisions.Mandate", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    recorded_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recorded_decisions",
        verbose_name="registrerad av",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        ordering: ClassVar[list[str]] = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["decided", "rejected"], decided_on__isnull=False)
                | (~Q(status__in=["decided", "rejected"]) & Q(decided_on__isnull=True)),
                name="decision_has_a_day_iff_decided",
            ),
            models.CheckConstraint(
                condition=Q(tabled_on__isnull=True) | Q(status="submitted", body="board"),
                name="decision_tabled_while_the_board_has_it",
            ),
            models.CheckConstraint(
                condition=Q(tabled_until__isnull=True) | Q(tabled_on__isnull=False, tabled_until__gt=F("tabled_on")),
                name="decision_tabled_until_a_later_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "decided"])
                | Q(submitted_by__isnull=False, submitted_on__isnull=False),
                name="decision_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(status="decided", body="director")
                | Q(decided_by__isnull=False, decided_at__isnull=False, mandate__isnull=False, role__isnull=False)
                | Q(recorded_by__isnull=False, mandate__isnull=False, role__isnull=False),
                name="decision_by_the_director_rests_on_a_mandate",
            ),
            models.CheckConstraint(
                condition=~Q(status="decided", body="board") | (Q(recorded_by__isnull=False) & ~Q(section_number="")),
                name="decision_by_the_board_has_its_paragraph",
            ),
            models.CheckConstraint(
                condition=Q(on_paper=False) | Q(body="director", decided_by__isnull=True),
                name="decision_on_paper_is_recorded_for_the_director",
            ),
            # Förvaltningslagen (2017:900) 31 §: what is decided here says who presented it.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(presenter=""), name="decision_made_here_has_a_presenter"
            ),
            # Separation of duties, as far as one row can tell; who edited is in Event (`decisions.actions`).
            models.CheckConstraint(condition=~Q(decided_by=F("created_by")), name="decision_not_by_its_author"),
            models.CheckConstraint(condition=~Q(decided_by=F("submitted_by")), name="decision_not_by_its_submitter"),
        ]
        indexes = [models.Index(fields=["status", "body", "submitted_at"], name="decision_waiting")]
        triggers = [
            pgtrigger.Protect(
                name="decision_is_for_ever",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=sorted(FINAL)),
            ),
            pgtrigger.Protect(name="decision_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="decision_submitted_with_answers",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__status="submitted") & ~pgtrigger.Q(old__status="submitted"),
                func="""
                IF EXISTS (
                    SELECT 1 FROM decisions_question q WHERE q.decision_id = NEW.id
                      AND NOT EXISTS (SELECT 1 FROM decisions_answer a WHERE a.question_id = q.id)
                ) THEN
                    RAISE EXCEPTION 'decision % has a question without an answer', NEW.id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_submitted_with_answers';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="decision_of_words_has_a_point",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__status="submitted", new__kind="other"),
                func="""
                IF NOT EXISTS (SELECT 1 FROM decisions_decisionpoint p WHERE p.decision_id = NEW.id) THEN
                    RAISE EXCEPTION 'decision % says nothing', NEW.id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_of_words_has_a_point';
                END IF;
                RETURN NEW;
                """,
            ),
            # Who decides here grants or refuses what was proposed; only minutes and papers say something else.
            pgtrigger.Trigger(
                name="decision_altered_only_when_recorded",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(new__status="decided") | pgtrigger.Q(new__recorded_by__isnull=True),
                func="""
                IF EXISTS (
                    SELECT 1 FROM decisions_decisionpoint p
                    WHERE p.decision_id = NEW.id AND p.proposed_text IS NOT NULL
                ) OR EXISTS (
                    SELECT 1 FROM decisions_decisionline l
                    WHERE l.decision_id = NEW.id AND l.proposed_amount IS NOT NULL
                ) THEN
                    RAISE EXCEPTION 'decision % is altered without being recorded', NEW.id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_altered_only_when_recorded';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.pk])

    @staticmethod
    def moved(lines: Iterable["DecisionLine"]) -> Decimal:
        """Kronor that the lines give, or take where they take more: what a mandate's ceiling is held against."""
        amounts = [line.amount.amount for line in lines]
        given = sum((amount for amount in amounts if amount > 0), Decimal(0))
        return max(given, given - sum(amounts, Decimal(0)))

    def meetings(self) -> "models.QuerySet[Event]":
        """What the body did that was recorded here, the oldest first: put off, sent back, said no, decided."""
        return self.events.exclude(meeting_on=None)

    def turned_down(self) -> "Event | None":
        """Who sent it back, put it off or said no, when and why, for as long as that stands."""
        what = "tabled" if self.tabled_on else self.status
        if what not in {"tabled", Status.RETURNED, Status.REJECTED}:
            return None
        return self.events.filter(what=what).select_related("by", "decision").last()

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_open(self) -> bool:
        """Not yet decided, rejected or withdrawn."""
        return self.status not in FINAL

    def proposed_presenter(self, on: datetime.date) -> str:
        """Who handed it in presents it, unless somebody else is named: "Staffan Norberg, Primärvårdschef"."""
        if self.submitted_by is None:
            return ""
        tenure = Tenure.objects.on(on).filter(user=self.submitted_by).select_related("role").order_by("rank").first()
        return ", ".join(filter(None, [self.submitted_by.name, tenure.role.name if tenure else ""]))[:160]

    def is_decided_by(self, user: User) -> bool:
        return self.status == Status.DECIDED and self.decided_by_id == user.pk

    @property
    def reference(self) -> str:
        """How other documents cite it: "RS/195/2020 § 35", or dnr and own number when no paragraph exists."""
        if self.section_number:
            return f"{self.case.registry_number} {self.section_number}"
        return f"{self.case.registry_number}, beslut {self.number}"
