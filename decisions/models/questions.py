"""Questions to the author of a returned proposal, each about a line or the whole, and the answers. Append-only."""

from collections.abc import Iterable
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from decisions.models.decisions import Decision
from decisions.models.events import Event
from grants.models import Activity
from people.models import User


class QuestionQuerySet(models.QuerySet["Question"]):
    def for_thread(self) -> "QuestionQuerySet":
        """With those who asked and answered; the oldest first."""
        return self.select_related("by", "activity").prefetch_related(
            models.Prefetch("answers", Answer.objects.select_related("by"))
        )

    def of(self, decisions: Iterable[Decision]) -> "QuestionQuerySet":
        return self.filter(decision__in=decisions)

    def unanswered(self) -> "QuestionQuerySet":
        return self.filter(answers__isnull=True)


class Question(models.Model):
    """Asked when the proposal is returned. About a line, named by its activity: lines are written anew when a draft is
    saved, and the thread stays. Without an activity it is about the whole."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="questions")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="questions")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="aktivitet"
    )
    text = models.TextField("fråga")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=160, blank=True)
    on = models.DateField("dag")
    at = models.DateTimeField(auto_now_add=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="question_says_something")]
        triggers = [
            pgtrigger.Protect(name="question_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="question_comes_with_a_return",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (
                    SELECT 1 FROM decisions_event e JOIN decisions_decision d ON d.id = e.decision_id
                    WHERE e.id = NEW.event_id AND d.id = NEW.decision_id AND e.what = 'returned' AND e.by_id = NEW.by_id
                      AND d.status = 'returned'
                ) THEN
                    RAISE EXCEPTION 'decision % is not returned by % in that event', NEW.decision_id, NEW.by_id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'question_comes_with_a_return';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def about(self) -> str:
        """ "Hemmonitorering", or "hela förslaget"."""
        return str(self.activity) if self.activity else "hela förslaget"

    @property
    def is_answered(self) -> bool:
        return bool(self.answers.all())


class Answer(models.Model):
    """By the author, while the proposal is returned; never by who asked."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField("svar")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("dag")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="answer_says_something")]
        triggers = [
            pgtrigger.Protect(name="answer_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="answer_while_returned_by_another",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                IF NOT EXISTS (
                    SELECT 1 FROM decisions_question q JOIN decisions_decision d ON d.id = q.decision_id
                    WHERE q.id = NEW.question_id AND q.by_id <> NEW.by_id AND d.status = 'returned'
                ) THEN
                    RAISE EXCEPTION 'question % is not to be answered by %', NEW.question_id, NEW.by_id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_while_returned_by_another';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text
