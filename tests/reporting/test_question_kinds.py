"""Every kind of question, of every scope: asked on the page, answered, reviewed and told in the report."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from people.abilities import Profile
from people.models import User
from reporting import actions
from reporting.models import Answer, Question, Questionnaire
from reporting.report import build_report
from tests import asking, creators

pytestmark = pytest.mark.django_db
Scope = Question.Scope

KINDS = (
    ("text", "", {"s": "Mycket."}, "Mycket."),
    ("amount", "", {"s": "1,5 mkr"}, "1\u00a0500\u00a0000\u00a0kr"),
    ("number", "", {"s": "12,5"}, "12,5"),
    ("yes_no", "", {"s": "nej"}, "nej"),
    ("choice", "Röd\nGul", {"s": "Gul"}, "Gul"),
    ("date", "", {"s": "2020-08-31"}, "2020-08-31"),
    ("table", "Vem\nAntal", {"s-0-0": "Region", "s-0-1": "2", "s-1-0": "", "s-1-1": ""}, "Vem: Region; Antal: 2"),
    ("file", "", {"s": asking.file()}, "rapport.pdf (PDF, 1 kB, kontrollsumma "),
)
"""The kind, its choices, what is posted, what is read."""


class AskedOfAll:
    """One question of each kind about the whole, and one of each scope; one person answers for everything."""

    def __init__(self) -> None:
        self.example, self.officer = creators.Example(), creators.officer()
        self.chief = creators.user(Profile.MANAGER)
        role = creators.role("Chef HOSPA", holder=self.chief)
        self.example.agreement.coordinator = self.example.area.coordinator = role
        self.example.agreement.save()
        self.example.area.save()
        self.example.area.focus_areas.create(letter="A", text="Kontinuitet")
        self.questionnaire = self._sent()
        requirement = self.questionnaire.requirement
        self.address = reverse("answers", args=[requirement.pk])
        self.review = reverse("answers_of_area", args=[requirement.pk, 0])

    def _sent(self) -> Questionnaire:
        by = self.officer
        draft = actions.begin_questionnaire(asking.requirement(self.example.agreement), by=by, is_example=True)
        section = actions.add_section(draft, title="Allt", by=by)
        for kind, choices, *_ in KINDS:
            fields = {"text": f"Ett svar som är {kind}?", "help": f"Så här svarar du på {kind}."}
            actions.save_question(
                section, question=None, by=by, **fields, kind=kind, choices=choices, scope=Scope.AGREEMENT
            )
        for scope in Scope:
            actions.save_question(section, question=None, by=by, text=f"Hur är det med {scope}?", scope=scope)
        return actions.send_questionnaire(draft, due_on=asking.DUE, by=by, on=creators.TODAY)

    def of(self, text: str) -> list[Answer]:
        return [answer for answer in Answer.objects.of(self.questionnaire).in_order() if answer.question.text == text]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_every_kind_goes_from_the_page_to_the_report():
    asked = AskedOfAll()
    client = signed_in(asked.chief)
    page = client.get(asked.address).text
    posted: dict = {}
    for kind, _, written, _ in KINDS:
        (answer,) = asked.of(f"Ett svar som är {kind}?")
        assert f"Så här svarar du på {kind}." in page
        posted |= {f"v{answer.pk}": "0", f"w{answer.pk}": ""}
        posted |= {name.replace("s", f"s{answer.pk}", 1): value for name, value in written.items()}
    assert client.post(asked.address, posted).status_code == 302

    review = signed_in(asked.officer).get(asked.review).text
    report = build_report(asked.questionnaire.requirement, datetime.date(2020, 8, 31))
    told = {row.question: row for row in report.answers}
    for kind, _, _, read in KINDS:
        row = told[f"Ett svar som är {kind}?"]
        assert row.answer.startswith(read)
        assert row.state_told == "påbörjat, exempelfråga"
        assert read in review


def test_each_scope_asks_of_each_of_its_subjects():
    asked = AskedOfAll()
    subjects = {scope: [answer.subject for answer in asked.of(f"Hur är det med {scope}?")] for scope in Scope}
    agreement = asked.example.agreement
    assert subjects == {
        Scope.AGREEMENT: ["hela överenskommelsen"],
        Scope.AREA: [str(area) for area in agreement.areas.all()],
        Scope.FOCUS_AREA: [str(focus) for area in agreement.areas.all() for focus in area.focus_areas.all()],
        Scope.FUND: [fund.name for area in agreement.areas.all() for fund in area.funds.order_by("position")],
        Scope.ACTIVITY: [one.name for area in agreement.areas.all() for one in area.activities.order_by("position")],
    }
    assert all(subjects.values())


@pytest.mark.parametrize("count", [1, 3])
def test_the_review_costs_the_same_whatever_has_been_said(count, django_assert_num_queries):
    asked = AskedOfAll()
    for kind, *_ in KINDS[:count]:
        (answer,) = asked.of(f"Ett svar som är {kind}?")
        for text in ("Hur?", "Varför?")[:count]:
            actions.ask_about_answer(answer, text=text, by=asked.officer, on=creators.TODAY)
    client = signed_in(asked.officer)
    client.get(asked.review)
    with django_assert_num_queries(7):
        client.get(asked.review)
