"""Outcome taken in, replaced and taken back; both formats and all encodings give the same."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import tablib
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from grants import outcome
from grants.actions import close_month
from grants.figures import read_book
from grants.kronor import format_kronor
from grants.models import Agreement, Outcome, OutcomeImport, OutcomeMapping
from grants.outcome import BadRows, OutcomeRefused
from grants.outcome.entries import FIELDS, read_entries
from grants.outcome.resource import OutcomeResource
from grants.outcome.rules import Matcher
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.grants.outcome_files import csv, mapping, row, xlsx

FEBRUARY, MARCH, APRIL = (datetime.date(2020, month, 1) for month in (2, 3, 4))
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/god-och-nara-vard-2020"

pytestmark = pytest.mark.django_db


class Ready:
    """An agreement with the activities A1 and A2, a mapping and a controller."""

    def __init__(self) -> None:
        self.agreement: Agreement = creators.agreement()
        area = creators.area(self.agreement)
        self.first = creators.activity(area, "Första", code="A1")
        self.second = creators.activity(area, "Andra", code="A2")
        self.mapping: OutcomeMapping = mapping()
        self.by: User = creators.user(Profile.CONTROLLER)

    def take(self, content: bytes, month: datetime.date = MARCH, name: str = "utfall.csv") -> OutcomeImport:
        return outcome.import_file(
            agreement=self.agreement, month=month, mapping=self.mapping, name=name, content=content, by=self.by
        )

    def preview(self, content: bytes, month: datetime.date = MARCH) -> outcome.Preview:
        return outcome.preview(
            agreement=self.agreement, month=month, mapping=self.mapping, name="utfall.csv", content=content
        )


@pytest.fixture
def ready() -> Ready:
    return Ready()


SAME = {
    "utf-8": csv(row(amount="1 234,50", text="Hälsa")),
    "utf-8 with mark": csv(row(amount="1 234,50", text="Hälsa"), encoding="utf-8-sig"),
    "windows-1252": csv(row(amount="1 234,50", text="Hälsa"), encoding="cp1252"),
    "windows line ends": csv(row(amount="1 234,50", text="Hälsa"), end="\r\n"),
    "quoted": csv(row(amount='"1 234,50"', text='"Hälsa"')),
    "headings in capitals": csv(row(amount="1 234,50", text="Hälsa")).replace(b"belopp", b"BELOPP"),
    "blank rows": b"\n;;;;;;;\n" + csv(row(amount="1 234,50", text="Hälsa")),
    "trailing separators": csv([*row(amount="1 234,50", text="Hälsa"), ""]),
    "code in small letters": csv(row(code="a1 ", amount="1 234,50", text="Hälsa")),
    "excel": xlsx(row(amount=1234.5, text="Hälsa")),
    "excel with numbers as texts": xlsx(row(amount="1 234,50", text="Hälsa")),
    "excel with a date as month": xlsx(row(month=MARCH, amount=1234.5, text="Hälsa")),
    "excel with numbers as accounts": xlsx(["2020-03", 4010, 2110, 9520, "A1", "V1", "Hälsa", 1234.5]),
}


@pytest.mark.parametrize("name", SAME)
def test_every_form_of_the_file_gives_the_same_row(ready: Ready, name: str) -> None:
    source = ready.take(SAME[name])
    only = source.rows.get()
    assert (only.activity, only.amount.amount, only.month) == (ready.first, Decimal("1234.50"), MARCH)
    assert (only.voucher, only.text) == ("V1", "Hälsa")
    assert only.account_string.casefold() == "4010 2110 9520 a1"


def test_row_numbers_are_those_of_the_spreadsheet(ready: Ready) -> None:
    source = ready.take(csv(row(), [""], row(text='"två\nrader"'), row()))
    assert list(source.rows.values_list("row_number", flat=True)) == [2, 4, 5]


def test_unknown_and_empty_codes_go_to_the_visible_bucket(ready: Ready) -> None:
    content = csv(row(), row(code="X9", amount="50,00"), row(code="X9", amount="1,00"), row(code="", amount="-7,50"))
    shown = ready.preview(content)
    assert [(it.code, it.rows, it.amount) for it in shown.unknown] == [
        ("4010 2110 9520", 1, Decimal("-7.50")),
        ("X9", 2, Decimal(51)),
    ]
    ready.take(content)
    book = read_book(ready.agreement)
    assert book.unmatched_outcome == Decimal("43.50")
    assert book.outcome[ready.first.pk] == Decimal(100)


def test_the_preview_writes_nothing_and_shows_the_month_before(ready: Ready) -> None:
    ready.take(csv(row(month="2020-02", amount="80,00"), row("A2", "5,00", "2020-02")), FEBRUARY)
    before = Outcome.objects.count()
    shown = ready.preview(csv(row(), row(amount="0,50")))
    assert Outcome.objects.count() == before
    assert [(it.activity.code, it.amount, it.month_before) for it in shown.totals] == [
        ("A1", Decimal("100.50"), Decimal(80)),
        ("A2", Decimal(0), Decimal(5)),
    ]
    assert (shown.total, shown.rows, shown.kind, shown.replaces) == (Decimal("100.50"), 2, "CSV, UTF-8", None)


def test_the_preview_lists_what_is_wrong_without_raising(ready: Ready) -> None:
    shown = ready.preview(csv(row(), row(amount="x")))
    assert [(error.row, error.column) for error in shown.errors] == [(3, "belopp")]
    assert shown.totals == []


def test_columns_that_are_not_read_are_named(ready: Ready) -> None:
    head = ["månad", "konto", "enhet", "objekt", "aktivitet", "verifikat", "text", "belopp", "Motpart"]
    assert ready.preview(csv([*row(), "SKR"], head=head)).unread_columns == ["Motpart"]


def test_a_new_file_replaces_the_month_whole_and_keeps_the_old(ready: Ready) -> None:
    old = ready.take(csv(row(), row("A2", "70,00")))
    content = csv(row(amount="30,00"))
    assert ready.preview(content).replaces == old
    assert [it.replaced for it in ready.preview(content).totals] == [Decimal(100), Decimal(70)]
    new = ready.take(content, name="rättad.csv")
    old.refresh_from_db()
    assert (old.ended_by, old.ended_why) == (ready.by, "Ersatt av rättad.csv")
    assert old.rows.count() == 2
    assert new.ended_at is None
    assert dict(read_book(ready.agreement).outcome) == {ready.first.pk: Decimal(30)}


def test_a_refused_file_leaves_the_old_one_in_force(ready: Ready) -> None:
    old = ready.take(csv(row()))
    with pytest.raises(BadRows):
        ready.take(csv(row(amount="30,00"), row(amount="x")))
    old.refresh_from_db()
    assert old.ended_at is None
    assert Outcome.objects.count() == 1


def test_the_same_file_twice_is_refused_until_it_is_undone(ready: Ready) -> None:
    first = ready.take(csv(row()))
    for take in (ready.preview, ready.take):
        with pytest.raises(OutcomeRefused, match="Samma fil är redan inläst för 2020-03, som utfall"):
            take(csv(row()))
    outcome.undo(first, by=ready.by, why="Fel fil")
    assert ready.take(csv(row())).ended_at is None


def test_the_database_refuses_the_same_file_and_a_second_in_force(ready: Ready) -> None:
    first = ready.take(csv(row()))
    for fields in ({"sha256": first.sha256, "month": APRIL}, {"sha256": "0" * 64, "month": MARCH}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutcomeImport.objects.create(
                agreement=ready.agreement, mapping=ready.mapping, file_name="x", by=ready.by, **fields
            )


def test_a_closed_month_is_refused(ready: Ready) -> None:
    source = ready.take(csv(row()))
    close_month(agreement=ready.agreement, month=MARCH, by=ready.by, on=creators.TODAY)
    for take in (ready.preview, ready.take):
        with pytest.raises(OutcomeRefused, match="2020-03 är stängd"):
            take(csv(row(amount="1,00")))
    with pytest.raises(OutcomeRefused, match="2020-03 är stängd"):
        outcome.undo(source, by=ready.by, why="Fel fil")
    assert ready.take(csv(row(month="2020-04")), APRIL).month == APRIL


def test_the_database_refuses_outcome_in_a_closed_month(ready: Ready) -> None:
    source = ready.take(csv(row()))
    close_month(agreement=ready.agreement, month=MARCH, by=ready.by, on=creators.TODAY)
    with pytest.raises(IntegrityError, match="2020-03 is closed"), transaction.atomic():
        OutcomeImport.objects.filter(pk=source.pk).update(ended_at="2020-04-01T00:00Z", ended_by=ready.by)
    with pytest.raises(IntegrityError, match="2020-03 is closed"), transaction.atomic():
        OutcomeImport.objects.create(
            agreement=ready.agreement, month=MARCH, mapping=ready.mapping, file_name="x", sha256="0" * 64, by=ready.by
        )


def test_undo_empties_the_month_and_says_why(ready: Ready) -> None:
    source = ready.take(csv(row()))
    with pytest.raises(OutcomeRefused, match="Skriv varför"):
        outcome.undo(source, by=ready.by, why=" ")
    undone = outcome.undo(source, by=ready.by, why="Fel fil")
    assert (undone.ended_by, undone.ended_why) == (ready.by, "Fel fil")
    assert read_book(ready.agreement).outcome == {}
    with pytest.raises(OutcomeRefused, match="gäller inte längre"):
        outcome.undo(source, by=ready.by, why="Igen")


def test_only_a_controller_imports_and_undoes(ready: Ready) -> None:
    source = ready.take(csv(row()))
    ready.by = creators.officer()
    with pytest.raises(OutcomeRefused, match="Du har inte behörighet att läsa in utfall"):
        ready.take(csv(row(amount="1,00")))
    with pytest.raises(OutcomeRefused, match="Du har inte behörighet"):
        outcome.undo(source, by=ready.by, why="Fel fil")


def test_a_mapping_is_found_by_name_or_by_its_beginning() -> None:
    raindance, _ = mapping("Raindance (exempel)"), mapping("Agresso")
    assert outcome.find_mapping(" raindance ") == raindance
    for name in ("", "SAP", "Raindance 2"):
        with pytest.raises(OutcomeRefused, match="De som finns: Agresso, Raindance"):
            outcome.find_mapping(name)


def test_the_agreement_is_found_from_the_codes(ready: Ready) -> None:
    creators.activity(creators.area(creators.agreement("annan")), code="B1")
    assert outcome.find_agreement(csv(row(), row("X9")), ready.mapping, MARCH) == ready.agreement
    with pytest.raises(OutcomeRefused, match="Ingen aktivitetskod"):
        outcome.find_agreement(csv(row("X9"), row("")), ready.mapping, MARCH)
    with pytest.raises(OutcomeRefused, match="flera överenskommelser"):
        outcome.find_agreement(csv(row(), row("B1")), ready.mapping, MARCH)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    ready: Ready, rows: int, django_assert_num_queries: object
) -> None:
    content = csv(*[row(text=f"rad {number}") for number in range(rows)])
    with django_assert_num_queries(10):  # type: ignore[operator]
        ready.preview(content)
    with django_assert_num_queries(19):  # type: ignore[operator]
        ready.take(content)


def test_an_import_touches_nothing_of_other_agreements(ready: Ready) -> None:
    other = Ready.__new__(Ready)
    other.agreement = creators.agreement()
    other.mapping, other.by = ready.mapping, ready.by
    creators.activity(creators.area(other.agreement), code="C1")
    kept = other.take(csv(row("C1")))
    ready.take(csv(row()))
    kept.refresh_from_db()
    assert kept.ended_at is None


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(st.lists(st.tuples(st.sampled_from(["A1", "A2", "X9", ""]), amounts), min_size=1, max_size=30))
def test_what_is_written_is_what_is_summed(parts: list[tuple[str, Decimal]]) -> None:
    """From amounts to a Swedish file and back to totals: to the öre, whatever the signs and sizes."""
    codes, mapping = {"a1": 1, "a2": 2}, _mapping()
    rows = [row(code, format_kronor(amount, unit=False)) for code, amount in parts]
    dataset = tablib.Dataset(*read_entries(csv(*rows), mapping, MARCH).rows, headers=FIELDS)
    activities = {code: _activity(pk) for code, pk in codes.items()}
    resource = OutcomeResource(Matcher([]))
    options = {"month": MARCH, "activities": activities, "foreign": {}, "mapping": mapping}
    result = resource.import_data(dataset, use_transactions=False, **options)
    assert not result.has_errors()
    assert not result.has_validation_errors()
    expected: dict[int | None, Decimal] = {}
    for code, amount in parts:
        pk = codes.get(code.casefold())
        expected[pk] = expected.get(pk, Decimal(0)) + amount
    unknown = [amount for amounts in resource.unknown.values() for amount in amounts]
    found = dict(resource.totals) | ({None: sum(unknown)} if unknown else {})
    assert found == expected
    assert sum(taken[-1] for taken in resource.taken) == sum(amount for _, amount in parts)


def _mapping() -> OutcomeMapping:
    return OutcomeMapping(
        name="x",
        month_column="månad",
        activity_column="aktivitet",
        amount_column="belopp",
        account_columns="konto;enhet",
        voucher_column="verifikat",
        text_column="text",
    )


def _activity(pk: int) -> object:
    from grants.models import Activity

    return Activity(pk=pk)


def test_the_example_workbook_equals_the_example_csv(ready: Ready) -> None:
    """Both hold the same rows; May is Windows-1252 and reads as well as the others."""
    august = datetime.date(2020, 8, 1)
    read_both = [
        ready.preview((FIXTURES / name).read_bytes(), august)
        for name in ("outcome-2020-08.csv", "outcome-2020-08.xlsx")
    ]
    first, second = (shown.unknown for shown in read_both)
    assert first == second
    assert [shown.total for shown in read_both] == [Decimal("6277984.00")] * 2
    assert ready.preview((FIXTURES / "outcome-2020-05.csv").read_bytes(), datetime.date(2020, 5, 1)).kind == (
        "CSV, Windows-1252"
    )
