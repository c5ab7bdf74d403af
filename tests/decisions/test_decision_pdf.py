"""A decision's document: what it says, that it is kept, and that a draft says that it is one."""

import datetime
import io
from copy import deepcopy

import pikepdf
import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from decisions import actions, tasks
from decisions.decision_document import DecisionDocument, build_document
from decisions.models import Decision, RenderedDecision
from decisions.rendering import document_pdf
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.reporting.reports import pdf_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


@pytest.fixture(autouse=True)
def no_drafts_kept():
    cache.clear()


@pytest.fixture(scope="module")
def made(module_db: None):
    creators.condition()
    return creators.Example()


@pytest.fixture
def example(made, db: None):
    return deepcopy(made)


def decided(example, *, by: User | None = None) -> Decision:
    waiting = example.submitted({example.alfa: -100, example.beta: 100})
    by = by or creators.director()
    actions.decide(waiting, by=by, on=creators.TODAY, seen=actions.seen_token(waiting))
    return Decision.objects.for_page().get(pk=waiting.pk)


def test_a_reallocation_says_who_what_from_where_to_where_and_by_what_right(example):
    decision = decided(example)
    text = pdf_text(document_pdf(build_document(decision)))
    assert "Regiondirektören beslutar att omfördela 100 kr" in text
    assert "från Alfa till Beta" in text
    assert "600 −100 500" in text
    assert "200 +100 300" in text
    # A line may end after the slash of a registry number.
    assert decision.mandate.basis.replace(" ", "") in text.replace("\xa0", "").replace(" ", "")
    assert "Anmäls till regionstyrelsen" in text
    assert "Dag Direktör" in text
    assert "Målsättningen är att nyttja befintliga resurser" in text
    assert decision.case.registry_number in text
    assert "Utkast" not in text


def test_the_boards_allocation_has_its_paragraph_lines_and_lock(example):
    decision = Decision.objects.for_page().get(pk=example.decision.pk)
    text = pdf_text(document_pdf(build_document(decision)))
    assert "Regionstyrelsen beslutar att fördela 930 kr till 3 aktiviteter" in text
    assert "§ 35" in text.replace("\xa0", " ")
    assert "låses" in text
    assert "anmäls till" not in text


def test_a_draft_says_so_on_every_page(example):
    draft = example.propose({example.alfa: -100, example.beta: 100})
    content = document_pdf(build_document(Decision.objects.for_page().get(pk=draft.pk)))
    assert "Förslag till beslut" in pdf_text(content)
    assert "Utkast, inte beslutat" in pdf_text(content)


def test_a_deputys_is_made_on_behalf_of_the_director_and_thawed_from_its_own_data(example):
    deputy = creators.user(Profile.DIRECTOR, name="Eva Ersättare")
    creators.tenure(creators.role("Regiondirektör", holder=creators.user()), deputy, rank=1)
    document = build_document(decided(example, by=deputy))
    thawed = DecisionDocument.thaw(document.canonical())
    assert thawed == document
    drawn = document_pdf(document)
    assert document_pdf(thawed) == drawn
    assert pdf_text(drawn).count("Eva Ersättare, på uppdrag av regiondirektören") == 1


def test_it_is_tagged_titled_and_in_swedish(example):
    with pikepdf.open(io.BytesIO(document_pdf(build_document(decided(example))))) as opened:
        assert str(opened.Root.Lang) == "sv"
        assert bool(opened.Root.MarkInfo.Marked)
        assert b"pdfuaid:part" in opened.Root.Metadata.read_bytes()
        assert str(opened.docinfo.Title).startswith("Omfördelning")
        assert list(opened.attachments) == ["beslut.json"]


def test_a_decided_decision_is_rendered_once_by_the_worker_and_kept(client, example):
    decision = decided(example)
    client.force_login(creators.officer())
    path = reverse("decision_pdf", args=[decision.pk])
    assert client.get(path).status_code == 202
    assert client.get(path).status_code == 202
    assert ProcrastinateJob.objects.get(task_name="decisions.render_decision").args == {"decision_id": decision.pk}
    tasks.render_decision(decision_id=decision.pk)
    first = client.get(path)
    assert first.status_code == 200
    example.alfa.name = "Nytt namn"
    example.alfa.save()
    tasks.render_decision(decision_id=decision.pk)
    assert client.get(path).content == first.content
    assert RenderedDecision.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        RenderedDecision.objects.update(pdf=b"")


def test_a_draft_is_rendered_by_the_worker_and_anew_when_it_changes(client, example):
    draft = example.propose({example.alfa: -100, example.beta: 100})
    client.force_login(draft.created_by)
    path = reverse("decision_pdf", args=[draft.pk])
    assert client.get(path).status_code == 202
    tasks.render_decision(decision_id=draft.pk)
    assert client.get(path).status_code == 200
    actions.submit(draft, by=draft.created_by, on=creators.TODAY)
    assert client.get(path).status_code == 202
    assert not RenderedDecision.objects.exists()


def test_the_waiting_page_is_sent_on_when_the_file_is_ready(client, example):
    decision = decided(example)
    client.force_login(creators.officer())
    path = reverse("decision_pdf", args=[decision.pk])
    assert client.get(path, headers={"HX-Request": "true"}).status_code == 204
    tasks.render_decision(decision_id=decision.pk)
    assert client.get(path, headers={"HX-Request": "true"})["HX-Redirect"] == path


def test_render_decision_writes_the_file(tmp_path, example):
    output = tmp_path / "beslut.pdf"
    call_command("render_decision", example.decision.number, output=output)
    assert output.read_bytes().startswith(b"%PDF")


def test_render_decision_says_in_swedish_that_there_is_none(tmp_path):
    with pytest.raises(CommandError, match=r"Det finns inget beslut med nummer 2020:999\."):
        call_command("render_decision", "2020:999", output=tmp_path / "x.pdf")


def test_an_amount_that_the_board_changed_stands_beside_what_was_proposed(example):
    by = creators.officer()
    more = creators.activity(example.area, "Delta")
    draft = actions.draft_allocation(
        agreement=example.agreement, case=example.case, body="board", title="Mer", by=by, on=creators.TODAY
    )
    draft = actions.save_grid(
        draft,
        rows=[actions.GridRow(more, {example.fund.pk: 150})],
        version=draft.version,
        by=by,
        on=creators.TODAY,
    )
    actions.submit(draft, by=by, on=creators.TODAY)
    actions.record(
        draft,
        decided_on=datetime.date(2020, 9, 9),
        by=creators.user(creators.Profile.REGISTRAR),
        on=creators.TODAY,
        section_number="§ 90",
        amounts={draft.lines.get().pk: 120},
    )
    text = pdf_text(document_pdf(build_document(Decision.objects.for_page().get(pk=draft.pk))))
    assert "Tilldelning Föreslaget Beslutat" in text
    assert "150 120" in text
    assert "fördela 120 kr" in text
