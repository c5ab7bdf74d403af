"""Assignments: who reports back and who accepts, what is late, and the extract of an activity."""

import datetime
import io

import pikepdf
import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from config.refused import Refused
from decisions import actions, assignment_reminders, notification, short_documents, tasks
from decisions.assignments import assignment_list
from decisions.checks import findings
from decisions.extract import build_extract
from decisions.models import (
    Assignment,
    AssignmentEvent,
    AssignmentReminder,
    DecisionLink,
    Document,
    Notification,
    Recipient,
)
from decisions.recipients import unaddressed
from grants.models import Activity
from people.abilities import Ability, Profile, those_who_may
from people.models import Unit
from tests import creators
from tests.creators import Example

pytestmark = pytest.mark.django_db

ON = creators.TODAY
Status = Assignment.Status


class Given:
    """An assignment of the board's decision to FOU chef, to be reported to Regiondirektör."""

    def __init__(self, example: Example, **fields):
        self.example = example
        self.manager = creators.user(Profile.MANAGER, name="Fia Forskare")
        self.director = creators.director()
        self.role = creators.role("FOU chef", self.manager)
        self.assignment = Assignment.objects.create(
            decision=self.example.decision,
            text="Återredovisa vad som har gjorts.",
            **{"role": self.role, "report_to": creators.role("Regiondirektör")} | fields,
        )

    def reported(self):
        return actions.report_back(self.assignment, text="Klart i juni.", by=self.manager, on=ON)


def test_reported_back_sent_back_and_accepted(example: Example):
    given = Given(example)
    assert given.reported().status == Status.REPORTED
    more = actions.ask_for_more(given.assignment, text="Hur många?", by=given.director, on=ON)
    assert more.status == Status.RETURNED
    assert given.reported().status == Status.REPORTED
    assert actions.accept_report(given.assignment, by=given.director, on=ON).status == Status.ACCEPTED
    assert [event.what for event in given.assignment.events.all()] == ["reported", "returned", "reported", "accepted"]


def test_only_the_responsible_role_reports_back(example: Example):
    given = Given(example)
    for person in (given.director, creators.officer(), creators.user(Profile.MANAGER)):
        with pytest.raises(Refused, match="innehar inte funktionen"):
            actions.report_back(given.assignment, text="Klart.", by=person, on=ON)
    with pytest.raises(Refused, match="Skriv något"):
        actions.report_back(given.assignment, text=" ", by=given.manager, on=ON)
    assert not AssignmentEvent.objects.exists()


def test_a_deputy_reports_back_on_behalf_of_the_role(example: Example):
    given = Given(example)
    deputy = creators.user(Profile.MANAGER)
    creators.tenure(given.role, deputy, rank=1)
    actions.report_back(given.assignment, text="Klart.", by=deputy, on=ON)
    assert given.assignment.events.get().on_behalf_of == "på uppdrag av FOU chefen"


def test_only_the_one_it_is_reported_to_accepts(example: Example):
    given = Given(example)
    with pytest.raises(Refused, match="inget att godkänna"):
        actions.accept_report(given.assignment, by=given.director, on=ON)
    given.reported()
    for person in (given.manager, creators.officer(), creators.user(Profile.REGISTRAR)):
        with pytest.raises(Refused):
            actions.accept_report(given.assignment, by=person, on=ON)
    given.assignment.refresh_from_db()
    assert given.assignment.status == Status.REPORTED


def test_nobody_accepts_what_they_reported_themselves(example: Example):
    given = Given(example)
    creators.tenure(creators.role("Regiondirektör"), given.manager, rank=1)
    given.reported()
    with pytest.raises(Refused, match="Du har själv"):
        actions.accept_report(given.assignment, by=given.manager, on=ON)


def test_the_boards_word_is_recorded_by_the_registrar(example: Example):
    given = Given(example, report_to=None)
    given.reported()
    with pytest.raises(Refused):
        actions.accept_report(given.assignment, by=given.director, on=ON)
    registrar = creators.user(Profile.REGISTRAR)
    assert actions.accept_report(given.assignment, by=registrar, on=ON).status == Status.ACCEPTED


def test_where_the_decision_names_nobody_an_officer_reports(example: Example):
    given = Given(example, role=None)
    with pytest.raises(Refused, match="nämner ingen ansvarig"):
        actions.report_back(given.assignment, text="Klart.", by=given.manager, on=ON)
    actions.report_back(given.assignment, text="Klart.", by=creators.officer(), on=ON)


def test_a_remark_changes_no_status_and_an_auditor_writes_none(example: Example):
    given = Given(example)
    assert actions.comment(given.assignment, text="Pågår.", by=given.manager, on=ON).status == Status.OPEN
    with pytest.raises(Refused, match="kommentera"):
        actions.comment(given.assignment, text="Varför?", by=creators.user(Profile.AUDITOR), on=ON)


def test_done_is_for_good_and_what_was_said_is_kept(example: Example):
    given = Given(example)
    given.reported()
    actions.accept_report(given.assignment, by=given.director, on=ON)
    with pytest.raises(Refused):
        given.reported()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Assignment.objects.update(status=Status.OPEN)
    with pytest.raises(ProgrammingError), transaction.atomic():
        AssignmentEvent.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        AssignmentEvent.objects.create(assignment=given.assignment, what="reported", by=given.manager, on=ON)


def test_late_is_a_day_that_has_passed_never_words(example: Example):
    yesterday = ON - datetime.timedelta(days=1)
    assert Given(example, due_on=yesterday).assignment.is_overdue(ON)
    assert not Assignment(due_on=ON).is_overdue(ON)
    vague = Assignment(due_text="hösten 2021")
    assert not vague.is_overdue(ON)
    assert vague.due == "hösten 2021"
    assert not Assignment(due_on=yesterday, status=Status.REPORTED).is_overdue(ON)


def test_mine_first_then_by_date_and_what_is_done_last(client, example: Example):
    given = Given(example, due_on=ON - datetime.timedelta(days=3))
    vague = Assignment.objects.create(
        decision=given.example.decision, text="Utan dag.", role=given.role, due_text="snarast"
    )
    other = Assignment.objects.create(decision=given.example.decision, text="Annans.", role=creators.role("Annan"))
    shown = assignment_list(given.manager, ON)
    assert [row.assignment for row in shown.mine] == [given.assignment, vague]
    assert [row.assignment for row in shown.others] == [other]
    assert shown.overdue == 1
    client.force_login(given.manager)
    page = client.get(reverse("assignments")).content.decode()
    assert "Du har 2 uppdrag" in page
    assert "3 dagar försenat" in page
    start = client.get("/").content.decode()
    assert "Försenat uppdrag" in start
    assert "snarast" in start


def test_what_stands_in_a_draft_is_asked_of_nobody(client, example: Example):
    draft = example.propose({example.alfa: -1, example.beta: 1})
    asked = Assignment.objects.create(decision=draft, text="Inte än.", role=creators.role())
    client.force_login(creators.officer())
    assert "Inte än." not in client.get(reverse("assignments")).content.decode()
    assert client.get(asked.get_absolute_url()).status_code == 404


def test_over_http_from_report_to_done(client, example: Example):
    given = Given(example)
    client.force_login(given.manager)
    path = given.assignment.get_absolute_url()
    assert "Återredovisa</h2>" in client.get(path).content.decode()
    wrong = client.post(reverse("assignment_report", args=[given.assignment.pk]), {"text": ""})
    assert wrong.status_code == 422
    client.post(reverse("assignment_report", args=[given.assignment.pk]), {"text": "Klart i juni."})
    refused = client.post(reverse("assignment_accept", args=[given.assignment.pk]), {"text": ""})
    assert refused.status_code == 403
    client.force_login(given.director)
    assert "Klart i juni." in client.get(path).content.decode()
    done = client.post(reverse("assignment_accept", args=[given.assignment.pk]), {"text": ""}, follow=True)
    assert "Återredovisningen är godkänd" in done.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(client, count, django_assert_num_queries, example: Example):
    given = Given(example)
    for _ in range(count - 1):
        Assignment.objects.create(decision=given.example.decision, text="Till.", role=creators.role())
    client.force_login(creators.user(Profile.AUDITOR))
    with django_assert_num_queries(6):
        client.get(reverse("assignments"))


def extract_of(activity):
    return build_extract(Activity.objects.for_extract().get(pk=activity.pk), ON)


def test_the_extract_holds_amounts_conditions_mandate_and_who_answers(example: Example):
    creators.condition(1, "Befintliga resurser ska nyttjas.")
    given = Given(example)
    example = given.example
    example.alfa.responsibilities.create(role=given.role)
    example.decided({example.alfa: -100, example.beta: 100}, director=given.director)
    extract = extract_of(example.alfa)
    assert [(row.amount, row.booked) for row in extract.decisions] == [(600, 600), (-100, -100)]
    assert (extract.decided, extract.booked, extract.uncovered) == (500, 500, 0)
    assert extract.decisions[0].reference.endswith("§ 35")
    assert [(one.number, one.text) for one in extract.conditions] == [(1, "Befintliga resurser ska nyttjas.")]
    assert extract.mandates[0].basis.endswith("§ 35 punkt 2")
    assert ("FOU chef", "Fia Forskare") in [(one.role, one.person) for one in extract.answerable]
    assert [one.text for one in extract.assignments] == ["Återredovisa vad som har gjorts."]


def test_the_extract_of_a_locked_activity_says_who_unlocks_and_what_lacks_money(client, example: Example):
    extract = extract_of(example.gamma)
    assert extract.lock.endswith("§ 35")
    assert extract.mandates == ()
    assert (extract.decided, extract.booked, extract.uncovered) == (130, 100, 30)
    client.force_login(creators.user(Profile.AUDITOR))
    page = client.get(reverse("extract", args=[example.gamma.pk])).content.decode()
    assert "låst genom" in page
    assert "öronmärkt av staten" in page


def test_the_extract_is_drawn_by_the_worker(client, example: Example):
    client.force_login(creators.user(Profile.AUDITOR))
    path = reverse("extract_pdf", args=[example.alfa.pk])
    assert client.get(path).status_code == 202
    short_documents.draw(extract_of(example.alfa))
    with pikepdf.open(io.BytesIO(client.get(path).content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "uppgifter.json" in pdf.attachments
        assert str(pdf.docinfo["/Title"]) == "Mitt uppdrag: Alfa"


@pytest.mark.parametrize("count", [1, 3])
def test_the_extract_costs_the_same_however_many_decisions(count, django_assert_num_queries, example: Example):
    given = Given(example)
    for _ in range(count):
        given.example.decided({given.example.alfa: -10, given.example.beta: 10}, director=given.director)
    activity = Activity.objects.for_extract().get(pk=given.example.alfa.pk)
    with django_assert_num_queries(18):
        build_extract(activity, ON)


def days(count):
    return ON + datetime.timedelta(days=count)


def steps(on):
    return [row.step for row in assignment_reminders.remind(on)]


def test_the_assignee_is_reminded_at_each_step_once_however_often_it_is_run(mailoutbox, example: Example):
    given = Given(example, due_on=days(10))
    assert [steps(days(count)) for count in (2, 3, 3, 8, 9, 10)] == [[], ["before_7"], [], [], ["before_1"], []]
    # The run of the day after was missed: the latest step is made up for.
    assert [steps(days(count)) for count in (17, 17, 400)] == [["after_7"], [], []]
    rows = list(given.assignment.reminders.all())
    assert {row.address for row in rows} == {given.manager.email}
    for row in rows * 2:
        assignment_reminders.send(row.pk)
    assert [message.subject.split(":")[0] for message in mailoutbox] == [
        f"Uppdrag senast {days(10)}", f"Uppdrag senast {days(10)}", "Försenat uppdrag"
    ]  # fmt: skip
    for words in (given.assignment.text, given.assignment.get_absolute_url(), "för 7 dagar sedan", "Regiondirektör"):
        assert words in mailoutbox[-1].body


def test_reminders_are_silent_once_reported_back_until_it_is_sent_back(example: Example):
    given = Given(example, due_on=ON)
    given.reported()
    assert steps(days(1)) == []
    actions.ask_for_more(given.assignment, text="Hur många?", by=given.director, on=ON)
    assert steps(days(1)) == ["after_1"]
    given.reported()
    actions.accept_report(given.assignment, by=given.director, on=ON)
    assert steps(days(7)) == []


def test_nobody_is_reminded_of_words_or_drafts_or_of_what_a_later_decision_replaces(example: Example):
    given = Given(example, due_on=ON)
    Assignment.objects.create(decision=given.example.decision, text="Snart.", role=given.role, due_text="snarast")
    later = given.example.propose({given.example.alfa: -1, given.example.beta: 1})
    Recipient.objects.create(decision=later, name="FOU chef", role=given.role)
    Assignment.objects.create(decision=later, text="Inte än.", role=given.role, due_on=ON)
    DecisionLink.objects.create(decision=later, kind="replaces", other=given.example.decision)
    assert [row.assignment for row in assignment_reminders.remind(days(1))] == [given.assignment]
    actions.submit(later, by=later.created_by, on=ON)
    actions.decide(later, by=given.director, on=ON)
    assert [row.assignment.text for row in assignment_reminders.remind(days(7))] == ["Inte än."]


def test_where_nobody_holds_the_role_the_coordinator_or_else_hospa_is_reminded(example: Example):
    given, coordinator = Given(example, role=creators.role("Obesatt"), due_on=ON), creators.user(Profile.COORDINATOR)
    nameless = Assignment.objects.create(decision=given.example.decision, text="Ingens.", due_on=ON)
    given.example.agreement.coordinator = creators.role("Chef HOSPA", holder=coordinator)
    given.example.agreement.save()
    rows = {row.address: row.assignment for row in assignment_reminders.remind(days(1))}
    officers = those_who_may(Ability.ALLOCATE)
    assert rows == {coordinator.email: given.assignment} | dict.fromkeys((one.email for one in officers), nameless)


def test_what_a_killed_worker_left_is_sent_and_what_was_sent_is_kept(client, example: Example):
    given = Given(example, due_on=ON)
    (row,) = assignment_reminders.remind(days(1))
    ProcrastinateJob.objects.all().delete()
    tasks.send_what_waits(timestamp=0)
    assert ProcrastinateJob.objects.get().queueing_lock == f"assignment-reminder:{row.pk}"
    assignment_reminders.send(row.pk)
    with pytest.raises(ProgrammingError), transaction.atomic():
        AssignmentReminder.objects.update(status="waiting", sent_at=None)
    client.force_login(given.manager)
    assert "Påmindes dagen efter" in client.get(given.assignment.get_absolute_url()).text


def test_the_decision_tells_its_assignees_and_asks_why_they_get_no_extract(client, example: Example):
    given, example = Given(example), creators.Example()
    decision = example.propose({example.alfa: -100, example.beta: 100}, by=creators.officer())
    Assignment.objects.create(decision=decision, text="Följ upp.", role=given.role, due_on=days(90))

    def missing():
        return [finding.subject for finding in findings(decision, ON) if finding.id == "decisions.W027"]

    assert missing() == [str(given.role.pk)]
    given.role.unit = Unit.objects.create(name="Forskning")
    given.role.unit.aliases.create(name="FoU-enheten")
    given.role.save()
    Recipient.objects.create(decision=decision, name="fou-enheten")
    assert missing() == []
    actions.submit(decision, by=decision.created_by, on=ON)
    actions.decide(decision, by=given.director, on=ON)
    row = Notification.objects.get(event__decision=decision, event__what="decided", address=given.manager.email)
    assert row.why == "FOU chef, som får ett uppdrag i beslutet"
    text = notification.compose(row).body
    assert f"Uppdrag till FOU chef, återredovisas senast {days(90)}: Följ upp." in text
    assert decision.assignments.get().get_absolute_url() in text
    client.force_login(creators.officer())
    page = client.get(decision.get_absolute_url()).text
    assert "Utdrag till fou-enheten: <" in page
    assert "ingen adress: skickas på annat sätt" in page


def test_an_extract_by_role_or_through_the_document_is_an_extract(example: Example):
    given, example = Given(example), creators.Example()
    decision = example.propose({example.alfa: -100, example.beta: 100}, by=creators.officer())
    Assignment.objects.create(decision=decision, text="Följ upp.", role=given.role)
    assert unaddressed([decision]) == {decision.pk: [given.role]}
    memo = Document.objects.create(case=decision.case, kind="memo", title="Följ upp", decision=decision)
    Recipient.objects.create(document=memo, name="FOU chef", role=given.role)
    assert unaddressed([decision]) == {decision.pk: []}
