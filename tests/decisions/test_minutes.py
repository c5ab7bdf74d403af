"""The minutes' extract is kept with what is recorded, or somebody else records; and another body's recommendation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.refused import Refused
from decisions import actions
from decisions.authority import own_work
from decisions.decision_document import build_document
from decisions.models import Decision, DecisionLink
from decisions.models.kinds import Status
from decisions.timeline import decision_timeline
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.snapshots import nothing_changes

pytestmark = pytest.mark.django_db


def extract(name: str = "utdrag.pdf", content: bytes = b"%PDF-1.7 utdrag") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class Own(Example):
    """Somebody who is both officer and registrar has handed in a proposal to the board."""

    def __init__(self) -> None:
        super().__init__()
        self.person = creators.user(Profile.OFFICER, Profile.REGISTRAR, name="Båda Två")
        draft = actions.draft_allocation(
            agreement=self.agreement, case=self.case, body="board", title="Mer", by=self.person, on=TODAY
        )
        row = actions.GridRow(self.alfa, {self.fund.pk: creators.Decimal(10)})
        draft = actions.save_grid(draft, rows=[row], version=draft.version, by=self.person, on=TODAY)
        self.proposal = actions.submit(draft, by=self.person, on=TODAY)
        self.client = Client()
        self.client.force_login(self.person)
        self.sent = {"decided_on": "2020-09-10", "section_number": "§ 80", "outcome": "granted"}
        self.sent |= {f"amount-{line.pk}": "10" for line in self.proposal.lines.all()}
        self.sent["seen"] = actions.seen_token(self.proposal)


def test_the_author_records_with_the_extract_and_not_without():
    case = Own()
    path = reverse("record", args=[case.proposal.pk])
    with nothing_changes():
        refused = case.client.post(path, case.sent)
    assert refused.status_code == 422
    assert 'id="id_extract_error"' in refused.text
    assert "Bifoga utdraget" in refused.text
    for bad, message in ((extract("x.exe"), "inte en sorts fil"), (extract(content=b""), "är tom")):
        with nothing_changes():
            answer = case.client.post(path, case.sent | {"extract": bad})
        assert message in answer.text
    assert case.client.post(path, case.sent | {"extract": extract()}).status_code == 302
    decision = Decision.objects.get(pk=case.proposal.pk)
    kept = decision.attachments.get()
    assert (decision.status, kept.title, kept.by) == (Status.DECIDED, "Protokollsutdrag § 80", case.person)
    assert kept.get_absolute_url() in case.client.get(decision.get_absolute_url()).text


@pytest.mark.parametrize("record", [actions.record_return, actions.record_tabling, actions.record_rejection])
def test_the_same_goes_for_whatever_else_the_board_did(record):
    case = Own()
    meeting = {"decided_on": TODAY, "section_number": "§ 80", "reason": "Så står det.", "by": case.person, "on": TODAY}
    with nothing_changes(), pytest.raises(Refused, match="utan protokollsutdrag"):
        record(case.proposal, **meeting)
    record(case.proposal, **meeting, extract=extract())
    assert case.proposal.attachments.get().name == "utdrag.pdf"


def test_another_bodys_recommendation_stands_on_proposal_and_document():
    case = Own()
    path = reverse("recommendation_new", args=[case.proposal.pk])
    assert path in case.client.get(case.proposal.get_absolute_url()).text
    empty = case.client.post(path, {"section_number": "§ 46"})
    assert empty.status_code == 422
    assert "Ange vilket organ som tillstyrkte." in empty.text
    sent = {"body": "SVOM", "section_number": "§ 46", "decided_on": "2020-03-04"}
    assert case.client.post(path, sent).status_code == 302
    assert "SVOM § 46, 2020-03-04" in case.client.get(case.proposal.get_absolute_url()).text
    proposal = Decision.objects.for_page().get(pk=case.proposal.pk)
    assert build_document(proposal).relations == ("Tillstyrkt av SVOM § 46, 2020-03-04",)
    told = [(each.title, each.by, each.text) for each in decision_timeline(proposal)]
    assert told[0] == ("Antecknade samband", case.person.name, "Tillstyrkt av SVOM § 46, 2020-03-04")
    registrar = creators.user(Profile.REGISTRAR)
    actions.link(proposal, kind=DecisionLink.Kind.RECOMMENDED_BY, body="Nämnden", by=registrar, on=TODAY)
    assert not own_work(proposal, registrar)
    actions.withdraw(proposal, by=case.person, on=TODAY)
    assert case.client.post(path, sent).status_code == 409


def test_who_only_edited_it_does_not_record_it_without_the_extract():
    case = Own()
    other = creators.officer()
    draft = actions.draft_allocation(
        agreement=case.agreement, case=case.case, body="board", title="Annat", by=other, on=TODAY
    )
    row = actions.GridRow(case.alfa, {case.fund.pk: creators.Decimal(10)})
    draft = actions.save_grid(draft, rows=[row], version=draft.version, by=case.person, on=TODAY)
    proposal = actions.submit(draft, by=other, on=TODAY)
    sent = case.sent | {f"amount-{line.pk}": "10" for line in proposal.lines.all()}
    sent["seen"] = actions.seen_token(proposal)
    with nothing_changes():
        answer = case.client.post(reverse("record", args=[proposal.pk]), sent)
    assert answer.status_code == 422
    assert "Bifoga utdraget" in answer.text
