"""The threads of questions and answers, as pages show them: at the line that each is about, or with the whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from decisions.models import Decision, Question


@dataclass(frozen=True)
class Threads:
    """All questions of one decision, the oldest first, with their answers."""

    all: tuple[Question, ...] = ()

    @cached_property
    def by_activity(self) -> Mapping[int, tuple[Question, ...]]:
        ids = dict.fromkeys(question.activity_id for question in self.all if question.activity_id is not None)
        return {pk: tuple(question for question in self.all if question.activity_id == pk) for pk in ids}

    def at(self, activity_id: int | None) -> tuple[Question, ...]:
        return self.by_activity.get(activity_id or 0, ())

    def besides(self, shown: Iterable[int | None]) -> tuple[Question, ...]:
        """Those about the whole, and those whose line has since left the proposal."""
        places = set(shown)
        return tuple(
            question for question in self.all if question.activity_id is None or question.activity_id not in places
        )

    @cached_property
    def unanswered(self) -> tuple[Question, ...]:
        return tuple(question for question in self.all if not question.is_answered)


def threads_of(decisions: Sequence[Decision]) -> dict[int, Threads]:
    """The threads of each decision, by its id; a decision without questions has empty ones. Two queries."""
    questions = list(Question.objects.of(decisions).for_thread())
    return {
        decision.pk: Threads(tuple(question for question in questions if question.decision_id == decision.pk))
        for decision in decisions
    }


def threads(decision: Decision) -> Threads:
    return threads_of([decision])[decision.pk]
