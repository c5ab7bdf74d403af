"""Delegationsbeslut and protokollsutdrag as they come out of their templates: complete, for every kind of decision."""

import datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from decisions import actions
from decisions.case_document import CaseDocument, build_case_document
from decisions.models import Decision, Document
from decisions.models.kinds import Kind, Status
from decisions.printed import printed_document
from decisions.prose import prose
from decisions.verification import breaches
from people.abilities import Profile
from people.models import User
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import nothing_changes
from tests.html_tables import Tables

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2020, 10, 14)


@pytest.fixture
def registrar() -> User:
    return creators.user(Profile.REGISTRAR, name="Nils Nämndsekreterare")


def paper(decision: Decision, kind: str, by: User) -> CaseDocument:
    decision = Decision.objects.for_page().get(pk=decision.pk)
    made = actions.create_document(decision.case, kind=kind, title="Handling", by=by, on=TODAY, decision=decision)
    return build_case_document(made)


def section(document: CaseDocument, heading: str) -> str:
    """The words of a section, tables and all, with ordinary spaces."""
    html = next(part.html for part in document.parts if part.heading == heading)
    return " ".join(str(html).replace("&nbsp;", " ").split())


def rows(document: CaseDocument, heading: str) -> list[list[str]]:
    html = next(part.html for part in document.parts if part.heading == heading)
    return [[" ".join(cell.split()) for cell in row] for row in Tables(str(html)).rows.get("", [])]


def recorded(draft: Decision, by: User, **more) -> Decision:
    if draft.status == Status.DRAFT:
        draft = actions.submit(draft, by=draft.created_by, on=TODAY)
    return actions.record(draft, decided_on=TODAY, by=by, on=TODAY, section_number="§ 80", **more)


# ---- Delegationsbeslut -------------------------------------------------------------------------------------------


def test_a_delegated_paper_of_a_draft_says_what_why_and_by_what_right(example: Example):
    creators.condition()
    draft = example.propose({example.alfa: -50, example.beta: 50}, reason="Beta behöver mer.")
    made = paper(draft, Document.Kind.DELEGATED, creators.officer())
    assert section(made, "Ärendebeskrivning") == "<p>Beta behöver mer.</p>"
    right = section(made, "Delegationsbestämmelse och delegation")
    assert f"Beslutet fattas med stöd av {example.mandate.basis}." in right.replace("\u00a0", " ")
    words = section(made, "Beslut").replace("\u00a0", " ")
    assert "Regiondirektören beslutar att omfördela 50 kr" in words
    assert "Målsättningen är att nyttja befintliga resurser." in words
    assert rows(made, "Beslut") == [
        ["Aktivitet", "Ansvarig funktion", "Före", "Ändring", "Efter"],
        ["Alfa", example.alfa.responsibilities.get().role.name, "600", "−50", "550"],
        ["Beta", example.beta.responsibilities.get().role.name, "200", "+50", "250"],
        ["Summa", "", "800", "0", "800"],
    ]
    assert [line.change for area in made.areas for line in area.lines] == [-50, 50]
    assert [row.text for row in made.conditions] == ["Målsättningen är att nyttja befintliga resurser."]


def test_what_no_mandate_reaches_is_not_given_one(example: Example):
    creators.mandate(example.agreement, example.decision, kinds=(Kind.RELEASE,), ceiling=Decimal(10))
    draft = kinds.release(example, example.alfa, 50)
    Decision.objects.filter(pk=draft.pk).update(body="director")
    made = paper(draft, Document.Kind.DELEGATED, creators.officer())
    assert section(made, "Delegationsbestämmelse och delegation") == ""
    small = kinds.release(example, example.alfa, 5)
    made = paper(small, Document.Kind.DELEGATED, creators.officer())
    assert "Beslutet fattas med stöd av" in section(made, "Delegationsbestämmelse och delegation")
    assert ["Ofördelat i området", "", "200", "+5", "205"] in rows(made, "Beslut")


def test_a_new_activity_brings_its_plan_for_afterwards(example: Example):
    kinds.empower(example)
    draft = kinds.new_activity(example, pool=40)
    delta = draft.lines.get().activity
    actions.save_exit_plan(
        delta, kind="winding_down", text="Läggs ner.", amounts={2021: Decimal(7)}, by=creators.officer(), on=TODAY
    )
    made = paper(draft, Document.Kind.DELEGATED, creators.officer())
    assert "<p>Efter satsningen, Delta: Läggs ner.</p>" in section(made, "Beslut")
    assert ["2021", "7"] in rows(made, "Beslut")
    assert [plan.text for plan in made.plans] == ["Läggs ner."]


# ---- Protokollsutdrag: what was decided --------------------------------------------------------------------------


def test_minutes_of_an_allocation_over_two_areas_have_every_line_and_both_sums(example: Example, registrar: User):
    area, omega = kinds.other_area(example)
    other = area.funds.get()
    draft = actions.draft_allocation(
        agreement=example.agreement, case=example.case, body="board", title="Mer", by=creators.officer(), on=TODAY
    )
    given = [
        actions.GridRow(example.alfa, {example.fund.pk: Decimal(60)}),
        actions.GridRow(omega, {other.pk: Decimal(30)}),
    ]
    draft = actions.save_grid(draft, rows=given, version=draft.version, by=draft.created_by, on=TODAY)
    draft = actions.submit(draft, by=draft.created_by, on=TODAY)
    decided = recorded(draft, registrar, amounts={draft.lines.get(activity=omega).pk: Decimal(20)})
    made = paper(decided, Document.Kind.MINUTES, registrar)
    found = rows(made, "Regionstyrelsens beslut")
    assert ["Aktivitet", "Ansvarig funktion", "Tilldelning", "Föreslaget", "Beslutat"] in found
    assert ["Alfa", example.alfa.responsibilities.get().role.name, "Fri", "60", "60"] in found
    assert ["Omega", omega.responsibilities.get().role.name, "Annan", "30", "20"] in found
    assert found[-1] == ["Summa", "90", "80"]


def test_minutes_of_a_repayment_have_proposed_and_decided(example: Example, registrar: User):
    decided = recorded(kinds.repayment(example, 120), registrar, repaid={example.fund.pk: Decimal(100)})
    made = paper(decided, Document.Kind.MINUTES, registrar)
    found = rows(made, "Regionstyrelsens beslut")
    assert ["Tilldelning", "Föreslaget", "Beslutat"] in found
    assert ["Fri", "120", "100"] in found
    assert [row[0] for row in found if row[0].startswith("Punkt")] == ["Punkt 1"]
    assert (made.points[0].proposed or "").startswith("120")
    assert [(share.asked, share.amount) for share in made.between_state] == [(-120, -100)]


@pytest.mark.parametrize(
    ("draft", "row"),
    [
        (lambda example: kinds.lock(example, example.alfa), "Alfa"),
        (lambda example: kinds.correction(example, example.alfa, 500), "Ofördelat till Alfa, 2020-03-24"),
        (lambda example: kinds.rectification(example), "Rubrik"),
    ],
)
def test_minutes_of_what_is_locked_corrected_or_reworded(example: Example, registrar: User, draft, row: str):
    made = paper(recorded(draft(example), registrar), Document.Kind.MINUTES, registrar)
    assert row in [found[0] for found in rows(made, "Regionstyrelsens beslut")]


# ---- Protokollsutdrag: what was not made -------------------------------------------------------------------------


def test_minutes_of_what_was_sent_back_say_what_lay_before_the_board(example: Example, registrar: User):
    """The proposal is changed afterwards, and the minutes are not."""
    officer = creators.officer()
    draft = kinds.across(example, kinds.other_area(example)[1], alfa=60, by=officer)
    client = Client()
    client.force_login(registrar)
    with nothing_changes():
        sent = {"kind": "minutes", "title": "Utdrag", "decision": draft.pk}
        address = reverse("document_new", args=[draft.case_id])
        assert "av det som är registrerat" in client.post(address, sent).text
    draft = actions.submit(draft, by=officer, on=TODAY)
    meeting = {"decided_on": TODAY, "by": registrar, "on": TODAY, "section_number": "§ 81"}
    returned = actions.record_return(draft, reason="Underlaget saknar kalkyl.", **meeting)
    assert f"{address}?beslut={draft.pk}&amp;slag=minutes" in client.get(draft.get_absolute_url()).text
    assert client.post(address, sent).status_code == 302
    document = Document.objects.get(kind="minutes")
    Decision.objects.filter(pk=returned.pk).update(title="Något annat")
    returned.lines.filter(activity=example.alfa).update(amount=-1)
    made = build_case_document(document)
    assert (made.dated, made.parts[0].heading) == (TODAY, f"§ 81 Omfördelning mellan områden: {draft.title}")
    words = section(made, "Regionstyrelsens beslut")
    assert "Ärendet återremitteras." in words
    assert "Skäl: Underlaget saknar kalkyl." in words
    before = rows(made, "Förslaget")
    assert ["Alfa", example.alfa.responsibilities.get().role.name, "600", "−60", "540"] in before


def test_a_proposal_that_has_been_changed_since_is_not_said_to_have_lain_before_the_board(
    example: Example, registrar: User
):
    draft = kinds.statement(example.case, "Avtalet förlängs.", hand_in=True)
    meeting = {"decided_on": TODAY, "by": registrar, "on": TODAY, "section_number": "§ 81"}
    returned = actions.record_return(draft, reason="Räkna om.", **meeting)
    actions.save_contents(
        returned, points=["Annat."], tasks=[], recipients=[], version=returned.version, by=draft.created_by, on=TODAY
    )
    assert section(paper(draft, Document.Kind.MINUTES, registrar), "Förslaget") == ""


def test_minutes_of_what_was_put_off_say_until_when(example: Example, registrar: User):
    draft = kinds.statement(example.case, "Avtalet förlängs.", hand_in=True)
    client = Client()
    client.force_login(registrar)
    sent = {"decided_on": "2020-09-10", "section_number": "§ 82", "outcome": "tabled", "reason": "Sent underlag."}
    sent["seen"] = actions.seen_token(draft)
    path = reverse("record", args=[draft.pk])
    with nothing_changes():
        assert "är en senare dag" in client.post(path, sent | {"until": "2020-09-10"}).text
    assert client.post(path, sent | {"until": "2020-10-14"}).status_code == 302
    for page in (draft.get_absolute_url(), "/att-besluta/", path):
        assert "2020-09-10 till 2020-10-14" in client.get(page).text
    made = paper(draft, Document.Kind.MINUTES, registrar)
    assert "Ärendet bordläggs till sammanträdet 2020-10-14." in section(made, "Regionstyrelsens beslut")
    assert "Skäl: Sent underlag." in section(made, "Regionstyrelsens beslut")
    assert "Avtalet förlängs." in section(made, "Förslaget")
    event = draft.events.last()
    assert (event.meeting_on, event.section_number, event.text[:28]) == (TODAY, "§ 82", "Bordläggning till 2020-10-14")
    draft.refresh_from_db()
    decided = recorded(draft, registrar)
    assert (decided.tabled_on, decided.tabled_until) == (None, None)


def test_a_rejection_has_its_day_everywhere(example: Example, registrar: User):
    day = TODAY - datetime.timedelta(days=2)
    draft = kinds.statement(example.case, "Avtalet förlängs.", hand_in=True)
    meeting = {"by": registrar, "on": TODAY, "section_number": "§ 83"}
    rejected = actions.record_rejection(draft, decided_on=day, reason="För dyrt.", **meeting)
    assert rejected.decided_on == day
    client = Client()
    client.force_login(registrar)
    for page in (draft.get_absolute_url(), example.case.get_absolute_url()):
        assert f"Avslagen {day}" in client.get(page).text
    assert f"avslagen {day}" in client.get("/sok/", {"q": "Förlängt"}).text
    made = paper(draft, Document.Kind.MINUTES, registrar)
    assert made.dated == day
    assert "Förslaget avslås." in section(made, "Regionstyrelsens beslut")
    assert "Avtalet förlängs." in section(made, "Förslaget")
    director = creators.director()
    other = example.submitted({example.alfa: -10, example.beta: 10})
    assert actions.reject(other, reason="Nej.", by=director, on=TODAY).decided_on == TODAY
    assert breaches() == []


def test_minutes_are_of_the_meeting_that_they_are_begun_from(example: Example, registrar: User):
    """It is put off, sent back, handed in anew with other words, and decided: three minutes, each of its own day."""
    officer, day = creators.officer(), datetime.date(2020, 9, 1)
    draft = actions.submit(kinds.across(example, kinds.other_area(example)[1], alfa=60, by=officer), by=officer, on=day)
    meeting = {"by": registrar, "on": TODAY, "reason": "Sent underlag."}
    actions.record_tabling(draft, decided_on=day, section_number="§ 70", until=TODAY, **meeting)
    decided = recorded(Decision.objects.get(pk=draft.pk), registrar, amounts=_less(draft))
    client = Client()
    client.force_login(registrar)
    tabled, made = draft.meetings()
    begin = f"{reverse('document_new', args=[draft.case_id])}?beslut={draft.pk}&slag=minutes&sammantrade="
    page = client.get(draft.get_absolute_url()).text.replace("&amp;", "&").replace("\xa0", " ")
    assert f'href="{begin}{tabled.pk}">Skriv protokollsutdrag, 2020-09-01 § 70<' in page
    assert "Beslutat av regionstyrelsen 2020-09-10 § 80." in page
    assert f'href="{begin}{made.pk}">Skriv protokollsutdrag, 2020-09-10 § 80<' in page
    assert (
        f'<option value="{tabled.pk}" selected>2020-09-01 § 70: bordläggning,' in client.get(f"{begin}{tabled.pk}").text
    )
    assert f'value="{draft.case.title}"' in client.get(f"{begin}{tabled.pk}").text
    assert client.post(begin, {"kind": "minutes", "title": "Utdrag", "meeting": tabled.pk}).status_code == 302
    first, last = build_case_document(Document.objects.latest("pk")), paper(decided, Document.Kind.MINUTES, registrar)
    assert (first.dated, first.decided) == (day, "Regionstyrelsen, sammanträdet 2020-09-01")
    assert first.parts[0].heading == "§ 70 Omfördelning mellan områden: 60 kr från Alfa till Omega".replace(
        " kr", "\xa0kr"
    )
    assert "Ärendet bordläggs till sammanträdet 2020-09-10." in section(first, "Regionstyrelsens beslut")
    # The board has changed the amounts since: what lay before it then is for the registrar to write.
    assert section(first, "Förslaget") == ""
    assert (last.dated, last.parts[0].heading[:4]) == (TODAY, "§ 80")
    assert "beslutar att omfördela 40 kr" in section(last, "Regionstyrelsens beslut").replace("\xa0", " ")
    other = kinds.statement(example.case, "Annat.")
    with nothing_changes():
        sent = {"kind": "minutes", "title": "Utdrag", "decision": other.pk, "meeting": tabled.pk}
        assert "På det sammanträdet behandlades inte" in client.post(begin, sent).text


def _less(draft: Decision) -> dict[int, Decimal]:
    return {line.pk: line.amount.amount * 2 / 3 for line in draft.lines.all()}


# ---- Tjänsteskrivelse, and what is on the paper before it is signed ------------------------------------------------


def test_a_memo_says_why_and_what_is_proposed_to_whom(example: Example):
    officer = creators.officer()
    draft = example.propose({example.alfa: -50, example.beta: 50}, reason="Beta behöver mer.", by=officer)
    to_director = paper(draft, Document.Kind.MEMO, officer)
    assert section(to_director, "Ärendebeskrivning") == "<p>Beta behöver mer.</p>"
    assert "Regiondirektören beslutar att omfördela 50" in section(to_director, "Förslag till beslut")
    assert ["Summa", "", "800", "0", "800"] in rows(to_director, "Förslag till beslut")
    assert to_director.signatures == ("Handläggare",)
    to_board = paper(kinds.lock(example, example.alfa), Document.Kind.MEMO, officer)
    assert "Regionstyrelsen beslutar att låsa Alfa." in section(to_board, "Regiondirektörens förslag")
    assert to_board.signatures == ("Regiondirektör",)


def test_from_a_draft_its_papers_are_begun(example: Example):
    officer = creators.officer()
    draft, client = example.propose({example.alfa: -50, example.beta: 50}, by=officer), Client()
    client.force_login(officer)
    page = client.get(draft.get_absolute_url()).text
    assert f'<a href="{reverse("decision_pdf", args=[draft.pk])}">Förslaget som PDF</a>' in page
    begin = f"{reverse('document_new', args=[draft.case_id])}?beslut={draft.pk}&amp;slag="
    assert f'href="{begin}memo">Skriv tjänsteskrivelse<' in page
    assert f'href="{begin}delegated">Skriv delegationsbeslut<' in page
    form = client.get(f"{begin}memo".replace("&amp;", "&")).text
    assert f'value="{draft.title}"' in form
    assert f'<option value="{draft.pk}" selected>' in form


def test_a_draft_says_that_it_is_one_and_a_finished_paper_leaves_out_what_says_nothing(example: Example):
    officer, case = creators.officer(), example.case
    memo = actions.create_document(case, kind="memo", title="Skrivelse", by=officer, on=TODAY)
    draft = build_case_document(memo)
    assert (draft.is_draft, draft.file_name[-11:]) == (True, "-utkast.pdf")
    assert "Handlingen är inte fastställd" in render_to_string("pdf/case_document.html", {"document": draft})
    memo.sections.filter(heading="Regiondirektörens förslag").update(body="Avtalet förlängs.")
    actions.finish_document(memo, version=memo.version, by=officer, on=TODAY)
    printed = printed_document(Document.objects.get(pk=memo.pk))
    assert [part.heading for part in printed.parts] == ["Regiondirektörens förslag"]
    assert "inte fastställd" not in render_to_string("pdf/case_document.html", {"document": printed})


def test_tables_that_are_written_out_have_their_amounts_to_the_right(example: Example, registrar: User):
    draft = kinds.across(example, kinds.other_area(example)[1], alfa=60)
    draft = actions.submit(draft, by=draft.created_by, on=TODAY)
    meeting = {"decided_on": TODAY, "by": registrar, "on": TODAY, "section_number": "§ 81"}
    actions.record_return(draft, reason="Räkna om.", **meeting)
    words = section(paper(draft, Document.Kind.MINUTES, registrar), "Förslaget")
    assert '<td class="num">540</td>' in words
    assert '<td class="num"><strong>540</strong></td>' in words
    # "2." at the beginning of a line would be read as the first point of a list.
    assert "<p>Område 2. Område 2, kronor:</p>" in words
    cell = '<table><tbody><tr><td style="color:red" class="num other">1</td></tr></tbody></table>'
    assert '<td class="num">1</td>' in prose(cell)
