"""What the registrar writes from the minutes: bifall, ändrat, återremiss, avslag; on paper under a mandate."""

import datetime
import re
from copy import deepcopy
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from config.refused import Refused
from decisions import actions
from decisions.forms.paragraphs import as_paragraph
from decisions.models import Decision, Event
from decisions.models.kinds import Body, Kind, Status
from people.abilities import Profile
from tests import creators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

MEETING = {"decided_on": "2020-03-24", "section_number": "§ 35", "presenter": "Regiondirektören", "outcome": "granted"}


class Submitted:
    """A submitted allocation: Alfa 600 of a free fund of 1 000; Beta 130 of an earmarked fund that holds 100."""

    def __init__(self, body: Body = Body.BOARD, beta: int = 130) -> None:
        self.agreement = creators.agreement()
        area = creators.area(self.agreement)
        fund, earmarked = creators.fund(area, "Fri"), creators.fund(area, "Öronmärkt", earmarked=True)
        creators.allot(fund, 1000)
        creators.allot(earmarked, 100)
        self.alfa, self.beta = creators.activity(area, "Alfa"), creators.activity(area, "Beta")
        self.officer = creators.officer()
        on = datetime.date(2020, 3, 6)
        draft = actions.draft_allocation(
            agreement=self.agreement,
            case=creators.case(self.agreement),
            body=body,
            title="Fördelning",
            by=self.officer,
            on=on,
        )
        rows = [
            actions.GridRow(self.alfa, {fund.pk: Decimal(600)}),
            actions.GridRow(self.beta, {earmarked.pk: Decimal(beta)}),
        ]
        draft = actions.save_grid(draft, rows=rows, version=draft.version, by=self.officer, on=on)
        self.decision = actions.submit(draft, by=self.officer, on=on, decided_elsewhere=True)
        self.path = reverse("record", args=[self.decision.pk])
        self.client = Client()
        self.client.force_login(creators.user(Profile.REGISTRAR, name="Nils Nämndsekreterare"))

    def sent(self, **more: str) -> dict[str, str]:
        amounts = {f"amount-{line.pk}": str(line.amount.amount).replace(".", ",") for line in self.decision.lines.all()}
        return MEETING | amounts | {"seen": actions.seen_token(self.fresh())} | more

    def amount_of(self, activity) -> str:
        return f"amount-{self.decision.lines.get(activity=activity).pk}"

    def fresh(self) -> Decision:
        return Decision.objects.get(pk=self.decision.pk)

    def funded(self) -> dict[str, Decimal]:
        lines = self.decision.lines.prefetch_related("fundings").select_related("activity")
        return {
            line.activity.name: sum((each.amount.amount for each in line.fundings.all()), Decimal(0)) for line in lines
        }


@pytest.fixture(scope="module")
def made(module_db: None) -> Submitted:
    return Submitted()


@pytest.fixture
def case(made: Submitted, db: None) -> Submitted:
    return deepcopy(made)


@pytest.mark.parametrize("profile", [profile for profile in Profile if profile != Profile.REGISTRAR])
def test_only_the_registrar_records(case: Submitted, profile: Profile) -> None:
    client = Client()
    client.force_login(creators.user(profile))
    assert client.get(case.path).status_code == 403
    assert client.post(case.path, case.sent()).status_code == 403
    assert case.fresh().status == Status.SUBMITTED


def test_bifall_wants_a_reason_for_what_does_not_add_up_and_books_as_far_as_the_money_lasts(case: Submitted) -> None:
    refused = case.client.post(case.path, case.sent())
    assert refused.status_code == 422
    assert "skriv varför de godtas" in refused.text
    assert 'id="id_acknowledged_error"' in refused.text
    assert case.fresh().status == Status.SUBMITTED
    answer = case.client.post(case.path, case.sent(acknowledged="Beslutat ändå.", section_number=" 35"))
    assert answer["Location"] == case.decision.get_absolute_url()
    decision = case.fresh()
    assert (decision.status, decision.section_number, str(decision.decided_on), decision.presenter) == (
        Status.DECIDED,
        "§ 35",
        "2020-03-24",
        "Regiondirektören",
    )
    assert case.funded() == {"Alfa": 600, "Beta": 100}
    assert decision.events.filter(what=Event.What.ACKNOWLEDGED, text__contains="Beslutat ändå.").exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [("35", "§ 35"), ("§35", "§ 35"), ("35 §", "§ 35"), ("12 a", "§ 12 a"), ("§§ 35–36", "§§ 35–36"), ("", "")],
)
def test_a_paragraph_has_its_sign_however_it_is_written(written: str, kept: str) -> None:
    assert as_paragraph(written) == kept


def test_other_amounts_are_kept_beside_the_proposed(case: Submitted) -> None:
    amounts = {case.amount_of(case.alfa): "500,50", case.amount_of(case.beta): "0"}
    assert case.client.post(case.path, case.sent(outcome="changed", **amounts)).status_code == 302
    line = case.decision.lines.get(activity=case.alfa)
    assert (line.proposed_amount.amount, line.amount.amount) == (600, Decimal("500.50"))
    assert case.funded() == {"Alfa": Decimal("500.50"), "Beta": 0}


def test_what_changed_since_the_page_was_opened_is_shown_and_confirmed_anew(case: Submitted) -> None:
    """A new outcome, and more money in the fund: what was written stands in the form, and nothing is recorded."""
    page = case.client.get(case.path).text
    fields = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "figures")}
    sent = case.sent(acknowledged="Beslutat ändå.", **fields)
    creators.spent(case.alfa, 40)
    creators.allot(case.decision.lines.get(activity=case.beta).shares.get().fund, 50)
    answer = case.client.post(case.path, sent)
    assert answer.status_code == 409
    assert "Siffrorna har ändrats. Inget är registrerat." in answer.text
    rows = re.findall(r"<tr><th scope=\"row\">([^<]+)</th><td data-label=\"Siffra\">(.*?)</tr>", answer.text)
    assert [(name, re.findall(r">([^<>]+)</td>", f">{cells}")) for name, cells in rows] == [
        ("Alfa", ["Utfall", "0", "40"]),
        ("Ofördelat i Öronmärkt", ["Bokfört", "100", "150"]),
        ("Ofördelat i Öronmärkt", ["Ändring", "−100", "−130"]),
    ]
    assert "Beslutat ändå." in answer.text
    assert case.fresh().status == Status.SUBMITTED
    assert case.client.post(case.path, case.sent()).status_code == 302


@pytest.mark.parametrize(
    ("fields", "anchor", "message"),
    [
        ({"decided_on": ""}, "id_decided_on", "Ange dagen då beslutet fattades."),
        ({"decided_on": "2020-13-01"}, "id_decided_on", "Skriv dagen som 2020-03-24."),
        ({"decided_on": "2020-09-11", "acknowledged": "x"}, "id_decided_on", "kan inte ligga i framtiden"),
        ({"section_number": ""}, "id_section_number", "Ange paragrafen i protokollet"),
        ({"outcome": ""}, "id_outcome", "Välj vad beslutet blev."),
        ({"outcome": "changed"}, "id_outcome", "Inget skiljer sig"),
        ({"outcome": "returned"}, "id_reason", "Skriv skälet"),
        ({"outcome": "rejected", "reason": " "}, "id_reason", "Skriv skälet"),
    ],
)
def test_errors_stand_beside_their_field_and_nothing_is_recorded(case: Submitted, fields, anchor, message) -> None:
    answer = case.client.post(case.path, case.sent(**fields))
    assert answer.status_code == 422
    assert message in answer.text
    assert f'id="{anchor}_error"' in answer.text
    assert case.fresh().status == Status.SUBMITTED


def test_an_amount_that_cannot_be_read_or_differs_from_bifall_is_said(case: Submitted) -> None:
    name = case.amount_of(case.alfa)
    bad = case.client.post(case.path, case.sent(outcome="changed", **{name: "1.234"}))
    assert "En ensam punkt kan betyda både tusental och decimaler." in bad.text
    assert 'value="1.234"' in bad.text
    empty = case.client.post(case.path, case.sent(outcome="changed", **{name: ""}))
    assert "Skriv det beslutade beloppet, eller 0." in empty.text
    differs = case.client.post(case.path, case.sent(**{name: "5"}))
    assert "Du har ändrat något nedan." in differs.text
    assert case.fresh().status == Status.SUBMITTED


def test_aterremiss_goes_back_to_the_author_and_keeps_the_paragraph(case: Submitted) -> None:
    sent = case.sent(outcome="returned", section_number="§ 12", reason="Underlaget saknar kalkyl.")
    assert case.client.post(case.path, sent).status_code == 302
    decision = case.fresh()
    assert (decision.status, decision.decided_on, decision.section_number) == (Status.RETURNED, None, "")
    event = decision.events.get(what=Event.What.RETURNED)
    assert event.text == "Återremiss, regionstyrelsen 2020-03-24 § 12: Underlaget saknar kalkyl."
    officer = Client()
    officer.force_login(case.officer)
    assert "Underlaget saknar kalkyl." in officer.get(reverse("allocation", args=[decision.pk])).text
    actions.submit(decision, by=case.officer, on=creators.TODAY)
    assert case.client.post(case.path, case.sent(acknowledged="Ja.")).status_code == 302


def test_avslag_is_for_good_with_its_paragraph(case: Submitted) -> None:
    sent = case.sent(outcome="rejected", reason="Pengarna ska återbetalas.")
    assert case.client.post(case.path, sent).status_code == 302
    decision = case.fresh()
    assert (decision.status, decision.section_number, decision.recorded_by.name) == (
        Status.REJECTED,
        "§ 35",
        "Nils Nämndsekreterare",
    )
    assert decision.events.get(what=Event.What.REJECTED).text.endswith("§ 35: Pengarna ska återbetalas.")
    assert "Bara ett inlämnat förslag" in case.client.get(case.path).text
    assert case.client.post(case.path, sent).status_code == 409


@pytest.mark.parametrize("record", [actions.record_return, actions.record_rejection])
def test_the_actions_hold_the_same_rules(case: Submitted, record) -> None:
    registrar = creators.user(Profile.REGISTRAR)
    meeting = {"decided_on": creators.TODAY, "on": creators.TODAY, "section_number": "§ 1", "by": registrar}
    with pytest.raises(Refused, match="skälet"):
        record(case.decision, reason=" ", **meeting)
    with pytest.raises(Refused, match="paragrafen"):
        record(case.decision, reason="Nej.", **meeting | {"section_number": ""})
    with pytest.raises(Refused, match="behörighet"):
        record(case.decision, reason="Nej.", **meeting | {"by": creators.officer()})
    with pytest.raises(Refused, match="framtiden"):
        record(case.decision, reason="Nej.", **meeting | {"on": datetime.date(2020, 9, 9)})
    assert case.fresh().status == Status.SUBMITTED


def test_who_prepared_it_does_not_record_it(case: Submitted) -> None:
    both = creators.user(Profile.OFFICER, Profile.REGISTRAR)
    draft = actions.draft_allocation(
        agreement=case.agreement,
        case=case.decision.case,
        body=Body.BOARD,
        title="Egen",
        by=both,
        on=creators.TODAY,
    )
    actions.submit(draft, by=both, on=creators.TODAY)
    client = Client()
    client.force_login(both)
    fields = MEETING | {"acknowledged": "x", "seen": actions.seen_token(Decision.objects.get(pk=draft.pk))}
    answer = client.post(reverse("record", args=[draft.pk]), fields)
    assert answer.status_code == 422
    assert "registrerar inte beslutet" in answer.text


def test_on_paper_under_a_mandate_that_was_in_force() -> None:
    case = Submitted(body=Body.DIRECTOR, beta=100)
    source = creators.Example().decision
    mandate = creators.mandate(case.agreement, source, kinds=(Kind.ALLOCATION,))
    wrong = creators.mandate(case.agreement, source, kinds=(Kind.REALLOCATION,))
    page = case.client.get(case.path).text
    assert f'<option value="{mandate.pk}">' in page
    assert f'<option value="{wrong.pk}">' not in page
    sent = case.sent(section_number="")
    assert "Ange det mandat" in case.client.post(case.path, sent).text
    early = case.client.post(case.path, sent | {"mandate": mandate.pk, "decided_on": "2020-03-23"})
    assert "gällde inte fördelning" in early.text
    assert case.client.post(case.path, sent | {"mandate": mandate.pk}).status_code == 302
    decision = case.fresh()
    assert (decision.status, decision.mandate, decision.role) == (Status.DECIDED, mandate, mandate.role)


def test_as_many_queries_with_two_lines_as_with_four(case: Submitted, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(31) as two:
        case.client.get(case.path)
    area = case.alfa.area
    fund = creators.fund(area)
    draft = actions.record_return(
        case.decision,
        decided_on=creators.TODAY,
        reason="Mer.",
        by=creators.user(Profile.REGISTRAR),
        on=creators.TODAY,
        section_number="§ 1",
    )
    rows = [actions.GridRow(creators.activity(area), {fund.pk: Decimal(1)}) for _ in range(4)]
    draft = actions.save_grid(draft, rows=rows, version=draft.version, by=case.officer, on=creators.TODAY)
    actions.submit(draft, by=case.officer, on=creators.TODAY)
    with django_assert_max_num_queries(len(two)):
        case.client.get(case.path)
