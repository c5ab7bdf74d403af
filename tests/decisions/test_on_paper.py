"""What the director decided on paper under a mandate is handed in as such and recorded, whatever its kind."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from config.refused import Refused
from decisions import actions
from decisions.decision_document import build_document
from decisions.models import Decision
from decisions.models.kinds import Body, Kind, Status
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import TODAY, Example
from tests.decisions.snapshots import booked, nothing_changes
from tests.decisions.test_reallocation import signed_in

pytestmark = pytest.mark.django_db

DELEGATED = (Kind.ALLOCATION, Kind.ACTIVITY, Kind.RELEASE, Kind.REPAYMENT, Kind.OTHER)


def empower() -> None:
    """The board lets the director decide all of these."""
    creators.mandate(None, None, kinds=DELEGATED, clause="4.1.17", source_point=None)


DRAFTS = {
    Kind.REALLOCATION: lambda example, by: example.propose({example.alfa: -10, example.beta: 10}, by=by),
    Kind.ACTIVITY: lambda example, by: kinds.new_activity(example, 10, by=by),
    Kind.RELEASE: lambda example, by: kinds.release(example, example.alfa, 10, by=by),
    Kind.REPAYMENT: lambda example, by: kinds.repayment(example, 10, by=by, to_board=True),
    Kind.OTHER: lambda example, by: kinds.statement(example.case, "Avtalet förlängs.", by=by),
    Kind.RECTIFICATION: lambda example, by: kinds.rectification(
        example, earlier=example.decided({example.alfa: -5, example.beta: 5}, director=creators.director()), by=by
    ),
}


@pytest.mark.parametrize("kind", DRAFTS)
def test_every_kind_is_handed_in_as_made_on_paper_and_recorded(kind, example: Example):
    empower()
    officer = creators.officer()
    decision = DRAFTS[kind](example, officer)
    path, writer = decision.get_absolute_url(), signed_in(officer)
    assert "Redan fattat på papper?" in writer.get(path).text
    assert writer.post(f"{path}lamna-in/", {"on_paper": "1"})["Location"] == path
    decision.refresh_from_db()
    assert (decision.status, decision.body, decision.on_paper) == (Status.SUBMITTED, Body.DIRECTOR, True)
    assert decision not in Decision.objects.waiting_for(Body.DIRECTOR)
    registrar = signed_in(creators.user(Profile.REGISTRAR))
    assert "På papper" in registrar.get("/att-besluta/").text
    assert "Registrera ett beslut fattat på papper" in registrar.get(path).text
    form = registrar.get(f"{path}registrera/").text
    assert "Delegationsbeslutets nummer" in form
    assert "Det undertecknade beslutet" in form
    mandate = form.split('name="mandate"')[1].split('<option value="')[2].split('"')[0]
    paper = SimpleUploadedFile("beslut.pdf", b"%PDF-1.7 undertecknat")
    sent = {"decided_on": TODAY, "section_number": "7", "mandate": mandate, "outcome": "granted"}
    sent |= {"presenter": "Siv Stab", "extract": paper, "acknowledged": "Så står det."}
    sent |= {"seen": actions.seen_token(decision)}
    assert registrar.post(f"{path}registrera/", sent)["Location"] == path
    decided = Decision.objects.for_page().get(pk=decision.pk)
    assert (decided.status, decided.section_number, decided.decided_by) == (Status.DECIDED, "7", None)
    assert decided.attachments.get().title == "Delegationsbeslut 7"
    assert decided in Decision.objects.unreported()
    assert build_document(decided).presenter == "Siv Stab"
    if kind in {Kind.ACTIVITY, Kind.RELEASE, Kind.REPAYMENT, Kind.REALLOCATION}:
        assert decided.lines.filter(fundings__isnull=False).exists()


def test_the_director_does_not_decide_again_what_is_on_paper(example: Example):
    empower()
    decision = kinds.release(example, example.alfa, 10)
    decision = actions.submit_made_on_paper(decision, by=decision.created_by, on=TODAY)
    director = creators.director()
    assert "redan fattat på papper" in signed_in(director).get(decision.get_absolute_url()).text
    with nothing_changes(), pytest.raises(Refused, match="redan fattat på papper"):
        actions.decide(decision, by=director, on=TODAY)
    with pytest.raises(IntegrityError, match="decision_on_paper"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(body=Body.BOARD)
    returned = actions.record_return(
        decision, decided_on=TODAY, reason="Fel belopp.", by=creators.user(Profile.REGISTRAR), on=TODAY
    )
    again = actions.submit(returned, by=returned.created_by, on=TODAY)
    assert actions.decide(again, by=director, on=TODAY).status == Status.DECIDED
    assert booked(example.alfa) == 590


@pytest.mark.parametrize("kind", [Kind.LOCK, Kind.ACROSS])
def test_what_only_the_board_decides_is_never_made_on_paper_by_the_director(kind, example: Example):
    empower()
    by = creators.officer()
    if kind == Kind.LOCK:
        draft = kinds.lock(example, example.beta, by=by)
    else:
        _, omega = kinds.other_area(example)
        draft = kinds.across(example, omega, 10, by=by)
    assert "Redan fattat på papper?" not in signed_in(by).get(draft.get_absolute_url()).text
    with nothing_changes(), pytest.raises(Refused, match="aldrig med mandat"):
        actions.submit_made_on_paper(draft, by=by, on=TODAY)


def test_a_mandate_reaches_no_further_for_what_was_decided_on_paper(example: Example):
    """By what was decided: a proposal within the ceiling may have been decided beyond it."""
    registrar = creators.user(Profile.REGISTRAR)
    low = creators.mandate(example.agreement, example.decision, kinds=(Kind.RELEASE,), ceiling=Decimal(10))
    draft = kinds.release(example, example.alfa, 8)
    draft = actions.submit_made_on_paper(draft, by=draft.created_by, on=TODAY)
    line, client = draft.lines.get(), signed_in(registrar)
    sent = {"decided_on": TODAY, "mandate": low.pk, "outcome": "changed", f"amount-{line.pk}": "-25"}
    sent |= {"seen": actions.seen_token(draft), "acknowledged": "Så står det."}
    with nothing_changes():
        answer = client.post(f"{draft.get_absolute_url()}registrera/", sent)
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["mandate"]
    assert said.startswith("Beslutet kan inte vila på det mandatet, eftersom mandatet Omfördelning")
    assert "högst 10\u00a0kr per beslut och förslaget är på 25\u00a0kr" in said
    enough = sent | {f"amount-{line.pk}": "-10"}
    assert client.post(f"{draft.get_absolute_url()}registrera/", enough).status_code == 302
    assert booked(example.alfa) == 590
