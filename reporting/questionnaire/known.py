"""What is known already: figures to fill in with their origin, a draft text out of the data, last year's answer."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from decisions.figures import AgreementFigures, Figures, FundFigures, agreement_figures
from decisions.models import DecisionLine
from decisions.models.kinds import Status
from grants.kronor import format_kronor, format_plain
from grants.models import Agreement, OutcomeComment
from reporting.models import Answer, Question
from reporting.questionnaire.values import shown

FIGURES_OF_A_FUND = ("allotted", "allocated", "unallocated")
WITH_FIGURES = (Question.Scope.AGREEMENT, Question.Scope.AREA, Question.Scope.FUND, Question.Scope.ACTIVITY)


def is_known(figure: str, scope: str) -> bool:
    """Whether the book has that figure of every subject of the scope."""
    return scope in WITH_FIGURES and (scope != Question.Scope.FUND or figure in FIGURES_OF_A_FUND)


@dataclass(frozen=True)
class Filled:
    """An amount from the book, "1234.00", and where it comes from, in words."""

    value: str
    origin: str


class Known:
    """Of one agreement as of a day. Each part is read once, and only if it is asked for."""

    def __init__(self, agreement: Agreement, as_of: datetime.date) -> None:
        self.agreement, self.as_of = agreement, as_of

    @cached_property
    def _figures(self) -> AgreementFigures:
        return agreement_figures(self.agreement, self.as_of)

    def _of(self, answer: Answer) -> Figures | FundFigures | None:
        if answer.activity_id:
            found = self._figures.activities.get(answer.activity_id)
            return found.figures if found else None
        if answer.focus_area_id:
            return None
        if answer.area is None:
            return self._figures.totals
        area = self._figures.area(answer.area.number)
        if answer.fund_id:
            return next((row for row in area.funds if row.fund.pk == answer.fund_id), None)
        return area.totals

    def filled(self, answer: Answer) -> Filled | None:
        """The figure that the question asks to be filled in with."""
        question = answer.question
        if not question.figure or not is_known(question.figure, question.scope):
            return None
        figures = self._of(answer)
        amount: Decimal | None = getattr(figures, question.figure, None)
        if amount is None:
            return None
        what = question.get_figure_display().capitalize()
        return Filled(format_plain(amount), f"{what} enligt boken per {self.as_of}: {format_kronor(amount)}.")

    def suggestion(self, answer: Answer) -> str:
        """A draft out of what was decided, spent and commented; "" when the book says nothing about it."""
        figures = self._of(answer) if answer.question.kind == Question.Kind.TEXT else None
        if not isinstance(figures, Figures):
            return ""
        text = (
            f"Till och med {self.as_of} har {format_kronor(figures.decided)} beslutats{self._decided_by(answer)}. "
            f"{format_kronor(figures.allocated)} är bokförda och {format_kronor(figures.outcome)} har förbrukats; "
            f"{format_kronor(figures.left)} är kvar."
        )
        comment = self._comments.get(answer.activity_id or 0)
        return f"{text}\n\n{comment.text}" if comment else text

    def _decided_by(self, answer: Answer) -> str:
        references = list(dict.fromkeys(self._references.get(answer.activity_id or 0, ())))
        return f" ({', '.join(references)})" if references else ""

    @cached_property
    def _references(self) -> dict[int, list[str]]:
        rows = DecisionLine.objects.filter(
            decision__agreement=self.agreement,
            decision__status=Status.DECIDED,
            decision__decided_on__lte=self.as_of,
            activity__isnull=False,
        ).select_related("decision__case")
        found: defaultdict[int, list[str]] = defaultdict(list)
        for line in rows.order_by("decision__decided_on", "decision"):
            found[line.activity_id or 0].append(line.decision.reference)
        return found

    @cached_property
    def _comments(self) -> dict[int, OutcomeComment]:
        rows = OutcomeComment.objects.filter(activity__area__agreement=self.agreement, month__lte=self.as_of)
        return {row.activity_id: row for row in rows.order_by("month", "pk")}


def earlier_answers(answers: Sequence[Answer]) -> dict[int, str]:
    """What was answered the last time to the question that each was copied from, by the answer's id. Two queries.

    The subject is the same row, or one of the same name in an earlier agreement.
    """
    asked = {answer.question.copied_from_id for answer in answers} - {None}
    if not asked:
        return {}
    rows = Answer.objects.filter(question__in=asked, version__gte=1).in_order()
    found = {(row.question_id, row.subject): shown(row.question, row.value) for row in rows}
    texts = {answer.pk: found.get((answer.question.copied_from_id or 0, answer.subject), "") for answer in answers}
    return {pk: text for pk, text in texts.items() if text}
