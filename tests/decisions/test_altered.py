"""Other amounts than those proposed, whatever the kind; and matters that the board puts off (bordläggning)."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.refused import Refused
from decisions import actions
from decisions.actions import Move, Repayment, Taken
from decisions.decision_document import build_document
from decisions.models import Decision, Event, Notification
from decisions.models.kinds import Body, Kind, Status
from decisions.verification import breaches
from grants.figures import read_book
from people.abilities import Profile
from people.models import User
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import booked, nothing_changes, total
from tests.html_tables import Tables

pytestmark = pytest.mark.django_db
MAY_15 = datetime.date(2020, 5, 15)


class OnPaper(Example):
    """A reallocation of 50 from Alfa to Beta, decided on paper under the mandate: the registrar records it."""

    def __init__(self, amount: int = 50) -> None:
        super().__init__()
        self.registrar = creators.user(Profile.REGISTRAR, name="Nils Nämndsekreterare")
        self.proposal = self.submitted({self.alfa: -amount, self.beta: amount})

    def line(self, activity) -> int:
        return self.proposal.lines.get(activity=activity).pk

    def record(self, amounts: dict) -> Decision:
        return actions.record(
            self.proposal,
            decided_on=TODAY,
            by=self.registrar,
            on=TODAY,
            mandate=self.mandate,
            amounts={self.line(activity): Decimal(amount) for activity, amount in amounts.items()},
        )


def test_a_reallocation_with_other_amounts_is_booked_as_decided_and_keeps_what_was_proposed():
    case = OnPaper()
    decision = case.record({case.alfa: -80, case.beta: 80})
    assert (booked(case.alfa), booked(case.beta)) == (520, 280)
    line = decision.lines.get(activity=case.alfa)
    assert (line.proposed_amount.amount, line.amount.amount) == (-50, -80)
    assert decision.title == "80\u00a0kr från Alfa till Beta"
    client = Client()
    client.force_login(case.registrar)
    page = client.get(decision.get_absolute_url()).text
    assert "Föreslagen ändring" in page
    assert "Beslutad ändring" in page


def test_the_giver_and_the_taker_may_change_places():
    case = OnPaper()
    case.record({case.alfa: 30, case.beta: -30})
    assert (booked(case.alfa), booked(case.beta)) == (630, 170)


@pytest.mark.parametrize(
    ("alfa", "beta", "reason"),
    [(-80, 50, "tar inte ut varandra"), (0, 0, "Registrera avslag"), (-601, 601, "Alfa")],
)
def test_what_the_hard_rules_do_not_let_through_changes_nothing(alfa, beta, reason):
    case = OnPaper()
    with nothing_changes(), pytest.raises(Refused, match=reason):
        actions.record(
            case.proposal,
            decided_on=TODAY,
            by=case.registrar,
            on=TODAY,
            mandate=case.mandate,
            acknowledged="Så står det.",
            amounts={case.line(case.alfa): Decimal(alfa), case.line(case.beta): Decimal(beta)},
        )


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(-250, 650), st.sampled_from([0, 0, 0, 1, -3]))
def whatever_was_decided(case: OnPaper, amount: int, skew: int) -> None:
    """The sum of the book stands, and it moves by what was decided or not at all. Each example is rolled back."""
    lawful = -200 <= amount <= 600 and not skew and amount
    with transaction.atomic():
        try:
            case.record({case.alfa: -amount, case.beta: amount + skew})
        except Refused:
            assert not lawful
            assert booked(case.alfa) == 600
        else:
            assert lawful
            assert booked(case.alfa) == 600 - amount
        assert total(case.agreement) == 1100
        transaction.set_rollback(True)


def test_an_empty_book_breaks_nothing() -> None:
    assert breaches() == []


def test_whatever_was_decided_the_sum_stands_and_the_ledger_holds():
    case = OnPaper()
    whatever_was_decided(case)
    case.record({case.alfa: -200, case.beta: 200})
    assert breaches() == []


def test_the_form_takes_minus_and_says_what_does_not_balance():
    case = OnPaper()
    client = Client()
    client.force_login(case.registrar)
    path = reverse("record", args=[case.proposal.pk])
    assert 'value="tabled"' not in client.get(path).text
    sent = {"decided_on": "2020-09-10", "outcome": "changed", "mandate": case.mandate.pk}
    sent["seen"] = actions.seen_token(case.proposal)
    amounts = {f"amount-{case.line(case.alfa)}": "-80", f"amount-{case.line(case.beta)}": "70"}
    refused = client.post(path, sent | amounts)
    assert refused.status_code == 422
    assert "tar inte ut varandra: summan är −10" in refused.text
    answer = client.post(path, sent | amounts | {f"amount-{case.line(case.beta)}": "80"})
    assert answer.status_code == 302
    assert booked(case.beta) == 280


class Waiting(Example):
    """An allocation of 100 more to Alfa that waits for the board."""

    def __init__(self) -> None:
        super().__init__()
        self.officer = creators.officer()
        self.registrar = creators.user(Profile.REGISTRAR, name="Nils Nämndsekreterare")
        draft = actions.draft_allocation(
            agreement=self.agreement, case=self.case, body=Body.BOARD, title="Mer", by=self.officer, on=MAY_15
        )
        row = actions.GridRow(self.alfa, {self.fund.pk: Decimal(100)})
        draft = actions.save_grid(draft, rows=[row], version=draft.version, by=self.officer, on=MAY_15)
        self.proposal = actions.submit(draft, by=self.officer, on=MAY_15)

    def table(self, *, by: User | None = None, on: datetime.date = TODAY) -> Decision:
        return actions.record_tabling(
            self.proposal,
            decided_on=on,
            section_number="§ 80",
            reason="Underlaget kom sent.",
            by=by or self.registrar,
            on=TODAY,
        )


def test_a_tabled_matter_waits_on_is_shown_so_and_can_be_taken_up_again():
    case = Waiting()
    client = Client()
    client.force_login(case.registrar)
    sent = {"decided_on": "2020-09-10", "section_number": "§ 80", "outcome": "tabled", "reason": "Underlaget kom sent."}
    sent["seen"] = actions.seen_token(case.proposal)
    assert client.post(reverse("record", args=[case.proposal.pk]), sent).status_code == 302
    case.proposal.refresh_from_db()
    assert (case.proposal.status, str(case.proposal.tabled_on)) == (Status.SUBMITTED, "2020-09-10")
    for path in ("/att-besluta/", case.case.get_absolute_url(), case.proposal.get_absolute_url()):
        assert "Bordlagd 2020-09-10" in client.get(path).text
    event = case.proposal.events.get(what=Event.What.TABLED)
    assert event.text == "Bordläggning, regionstyrelsen 2020-09-10 § 80: Underlaget kom sent."
    assert [row.address for row in Notification.objects.filter(event=event)] == [case.officer.email]
    again = {"decided_on": "2020-09-10", "section_number": "§ 95", "outcome": "granted"}
    amounts = {f"amount-{line.pk}": "100" for line in case.proposal.lines.all()}
    again["seen"] = actions.seen_token(case.proposal)
    assert client.post(reverse("record", args=[case.proposal.pk]), again | amounts).status_code == 302
    case.proposal.refresh_from_db()
    assert (case.proposal.status, case.proposal.tabled_on, case.proposal.section_number) == (
        Status.DECIDED,
        None,
        "§ 95",
    )


def test_what_follows_a_tabling_is_not_older_than_it():
    case = Waiting()
    case.table()
    meeting = {"decided_on": TODAY - datetime.timedelta(days=1), "by": case.registrar, "on": TODAY}
    with nothing_changes(), pytest.raises(Refused, match="bordlades 2020-09-10"):
        actions.record_rejection(case.proposal, reason="Nej.", section_number="§ 1", **meeting)


def test_only_what_waits_for_the_board_is_tabled_and_only_by_the_registrar():
    case = Waiting()
    with nothing_changes(), pytest.raises(Refused, match="behörighet"):
        case.table(by=case.officer)
    paper = OnPaper()
    with nothing_changes(), pytest.raises(Refused, match="Bara det som regionstyrelsen"):
        actions.record_tabling(paper.proposal, decided_on=TODAY, reason="x", by=paper.registrar, on=TODAY)


def test_the_mark_goes_when_the_proposal_goes_back():
    case = Waiting()
    case.table()
    meeting = {"decided_on": TODAY, "by": case.registrar, "on": TODAY, "section_number": "§ 81"}
    returned = actions.record_return(case.proposal, reason="Räkna om.", **meeting)
    assert returned.tabled_on is None


class Repaid(Example):
    """A repayment of 90 from one fund and 40 from another, which waits for the board."""

    def __init__(self) -> None:
        super().__init__()
        self.registrar = creators.user(Profile.REGISTRAR, name="Nils Nämndsekreterare")
        self.second = creators.fund(self.area, "Andra")
        creators.allot(self.second, 50)
        taken = [Taken(self.fund, None, Decimal(90)), Taken(self.second, None, Decimal(40))]
        facts = Repayment("RS/1/2020", "S2020/1/FS", datetime.date(2021, 1, 31))
        self.proposal = kinds.save(self, Move(Kind.REPAYMENT, taken, None, facts), hand_in=True)
        self.client = Client()
        self.client.force_login(self.registrar)

    def record(self, **altered) -> Decision:
        return actions.record(
            self.proposal, decided_on=TODAY, by=self.registrar, on=TODAY, section_number="§ 77", **altered
        )

    def pools(self) -> tuple[Decimal, Decimal]:
        book = read_book(self.agreement)
        return book.pool[self.fund.pk], book.pool[self.second.pk]


def rows_of(page: str) -> list[list[str]]:
    """Every row of the page's tables."""
    found = Tables(page).rows[""]
    return [[" ".join(cell.replace("|", " ").split()) for cell in row] for row in found]


def said_by(decision: Decision) -> list[object]:
    """What a decided repayment says besides its amounts."""
    names = ("reason", "kind", "body", "agreement_id", "case_id", "created_by_id", "submitted_by_id")
    decision = Decision.objects.get(pk=decision.pk)
    return [getattr(decision, name) for name in names] + [
        [condition.wording_id for condition in decision.conditions.all()],
        [str(recipient) for recipient in decision.recipients.all()],
        decision.assignments.count(),
    ]


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(-5, 250), st.integers(-5, 70))
def whatever_is_repaid(case: Repaid, first: int, second: int) -> None:
    """The pools give what was decided and the points say it, or nothing changes. Each example is rolled back."""
    said, held = said_by(case.proposal), (booked(case.alfa), booked(case.beta), booked(case.gamma))
    (free, other), lawful = case.pools(), 0 <= first <= 200 and 0 <= second <= 50 and first + second
    with transaction.atomic():
        try:
            repaid = {case.fund.pk: Decimal(first), case.second.pk: Decimal(second)}
            decided = case.record(repaid=repaid, acknowledged="Så står det.")
        except Refused:
            assert not lawful
            assert case.pools() == (free, other)
        else:
            assert lawful
            assert case.pools() == (free - first, other - second)
            assert said_by(decided) == said
            assert (booked(case.alfa), booked(case.beta), booked(case.gamma)) == held
            for point, proposed, amount in zip(decided.points.all(), (90, 40), (first, second), strict=True):
                assert point.text.startswith(f"{amount}\u00a0kr av" if amount else "Punkten utgår.")
                assert (point.proposed_text is None) == (amount == proposed)
        transaction.set_rollback(True)


def test_a_repayment_moves_what_was_decided_of_each_fund_and_changes_nothing_else():
    case = Repaid()
    whatever_is_repaid(case)
    case.record(repaid={case.second.pk: Decimal(0)})
    assert breaches() == []


def test_the_form_of_a_repayment_takes_an_amount_a_fund_and_everything_shows_both():
    case = Repaid()
    path = reverse("record", args=[case.proposal.pk])
    page = case.client.get(path).text
    assert "Ändrat: annat än det som föreslogs" in page
    sent = {"decided_on": "2020-09-10", "section_number": "§ 77", "outcome": "changed"}
    sent |= {f"point-{point.number}": point.text for point in case.proposal.points.all()} | {"added": ""}
    sent |= {f"repaid-{case.fund.pk}": "90", f"repaid-{case.second.pk}": "40"}
    sent["seen"] = actions.seen_token(case.proposal)
    assert "Inget skiljer sig" in case.client.post(path, sent).text
    assert (
        "Du har ändrat något"
        in case.client.post(path, sent | {"outcome": "granted", f"repaid-{case.second.pk}": "10"}).text
    )
    assert case.client.post(path, sent | {f"repaid-{case.second.pk}": "10"}).status_code == 302
    assert case.pools() == (110, 40)
    shown = rows_of(case.client.get(case.proposal.get_absolute_url()).text)
    assert ["Andra Område 1", "−40", "−10"] in shown
    (row,) = [row for row in shown if row[0] == "Punkt 2"]
    assert (row[1][:5], row[2][:5]) == ("40 kr", "10 kr")
    document = build_document(Decision.objects.for_page().get(pk=case.proposal.pk))
    assert [(share.asked, share.amount) for share in document.allotted] == [(-90, -90), (-40, -10)]
    assert [point.number for point in document.altered_points] == [2]


def test_words_that_name_the_amount_otherwise_want_the_words_of_the_minutes():
    case = Repaid()
    case.proposal.points.filter(number=2).update(text="Fyrtio kronor går tillbaka.")
    with nothing_changes(), pytest.raises(Refused, match="Ingen beslutspunkt nämner 40"):
        case.record(repaid={case.second.pk: Decimal(10)})
    case.record(repaid={case.second.pk: Decimal(10)}, points={2: "Tio kronor går tillbaka."})
    assert case.pools() == (110, 40)


def test_other_words_than_those_proposed_stand_beside_them():
    example = Example()
    registrar = creators.user(Profile.REGISTRAR)
    proposal = kinds.statement(example.case, "Avtalet förlängs ett år.", "Mål antas.", "Rapport i maj.", hand_in=True)
    client = Client()
    client.force_login(registrar)
    path = reverse("record", args=[proposal.pk])
    sent = {"decided_on": "2020-09-10", "section_number": "§ 78", "outcome": "changed"}
    sent["seen"] = actions.seen_token(proposal)
    struck = {f"point-{number}": "" for number in (1, 2, 3)}
    with nothing_changes():
        assert "Registrera avslag" in client.post(path, sent | struck).text
    words = {"point-1": "Avtalet förlängs två år.", "point-2": "Mål antas.", "point-3": "", "added": "Ny punkt."}
    assert client.post(path, sent | words).status_code == 302
    decided = Decision.objects.for_page().get(pk=proposal.pk)
    kept = [(point.number, point.proposed_text, point.text) for point in decided.points.all()]
    assert kept == [
        (1, "Avtalet förlängs ett år.", "Avtalet förlängs två år."),
        (2, None, "Mål antas."),
        (3, "Rapport i maj.", "Punkten utgår."),
        (4, "", "Ny punkt."),
    ]
    assert rows_of(client.get(decided.get_absolute_url()).text) == [
        ["Beslutspunkt", "Föreslaget", "Beslutat"],
        ["Punkt 1", "Avtalet förlängs ett år.", "Avtalet förlängs två år."],
        ["Punkt 3", "Rapport i maj.", "Punkten utgår."],
        ["Punkt 4", "Fanns inte i förslaget", "Ny punkt."],
    ]
    assert [point.number for point in build_document(decided).altered_points] == [1, 3, 4]


def test_altered_is_offered_only_where_it_can_be_recorded():
    """A correction follows from what it corrects; the database lets nobody but a recorder alter."""
    example = Example()
    registrar = creators.user(Profile.REGISTRAR)
    client = Client()
    client.force_login(registrar)
    correction = kinds.correction(example, example.alfa, 500, hand_in=True)
    assert 'value="changed"' not in client.get(reverse("record", args=[correction.pk])).text
    meeting = {"decided_on": TODAY, "by": registrar, "on": TODAY, "section_number": "§ 79"}
    with nothing_changes(), pytest.raises(Refused, match="följer av det som rättas"):
        actions.record(correction, amounts={correction.lines.get().pk: Decimal(-50)}, **meeting)
    proposal = kinds.statement(example.case, "Avtalet förlängs.", hand_in=True)
    proposal.points.update(proposed_text="Annat.")
    with pytest.raises(IntegrityError, match="altered without being recorded"), transaction.atomic():
        Decision.objects.filter(pk=proposal.pk).update(status=Status.RETURNED)
