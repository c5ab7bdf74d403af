"""Other amounts than those proposed, whatever the kind; and matters that the board puts off (bordläggning)."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.refused import Refused
from decisions import actions
from decisions.models import Decision, Event, Notification
from decisions.models.decisions import Body, Status
from decisions.verification import breaches
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.snapshots import booked, nothing_changes, total

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
