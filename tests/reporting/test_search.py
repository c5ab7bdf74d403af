"""Search: what each kind of word finds, and that it costs the same however much is found."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions import actions
from decisions.models import DecisionLink, Document
from decisions.models.kinds import Kind
from people.abilities import Profile
from people.models import RoleAlias, User
from reporting.search import nothing_found, search
from reporting.search_words import read_words
from tests import creators, kinds
from tests.creators import TODAY, Example

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


@pytest.fixture
def reader() -> User:
    return creators.user(Profile.AUDITOR)


def found(user: User, text: str) -> dict[str, list[str]]:
    return {group.heading: [hit.title for hit in group.hits] for group in search(user, text)}


@pytest.mark.parametrize("written", ["{}", " {} ", "{} ", "{}".lower()])
def test_a_diary_number_finds_its_case_and_what_belongs_to_it(example: Example, reader: User, written: str) -> None:
    hits = found(reader, written.format(example.case.registry_number))
    assert hits["Ärenden"] == [example.case.title]
    assert example.decision.title in hits["Beslut"]
    assert hits["Överenskommelser"] == [str(example.agreement)]


@pytest.mark.parametrize("written", ["§ 35", "§35", "35 §", "§\xa035", "{} § 35", "{}, § 35"])
def test_a_paragraph_is_found_however_it_is_written(example: Example, reader: User, written: str) -> None:
    hits = found(reader, written.format(example.case.registry_number))
    assert hits["Beslut"] == [example.decision.title]


def test_a_paragraph_is_the_whole_number(example: Example, reader: User) -> None:
    assert "Beslut" not in found(reader, "§ 3")
    assert "Beslut" not in found(reader, "RS/0/1999 § 35")


@pytest.mark.parametrize(
    "written", ["1266508", "1 266 508", "1\xa0266\xa0508 kr", "1,3 mkr", "1 266,5 tkr", "1,27 mkr"]
)
def test_an_amount_is_found_as_it_is_written_and_as_it_is_rounded(reader: User, written: str) -> None:
    area = creators.area(creators.agreement())
    fund, activity = creators.fund(area, "Karriärtjänster"), creators.activity(area, "Karriärvägar")
    creators.allot(fund, 2_000_000)
    decision = creators.decided_allocation({activity: {fund: 1_266_508}})
    hits = found(reader, written)
    assert hits["Aktiviteter"] == ["Karriärvägar"]
    assert hits["Beslut"] == [decision.title]
    assert hits["Tilldelningar"] == ["Karriärtjänster"]


@pytest.mark.parametrize("written", ["1 266 509", "1,2 mkr", "1 266,4 tkr", "12 mkr"])
def test_another_amount_is_not_found(reader: User, written: str) -> None:
    area = creators.area(creators.agreement())
    fund, activity = creators.fund(area), creators.activity(area)
    creators.allot(fund, 5_000_000)
    creators.decided_allocation({activity: {fund: 1_266_508}})
    assert "Aktiviteter" not in found(reader, written)


def test_what_a_reallocation_takes_is_found_as_what_it_gives(example: Example, reader: User) -> None:
    draft = example.propose({example.alfa: -77, example.beta: 77})
    assert draft.title in found(reader, "77 kr")["Beslut"]


@pytest.mark.parametrize("written", ["hemmonitorering", "1266508", "1 266 508", "vård i hemmet"])
def test_the_text_of_a_document_is_found_and_leads_to_it(example: Example, reader: User, written: str) -> None:
    memo = Document.objects.create(case=example.case, kind=Document.Kind.MEMO, title="Förslag")
    memo.sections.create(position=1, heading="Vård i hemmet", body="Hemmonitorering får 1\xa0266\xa0508 kronor.")
    (group,) = [group for group in search(reader, written) if group.heading == "Handlingar"]
    assert [hit.path for hit in group.hits] == [memo.get_absolute_url()]


def test_a_role_is_found_by_its_name_and_its_other_name(example: Example, reader: User) -> None:
    role = creators.role("Beställarchef")
    RoleAlias.objects.create(role=role, name="Chef beställning")
    example.alfa.responsibilities.create(role=role)
    example.decision.assignments.create(text="Återrapportera i höst.", role=role)
    for name in ("beställarchef", "Chef beställning"):
        hits = found(reader, name)
        assert hits["Aktiviteter"] == ["Alfa"]
        assert hits["Beslut"] == [example.decision.title]
        assert hits["Uppdrag"] == ["Återrapportera i höst."]


@pytest.mark.parametrize("written", ["§ 46", "SVOM § 46", "svom", "46 §"])
def test_a_recommendation_is_found_by_its_paragraph_and_its_body(example: Example, reader: User, written: str) -> None:
    draft = example.propose({example.alfa: -5, example.beta: 5})
    link = {"body": "SVOM", "section_number": "§ 46", "decided_on": TODAY}
    actions.link(draft, kind=DecisionLink.Kind.RECOMMENDED_BY, by=draft.created_by, on=TODAY, **link)
    assert found(reader, written) == {"Beslut": [draft.title]}
    for other in ("§ 4", "Annan nämnd § 46", f"{written} 98765"):
        assert "Beslut" not in found(reader, other)


@pytest.mark.parametrize("record", [actions.record_return, actions.record_tabling])
def test_what_the_board_sent_back_or_put_off_is_found_by_its_paragraph(example, reader, record) -> None:
    draft = kinds.statement(example.case, "Målet antas.", title="Mål")
    submitted = actions.submit(draft, by=draft.created_by, on=TODAY)
    minutes = {"decided_on": TODAY, "on": TODAY, "section_number": "§ 77", "reason": "Se § 12: mer underlag."}
    record(submitted, **minutes, by=creators.user(Profile.REGISTRAR))
    for written in ("§ 77", "77 §", f"{example.case.registry_number} § 77"):
        assert found(reader, written)["Beslut"] == ["Mål"]
    for other in ("§ 7", "§ 177", "§ 12", "RS/0/1999 § 77"):
        assert "Beslut" not in found(reader, other)


def test_a_decision_is_found_by_its_recipients_and_by_its_use_of_existing_resources(example, reader) -> None:
    draft = example.propose({example.alfa: -5, example.beta: 5})
    role = creators.role("Beställarchef")
    RoleAlias.objects.create(role=role, name="Chef beställning")
    given = {"points": [], "tasks": [], "recipients": ["Revisorerna", "Beställarchef"], "version": draft.version}
    actions.save_contents(draft, **given, existing_resources="Mottagningens lokaler.", by=draft.created_by, on=TODAY)
    for written in ("revisorerna", "chef beställning", "mottagningens lokaler"):
        assert found(reader, written) == {"Beslut": [draft.title]}


def test_a_notice_to_the_board_is_found_by_its_paragraph(example: Example, reader: User) -> None:
    decision = example.decided({example.alfa: -5, example.beta: 5}, director=creators.director())
    registrar = creators.user(Profile.REGISTRAR)
    notice = actions.report_to_board([decision], meeting_on=TODAY, section_number="§ 91", by=registrar, on=TODAY)
    for written in ("§ 91", f"{example.case.registry_number} § 91", example.case.registry_number):
        assert found(reader, written)["Anmälningar till regionstyrelsen"] == [str(notice)]
    assert found(reader, "RS/0/1999 § 91") == {}
    (group,) = search(reader, "§ 91")
    assert [(hit.path, hit.note) for hit in group.hits] == [(notice.get_absolute_url(), str(decision))]


def test_a_mandate_is_found_by_its_role_its_ground_and_its_ceiling(example: Example, reader: User) -> None:
    role = creators.role("Divisionschef")
    RoleAlias.objects.create(role=role, name="Chef för divisionen")
    registrar = creators.user(Profile.REGISTRAR)
    clause = {"name": "Inköp", "clause": "4.1.17", "ceiling": Decimal(4321), "valid_from": TODAY, "by": registrar}
    actions.give_mandate(role=role, kinds=[Kind.OTHER], **clause)
    for written in ("divisionschef", "Chef för divisionen", "4.1.17", "4 321 kr"):
        assert found(reader, written)["Mandat"] == ["Inköp"]
    assert found(reader, "§ 35")["Mandat"] == [str(example.mandate)]
    assert found(reader, example.case.registry_number)["Mandat"] == [str(example.mandate)]


def test_who_may_see_nothing_finds_nothing(example: Example) -> None:
    assert search(creators.user(), "Alfa") == []
    assert search(creators.user(Profile.AUDITOR), "  ") == []


def test_nothing_found_says_how_the_words_were_read() -> None:
    assert "lästes som 1\xa0250\xa0000\xa0kr till 1\xa0349\xa0999,99\xa0kr" in nothing_found("1,3 mkr")
    assert "lästes" not in nothing_found("vård")


def test_words_are_read_without_the_database() -> None:
    words = read_words("RS/195/2020,  §\xa035")
    assert (words.section, words.rest, words.low) == ("35", "RS/195/2020", None)
    assert (read_words("2,6 mkr").low, read_words("2,6 mkr").high) == (Decimal(2_550_000), Decimal("2649999.99"))


def test_it_costs_the_same_for_one_hit_and_for_three(example: Example, reader: User) -> None:
    def cost() -> int:
        search(reader, "Alfa")
        with CaptureQueriesContext(connection) as queries:
            assert search(reader, "Alfa")
        return len(queries)

    one = cost()
    for number in range(2):
        area = creators.area(example.agreement, number + 5)
        creators.activity(area, "Alfa")
        creators.fund(area, "Alfa")
    assert cost() == one == 10
