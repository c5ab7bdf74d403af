"""Returned with questions on the lines: who asks, who answers, and that nothing is handed in before all is answered."""

from copy import deepcopy

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from config.refused import Refused
from decisions import actions
from decisions.models import Answer, Decision, Event, Notification, Question
from decisions.models.kinds import Status
from decisions.notification import compose
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.snapshots import nothing_changes

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


class Returned(Example):
    """A move of 50 from Alfa to Beta, returned with a question about Beta and one about the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.author, self.director = creators.officer(), creators.director()
        self.proposal = self.submitted({self.alfa: -50, self.beta: 50}, by=self.author)
        self.proposal = actions.return_to_author(
            self.proposal,
            reason="Nästan klart.",
            questions={self.beta.pk: "Hinner ni i år?", None: "Är facket tillfrågat?", self.alfa.pk: " "},
            by=self.director,
            on=TODAY,
        )
        self.about_beta, self.about_all = self.proposal.questions.all()
        self.path = reverse("answer", args=[self.proposal.pk])

    def answer(self, *questions: Question, by: User | None = None, text: str = "Ja, i november.") -> Decision:
        answers = {question.pk: text for question in questions}
        return actions.answer_questions(self.proposal, answers=answers, by=by or self.author, on=TODAY)


@pytest.fixture(scope="module")
def made(module_db: None) -> Returned:
    return Returned()


@pytest.fixture
def case(made: Returned, db: None) -> Returned:
    return deepcopy(made)


def test_the_whole_way_over_http(case):
    author, director = case.author, case.director
    proposal = case.submitted({case.alfa: -50, case.beta: 50}, by=author)
    desk, phone = signed_in(author), signed_in(director)
    sent = {f"question-{case.beta.pk}": "Hinner ni i år?"}
    assert phone.post(reverse("return_decision", args=[proposal.pk]), sent).status_code == 302
    question = proposal.questions.get()
    assert (question.activity, question.by, question.is_answered) == (case.beta, director, False)

    refused = desk.post(reverse("submit", args=[proposal.pk]))
    assert refused.status_code == 409
    assert "Svara först på det som förslaget återsändes med" in refused.text
    assert "Beta: ”Hinner ni i år?”" in refused.text
    for page in (proposal.get_absolute_url(), reverse("reallocation_edit", args=[proposal.pk])):
        assert "Hinner ni i år?" in desk.get(page).text
        assert "Inte besvarad" in desk.get(page).text

    empty = desk.post(reverse("answer", args=[proposal.pk]), {f"answer-{question.pk}": " "})
    assert empty.status_code == 422
    assert "Skriv minst ett svar på en fråga" in empty.text
    given = {f"answer-{question.pk}": "Ja, i november."}
    assert desk.post(reverse("answer", args=[proposal.pk]), given).status_code == 302
    assert desk.post(reverse("submit", args=[proposal.pk])).status_code == 302
    for page in ("/att-besluta/", proposal.get_absolute_url()):
        assert "Ja, i november." in phone.get(page).text
    proposal.refresh_from_db()
    actions.decide(proposal, by=director, on=TODAY)
    assert "Ja, i november." in phone.get(proposal.get_absolute_url()).text


def test_every_question_is_answered_before_it_is_handed_in_again(case):
    case.answer(case.about_beta)
    with nothing_changes(), pytest.raises(Refused, match="Hela förslaget: ”Är facket tillfrågat\\?”") as refused:
        actions.submit(case.proposal, by=case.author, on=TODAY)
    assert "Beta" not in refused.value.message
    case.answer(case.about_all)
    assert actions.submit(case.proposal, by=case.author, on=TODAY).status == Status.SUBMITTED


def test_the_database_takes_nothing_handed_in_with_a_question_open(case):
    with pytest.raises(IntegrityError, match="without an answer"), transaction.atomic():
        Decision.objects.filter(pk=case.proposal.pk).update(
            status=Status.SUBMITTED, submitted_by=case.author, submitted_on=TODAY
        )


def test_a_second_round_asks_for_its_own_answers(case):
    case.answer(case.about_beta, case.about_all)
    again = actions.submit(case.proposal, by=case.author, on=TODAY)
    again = actions.return_to_author(again, reason="", questions={None: "Och nästa år?"}, by=case.director, on=TODAY)
    with pytest.raises(Refused, match="Och nästa år"):
        actions.submit(again, by=case.author, on=TODAY)


def test_the_thread_stays_when_the_lines_are_written_anew(case):
    changes = {case.alfa: -40, case.beta: 40}
    actions.revise_reallocation(
        case.proposal, changes=changes, reason="Mindre.", version=case.proposal.version, by=case.author, on=TODAY
    )
    assert case.proposal.questions.get(activity=case.beta).text == "Hinner ni i år?"


def test_a_question_about_no_line_or_a_return_without_words_changes_nothing(case):
    proposal = case.submitted({case.alfa: -5, case.beta: 5}, by=case.author)
    for questions in ({case.gamma.pk: "Varför?"}, {}, {case.beta.pk: " "}):
        with nothing_changes(), pytest.raises(Refused):
            actions.return_to_author(proposal, reason="", questions=questions, by=case.director, on=TODAY)
    assert not Question.objects.filter(decision=proposal).exists()


def test_an_allocation_shows_its_threads_in_the_grid(case):
    creators.mandate(case.agreement, case.decision, kinds=("allocation",))
    author, director = case.author, case.director
    draft = actions.draft_allocation(
        agreement=case.agreement, case=case.case, body="director", title="Mer", by=author, on=TODAY
    )
    row = actions.GridRow(case.alfa, {case.fund.pk: creators.Decimal(10)})
    draft = actions.save_grid(draft, rows=[row], version=draft.version, by=author, on=TODAY)
    draft = actions.submit(draft, by=author, on=TODAY)
    questions = {case.alfa.pk: "Räcker det?", None: "Vem samordnar?"}
    draft = actions.return_to_author(draft, reason="", questions=questions, by=director, on=TODAY)
    page = signed_in(author).get(reverse("allocation", args=[draft.pk])).text
    assert "Räcker det?" in page
    assert "Fråga om hela förslaget:" in page


OTHERS = [profile for profile in Profile if profile != Profile.DIRECTOR]


@pytest.mark.parametrize("profile", OTHERS)
def test_nobody_but_the_director_asks(case, profile):
    case.answer(case.about_beta, case.about_all)
    proposal = actions.submit(case.proposal, by=case.author, on=TODAY)
    with nothing_changes():
        answer = signed_in(creators.user(profile)).post(
            reverse("return_decision", args=[proposal.pk]), {f"question-{case.beta.pk}": "Varför?"}
        )
    assert answer.status_code == 403


@pytest.mark.parametrize("profile", list(Profile))
def test_only_who_may_write_the_proposal_answers(case, profile):
    with nothing_changes() if profile != Profile.OFFICER else transaction.atomic():
        answer = signed_in(creators.user(profile)).post(case.path, {f"answer-{case.about_beta.pk}": "Ja."})
    assert answer.status_code == (302 if profile == Profile.OFFICER else 403)
    assert Answer.objects.exists() == (profile == Profile.OFFICER)


def test_who_asked_does_not_answer_and_who_answered_does_not_decide(case):
    both = creators.user(Profile.DIRECTOR, Profile.OFFICER)
    creators.tenure(creators.role("Regiondirektör"), both, rank=1)
    case.answer(case.about_beta, by=both)
    case.answer(case.about_all)
    proposal = actions.submit(case.proposal, by=case.author, on=TODAY)
    with nothing_changes(), pytest.raises(Refused, match="själv arbetat med"):
        actions.decide(proposal, by=both, on=TODAY)
    asker = creators.user(Profile.DIRECTOR, Profile.OFFICER)
    creators.tenure(creators.role("Regiondirektör"), asker, rank=2)
    with pytest.raises(IntegrityError, match="not to be answered by"), transaction.atomic():
        Answer.objects.create(question=case.about_beta, text="Ja.", by=case.director, on=TODAY)


STATES = {
    Status.DRAFT: lambda case: case.propose({case.alfa: -1, case.beta: 1}, by=case.author),
    Status.SUBMITTED: lambda case: case.submitted({case.alfa: -1, case.beta: 1}, by=case.author),
    Status.RETURNED: lambda case: case.proposal,
    Status.DECIDED: lambda case: case.decided({case.alfa: -1, case.beta: 1}, director=case.director),
    Status.REJECTED: lambda case: actions.reject(
        case.submitted({case.alfa: -1, case.beta: 1}), reason="Nej.", by=case.director, on=TODAY
    ),
    Status.WITHDRAWN: lambda case: actions.withdraw(case.proposal, by=case.author, on=TODAY),
}


@pytest.mark.parametrize("status", STATES)
def test_asked_only_of_what_is_handed_in_and_answered_only_while_it_is_returned(case, status):
    decision = STATES[status](case)
    assert decision.status == status
    with nothing_changes() if status != Status.SUBMITTED else transaction.atomic():
        asked = signed_in(case.director).post(
            reverse("return_decision", args=[decision.pk]), {"reason": "x", f"question-{case.beta.pk}": "Varför?"}
        )
    assert asked.status_code == (302 if status == Status.SUBMITTED else 409)
    if status == Status.SUBMITTED:
        return
    given = {f"answer-{case.about_beta.pk}": "Ja."}
    answered = signed_in(case.author).post(reverse("answer", args=[decision.pk]), given)
    assert answered.status_code == (302 if status == Status.RETURNED else 409)


def test_the_thread_is_append_only_in_the_database(case):
    case.answer(case.about_beta)
    for model in (Question, Answer):
        for change in (lambda rows: rows.update(text="Annat."), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(model.objects.all())
    event = case.proposal.events.get(what=Event.What.RETURNED)
    with pytest.raises(IntegrityError, match="not returned by"), transaction.atomic():
        Question.objects.create(decision=case.proposal, event=event, text="?", by=case.author, on=TODAY)


def test_the_author_is_told_of_the_questions_and_the_director_of_the_answers(case):
    told = Notification.objects.get(event__what=Event.What.RETURNED)
    assert told.address == case.author.email
    assert "Fråga om Beta: Hinner ni i år?" in compose(told).body
    case.answer(case.about_beta, case.about_all)
    actions.submit(case.proposal, by=case.author, on=TODAY)
    last = Notification.objects.filter(event__what=Event.What.SUBMITTED, address=case.director.email).last()
    assert "Svar: Ja, i november." in compose(last).body
