"""A second agreement, of another shape than the first, from a workbook; and every way in which a book is refused."""

import datetime
import zipfile
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from decisions import workbook
from decisions.figures import agreement_figures
from decisions.workbook import BadWorkbook
from decisions.workbook.columns import SHEETS
from grants.models import Agreement, Fund, Payment
from grants.spreadsheets import WorkbookRefused
from people.abilities import Profile
from people.models import Role
from tests import creators
from tests.decisions.agreement_books import KVINNORS_HALSA, TABLES, filled, with_rows, with_things
from tests.decisions.snapshots import nothing_changes

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2022, 4, 1)
EXAMPLE = settings.BASE_DIR / "fixtures" / "kvinnors-halsa-2022" / "agreement.xlsx"


def created() -> Agreement:
    return workbook.create(workbook.read(filled()), by=creators.officer(), on=TODAY)


def test_an_agreement_with_two_payments_and_a_fund_unknown_until_paid():
    hospa = creators.role("Chef HOSPA")
    agreement = created()
    assert (agreement.slug, agreement.coordinator) == ("kvinnors-halsa-2022", hospa)
    totals = agreement_figures(agreement, TODAY).totals
    assert (totals.allotted, totals.unallocated) == (Decimal(14_900_000), Decimal(14_900_000))
    unknown = Fund.objects.get(name="Prestationsdel")
    assert (unknown.expected_amount.amount, unknown.key) == (Decimal(900_000), None)
    assert Fund.objects.get(name="Förlossningsvård").earmarked
    known, later = Payment.objects.filter(agreement=agreement).order_by("registry_number")
    assert (known.amount.amount, known.fund.name, known.repay_by) == (
        Decimal(12_400_000),
        "Förlossningsvård",
        datetime.date(2023, 3, 31),
    )
    assert (later.amount, later.fund, later.repay_by) == (None, None, datetime.date(2023, 6, 30))
    assert Role.objects.filter(name__iexact="chef hospa").count() == 1
    midwife = agreement.areas.get(number=1).activities.get()
    assert [str(row) for row in midwife.responsibilities.all()] == ["Områdeschef kvinna", "Chef HOSPA"]


def test_the_empty_book_has_every_column_and_says_what_belongs_there():
    book = CalamineWorkbook.from_filelike(BytesIO(workbook.template()))
    assert book.sheet_names == ["Instruktion", *SHEETS]
    instructions = {
        (row[0], row[1].removesuffix(" *")): row[2] for row in book.get_sheet_by_name("Instruktion").to_python()
    }
    for sheet, columns in SHEETS.items():
        for column in columns:
            assert instructions[sheet, column.head].startswith(column.content.value.capitalize())


def test_the_empty_book_itself_is_refused_with_what_is_missing():
    with pytest.raises(BadWorkbook) as refused:
        workbook.read(workbook.template())
    assert "Bladet Överenskommelse, rad 1, Namn: Fyll i uppgiften." in refused.value.message


BAD = {
    "no year": (with_things, {"År": None}, "Bladet Överenskommelse, rad 4, År: Fyll i uppgiften."),
    "a year in words": (with_things, {"År": "tjugotjugotvå"}, "År: Skriv ett heltal, till exempel 1."),
    "a day in words": (with_things, {"Gäller från": "i januari"}, "Gäller från: Skriv dagen som 2020-03-24."),
    "ends before it starts": (
        with_things,
        {"Gäller till": "2021-12-31"},
        "Gäller till: Dagen ligger före den då överenskommelsen börjar gälla.",
    ),
    "a formula": (with_things, {"År": "=2000+22"}, "Bladet Överenskommelse, rad 4, År: Cellen innehåller en formel."),
    "an address with spaces": (with_things, {"Adress": "Kvinnors hälsa"}, "Adress: Skriv adressen med a–z"),
    "allotted without a day": (with_things, {"Statens beslut": None}, "Statens beslut: Fyll i dagen"),
}
BAD_ROWS = {
    "an unreadable amount": (
        "Tilldelningar",
        [{"Område": 1, "Namn": "A", "Tilldelat belopp": "1,234.50"}],
        "Bladet Tilldelningar, rad 2, Tilldelat belopp: Skriv blanksteg mellan tusental",
    ),
    "a formula, whatever it gave": (
        "Tilldelningar",
        [{"Område": 1, "Namn": "A", "Tilldelat belopp": "=1+1"}],
        "Bladet Tilldelningar, rad 2, Tilldelat belopp: Cellen innehåller en formel. Klistra in den som värde.",
    ),
    "less than nothing": (
        "Tilldelningar",
        [{"Område": 1, "Namn": "A", "Tilldelat belopp": -5}],
        "rad 2, Tilldelat belopp: Skriv ett belopp i kronor",
    ),
    "no such area": (
        "Tilldelningar",
        [{"Område": 9, "Namn": "A"}],
        "Bladet Tilldelningar, rad 2, Område: Område 9 finns inte i bladet Områden.",
    ),
    "the same fund twice": (
        "Tilldelningar",
        [{"Område": 1, "Namn": "A"}, {"Område": 1, "Namn": "a"}],
        "Bladet Tilldelningar, rad 3, Namn: Står redan på en rad ovanför.",
    ),
    "no such key": (
        "Tilldelningar",
        [{"Område": 1, "Namn": "A", "Nyckel": "X"}],
        "Nyckeln finns inte i bladet Nycklar.",
    ),
    "yes and no": (
        "Tilldelningar",
        [{"Område": 1, "Namn": "A", "Öronmärkt": "kanske"}],
        "Öronmärkt: Skriv ja eller nej.",
    ),
    "a weight above all": (
        "Nycklar",
        [{"Namn": "K", "Mätdatum": "2019-11-01", "Regionens vikt": 3, "Summa vikter": 2}],
        "Vikten är större än summan",
    ),
    "a payment without its fund": (
        "Utbetalningar",
        [{"Diarienummer": "S1", "Betalare": "B", "Område": 1}],
        "Fyll i både område och tilldelning, eller ingen.",
    ),
    "a payment of an unknown fund": (
        "Utbetalningar",
        [{"Diarienummer": "S1", "Betalare": "B", "Område": 1, "Tilldelning": "X"}],
        "Område 1 har ingen tilldelning X.",
    ),
    "received without an amount": (
        "Utbetalningar",
        [{"Diarienummer": "S1", "Betalare": "B", "Mottagen": "2022-03-01"}],
        "Fyll i beloppet: utbetalningen är mottagen.",
    ),
    "no areas": ("Områden", [], "Fyll i minst ett område."),
}


@pytest.mark.parametrize(("make", "changed", "said"), BAD.values(), ids=BAD)
def test_a_wrong_thing_is_named(make, changed, said):
    with nothing_changes(), pytest.raises(BadWorkbook) as refused:
        workbook.read(make(**changed))
    assert said in refused.value.message


@pytest.mark.parametrize(("sheet", "rows", "said"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_wrong_row_is_named_by_sheet_row_and_column(sheet, rows, said):
    with nothing_changes(), pytest.raises(BadWorkbook) as refused:
        workbook.read(with_rows(sheet, *rows))
    assert said in refused.value.message


def test_all_faults_are_found_at_once():
    book = with_rows("Tilldelningar", {"Område": "ett", "Namn": "A"}, {"Namn": "B", "Tilldelat belopp": "x"})
    with pytest.raises(BadWorkbook) as refused:
        workbook.read(book)
    assert [(error.row, error.column) for error in refused.value.errors] == [
        (2, "Område"),
        (3, "Område"),
        (3, "Tilldelat belopp"),
    ]


def with_macros() -> bytes:
    saved = BytesIO(filled())
    with zipfile.ZipFile(saved, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return saved.getvalue()


def bomb() -> bytes:
    saved = BytesIO(filled())
    with zipfile.ZipFile(saved, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/big.xml", "w") as big:
        for _ in range(151):
            big.write(b"\x00" * 1024 * 1024)
    return saved.getvalue()


def far_cell() -> bytes:
    """A few kB with one cell in the sheet's last corner: as a table it would fill the memory."""
    book = openpyxl.load_workbook(BytesIO(filled()))
    book["Aktiviteter"].cell(1_048_576, 16_384, "x")
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


NO_BOOK = {
    "a cell far away": (far_cell, "för stor när den packas upp"),
    "nothing": (lambda: b"", "Filen är tom."),
    "a text": (lambda: b"Namn;Belopp\nA;1\n", "går inte att läsa som en Excelbok"),
    "cut off": (lambda: filled()[:2000], "går inte att läsa som en Excelbok"),
    "macros": (with_macros, "innehåller makron"),
    "a bomb": (bomb, "för stor när den packas upp"),
    "too large": (lambda: b"PK" + b"x" * 6 * 1024 * 1024, "större än 5 MB"),
}


@pytest.mark.parametrize(("make", "said"), NO_BOOK.values(), ids=NO_BOOK)
def test_what_is_no_workbook_is_told_so(make, said):
    with nothing_changes(), pytest.raises(WorkbookRefused) as refused:
        workbook.read(make())
    assert said in refused.value.message


def test_the_same_agreement_twice_is_refused_and_nothing_changes():
    created()
    with nothing_changes(), pytest.raises(BadWorkbook) as refused:
        workbook.read(filled())
    assert "Det finns redan en överenskommelse med adressen kvinnors-halsa-2022." in refused.value.message
    assert "Koden används redan av Barnmorska hela vägen" in refused.value.message


def test_a_refusal_halfway_leaves_nothing():
    plan = workbook.read(filled())
    with nothing_changes(), pytest.raises(Exception, match="behörighet"):
        workbook.create(plan, by=creators.user(Profile.CONTROLLER), on=TODAY)


def test_the_command_shows_first_and_then_does(tmp_path):
    creators.officer()
    file, empty, out = EXAMPLE, tmp_path / "mall.xlsx", StringIO()
    with nothing_changes():
        call_command("import_agreement", str(file), "--dry-run", stdout=out)
    assert "Skulle läggas upp: kvinnors-halsa-2022, 2 områden, 3 tilldelningar" in out.getvalue()
    assert "Utan tilldelat belopp: Prestationsdel." in out.getvalue()
    assert "Nya funktioner: Chef HOSPA, Områdeschef kvinna." in out.getvalue()
    call_command("import_agreement", str(file), stdout=out)
    assert Agreement.objects.get().slug == "kvinnors-halsa-2022"
    with nothing_changes(), pytest.raises(CommandError) as refused:
        call_command("import_agreement", str(file), stdout=out)
    assert refused.value.returncode == 1
    call_command("import_agreement", "--template", str(empty), stdout=out)
    assert empty.read_bytes()[:2] == b"PK"
    for wrong in ([], [str(file), "--template", str(empty)], [str(tmp_path / "ingen.xlsx")]):
        with pytest.raises(CommandError) as refused:
            call_command("import_agreement", *wrong, stdout=out)
        assert refused.value.returncode == 2


def test_the_example_in_the_repository_is_this_agreement():
    assert workbook.read(EXAMPLE.read_bytes()) == workbook.read(filled())


def test_the_tables_above_are_of_the_book():
    assert set(TABLES) < set(SHEETS)
    assert set(KVINNORS_HALSA) <= {column.head for column in SHEETS["Överenskommelse"]}
