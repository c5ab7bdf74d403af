"""A questionnaire as a workbook: what is fetched comes back as the same questions, and each bad cell is named."""

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.refused import Refused
from decisions.workbook import BadWorkbook
from grants.spreadsheets import WorkbookRefused
from people.models import User
from reporting import actions
from reporting.models import Question, Questionnaire, Requirement
from reporting.questionnaire.workbook import read, write
from tests import asking, creators

pytestmark = pytest.mark.django_db
ASKED = ("text", "help", "kind", "scope", "required", "word_limit", "choices", "figure", "condition_value")


@pytest.fixture
def officer() -> User:
    return creators.officer()


@pytest.fixture
def requirement(officer) -> Requirement:
    return asking.requirement(creators.Example().agreement)


def filled(*rows: dict[str, Any], extra: dict[str, bytes] | None = None) -> bytes:
    """The empty workbook with these rows, by heading, as a spreadsheet program saves it."""
    book = openpyxl.load_workbook(BytesIO(write(None)))
    sheet = book["Frågor"]
    heads = [str(cell.value).rstrip(" *") for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        for head, value in row.items():
            sheet.cell(number, heads.index(head) + 1, value)
    saved = BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved, "a") as archive:
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return saved.getvalue()


def asked(questionnaire: Questionnaire) -> list[tuple]:
    """Everything that is asked, in order, with what each question depends on by its words."""
    rows = Question.objects.filter(section__questionnaire=questionnaire).select_related("section", "condition")
    return [(row.section.title, str(row.condition or ""), *(getattr(row, name) for name in ASKED)) for row in rows]


def test_what_is_fetched_comes_back_as_the_same_questions(requirement, officer):
    draft = asking.questionnaire(requirement, by=officer)
    section = actions.add_section(draft, title="=Övrigt", by=officer)
    for text, more in (
        ("-Vad mer?", {"help": "=1+1 är två.", "required": False}),
        ("Hur gick det?", {"kind": "choice", "choices": "Bra\n- Dåligt", "scope": "fund"}),
    ):
        actions.save_question(section, question=None, by=officer, **{"text": text, "scope": "agreement"} | more)
    # A question may stand before the one that it depends on.
    actions.move_question(Question.objects.get(text="Med vilka pengar?"), steps=-3, by=officer)
    before = asked(draft)
    assert len(before) == 8
    actions.import_questions(requirement, sections=read(write(draft)).as_sections(), is_example=True, by=officer)
    assert asked(draft) == before
    draft.refresh_from_db()
    assert draft.is_example


def test_what_is_left_empty_is_what_is_usual(requirement, officer):
    book = filled({"Avsnitt": "Resultat", "Fråga": "Vad gav det?"}, {"Fråga": "Till vem?", "Svaret är": "TEXT"})
    made = actions.import_questions(requirement, sections=read(book).as_sections(), is_example=False, by=officer)
    assert [(row[0], row[2], *row[4:7]) for row in asked(made)] == [
        ("Resultat", "Vad gav det?", "text", "area", True),
        ("Resultat", "Till vem?", "text", "area", True),
    ]


ONE = {"Avsnitt": "A", "Nr": 1, "Fråga": "Ett?", "Svaret är": "Ja eller nej"}
FAULTS = {
    "a formula": ([{**ONE, "Fråga": '="Et"&"t?"'}], "rad 2, Fråga: Cellen innehåller en formel."),
    "an error": ([{**ONE, "Förklaring": "#N/A"}], "rad 2, Förklaring: Cellen innehåller ett fel från Excel"),
    "no question": ([ONE, {"Förklaring": "Så här."}], "rad 3, Fråga: Fyll i uppgiften."),
    "no section": ([{"Fråga": "Ett?"}], "rad 2, Avsnitt: Fyll i avsnittets rubrik."),
    "a section twice": ([ONE, {"Avsnitt": "B", "Fråga": "Två?"}, {"Avsnitt": "A", "Fråga": "Tre?"}], "rad 4, Avsnitt:"),
    "an unknown kind": ([{**ONE, "Svaret är": "fil eller så"}], "rad 2, Svaret är: Skriv något av: Text, Belopp"),
    "a choice of nothing": ([{**ONE, "Svaret är": "Val ur en lista"}], "rad 2, Val eller kolumner: Skriv minst en"),
    "words of an amount": ([{**ONE, "Högst antal ord": 5}], "rad 2, Högst antal ord: Bara en text"),
    "words in words": ([{**ONE, "Högst antal ord": "fem"}], "rad 2, Högst antal ord: Skriv ett heltal"),
    "a figure of a yes": ([{**ONE, "Fylls i med": "Utfall"}], "rad 2, Fylls i med: Bara ett belopp"),
    "perhaps": ([{**ONE, "Måste besvaras": "kanske"}], "rad 2, Måste besvaras: Skriv ja eller nej."),
    "too long": ([{**ONE, "Fråga": "x" * 501}], "rad 2, Fråga: Texten är längre än 500 tecken."),
    "the same number": ([ONE, {"Nr": 1, "Fråga": "Två?"}], "rad 3, Nr: Numret står på flera rader."),
    "no such question": ([ONE, {"Fråga": "?", "Beror på nr": 9, "Om svaret är": "ja"}], "Ingen fråga har nummer 9."),
    "no such answer": (
        [ONE, {"Fråga": "?", "Beror på nr": 1, "Om svaret är": "kanske"}],
        "rad 3, Beror på nr: Frågan ”Ett?” har inte svaret ”kanske”.",
    ),
    "another thing": (
        [ONE, {"Fråga": "?", "Ställs om": "Varje aktivitet", "Beror på nr": 1, "Om svaret är": "ja"}],
        "ställs om samma sak",
    ),
    "each other": (
        [{**ONE, "Beror på nr": 2, "Om svaret är": "ja"}, {**ONE, "Nr": 2, "Beror på nr": 1, "Om svaret är": "ja"}],
        "rad 2, Beror på nr: Frågorna beror på varandra",
    ),
    "nothing": ([], "rad 2, Fråga: Skriv minst en fråga."),
}


@pytest.mark.parametrize(("rows", "said"), FAULTS.values(), ids=FAULTS)
def test_a_bad_cell_is_named_by_row_and_column(rows, said):
    with pytest.raises(BadWorkbook) as refused:
        read(filled(*rows))
    assert said in refused.value.message


def test_what_is_no_book_of_questions_is_told_so():
    other = BytesIO()
    openpyxl.Workbook().save(other)
    for content, said in (
        (b"", "Filen är tom."),
        (b"Avsnitt;Fr\xc3\xa5ga\n", "går inte att läsa som en Excelbok"),
        (other.getvalue(), "Bladet Frågor saknas. Utgå från mallen."),
        (filled(ONE, extra={"xl/vbaProject.bin": b"x"}), "innehåller makron"),
    ):
        with pytest.raises(WorkbookRefused, match=said):
            read(content)


def test_an_officer_looks_at_the_questions_before_they_replace_the_draft(requirement, officer, client):
    draft = asking.questionnaire(requirement, by=officer)
    origin = Question.objects.get(section__questionnaire=draft, text="Vad har gjorts?")
    copy = actions.copy_questionnaire(draft, to=asking.requirement(requirement.agreement), by=officer)
    address = reverse("questionnaire_import", args=[copy.requirement_id])
    client.force_login(officer)
    row = {"Avsnitt": "Ny", "Fråga": "Vad har gjorts?", "Ställs om": "varje aktivitet"}
    bad, book = filled({**row, "Svaret är": "?"}), filled(row)

    answer = client.post(address, {"file": SimpleUploadedFile("b.xlsx", bad)})
    assert (answer.status_code, answer.context["faults"][0].row) == (422, 2)
    shown = client.post(address, {"file": SimpleUploadedFile("b.xlsx", book), "example": "on"})
    assert "De ersätter de 6 frågor som står" in shown.text
    assert Question.objects.filter(section__questionnaire=copy).count() == 6
    client.post(address, {"carried": shown.context["form"].to_carry, "example": "on"})
    (kept,) = Question.objects.filter(section__questionnaire=copy)
    assert kept.copied_from == origin, "last year's answers still stand beside"

    copy = actions.send_questionnaire(
        actions.copy_questionnaire(copy, to=sendable(requirement), by=officer),
        due_on=asking.DUE,
        by=officer,
        on=creators.TODAY,
    )
    with pytest.raises(Refused, match="kan inte ändras längre"):
        actions.import_questions(copy.requirement, sections=read(book).as_sections(), is_example=False, by=officer)


def sendable(requirement: Requirement) -> Requirement:
    requirement.agreement.areas.update(coordinator=creators.role("Beställarchef"))
    return asking.requirement(requirement.agreement)


def test_the_workbook_is_fetched_empty_or_with_the_questions(requirement, officer, client):
    client.force_login(officer)
    address = reverse("questionnaire_xlsx", args=[requirement.pk])
    empty = openpyxl.load_workbook(BytesIO(client.get(address).content))
    assert empty["Frågor"].max_row == 1
    asking.questionnaire(requirement, by=officer)
    book = openpyxl.load_workbook(BytesIO(client.get(address).content))
    assert book["Frågor"]["C2"].value == "Vad har gjorts?"
