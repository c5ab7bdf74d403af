"""What stands on a decision's paper, of each kind and in each state: the template that its PDF is drawn from."""

import datetime
from collections.abc import Callable

import pytest
from django.template.loader import render_to_string

from decisions import actions
from decisions.actions import Task
from decisions.decision_document import build_document
from decisions.edits import Edit
from decisions.models import Decision
from people.abilities import Profile
from people.models import User
from tests import creators, kinds
from tests.creators import TODAY, Decimal, Example
from tests.html_tables import captioned

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2020, 10, 14)


@pytest.fixture
def registrar() -> User:
    return creators.user(Profile.REGISTRAR, name="Nils Nämndsekreterare")


def paper(decision: Decision) -> str:
    document = build_document(Decision.objects.for_page().get(pk=decision.pk))
    return render_to_string("pdf/decision.html", {"document": document}).replace("\xa0", " ")


def tables(html: str) -> dict[str, list[list[str]]]:
    return dict(captioned(html))


def submitted(draft: Decision) -> Decision:
    return actions.submit(draft, by=draft.created_by, on=TODAY)


def recorded(draft: Decision, by: User, **more) -> Decision:
    return actions.record(submitted(draft), decided_on=TODAY, by=by, on=TODAY, section_number="§ 80", **more)


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (lambda e: kinds.new_activity(e, pool=50), "beslutar om en ny aktivitet: Delta, 50 kr."),
        (lambda e: kinds.release(e, e.alfa, 100), "beslutar att återföra 100 kr från Alfa till ofördelat."),
        (lambda e: kinds.lock(e, e.alfa, e.beta), "beslutar att låsa Alfa och Beta."),
        (lambda e: kinds.lock(e, e.gamma, kind="unlock"), "beslutar att låsa upp Gamma."),
        (lambda e: kinds.repayment(e, 50), "beslutar att 50 kr återbetalas till staten."),
        (lambda e: kinds.correction(e, e.alfa, 500), "beslutar om rättelse av Fördelning 2020:"),
        (lambda e: kinds.rectification(e), "beslutar om rättelse av ordalydelsen i Fördelning 2020:"),
        (
            lambda e: kinds.across(e, kinds.other_area(e)[1], pool=30),
            "beslutar att omfördela 30 kr från ofördelat i Fri till Omega.",
        ),
    ],
)
def test_each_kind_says_what_is_decided_once(example: Example, draft: Callable[[Example], Decision], sentence: str):
    assert sentence in paper(draft(example))


def test_what_is_unallocated_stands_in_the_table_so_that_it_balances(example: Example, registrar: User):
    _, omega = kinds.other_area(example)
    draft = kinds.across(example, omega, pool=30)
    found = tables(paper(draft))
    assert found["Område 1. Område 1, kronor"][1:] == [
        ["Ofördelat i området", "200", "−30", "170"],
        ["Summa", "200", "−30", "170"],
    ]
    assert found["Område 2. Område 2, kronor"][-1] == ["Summa", "100", "+30", "130"]
    decided = recorded(draft, registrar, amounts={draft.lines.get(activity=omega).pk: Decimal(20)})
    html = paper(decided)
    assert "Förslaget ändrades." in html
    # What was proposed of each fund is not kept where money goes between areas.
    assert "det föreslagna som skulle tas ur det ofördelade framgår inte" in html
    assert tables(html)["Område 1. Område 1, kronor"][1:] == [
        ["Ofördelat i området", "200", "–", "−20", "180"],
        ["Summa", "200", "–", "−20", "180"],
    ]


def test_a_lock_is_a_list_of_activities_without_amounts(example: Example):
    role = example.alfa.roles.get().name
    html = paper(kinds.lock(example, example.alfa))
    assert tables(html) == {
        "Område 1. Område 1: aktiviteter som låses": [["Aktivitet", "Ansvarig funktion"], ["Alfa", role]],
        "": tables(html)[""],
    }
    assert "Inga pengar flyttas." in html


def test_a_correction_says_what_is_reversed_and_what_is_booked_instead(example: Example):
    found = tables(paper(kinds.correction(example, example.alfa, 500)))
    assert found["Bokningar som återförs, och vad som bokförs i stället, kronor"][1:] == [
        ["Ofördelat till Alfa, 2020-03-24", "Fri", "600", "500"]
    ]
    assert found["Område 1. Område 1, kronor"][-1] == ["Summa", "800", "0", "800"]


def test_a_repayment_is_told_in_kronor_to_the_state(example: Example):
    found = tables(paper(kinds.repayment(example, 50)))
    assert found["Återbetalas till staten, kronor"] == [["Tilldelning", "Belopp"], ["Fri", "50"], ["Summa", "50"]]


def test_a_draft_has_its_day_its_ground_and_the_conditions_that_it_will_carry(example: Example):
    creators.condition()
    html = paper(example.propose({example.alfa: -50, example.beta: 50}))
    assert build_document(Decision.objects.latest("pk")).dated == TODAY
    assert "Beslutas av regiondirektören med stöd av" in html
    assert "Målsättningen är att nyttja befintliga resurser." in html
    assert "Utkast, inte beslutat" in html
    assert "Skäl till förslaget" in html
    # The money belongs to the decision and the reasons come after it.
    assert html.index("Före") < html.index("Skäl till förslaget")
    assert "eftersom bara den kan låsa en aktivitet" in paper(kinds.lock(example, example.alfa))


MEETING = {"decided_on": TODAY, "on": TODAY, "section_number": "§ 81"}


@pytest.mark.parametrize(
    ("record", "more", "said", "mark"),
    [
        (actions.record_return, {}, "återremitterades av regionstyrelsen 2020-09-10 § 81. Skäl: Räkna om.", "Utkast,"),
        (
            actions.record_tabling,
            {"until": OCTOBER},
            "bordlades av regionstyrelsen 2020-09-10 § 81, till sammanträdet 2020-10-14. Skäl: Räkna om.",
            "Förslag,",
        ),
        (actions.record_rejection, {}, "avslogs av regionstyrelsen 2020-09-10 § 81. Skäl: Räkna om.", "Avslaget 2020"),
    ],
)
def test_what_became_of_it_and_why_stands_first(example: Example, registrar: User, record, more, said: str, mark: str):
    decision = record(submitted(kinds.lock(example, example.alfa)), reason="Räkna om.", by=registrar, **MEETING, **more)
    html = paper(decision)
    assert f"Förslaget {said}" in html
    assert f'<strong class="marked">{mark}' in html


def test_a_paragraph_with_a_colon_is_not_taken_for_the_reason(example: Example, registrar: User):
    draft = submitted(kinds.across(example, kinds.other_area(example)[1], pool=10))
    meeting = {"decided_on": TODAY, "section_number": "§ 81: tillägg", "by": registrar, "on": TODAY}
    returned = actions.record_return(draft, reason="Räkna om: fel år.", **meeting)
    assert returned.turned_down().reason == "Räkna om: fel år."


def test_the_directors_no_has_its_reason_and_is_not_reported_to_the_board(example: Example):
    waiting = example.submitted({example.alfa: -50, example.beta: 50})
    html = paper(actions.reject(waiting, reason="Behovet är inte visat.", by=creators.director(), on=TODAY))
    assert "Förslaget avslogs av regiondirektören 2020-09-10. Skäl: Behovet är inte visat." in html
    assert "anmäls till regionstyrelsen" not in html


def test_who_reports_back_when_and_to_whom(example: Example):
    draft, director = kinds.statement(example.case, "Planen antas."), creators.role("Regiondirektör")
    tasks = [Task("Följ upp.", creators.role("Beställarchef"), due_on=OCTOBER, report_to=director), Task("Återkom.")]
    actions.save_contents(
        draft,
        points=["Antas."],
        tasks=tasks,
        recipients=[],
        version=draft.version,
        by=draft.created_by,
        on=TODAY,
        existing_resources="Lokalerna.",
    )
    html = paper(draft)
    assert "<li>Beställarchef: Följ upp. Återrapporteras 2020-10-14 till regiondirektör.</li>" in html
    assert "<li>Återkom.</li>" in html
    told = [str(Edit.read(kept)) for kept in draft.events.last().edits]
    assert sum("Lokalerna." in each for each in told) == 1
    assert any("Beställarchef: Följ upp, senast 2020-10-14, återredovisas till Regiondirektör" in each for each in told)
