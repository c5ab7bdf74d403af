"""Building a questionnaire, sending it, answering, reviewing: what each rule takes and refuses."""

import datetime
from copy import deepcopy

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from config.refused import Refused, Stale
from grants.models import Agreement
from people.abilities import Profile
from reporting import actions
from reporting.filing import preconditions
from reporting.models import Answer, AnswerEvent, Question, Questionnaire
from reporting.questionnaire.conditions import asked_of
from reporting.questionnaire.page import progress, recipients
from reporting.questionnaire.sheet import Sheet
from reporting.questionnaire.told import owed, who_owes
from reporting.questionnaire.values import read_value, shown, typed
from reporting.report import build_report
from tests import asking, creators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
ON = creators.TODAY


class Asked:
    """The example agreement with a sent questionnaire; Alfa is answered for by two people in turn."""

    def __init__(self) -> None:
        self.example = creators.Example()
        self.officer = creators.officer()
        self.chief, self.deputy = creators.user(Profile.MANAGER), creators.user(Profile.MANAGER)
        role = creators.role("Primärvårdschef", holder=self.chief)
        creators.tenure(role, self.deputy, rank=1)
        self.example.alfa.responsibilities.update(role=role)
        creators.spent(self.example.alfa, 210)
        self.requirement = asking.requirement(self.example.agreement)
        self.questionnaire = asking.sent(self.requirement, by=self.officer)
        self.address = reverse("answers", args=[self.requirement.pk])

    def of(self, text: str) -> Answer:
        return asking.answer(self.questionnaire, text)

    def save(self, text: str, value, *, by=None) -> Answer:
        answer = self.of(text)
        return actions.save_answer(answer, value=value, version=answer.version, by=by or self.chief, on=ON)

    def ready(self) -> None:
        for text, value in (
            ("Vad har gjorts?", "Mycket."),
            ("Vad har det kostat?", "210.00"),
            ("Fortsätter den?", "nej"),
        ):
            self.save(text, value)
        actions.mark_ready(self.about_alfa(), by=self.chief, on=ON)

    def about_alfa(self) -> list[Answer]:
        return Sheet(self.questionnaire, self.chief, ON).answers_about(f"a{self.example.alfa.pk}")

    def posted(self, text: str, value: str, *, by, do: str = "save", **more) -> dict[str, str]:
        """The form as `by` has it before the eyes, with one answer written."""
        answer = self.of(text)
        sheet = Sheet(self.questionnaire, by, ON)
        data = {f"v{pk}": str(one.answer.version) for pk, one in sheet.fields.items()}
        data |= {f"w{pk}": one.mark for pk, one in sheet.fields.items()}
        data |= {one.name: one.raw for one in sheet.fields.values()}
        return data | {f"s{answer.pk}": value, "do": do} | more


@pytest.fixture(scope="module")
def made(module_db: None) -> Asked:
    return Asked()


@pytest.fixture
def asked(made: Asked, db: None) -> Asked:
    return deepcopy(made)


@pytest.mark.parametrize(
    ("kind", "said", "value", "read"),
    [
        ("amount", "1 266 508", "1266508.00", "1\u00a0266\u00a0508\u00a0kr"),
        ("number", "12,5", "12.5", "12,5"),
        ("date", "2020-08-31", "2020-08-31", "2020-08-31"),
        ("yes_no", "ja", "ja", "ja"),
        ("choice", "Gul", "Gul", "Gul"),
        ("text", " Ett\r\ntvå ", "Ett\ntvå", "Ett\ntvå"),
    ],
)
def test_what_is_typed_becomes_a_value_and_is_read_again(kind, said, value, read):
    question = Question(kind=kind, choices="Röd\nGul")
    assert read_value(question, said) == value
    assert shown(question, value) == read
    assert read_value(question, typed(question, value)) == value


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("amount", "mycket"),
        ("number", "NaN"),
        ("date", "i går"),
        ("yes_no", "kanske"),
        ("choice", "Blå"),
        ("text", "a b c d"),
    ],
)
def test_what_cannot_be_read_is_refused(kind, said):
    with pytest.raises(ValueError, match=r"[A-ZÅÄÖ].*\."):
        read_value(Question(kind=kind, choices="Röd", word_limit=3), said)


def test_the_words_of_a_text_are_counted_against_its_limit():
    with pytest.raises(ValueError, match="4 ord och får ha högst 3"):
        read_value(Question(kind="text", word_limit=3), "ett två tre fyra")


def test_each_responsible_role_gets_the_questions_of_its_subjects(asked):
    owed = Sheet(asked.questionnaire, asked.chief, ON)
    assert [group.subject for group in owed.groups] == ["Alfa"]
    assert Sheet(asked.questionnaire, asked.deputy, ON).fields.keys() == owed.fields.keys()
    rows = progress(Answer.objects.of(asked.questionnaire).in_order())
    assert [(row.role, row.total, row.left) for row in rows if row.role == "Primärvårdschef"] == [
        ("Primärvårdschef", 4, 4)
    ], "the question that depends on another is not asked yet"
    assert {row.role for row in recipients(asked.questionnaire)[0]} >= {"Beställarchef", "Primärvårdschef"}


def test_who_held_the_role_yesterday_owes_nothing_today(asked):
    asked.chief.tenures.update(ends_on=ON - datetime.timedelta(days=1))
    assert not Sheet(asked.questionnaire, asked.chief, ON).fields
    with pytest.raises(Refused, match="lämnas av Primärvårdschef"):
        asked.save("Vad har gjorts?", "Mitt.")


def test_a_draft_changes_and_what_is_sent_does_not(asked):
    with pytest.raises(Refused, match="kan inte ändras längre"):
        actions.add_section(asked.questionnaire, title="Nytt", by=asked.officer)
    with pytest.raises(Refused, match="behörighet"):
        actions.begin_questionnaire(asking.requirement(asked.example.agreement), by=asked.chief)


def test_nothing_is_sent_to_nobody_or_for_yesterday():
    example, officer = creators.Example(), creators.officer()
    draft = asking.questionnaire(asking.requirement(example.agreement), by=officer)
    with pytest.raises(Refused, match="Ingen funktion ansvarar för 1"):
        actions.send_questionnaire(draft, due_on=asking.DUE, by=officer, on=ON)
    with pytest.raises(Refused, match="har redan varit"):
        actions.send_questionnaire(draft, due_on=datetime.date(2020, 9, 9), by=officer, on=ON)
    assert not Answer.objects.of(draft).exists()


def test_questions_are_moved_and_removed_and_a_condition_must_fit():
    example, officer = creators.Example(), creators.officer()
    draft = asking.questionnaire(asking.requirement(example.agreement), by=officer)
    section = draft.sections.get()
    first, second, *_ = section.questions.all()
    actions.move_question(first, steps=1, by=officer)
    assert list(section.questions.all())[:2] == [second, first]
    with pytest.raises(Refused, match="har inte svaret"):
        actions.save_question(
            section,
            question=first,
            by=officer,
            condition=section.questions.get(kind="yes_no"),
            condition_value="kanske",
        )
    actions.remove_question(section.questions.get(kind="yes_no"), by=officer)
    left = section.questions.get(text="Med vilka pengar?")
    assert (left.condition, left.condition_value) == (None, "")


def test_a_question_that_others_depend_on_keeps_the_answer_that_they_wait_for():
    officer = creators.officer()
    draft = asking.questionnaire(asking.requirement(creators.Example().agreement), by=officer)
    asked, depending = (
        draft.sections.get().questions.get(text=text) for text in ("Fortsätter den?", "Med vilka pengar?")
    )
    with pytest.raises(Refused, match=r"”Med vilka pengar\?” ställs bara om svaret här är ja. Ändra den först"):
        actions.save_question(asked.section, question=asked, by=officer, kind="text")
    asked.refresh_from_db()
    fields = {"kind": "yes_no", "condition": asked, "condition_value": "ja"}
    depending = actions.save_question(depending.section, question=depending, by=officer, **fields)
    with pytest.raises(Refused, match="beror på varandra"):
        actions.save_question(asked.section, question=asked, by=officer, condition=depending, condition_value="nej")


def test_what_depends_on_a_question_that_is_not_asked_is_not_asked_either():
    first = Question(pk=1, kind="yes_no")
    second = Question(pk=2, kind="yes_no", condition=first, condition_value="ja")
    third = Question(pk=3, condition=second, condition_value="ja")
    answers = [
        Answer(pk=question.pk, question=question, value=value)
        for question, value in ((first, "ja"), (second, "ja"), (third, ""))
    ]
    assert asked_of(answers) == {1, 2, 3}
    answers[0].value = "nej"
    assert asked_of(answers) == {1}, "the second was answered before, and is not asked any longer"


def test_a_copy_shows_last_years_answers_beside(asked):
    asked.save("Vad har gjorts?", "Förra årets svar.")
    copy = actions.copy_questionnaire(asked.questionnaire, to=asking.requirement(next_year(asked)), by=asked.officer)
    copy = actions.send_questionnaire(copy, due_on=asking.DUE, by=asked.officer, on=ON)
    sheet = Sheet(copy, asked.chief, ON)
    told = {one.question.text: one.earlier for group in sheet.groups for one in group.fields}
    assert told["Vad har gjorts?"] == "Förra årets svar."
    conditional = Question.objects.get(section__questionnaire=copy, text="Med vilka pengar?")
    assert conditional.condition.section.questionnaire == copy


def next_year(asked: Asked) -> Agreement:
    """Another agreement, with an activity of the same name that the same role answers for."""
    area = creators.area(creators.agreement("nasta-ar", name="Nästa år"))
    creators.activity(area, "Alfa", responsible=creators.role("Primärvårdschef"))
    area.agreement.areas.update(coordinator=creators.role("Beställarchef"))
    return area.agreement


def test_figures_are_filled_in_with_their_origin_and_a_draft_text_is_offered(asked):
    fields = {
        one.question.text: one for group in Sheet(asked.questionnaire, asked.chief, ON).groups for one in group.fields
    }
    cost = fields["Vad har det kostat?"]
    assert cost.raw == "210"
    assert cost.filled.origin == "Utfall enligt boken per 2020-08-31: 210\u00a0kr."
    assert "600\u00a0kr beslutats" in fields["Vad har gjorts?"].suggestion
    assert "210\u00a0kr har förbrukats" in fields["Vad har gjorts?"].suggestion


def test_a_suggestion_is_put_into_the_field_marked_and_not_saved(asked, client):
    answer = asked.of("Vad har gjorts?")
    client.force_login(asked.chief)
    page = client.post(asked.address, asked.posted("Vad har gjorts?", "", by=asked.chief, do=f"suggest:{answer.pk}"))
    assert page.status_code == 200
    (one,) = (one for one in page.context["sheet"].fields.values() if one.answer.pk == answer.pk)
    assert one.raw.startswith("Till och med 2020-08-31 har 600\u00a0kr beslutats")
    assert "Förslaget är hämtat ur uppgifterna. Läs, rätta och komplettera innan du sparar." in page.text
    assert asked.of("Vad har gjorts?").is_empty


def test_what_i_write_is_shown_when_the_other_has_handed_the_answer_in(asked, client):
    mine = asked.posted("Vad har gjorts?", "Mitt svar.", by=asked.deputy)
    saving = asked.posted("Vad har gjorts?", "Mitt svar.", by=asked.deputy, do="autosave")
    asked.ready()
    client.force_login(asked.deputy)
    page = client.post(asked.address, mine)
    assert page.status_code == 422
    assert "Svaret är klarmarkerat. Ta tillbaka det för att ändra." in page.text
    assert "Mitt svar." in page.text
    assert asked.of("Vad har gjorts?").value == "Mycket."
    said = client.post(asked.address, saving).json()["answers"]
    assert [one["error"] for one in said.values() if one["error"]] == [
        "Svaret är klarmarkerat. Ta tillbaka det för att ändra."
    ]


def test_what_i_have_not_touched_is_not_saved_over_anothers(asked, client):
    mine = asked.posted("Fortsätter den?", "ja", by=asked.deputy)
    asked.save("Vad har gjorts?", "Den andres svar.")
    client.force_login(asked.deputy)
    assert client.post(asked.address, mine).status_code == 302
    assert asked.of("Vad har gjorts?").value == "Den andres svar."
    assert asked.of("Fortsätter den?").value == "ja"


def test_it_saves_itself_and_tells_what_is_wrong(asked, client):
    client.force_login(asked.chief)
    answer = asked.of("Vad har gjorts?")
    said = client.post(asked.address, asked.posted("Vad har gjorts?", "ett", by=asked.chief, do="autosave")).json()
    assert said["answers"][str(answer.pk)]["version"] == 1
    long = asked.posted("Vad har gjorts?", "ett två tre fyra fem sex", by=asked.chief, do="autosave")
    assert "6 ord" in client.post(asked.address, long).json()["answers"][str(answer.pk)]["error"]
    stale = asked.posted("Vad har gjorts?", "sju", by=asked.chief, do="autosave") | {f"v{answer.pk}": "0"}
    assert client.post(asked.address, stale).status_code == 409
    assert asked.of("Vad har gjorts?").value == "ett"


def test_ready_is_refused_with_the_list_of_what_is_missing(asked):
    asked.save("Fortsätter den?", "ja")
    with pytest.raises(Refused) as refused:
        actions.mark_ready(asked.about_alfa(), by=asked.chief, on=ON)
    for text in ("Vad har gjorts?", "Vad har det kostat?", "Med vilka pengar?"):
        assert f"”{text}”" in refused.value.message
    asked.ready()
    assert {answer.state for answer in asked.about_alfa()} == {"ready"}
    with pytest.raises(Refused, match="Ta tillbaka"):
        asked.save("Vad har gjorts?", "Annat.")
    actions.take_back(asked.about_alfa(), by=asked.chief, on=ON)
    asked.save("Vad har gjorts?", "Annat.")


def test_review_asks_returns_with_a_reason_and_approves(asked):
    asked.ready()
    answer = asked.of("Vad har gjorts?")
    with pytest.raises(Refused, match="Skriv varför"):
        actions.return_answer(answer, reason=" ", by=asked.officer, on=ON)
    actions.ask_about_answer(answer, text="För vilka?", by=asked.officer, on=ON)
    actions.reply_about_answer(answer, text="För barn.", by=asked.chief, on=ON)
    actions.return_answer(answer, reason="Skriv mer.", by=asked.officer, on=ON)
    asked.save("Vad har gjorts?", "Mycket för barn.")
    assert asked.of("Vad har gjorts?").state == "returned"
    actions.mark_ready(asked.about_alfa(), by=asked.chief, on=ON)
    last = asked.of("Vad har gjorts?").events.filter(what="ready").last()
    assert (last.before, last.after) == ("Mycket.", "Mycket för barn.")
    assert actions.approve_answer(answer, by=asked.officer, on=ON).state == "approved"
    with pytest.raises(DatabaseError), transaction.atomic():
        AnswerEvent.objects.update(text="Något annat.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).delete()


def test_what_is_written_to_the_reviewer_goes_with_whatever_button_is_pressed(asked, client):
    asked.ready()
    answer = asked.of("Vad har gjorts?")
    actions.ask_about_answer(answer, text="Hur många?", by=asked.officer, on=ON)
    client.force_login(asked.chief)
    client.post(asked.address, {"do": "save", f"r{answer.pk}": "Tolv."})
    assert [event.text for event in answer.events.filter(what=AnswerEvent.What.REPLIED)] == ["Tolv."]
    refused = client.post(asked.address, {"do": f"reply:{answer.pk}", f"r{answer.pk}": " "})
    assert refused.status_code == 422
    assert "Skriv ditt svar på frågan först." in refused.text


def test_a_question_whose_condition_does_not_hold_is_not_counted_as_left(asked):
    before = Sheet(asked.questionnaire, asked.chief, ON)
    assert len(before.asked) < len(before.fields)
    assert before.left == len(before.asked)
    asked.save("Fortsätter den?", "ja")
    assert Sheet(asked.questionnaire, asked.chief, ON).left == before.left + 1


def test_the_last_day_is_changed_while_the_questions_are_answered(asked, client):
    client.force_login(asked.officer)
    page = asked.questionnaire.get_absolute_url()
    for day, status in (("2020-10-05", 302), ("2020-09-09", 422), ("i morgon", 422)):
        assert client.post(page, {"do": "due", "due_on": day}).status_code == status
    asked.questionnaire.refresh_from_db()
    assert asked.questionnaire.due_on == datetime.date(2020, 10, 5)
    actions.close_questionnaire(asked.questionnaire, by=asked.officer)
    with pytest.raises(Refused, match="Det besvaras inte nu"):
        actions.change_due_day(asked.questionnaire, due_on=ON, by=asked.officer, on=ON)


def test_a_closed_questionnaire_takes_no_answers(asked):
    actions.close_questionnaire(asked.questionnaire, by=asked.officer)
    with pytest.raises(Refused, match="stängt"):
        asked.save("Vad har gjorts?", "Sent.")


def test_a_questionnaire_is_made_and_sent_in_the_browser(client):
    example, officer = creators.Example(), creators.officer()
    example.agreement.areas.update(coordinator=creators.role("Beställarchef"))
    requirement = asking.requirement(example.agreement)
    address = reverse("questionnaire", args=[requirement.pk])
    client.force_login(officer)
    client.post(address, {"do": "begin", "example": "on"})
    client.post(address, {"do": "section", "title": "Resultat"})
    made = Questionnaire.objects.get(requirement=requirement)
    section = made.sections.get()
    fields = {"section": section.pk, "text": "Hur gick det?", "scope": "area", "kind": "amount", "word_limit": "5"}
    wrong = client.post(reverse("question_new", args=[requirement.pk]), fields)
    assert (wrong.status_code, "Bara en text har" in wrong.content.decode()) == (422, True)
    client.post(reverse("question_new", args=[requirement.pk]), fields | {"kind": "text", "required": "on"})
    client.post(reverse("questionnaire_send", args=[requirement.pk]), {"due_on": "2020-09-20"})
    made.refresh_from_db()
    assert (made.status, made.is_example) == ("sent", True)
    assert [answer.subject for answer in Answer.objects.of(made)] == [str(example.area)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_answers_page_costs_the_same_whatever_is_asked(asked, client, count, django_assert_num_queries):
    address = asked_so_often(asked, count)
    client.force_login(asked.chief)
    client.get(address)
    with django_assert_num_queries(19):
        client.get(address)


def asked_so_often(asked: Asked, count: int) -> str:
    """Another questionnaire with so many questions; the address where they are answered."""
    requirement = asking.requirement(asked.example.agreement)
    draft = actions.begin_questionnaire(requirement, by=asked.officer)
    section = actions.add_section(draft, title="Ett", by=asked.officer)
    for number in range(count):
        actions.save_question(section, question=None, by=asked.officer, text=f"Fråga {number}?", scope="activity")
    actions.send_questionnaire(draft, due_on=asking.DUE, by=asked.officer, on=ON)
    return reverse("answers", args=[requirement.pk])


def test_a_stale_version_is_refused_before_anything_is_written(asked):
    answer = asked.of("Vad har gjorts?")
    asked.save("Vad har gjorts?", "Först.")
    with pytest.raises(Stale, match="har sparat ett annat svar"):
        actions.save_answer(answer, value="Sedan.", version=0, by=asked.deputy, on=ON)


def test_the_answers_stand_in_the_report_and_filing_names_who_owes_one(asked):
    assert "Primärvårdschef (3)" in who_owes(asked.requirement)
    asked.ready()
    assert not [name for name in who_owes(asked.requirement) if name.startswith("Primärvårdschef")]
    assert owed(asked.chief, ON) == []
    report = build_report(asked.requirement, datetime.date(2020, 8, 31))
    told = {row.question: row.answer for row in report.areas[0].answers}
    assert told["Vad har gjorts?"] == "Mycket."
    assert told["Vad har det kostat?"] == "210\u00a0kr"
    blocked = preconditions(report, ON, ["Beställarchef (1)"])
    assert "Svar saknas från Beställarchef (1)." in [one.way_out for one in blocked if not one.holds]
