"""Documents written in the browser: templates, saving, two at once, finishing, versions."""

import datetime
import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from config.refused import Refused, Stale
from decisions import actions
from decisions.actions import documents as writing
from decisions.document_text import DocumentText, SectionText, text_of
from decisions.models import Document, DocumentVersion, Section
from people.abilities import Profile
from people.models import User
from tests import creators, kinds
from tests.creators import TODAY, Example

pytestmark = pytest.mark.django_db

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def author() -> User:
    return creators.officer()


@pytest.fixture
def memo(example: Example, author: User) -> Document:
    return actions.create_document(example.case, kind="memo", title="Skrivelse", by=author, on=TODAY)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path(document: Document, page: str = "skriv/") -> str:
    return f"{document.get_absolute_url()}{page}"


def fields(document: Document, *bodies: str, **facts: object) -> dict[str, object]:
    """What the page posts: the document's sections with new bodies, the rest as it stands."""
    document.refresh_from_db()
    rows = text_of(document).sections
    data: dict[str, object] = {"title": document.title, "version": document.version, "dated": "2020-09-10"}
    data |= {"s-TOTAL_FORMS": len(rows), "s-INITIAL_FORMS": len(rows)}
    for at, row in enumerate(rows):
        body = bodies[at] if at < len(bodies) else row.body
        data |= {f"s-{at}-heading": row.heading, f"s-{at}-level": row.level, f"s-{at}-body": body}
        if row.number:
            data[f"s-{at}-numbered"] = "on"
    return data | facts


def written(document: Document, *bodies: str) -> DocumentText:
    return text_of(document).with_sections(
        [SectionText("1", f"Avsnitt {at}", 1, body) for at, body in enumerate(bodies)]
    )


def bodies(document: Document) -> list[str]:
    return list(document.sections.values_list("body", flat=True))


# ---- begun from a template


def test_a_document_begins_with_the_headings_of_its_kind(example: Example, author: User) -> None:
    begun = {
        kind: actions.create_document(example.case, kind=kind, title="Rubrik", by=author, on=TODAY)
        for kind in ("memo", "basis", "delegated")
    }
    heads = {kind: [section.heading for section in made.sections.all()] for kind, made in begun.items()}
    assert heads["memo"] == ["Ärendebeskrivning", "Regiondirektörens förslag"]
    assert heads["delegated"][2:] == ["Delegationsbestämmelse och delegation", "Beslut", "Anmälan"]
    numbers = [section.number for section in begun["basis"].sections.all()]
    assert numbers == ["", "1", "1.1", "1.2", "1.3", "1.3.1", "2", "2.1", "2.1.1", "2.1.2", "3"]
    assert begun["memo"].signatures == ["Regiondirektör"]
    assert "[[tabell aktiviteter 1]]" in bodies(begun["basis"])


def test_minutes_are_filled_in_from_the_recorded_decision(example: Example) -> None:
    registrar = creators.user(Profile.REGISTRAR)
    example.decision.recipients.create(name="Beställarchef")
    client = signed_in(registrar)
    address = f"/arenden/{example.case.pk}/handling/?beslut={example.decision.pk}&slag=minutes"
    assert f'value="{example.decision.pk}" selected' in client.get(address).text
    answer = client.post(address, {"kind": "minutes", "title": "Protokollsutdrag", "decision": example.decision.pk})
    made = Document.objects.get(kind="minutes")
    assert answer.headers["Location"] == path(made)
    assert made.dated == example.decision.decided_on
    assert made.sections.first().heading == f"§ 35 {example.decision.title}"
    assert [str(recipient) for recipient in made.recipients.all()] == ["Beställarchef"]
    assert made.decision == example.decision


def test_minutes_of_a_rejection_do_not_say_that_the_proposals_points_were_decided(example: Example) -> None:
    registrar, case = creators.user(Profile.REGISTRAR), example.case
    proposal = kinds.statement(case, "Planen godkänns.")
    proposal = actions.submit(proposal, by=proposal.created_by, on=TODAY)
    meeting = {"decided_on": TODAY, "section_number": "§ 80", "by": registrar, "on": TODAY}
    actions.record_rejection(proposal, reason="Pengarna räcker inte.", **meeting)
    proposal.refresh_from_db()
    made = actions.create_document(case, kind="minutes", title="Utdrag", by=registrar, on=TODAY, decision=proposal)
    assert "1. Förslaget avslås.\n\nSkäl: Pengarna räcker inte." in bodies(made)
    assert not [body for body in bodies(made) if "beslutspunkter" in body]


def test_minutes_need_a_recorded_decision_and_a_registrar(example: Example, author: User) -> None:
    client = signed_in(creators.user(Profile.REGISTRAR))
    address = f"/arenden/{example.case.pk}/handling/"
    answer = client.post(address, {"kind": "minutes", "title": "Utdrag", "decision": ""})
    assert "av det som är registrerat" in answer.text
    assert "Välj ett giltigt alternativ" in client.post(address, {"kind": "memo", "title": "x"}).text
    with pytest.raises(Refused, match="Nämndsekreterare"):
        actions.create_document(example.case, kind="minutes", title="x", by=author, on=TODAY, decision=example.decision)
    other = Example()
    with pytest.raises(Refused, match="ett annat ärende"):
        actions.create_document(example.case, kind="memo", title="x", by=author, on=TODAY, decision=other.decision)


# ---- written


def test_a_document_is_saved_with_all_its_facts(memo: Document, author: User) -> None:
    role = creators.role("Beställarchef")
    data = fields(memo, "Om ärendet.\r\n\r\nMer.", "1. Godkänns.", recipients="Beställarchef\nSVOM\n\nSVOM\n")
    data |= {"do": "save", "signatures": "Regiondirektör\n Chef HOSPA ", "author_role": "Handläggare"}
    page = signed_in(author).post(path(memo), data, follow=True).text
    assert "Handlingen är sparad" in page
    memo.refresh_from_db()
    assert bodies(memo) == ["Om ärendet.\n\nMer.", "1. Godkänns."]
    assert memo.signatures == ["Regiondirektör", "Chef HOSPA"]
    assert [(row.name, row.role) for row in memo.recipients.all()] == [("Beställarchef", role), ("SVOM", None)]
    assert memo.dated == datetime.date(2020, 9, 10)


def test_the_script_saves_and_is_given_the_preview(memo: Document, author: User) -> None:
    data = fields(memo, "Ett *nytt* stycke.", do="autosave") | {"s-0-numbered": "on"}
    answer = signed_in(author).post(path(memo), data, headers=SCRIPT)
    said = json.loads(answer.content)
    assert said["version"] == memo.version + 1
    assert said["saved"].startswith("Sparat ")
    assert "Ett <em>nytt</em> stycke." in said["preview"]
    assert said["numbers"] == ["1", ""]
    same = signed_in(author).post(path(memo), data | {"version": said["version"]}, headers=SCRIPT)
    assert json.loads(same.content)["version"] == said["version"]


def test_what_is_wrong_is_said_and_nothing_is_saved(memo: Document, author: User) -> None:
    client = signed_in(author)
    data = fields(memo, "Text.", title="", do="save")
    page = client.post(path(memo), data)
    assert page.status_code == 422
    assert "Skriv en rubrik" in page.text
    assert "Text." in page.text
    said = client.post(path(memo), data, headers=SCRIPT)
    assert (said.status_code, json.loads(said.content)) == (422, {"errors": ["Skriv en rubrik."]})
    assert bodies(memo) == ["", "1. \n2. "]


def test_sections_are_moved_added_and_taken_out_with_what_was_written(memo: Document, author: User) -> None:
    client = signed_in(author)
    answer = client.post(path(memo), fields(memo, "Ett.", "Två.", do="up:1"))
    assert answer.headers["Location"] == f"{path(memo)}#del-1"
    assert bodies(memo) == ["Två.", "Ett."]
    client.post(path(memo), fields(memo, do="add:0"))
    assert bodies(memo) == ["Två.", "", "Ett."]
    client.post(path(memo), fields(memo, do="remove:0"))
    assert bodies(memo) == ["", "Ett."]
    assert list(memo.sections.values_list("position", flat=True)) == [1, 2]


def test_two_who_write_at_once_lose_nothing(memo: Document, author: User) -> None:
    other = creators.user(Profile.MANAGER, name="Mona Chef")
    hers, mine = fields(memo, "Monas text."), fields(memo, "Min text.")
    signed_in(other).post(path(memo), hers | {"do": "autosave"}, headers=SCRIPT)
    client = signed_in(author)
    said = client.post(path(memo), mine | {"do": "autosave"}, headers=SCRIPT)
    assert said.status_code == 409
    assert json.loads(said.content)["conflict"].startswith("Mona Chef sparade klockan ")
    page = client.post(path(memo), mine | {"do": "save"})
    assert page.status_code == 409
    for words in ("Mona Chef", "Min text.", "Monas", "[borttaget: ", f'name="version" value="{memo.version + 1}"'):
        assert words in page.text
    assert bodies(memo)[0] == "Monas text."
    client.post(path(memo), mine | {"do": "save", "version": memo.version + 1, "apart": "on"})
    assert bodies(memo)[0] == "Min text."
    kept = [DocumentText.thaw(version.content).sections[0].body for version in memo.versions.all()]
    assert kept == ["", "Monas text.", "Min text."]


def test_one_person_in_two_windows_loses_nothing_either(memo: Document, author: User) -> None:
    first = actions.save_document(memo, written(memo, "Ett."), version=memo.version, by=author, autosaved=True)
    with pytest.raises(Stale):
        actions.save_document(memo, written(memo, "Två."), version=memo.version, by=author, autosaved=True)
    actions.save_document(memo, written(memo, "Två."), version=first.version, by=author, apart=True)
    kept = [DocumentText.thaw(version.content).sections[0].body for version in memo.versions.all()]
    assert kept == ["", "Ett.", "Två."]


def test_autosaves_are_one_version_an_author_and_hour(memo: Document, author: User, monkeypatch) -> None:
    now = datetime.datetime(2020, 9, 10, 9, 0, tzinfo=datetime.UTC)

    def save(text: str, by: User, minutes: int, **how: bool) -> None:
        monkeypatch.setattr(writing.timezone, "now", lambda: now + datetime.timedelta(minutes=minutes))
        memo.refresh_from_db()
        actions.save_document(memo, written(memo, text), version=memo.version, by=by, **how)

    save("a", author, 0, autosaved=True)
    save("b", author, 59, autosaved=True)
    save("c", author, 61, autosaved=True)
    save("d", creators.user(Profile.MANAGER), 62, autosaved=True)
    save("e", author, 63, autosaved=True)
    save("f", author, 64)
    save("f", author, 65)
    save("g", author, 66, autosaved=True)
    said = [(version.kind, DocumentText.thaw(version.content).sections[0].body) for version in memo.versions.all()]
    auto, kept = "autosaved", "saved"
    assert said == [(kept, ""), (auto, "b"), (auto, "c"), (auto, "d"), (kept, "f"), (auto, "g")]


# ---- finished


def finished(document: Document, by: User) -> Document:
    document = actions.save_document(document, written(document, "Klart."), version=document.version, by=by)
    actions.finish_document(document, version=document.version, by=by, on=TODAY)
    document.refresh_from_db()
    return document


def test_a_finished_document_is_frozen_with_its_tables(example: Example, author: User) -> None:
    begun = actions.create_document(
        example.case, kind="basis", title="Underlag", by=author, on=TODAY, decision=example.decision
    )
    client = signed_in(author)
    table = fields(begun, "[[tabell aktiviteter 1]]", do="finish")
    assert client.post(path(begun), table).headers["Location"] == path(begun, "faststall/")
    assert "Alfa" in client.get(path(begun, "faststall/")).text
    begun.refresh_from_db()
    client.post(path(begun, "faststall/"), {"version": begun.version})
    example.alfa.name = "Omdöpt"
    example.alfa.save()
    page = client.get(begun.get_absolute_url()).text
    assert "Fastställd 2020-09-10" in page
    assert "Alfa" in page
    assert "Omdöpt" not in page
    assert client.get(path(begun)).headers["Location"] == begun.get_absolute_url()


def test_a_finished_document_is_changed_only_in_a_new_version(memo: Document, author: User) -> None:
    memo = finished(memo, author)
    with pytest.raises(Refused, match="är fastställd"):
        actions.save_document(memo, written(memo, "Ändrat."), version=memo.version, by=author)
    client = signed_in(author)
    assert client.post(path(memo, "ny-version/")).headers["Location"] == path(memo)
    client.post(path(memo), fields(memo, "Ändrat.", do="save"))
    memo.refresh_from_db()
    assert not memo.is_finished
    assert [version.kind for version in memo.versions.all()] == ["saved", "saved", "finished", "saved"]
    assert "Klart." in client.get(f"{path(memo, 'versioner/')}3/").text
    compared = client.get(path(memo, "versioner/?fran=3&till=4")).text
    assert "<del>" in compared
    assert "[tillagt: " in compared
    assert client.post(path(memo, "ny-version/")).status_code == 409


def test_the_database_keeps_what_is_finished(memo: Document, author: User) -> None:
    memo = finished(memo, author)
    memo.versions.filter(kind="finished").get()
    for change in (
        lambda: Document.objects.filter(pk=memo.pk).update(title="Annan"),
        lambda: Document.objects.filter(pk=memo.pk).delete(),
        lambda: Section.objects.filter(document=memo).update(body="Annat"),
        lambda: Section.objects.filter(document=memo).delete(),
        lambda: Section.objects.create(document=memo, position=9),
        lambda: memo.recipients.create(name="Någon"),
        lambda: DocumentVersion.objects.filter(kind="finished").update(printed="annat"),
        lambda: DocumentVersion.objects.filter(kind="saved").update(content="annat"),
        lambda: DocumentVersion.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_empty_document_or_an_old_page_is_not_finished(memo: Document, author: User) -> None:
    empty = actions.save_document(memo, written(memo, ""), version=memo.version, by=author)
    with pytest.raises(Refused, match="är tom"):
        actions.finish_document(empty, version=empty.version, by=author, on=TODAY)
    assert signed_in(author).post(path(memo, "faststall/"), {"version": 1}).status_code == 409


def test_the_list_of_versions_costs_the_same_for_two_and_for_four(memo, author, django_assert_num_queries) -> None:
    client = signed_in(author)
    for round_of in (2, 4):
        while memo.versions.count() < round_of:
            memo.refresh_from_db()
            text = written(memo, f"Text {memo.version}")
            actions.save_document(memo, text, version=memo.version, by=author, apart=True)
        client.get(path(memo, "versioner/"))
        with django_assert_num_queries(7):
            assert client.get(path(memo, "versioner/")).text.count('name="fran"') == round_of


def test_the_case_shows_which_document_grounds_which_decision(example: Example, author: User) -> None:
    actions.create_document(
        example.case, kind="basis", title="Underlaget", by=author, on=TODAY, decision=example.decision
    )
    registrar = creators.user(Profile.REGISTRAR)
    actions.create_document(
        example.case, kind="minutes", title="Utdrag", by=registrar, on=TODAY, decision=example.decision
    )
    page = signed_in(author).get(example.case.get_absolute_url()).text
    for words in ("underlag till", "om"):
        assert f'{words} <a href="{example.decision.get_absolute_url()}">' in page
    assert "Utkast" in page
