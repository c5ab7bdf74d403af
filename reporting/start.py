"""The start page as data: what waits for me, which dates come, how the agreements stand."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

from decisions.figures import Figures
from decisions.forecast import forecast_view
from decisions.models import Assignment, Decision
from decisions.models.kinds import EDITABLE, Status
from decisions.overview import totals_by_agreement
from decisions.queue import waiting_for
from grants.deadlines import Countdown, countdown
from grants.kronor import format_kronor, format_month
from grants.models import Activity, Agreement
from grants.moneybar import Bar, bar
from grants.outcome.bucket import unmatched_by_agreement
from grants.payments import payment_days
from people.abilities import Ability, may
from people.models import User
from reporting.models import Requirement, RequirementChange
from reporting.questionnaire.told import owed

SETTLED: dict[str, str] = {
    RequirementChange.Status.WITHDRAWN: "withdrawn",
    RequirementChange.Status.DONE: "filed",
    RequirementChange.Status.AWAITED: "awaited",
}
"""What asks nothing of anyone, and the word for it."""


@dataclass(frozen=True)
class Task:
    """Something to do: `what` says the thing, `kind` what sort it is, `since` how long it has waited."""

    what: str
    kind: str
    path: str
    since: datetime.date | None = None
    note: str = ""
    # A proposal that somebody else is to decide stands in the list, but nothing is asked of its author.
    for_me: bool = True


@dataclass(frozen=True)
class Deadline:
    """A day to keep: `what` at `path`, to `recipient`."""

    what: str
    agreement: Agreement
    recipient: str
    path: str
    countdown: Countdown


@dataclass(frozen=True)
class Progress:
    agreement: Agreement
    figures: Figures
    bar: Bar


def tasks(user: User, on: datetime.date) -> list[Task]:
    """What this user should do, decisions first. A fixed number of queries but for who may decide what waits."""
    return [
        *_decisions(user, on),
        *_unreported(user),
        *_own_proposals(user),
        *_assignments(user, on),
        *_questions(user, on),
        *_unexplained(user, on),
        *_uncovered(user),
        *_unmatched(user),
    ]


def waiting_for_me(listed: list[Task]) -> int:
    """How many of the tasks ask something of the user."""
    return len([task for task in listed if task.for_me])


def _decisions(user: User, on: datetime.date) -> Iterator[Task]:
    kind = "Att registrera" if may(user, Ability.RECORD) else "Att besluta"
    for decision in waiting_for(user, on):
        yield Task(
            decision.title,
            kind,
            decision.get_absolute_url(),
            decision.submitted_on,
            f"{decision} från {decision.submitted_by}",
        )


def _unreported(user: User) -> Iterator[Task]:
    """Delegated decisions that the board has not been told of; for the registrar."""
    if not may(user, Ability.RECORD):
        return
    for decision in Decision.objects.visible_to(user).unreported():
        yield Task(decision.title, "Att anmäla", reverse("notices"), decision.decided_on, str(decision))


def _assignments(user: User, on: datetime.date) -> Iterator[Task]:
    """What decisions ask of the roles that the user holds."""
    for one in Assignment.objects.visible_to(user).held_by(user, on).to_be_done().for_page():
        kind = "Försenat uppdrag" if one.is_overdue(on) else "Uppdrag"
        due = f"senast {one.due}" if one.due_on else one.due
        yield Task(one.text, kind, one.get_absolute_url(), note=", ".join(filter(None, [one.decision.reference, due])))


def _questions(user: User, on: datetime.date) -> Iterator[Task]:
    """Questionnaires in which the user owes an answer. One query for all of them."""
    if not may(user, Ability.WRITE_REPORT):
        return
    for questionnaire, answers in groupby(owed(user, on), key=lambda answer: answer.question.section.questionnaire):
        count, requirement = len(list(answers)), questionnaire.requirement
        what = f"{count} {'fråga' if count == 1 else 'frågor'} till {requirement}"
        kind = "Försenade svar" if questionnaire.is_late(on) else "Att besvara"
        note = f"{requirement.agreement}, senast {questionnaire.due_on}"
        yield Task(what, kind, reverse("answers", args=[requirement.pk]), questionnaire.sent_on, note)


def _own_proposals(user: User) -> Iterator[Task]:
    mine = Decision.objects.filter(created_by=user, status__in=[*EDITABLE, Status.SUBMITTED]).order_by("-pk")
    words = {Status.DRAFT: "Utkast", Status.RETURNED: "Återsänt till dig", Status.SUBMITTED: "Väntar på beslut"}
    for decision in mine:
        yield Task(
            decision.title,
            words[Status(decision.status)],
            decision.get_absolute_url(),
            decision.submitted_on,
            str(decision),
            for_me=decision.status != Status.SUBMITTED,
        )


def _unexplained(user: User, on: datetime.date) -> Iterator[Task]:
    """Variances above the agreement's limit that the user, as responsible manager, has not commented."""
    if not may(user, Ability.FORECAST):
        return
    own = set(Activity.objects.held_by(user, on).values_list("pk", flat=True))
    for agreement in Agreement.objects.visible_to(user).asking_for_comments().of_activities(own):
        view = forecast_view(agreement, on)
        for row in view.unexplained:
            if row.activity.pk in own:
                what = f"{row.activity}: {format_kronor(row.variance_so_far, sign=True)} mot budget saknar kommentar"
                upto = f"utfall till och med {format_month(view.calendar.known)}" if view.calendar.known else ""
                yield Task(what, "Att kommentera", reverse("forecast", args=[row.activity.pk]), note=upto)


def _uncovered(user: User) -> Iterator[Task]:
    if not may(user, Ability.COVER):
        return
    totals = totals_by_agreement()
    for agreement in Agreement.objects.visible_to(user):
        uncovered = totals[agreement.pk].uncovered
        if uncovered > 0:
            what = f"{format_kronor(uncovered)} beslutat men ej täckt i {agreement}"
            yield Task(what, "Att täcka", agreement.get_absolute_url())


def _unmatched(user: User) -> Iterator[Task]:
    if not may(user, Ability.IMPORT_OUTCOME):
        return
    for name, total in unmatched_by_agreement().items():
        what = f"{format_kronor(total)} utfall i {name} är inte kopplat till någon aktivitet"
        yield Task(what, "Att koppla", reverse("outcome"))


def deadlines(user: User, on: datetime.date) -> list[Deadline]:
    """Requirements in force with a date, not yet filed, and the days of the payments, the earliest first. A withdrawn
    requirement raises no alarm."""
    rows = [
        Deadline(str(one), one.agreement, one.recipient, one.get_absolute_url(), left)
        for one in Requirement.objects.visible_to(user).in_force(on).unfiled()
        if (left := countdown(one.due_now, on))
    ]
    rows += [
        Deadline(day.what, day.agreement, day.recipient, day.path, day.countdown) for day in payment_days(user, on)
    ]
    return sorted(rows, key=lambda row: row.countdown.day)


def progress(user: User) -> list[Progress]:
    """The agreements with their key figures."""
    totals = totals_by_agreement()
    return [
        Progress(agreement, figures := totals[agreement.pk], bar(figures.outcome, figures.allocated, figures.uncovered))
        for agreement in Agreement.objects.visible_to(user)
    ]


@dataclass(frozen=True)
class OwnActivity:
    activity: Activity
    booked: Decimal
    outcome: Decimal
    left: Decimal
    bar: Bar


def own_activities(user: User, on: datetime.date) -> list[OwnActivity]:
    """The activities whose responsible role the user holds today, with what is left of each."""
    rows = Activity.objects.visible_to(user).held_by(user, on).with_booked_and_outcome()
    return [OwnActivity(row, row.booked, row.spent, row.booked - row.spent, bar(row.spent, row.booked)) for row in rows]


@dataclass(frozen=True)
class CalendarRow:
    """A requirement in the calendar; `state`: filed, receipted, withdrawn, awaited, overdue, soon, later or undated."""

    requirement: Requirement
    state: str


def calendar(user: User, on: datetime.date) -> list[CalendarRow]:
    """Every requirement the user may see, by date; those without a date last."""
    requirements = Requirement.objects.visible_to(user).with_status(on).with_filed()
    rows = [CalendarRow(requirement, _state(requirement, on)) for requirement in requirements]
    return sorted(rows, key=lambda row: (row.requirement.due_now is None, row.requirement.due_now or on))


def _state(requirement: Requirement, on: datetime.date) -> str:
    if requirement.is_filed:
        return "receipted" if requirement.is_receipted else "filed"
    if requirement.status_now in SETTLED:
        return SETTLED[requirement.status_now]
    left = countdown(requirement.due_now, on)
    return left.state if left else "undated"
