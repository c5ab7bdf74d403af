"""An area's answers as they are reviewed: value, state, what has changed since last time, the thread."""

from dataclasses import dataclass
from functools import cached_property

from decisions.document_comparison import Piece
from people.abilities import Ability, may
from people.models import User
from reporting.models import Answer, Questionnaire
from reporting.questionnaire.page import asked, by_subject
from reporting.questionnaire.thread import Said, changes_since_last_time, thread
from reporting.questionnaire.values import shown


@dataclass(frozen=True)
class Reviewed:
    answer: Answer

    @property
    def shown(self) -> str:
        return shown(self.answer.question, self.answer.value)

    @property
    def roles(self) -> str:
        return ", ".join(role.name for role in self.answer.roles.all())

    @property
    def thread(self) -> list[Said]:
        return thread(self.answer)

    @property
    def changes(self) -> tuple[Piece, ...]:
        return changes_since_last_time(self.answer)


class ReviewPage:
    """Area 0 is what was asked about the agreement as a whole."""

    def __init__(self, questionnaire: Questionnaire, number: int, user: User) -> None:
        self.questionnaire, self.number = questionnaire, number
        self.may_review = may(user, Ability.ASK) and questionnaire.is_open
        self.answers = [row for row in asked(Answer.objects.of(questionnaire).in_order()) if _area(row) == number]

    @cached_property
    def title(self) -> str:
        area = self.answers[0].area if self.answers else None
        return str(area) if area else "Hela överenskommelsen" if not self.number else f"Område {self.number}"

    @cached_property
    def groups(self) -> list[tuple[str, list[Reviewed]]]:
        """(subject, its answers)"""
        return [(rows[0].subject, [Reviewed(row) for row in rows]) for rows in by_subject(self.answers).values()]


def _area(answer: Answer) -> int:
    return answer.area.number if answer.area else 0
