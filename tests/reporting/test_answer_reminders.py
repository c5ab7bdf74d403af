"""Reminders of answers: who, when, once; escalated to the coordinator; silent when nothing is asked for any longer."""

import datetime
from copy import deepcopy
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from people.abilities import Profile
from reporting import actions, answer_reminders, tasks
from reporting.answer_reminders import Step, remind
from reporting.models import Answer, AnswerReminder, RequirementChange
from tests import asking, creators
from tests.reporting.test_questionnaires import Asked

pytestmark = pytest.mark.django_db
Day = datetime.date
DUE, SENT = asking.DUE, creators.TODAY
"""20 September, sent on the tenth."""


@pytest.fixture(scope="module")
def made(module_db: None) -> Asked:
    """Three required questions about each activity: Alfa's are owed by the chief, Beta's by Bo, who coordinates the
    area, Gamma's by a role that nobody holds."""
    made = Asked()
    creators.tenure(creators.role("Beställarchef"), creators.user(Profile.COORDINATOR, name="Bo Ek"))
    for answer in Answer.objects.of(made.questionnaire).filter(activity=made.example.beta):
        answer.roles.set([creators.role("Beställarchef")])
    made.example.agreement.coordinator = creators.role("Chef HOSPA", holder=creators.user(name="Maja Ek"))
    made.example.agreement.save()
    return made


@pytest.fixture
def asked(made: Asked, db: None) -> Asked:
    return deepcopy(made)


def written(on: Day) -> list[tuple[str, str, int]]:
    return [(row.step, row.name, row.count) for row in remind(on)]


def to_chief(asked: Asked, on: Day) -> list[str]:
    return [step for step, name, _ in written(on) if name == str(asked.chief)]


def test_each_step_on_its_day_and_once_however_often_it_is_run(asked):
    assert to_chief(asked, SENT) == [Step.ASKED]
    assert to_chief(asked, SENT) == []
    assert to_chief(asked, Day(2020, 9, 12)) == []
    assert to_chief(asked, Day(2020, 9, 13)) == [Step.WEEK_BEFORE]
    assert to_chief(asked, Day(2020, 9, 18)) == []
    # The run of the nineteenth was missed: it is made up for on the last day.
    assert to_chief(asked, DUE) == [Step.DAY_BEFORE]
    assert to_chief(asked, Day(2020, 9, 21)) == [Step.DAY_AFTER]
    assert to_chief(asked, Day(2020, 9, 26)) == []
    assert to_chief(asked, Day(2020, 9, 27)) == [Step.WEEK_AFTER]
    assert to_chief(asked, Day(2021, 9, 27)) == []


def test_another_last_day_reminds_anew(asked):
    assert to_chief(asked, Day(2020, 9, 19)) == [Step.DAY_BEFORE]
    actions.change_due_day(asked.questionnaire, due_on=Day(2020, 10, 5), by=asked.officer, on=Day(2020, 9, 19))
    assert to_chief(asked, Day(2020, 9, 20)) == [Step.ASKED]
    assert to_chief(asked, Day(2020, 9, 28)) == [Step.WEEK_BEFORE]


def test_the_coordinator_hears_of_it_three_and_ten_days_after(asked):
    def to_coordinators(on: Day) -> list[tuple[str, str, int]]:
        return [row for row in written(on) if row[0] in answer_reminders.TO_COORDINATOR]

    assert to_coordinators(Day(2020, 9, 22)) == []
    # Bo owes the answers about Beta himself: those go to Maja, who coordinates the whole.
    assert sorted(to_coordinators(Day(2020, 9, 23))) == [
        (Step.COORDINATOR, "Bo Ek", 3 + 3),
        (Step.COORDINATOR, "Maja Ek", 3),
    ]
    assert to_coordinators(Day(2020, 9, 29)) == []
    assert [step for step, *_ in to_coordinators(Day(2020, 9, 30))] == [Step.COORDINATOR_AGAIN] * 2


def test_who_has_answered_is_left_alone_until_something_is_returned(asked):
    asked.ready()
    assert to_chief(asked, Day(2020, 9, 13)) == []
    actions.return_answer(asked.of("Vad har gjorts?"), reason="Skriv mer.", by=asked.officer, on=SENT)
    assert (Step.DAY_BEFORE, str(asked.chief), 1) in written(Day(2020, 9, 19))


def test_a_role_that_nobody_holds_is_written_about_to_the_coordinator(asked):
    asked.chief.tenures.update(ends_on=SENT)
    asked.deputy.tenures.update(ends_on=SENT)
    rows = written(Day(2020, 9, 13))
    assert (Step.WEEK_BEFORE, "Bo Ek", 3 + 3 + 3) in rows
    creators.role("Beställarchef").tenures.update(ends_on=SENT)
    asked.example.agreement.coordinator.tenures.update(ends_on=SENT)
    assert {name for _, name, _ in written(Day(2020, 9, 19))} == {str(asked.officer)}, "then it is the officer's"


@pytest.mark.parametrize("status", [RequirementChange.Status.WITHDRAWN, RequirementChange.Status.DONE])
def test_alive_the_day_before_the_requirement_is_withdrawn_and_silent_from_that_day(asked, status):
    asked.requirement.changes.create(
        status=status, decided_on=Day(2020, 9, 19), decided_by="Regeringen", by=asked.officer
    )
    assert to_chief(asked, Day(2020, 9, 18)) == [Step.WEEK_BEFORE]
    assert written(Day(2020, 9, 19)) == []
    assert written(Day(2020, 9, 30)) == []


def test_the_page_says_that_nobody_is_reminded(asked, client):
    client.force_login(asked.officer)
    page, said = asked.questionnaire.get_absolute_url(), "så ingen påminns om sina svar"
    assert said not in client.get(page).text
    withdrawn = {
        "status": RequirementChange.Status.WITHDRAWN,
        "decided_on": Day(2020, 9, 9),
        "decided_by": "Regeringen",
    }
    asked.requirement.changes.create(**withdrawn, by=asked.officer)
    assert said in client.get(page).text


def test_nobody_is_reminded_of_what_is_closed_or_not_sent(asked):
    draft = asking.questionnaire(asking.requirement(asked.example.agreement), by=asked.officer)
    actions.close_questionnaire(asked.questionnaire, by=asked.officer)
    assert draft.is_draft
    assert written(Day(2020, 9, 30)) == []


def test_what_the_letters_say(asked):
    row = next(row for row in remind(Day(2020, 9, 19)) if row.name == str(asked.chief))
    text = answer_reminders.compose(row)
    assert text.subject == "Senast 2020-09-20: 3 frågor till Slutredovisning, " + str(asked.example.agreement)
    assert "Du har 3 frågor att besvara" in text.body
    assert "Det är om 1 dag." in text.body
    assert asked.address in text.body
    late = next(row for row in remind(Day(2020, 9, 21)) if row.name == str(asked.chief))
    assert "skulle ha varit klara 2020-09-20, för 1 dag sedan" in answer_reminders.compose(late).body
    above = next(row for row in remind(Day(2020, 9, 23)) if row.name == "Bo Ek" and row.is_to_coordinator)
    said = answer_reminders.compose(above)
    assert said.subject.startswith("Svar saknas: Slutredovisning")
    assert "Primärvårdschef (3)" in said.body
    assert reverse("questionnaire", args=[asked.requirement.pk]) in said.body


def test_each_letter_is_sent_once_and_stands_on_the_page(asked, client, mailoutbox):
    rows = remind(SENT)
    for row in (*rows, *rows):
        answer_reminders.send(row.pk)
    assert sorted(message.to[0] for message in mailoutbox) == sorted(row.address for row in rows)
    client.force_login(asked.officer)
    page = client.get(asked.questionnaire.get_absolute_url()).text
    assert "Frågorna utskickade" in page
    assert str(asked.chief) in page


@pytest.mark.parametrize(
    ("utc", "writes"),
    [
        ("2021-03-28T04:55Z", False),  # 06.55, the clocks went forward in the night
        ("2021-03-28T05:05Z", True),  # 07.05, summer time
        ("2021-03-27T23:05Z", False),  # 00.05 on the twenty-eighth
    ],
)
def test_it_is_the_swedish_morning(asked, monkeypatch, utc, writes):
    asked.questionnaire.due_on = Day(2021, 3, 27)
    asked.questionnaire.save()
    remind(Day(2021, 3, 26))
    monkeypatch.delenv("BIDRAGSBOKEN_TODAY")
    with time_machine.travel(utc, tick=False):
        tasks.remind_every_morning(timestamp=0)
    assert AnswerReminder.objects.filter(step=Step.DAY_AFTER).exists() is writes


def test_the_command_writes_them_too(asked):
    said = StringIO()
    for _ in range(2):
        call_command("send_reminders", "--today", "2020-09-19", stdout=said)
    assert f"2020-09-20;dagen före;Slutredovisning;{asked.chief.email}" in said.getvalue()
    assert said.getvalue().splitlines()[-1] == "0 påminnelser för 2020-09-19."
