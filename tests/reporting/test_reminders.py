"""Reminders: who, when, once; silent from the day that a requirement is withdrawn; the same in summer and winter."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from people.abilities import Profile
from reporting import reminders, tasks
from reporting.models import Reminder, Requirement, RequirementChange
from reporting.reminders import DAYS, Step, remind, step_on
from tests import creators

Day = datetime.date
DUE = Day(2020, 9, 30)
Status = RequirementChange.Status


@pytest.fixture
def requirement(db) -> Requirement:
    """In force from 24 March, to be filed by 30 September; Maja coordinates the agreement."""
    example = creators.Example()
    example.agreement.coordinator = creators.role(
        "Chef HOSPA", holder=creators.user(Profile.COORDINATOR, name="Maja Ek")
    )
    example.agreement.save()
    made = Requirement.objects.create(
        agreement=example.agreement, kind="interim", title="Delredovisning", recipient="Socialstyrelsen"
    )
    change(made, Status.IN_FORCE, Day(2020, 3, 24))
    return made


def change(requirement: Requirement, status: str, on: Day, due_on: Day | None = DUE) -> None:
    requirement.changes.create(
        status=status, due_on=due_on, decided_on=on, decided_by="Regeringen", by=creators.officer()
    )


def steps(on: Day) -> list[str]:
    return [row.step for row in remind(on)]


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-31, None),
        (-30, Step.MONTH_BEFORE),
        (-8, Step.MONTH_BEFORE),
        (-7, Step.WEEK_BEFORE),
        (-1, Step.DAY_BEFORE),
        (0, Step.DAY_BEFORE),
        (1, Step.DAY_AFTER),
        (6, Step.DAY_AFTER),
        (7, Step.WEEK_AFTER),
        (700, Step.WEEK_AFTER),
    ],
)
def test_the_step_of_each_boundary_day(days, step):
    assert step_on(DUE, DUE + datetime.timedelta(days=days)) == step


@settings(max_examples=25, deadline=None)
@given(st.dates(Day(2019, 1, 1), Day(2030, 12, 31)), st.integers(-60, 60))
def test_steps_follow_each_other_in_time(due, days):
    now, next_day = (step_on(due, due + datetime.timedelta(days=days + more)) for more in (0, 1))
    order = [None, *DAYS]
    assert order.index(next_day) - order.index(now) in {0, 1}


def test_each_step_once_however_often_it_is_run(requirement):
    assert steps(Day(2020, 8, 30)) == []
    assert steps(Day(2020, 8, 31)) == [Step.MONTH_BEFORE]
    assert steps(Day(2020, 8, 31)) == []
    assert steps(Day(2020, 9, 1)) == []
    # The runs of 23 and 29 September were missed: the latest step is made up for, the earlier is not.
    assert steps(Day(2020, 9, 30)) == [Step.DAY_BEFORE]
    assert steps(Day(2020, 10, 1)) == [Step.DAY_AFTER]
    assert steps(Day(2021, 1, 1)) == [Step.WEEK_AFTER]
    assert steps(Day(2022, 1, 1)) == []


def test_alive_the_day_before_it_is_withdrawn_and_silent_from_that_day(requirement):
    change(requirement, Status.WITHDRAWN, Day(2020, 4, 9))
    requirement.changes.create(
        status=Status.IN_FORCE,
        due_on=Day(2020, 4, 15),
        decided_on=Day(2020, 4, 1),
        decided_by="R",
        by=creators.officer(),
    )
    assert steps(Day(2020, 4, 8)) == [Step.WEEK_BEFORE]
    assert steps(Day(2020, 4, 9)) == []
    assert steps(Day(2020, 9, 29)) == []


def test_an_extension_reminds_anew_of_the_new_day(requirement):
    assert steps(Day(2020, 9, 29)) == [Step.DAY_BEFORE]
    change(requirement, Status.CHANGED, Day(2020, 9, 29), due_on=Day(2020, 10, 31))
    assert steps(Day(2020, 9, 30)) == []
    assert steps(Day(2020, 10, 30)) == [Step.DAY_BEFORE]
    change(requirement, Status.DONE, Day(2020, 10, 30))
    assert steps(Day(2020, 11, 20)) == []


def test_the_coordinator_or_else_those_who_may_file(requirement):
    assert [row.name for row in remind(Day(2020, 9, 29))] == ["Maja Ek"]
    requirement.agreement.coordinator = None
    requirement.agreement.save()
    officers = {row.address for row in remind(Day(2020, 10, 1))}
    assert officers
    assert officers == {user.email for user in reminders.those_who_may(reminders.Ability.FILE_REPORT)}


def test_the_letter_says_what_and_when(requirement):
    (before,) = remind(Day(2020, 9, 23))
    text = reminders.compose(before)
    assert text.subject.startswith("Senast 2020-09-30: Delredovisning")
    assert "Det är om 7 dagar." in text.body
    (after,) = remind(Day(2020, 10, 1))
    assert "för 1 dag sedan" in reminders.compose(after).body


def test_it_is_sent_once(requirement, mailoutbox):
    (row,) = remind(Day(2020, 9, 23))
    reminders.send(row.pk)
    reminders.send(row.pk)
    assert [message.to for message in mailoutbox] == [[row.address]]
    assert Reminder.objects.get().status == Reminder.Status.SENT


@pytest.mark.parametrize(
    ("utc", "reminds"),
    [
        ("2020-10-24T04:30Z", False),  # 06.30, summer time
        ("2020-10-24T05:05Z", True),  # 07.05
        ("2020-10-25T05:05Z", False),  # 06.05, the clocks went back in the night
        ("2020-10-25T06:05Z", True),  # 07.05
        ("2020-10-25T22:30Z", True),  # 23.30
    ],
)
def test_people_are_reminded_in_the_swedish_day(requirement, monkeypatch, utc, reminds):
    monkeypatch.delenv("BIDRAGSBOKEN_TODAY")
    with time_machine.travel(utc, tick=False):
        tasks.remind_every_morning(timestamp=0)
    assert Reminder.objects.exists() is reminds


def test_the_command_is_idempotent_and_takes_a_day(requirement):
    said = StringIO()
    call_command("send_reminders", "--today", "2020-09-29", stdout=said)
    call_command("send_reminders", "--today", "2020-09-29", stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("2020-09-30;dagen före;Delredovisning;")
    assert lines[1:] == ["1 påminnelse för 2020-09-29.", "0 påminnelser för 2020-09-29."]
    assert Reminder.objects.get().on == Day(2020, 9, 29)
