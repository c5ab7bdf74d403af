"""Cases, their documents, and the pages of decisions of every kind."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from config.refusals import RefusalMiddleware
from config.refused import Refused, Stale
from decisions import actions
from decisions.documents import document_parts
from decisions.models import Case, Decision, DecisionPoint, Document, Section
from decisions.models.kinds import Kind
from decisions.prose import prose
from grants.models import StatedFigure
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY, Example

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(creators.user(Profile.AUDITOR))
    return client


def document(case: Case, *bodies: str, **fields) -> Document:
    made = Document.objects.create(case=case, kind=Document.Kind.BASIS, title="Fördelning", **fields)
    for position, body in enumerate(bodies, start=1):
        Section.objects.create(
            document=made, position=position, number=str(position), heading=f"Avsnitt {position}", body=body
        )
    return made


def test_a_case_shows_its_decisions_documents_and_what_happened(example, reader):
    paper = document(example.case, "Text.", dated=datetime.date(2020, 3, 6))
    page = reader.get(example.case.get_absolute_url()).text
    for words in (example.decision.title, paper.get_absolute_url(), "Beslutad 2020-03-24", "Registrerade beslutet"):
        assert words in page


def test_without_a_profile_there_is_nothing_to_see(example, client):
    client.force_login(creators.user())
    paper = document(example.case, "Text.")
    for thing in (example.case, example.decision, paper):
        assert client.get(thing.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(reader, count, django_assert_num_queries):
    for _ in range(count - 1):
        creators.case(creators.agreement())
    reader.get("/arenden/")
    with django_assert_num_queries(5):
        assert reader.get("/arenden/").text.count('<th scope="row">') == count


def test_cases_are_found_by_number_and_by_title(example, reader):
    other = creators.case(creators.agreement())
    for text in (other.registry_number, other.title[-8:]):
        page = reader.get("/arenden/", {"q": text}).text
        assert other.get_absolute_url() in page
        assert example.case.get_absolute_url() not in page
    assert "Inget ärende innehåller" in reader.get("/arenden/", {"q": "finns inte"}).text


# ---- documents ----------------------------------------------------------------------------------------------------


def test_prose_is_clean_and_amounts_stay_whole():
    assert prose("Sammanlagt 1 266 508 kr enligt § 35.") == (
        "<p>Sammanlagt 1&nbsp;266&nbsp;508&nbsp;kr enligt §&nbsp;35.</p>\n"
    )
    assert prose("År 2020 12 personer") == "<p>År 2020 12 personer</p>\n"
    assert "<script" not in prose("<script>alert(1)</script>")
    assert "<a" not in prose("[x](javascript:alert(1))")
    assert "onclick" not in prose('<p onclick="x()">a</p>')


def test_tables_are_drawn_from_the_decision_and_not_from_what_came_after(example):
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    actions.decide(proposal, by=creators.director(), on=TODAY)
    creators.allot(example.fund, 500, on=TODAY)
    allotted, activities = document_parts(
        document(example.case, "[[tabell tilldelning]]", "Före.\n\n[[tabell aktiviteter 1]]\n\nEfter.")
    )
    assert "1\u00a0100" in allotted.html
    assert "1\u00a0600" not in allotted.html
    assert [cell in activities.html for cell in ("Alfa", "600", "Beta", "200", "Gamma", "130", "930")] == [True] * 7
    assert activities.html.index("Före.") < activities.html.index("Alfa") < activities.html.index("Efter.")


def test_what_the_document_prints_beside_the_rows_is_kept(example):
    for subject, amount in (("unallocated", 50), ("planned", 1000)):
        StatedFigure.objects.create(
            agreement=example.agreement,
            area=example.area,
            subject=subject,
            amount=Decimal(amount),
            printed="x",
            where="y",
        )
    (part,) = document_parts(document(example.case, "[[tabell aktiviteter 1]]"))
    assert "Ofördelat" in part.html
    assert "1\u00a0000" in part.html


def test_a_later_decision_does_not_borrow_the_sum_that_the_first_one_printed(example):
    for subject, amount in (("unallocated", 50), ("planned", 1000)):
        StatedFigure.objects.create(
            agreement=example.agreement,
            area=example.area,
            subject=subject,
            amount=Decimal(amount),
            printed="x",
            where="y",
        )
    later = example.propose({example.alfa: -30, example.beta: 30})
    (part,) = document_parts(document(example.case, "[[tabell aktiviteter 1]]", decision=later))
    assert "Ofördelat" not in part.html
    assert "1\u00a0000" not in part.html


def test_a_table_of_one_fund_leaves_the_others_out(example):
    StatedFigure.objects.create(
        agreement=example.agreement,
        area=example.area,
        subject="planned",
        amount=Decimal(800),
        printed="800 kr",
        where="2.1.1",
    )
    (part,) = document_parts(document(example.case, "[[tabell aktiviteter 1]]"))
    assert "Beta" in part.html
    assert "Gamma" not in part.html


def test_conditions_and_points_are_the_decisions(example):
    DecisionPoint.objects.create(decision=_open_proposal(example), number=1, text="Förslaget *godkänns*.")
    (part,) = document_parts(document(Case.objects.get(title="Plan"), "[[beslutspunkter]]\n\n[[villkor]]"))
    assert "Förslaget <em>godkänns</em>." in part.html


def _open_proposal(example: Example) -> Decision:
    case = actions.open_case(registry_number="RS/1/2021", title="Plan", agreement=None, by=creators.officer(), on=TODAY)
    return kinds.statement(case)


def test_an_unknown_token_stands_as_it_is(example):
    (part,) = document_parts(document(example.case, "[[tabell okänd]]"))
    assert "[[tabell okänd]]" in part.html


def test_a_document_has_its_page(example, reader):
    paper = document(example.case, "Inledning.", "[[villkor]]", signed_by="Regiondirektör\nChef HOSPA")
    page = reader.get(paper.get_absolute_url()).text
    for words in ("Inledning.", 'href="#avsnitt-1"', "Chef HOSPA"):
        assert words in page


# ---- one page for every kind of decision --------------------------------------------------------------------------


def test_an_allocation_shows_decided_booked_and_uncovered(example, client):
    client.force_login(creators.officer())
    page = client.get(example.decision.get_absolute_url()).text
    assert "930\u00a0kr till 3 aktiviteter" in page
    assert '<td class="num bad" data-label="Ej täckt">30' in page
    line = example.decision.lines.get(activity=example.gamma)
    assert f"/tackning/{line.pk}/" in page


def test_who_may_not_cover_gets_no_link(example, reader):
    assert "/tackning/" not in reader.get(example.decision.get_absolute_url()).text


def test_an_allotment_shows_its_funds(example, reader):
    allotment = Decision.objects.filter(kind=Kind.ALLOTMENT).first()
    page = reader.get(allotment.get_absolute_url()).text
    assert "kr från staten till" in page
    assert "Tilldelat, kr" in page


def test_another_proposal_shows_its_points(example, reader):
    proposal = _open_proposal(example)
    DecisionPoint.objects.create(decision=proposal, number=1, text="Planen antas.")
    assert "Planen antas." in reader.get(proposal.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_decision_costs_the_same_for_one_row_and_for_three(reader, rows, django_assert_num_queries):
    agreement = creators.agreement()
    area = creators.area(agreement)
    fund = creators.fund(area)
    creators.allot(fund, 1000)
    decision = creators.decided_allocation({creators.activity(area): {fund: 100} for _ in range(rows)})
    reader.get(decision.get_absolute_url())
    with django_assert_num_queries(DECISION_QUERIES):
        assert reader.get(decision.get_absolute_url()).status_code == 200


DECISION_QUERIES = 56


def test_the_rules_and_the_mandates_have_a_page(example, reader):
    deputy = creators.user(Profile.DIRECTOR, name="Eva Ersättare")
    creators.director()
    creators.tenure(creators.role("Regiondirektör"), deputy, rank=1, ends_on=datetime.date(2020, 9, 9))
    page = reader.get("/mandat/").text
    for words in (
        "Regionstyrelsen beslutar övriga förslag.",
        "§ 35 punkt 2",
        "Dag Direktör",
        "Eva Ersättare",
        "2020-09-09",
    ):
        assert words in page
    assert page.count("Får besluta</span>") == 1


def test_the_queue_of_the_registrar_and_of_others(example, client):
    draft = _open_proposal(example)
    DecisionPoint.objects.create(decision=draft, number=1, text="Planen antas.")
    actions.submit(draft, by=draft.created_by, on=TODAY)
    example.submitted({example.alfa: -1, example.beta: 1})
    client.force_login(creators.user(Profile.REGISTRAR))
    page = client.get("/att-besluta/").text
    assert page.index("Att registrera") < page.index("Väntar på regiondirektören")
    client.force_login(creators.user(Profile.CONTROLLER))
    page = client.get("/att-besluta/").text
    assert "Väntar på regiondirektören" in page
    assert "Att registrera" not in page


@pytest.mark.parametrize(("refusal", "status"), [(Refused("Regeln säger nej."), 422), (Stale("Ändrat."), 409)])
def test_a_refusal_that_no_view_answers_becomes_a_page(rf, refusal, status):
    request = rf.get("/")
    request.user = creators.user()
    answer = RefusalMiddleware(lambda request: None).process_exception(request, refusal)
    assert answer.status_code == status
    assert refusal.message in answer.content.decode()
    assert RefusalMiddleware(lambda request: None).process_exception(request, ValueError()) is None
