"""A month of outcome, 10 000 and 100 000 rows, as CSV and as XLSX: previewed and taken in, beside reading the file and
COPY."""

import csv
import datetime
import hashlib
import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count

import xlsxwriter
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from benchmarks import data
from benchmarks.harness import Job, Result, compare
from grants import outcome
from grants.models import Activity, Outcome, OutcomeImport, OutcomeMapping
from people.abilities import Profile
from people.models import User
from tests import creators

ACTIVITIES = 200
MONTH = datetime.date(2020, 8, 1)
HEAD = ["månad", "konto", "enhet", "objekt", "aktivitet", "verifikat", "text", "belopp"]
TARGET = 6.0
Cells = list[list[object]]
_file = count(1)


def run(quick: bool) -> Iterator[Result]:
    sized = data.sized_agreement("utfall", ACTIVITIES)
    for serial, activity in enumerate(sized.activities):
        activity.code = f"A{serial:04}"
    Activity.objects.bulk_update(sized.activities, ["code"])
    mapping = OutcomeMapping.objects.create(
        name="Mätning",
        month_column="månad",
        activity_column="aktivitet",
        amount_column="belopp",
        account_columns="konto;enhet;objekt",
        voucher_column="verifikat",
        text_column="text",
    )
    by = creators.user(Profile.CONTROLLER)
    for rows, pairs in ((1_000, 3),) if quick else ((10_000, 5), (100_000, 3)):
        month = _Month(sized, mapping, by, rows)
        for kind, write, read in (("CSV", _csv, _read_csv), ("XLSX", _xlsx, _read_xlsx)):
            yield month.taken_in(kind, write, read, pairs)
            yield month.previewed(kind, write, read, pairs)


class _Month:
    def __init__(self, sized: data.Sized, mapping: OutcomeMapping, by: User, rows: int) -> None:
        self.sized, self.mapping, self.by, self.rows = sized, mapping, by, rows
        self.activities = {activity.code: activity.pk for activity in sized.activities}

    def taken_in(self, kind: str, write: "Write", read: "Read", pairs: int) -> Result:
        return self._compared(f"läsa in {self.rows} rader {kind}", self._import, write, read, pairs, TARGET)

    def previewed(self, kind: str, write: "Write", read: "Read", pairs: int) -> Result:
        return self._compared(f"förhandsgranska {self.rows} rader {kind}", self._preview, write, read, pairs, TARGET)

    def _compared(
        self, case: str, ours: Callable[[bytes], None], write: "Write", read: "Read", pairs: int, target: float
    ) -> Result:
        new = lambda: write(_cells(self.rows, next(_file)))  # noqa: E731 - a new file each time: the same is refused
        result = compare(
            "outcome_import",
            case,
            Job(ours, new),
            Job(lambda content: self._copy(read(content)), new),
            pairs=pairs,
            target=target,
        )
        result.facts["rows_per_second"] = str(round(self.rows / result.ours.median))
        return result

    def _import(self, content: bytes) -> None:
        source = outcome.import_file(
            agreement=self.sized.agreement, month=MONTH, mapping=self.mapping, name="fil", content=content, by=self.by
        )
        assert source.rows.count() == self.rows

    def _preview(self, content: bytes) -> None:
        seen = outcome.preview(
            agreement=self.sized.agreement, month=MONTH, mapping=self.mapping, name="fil", content=content
        )
        assert seen.rows == self.rows
        assert not seen.errors

    @transaction.atomic
    def _copy(self, rows: Iterator[list[str]]) -> None:
        """The same rows into the same table, unchecked."""
        OutcomeImport.objects.filter(month=MONTH, ended_at__isnull=True).update(ended_at=data.STAMP, ended_by=self.by)
        source = OutcomeImport.objects.create(
            agreement=self.sized.agreement,
            month=MONTH,
            mapping=self.mapping,
            file_name="bar",
            sha256=hashlib.sha256(str(next(_file)).encode()).hexdigest(),
            by=self.by,
        )
        columns = "source_id, row_number, month, activity_id, account_string, voucher, text, amount, amount_currency"
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {Outcome._meta.db_table} ({columns}) FROM STDIN") as copy,
        ):
            for number, (_, konto, enhet, objekt, code, voucher, text, amount) in enumerate(rows, start=2):
                account = f"{konto} {enhet} {objekt}"
                copy.write_row((source.pk, number, MONTH, self.activities[code], account, voucher, text, amount, "SEK"))


def _cells(rows: int, serial: int) -> Cells:
    """Amounts with two decimals, below zero now and then; `serial` tells this file from every other."""
    return [
        [
            "2020-08",
            str(4000 + row % 300),
            str(100 + row % 40),
            str(row % 25),
            f"A{row % ACTIVITIES:04}",
            f"V{serial}-{row}",
            f"Löner och resor för uppdraget {row}",
            Decimal(row * 7919 % 9_000_000 - 500_000).scaleb(-2),
        ]
        for row in range(rows)
    ]


Write = Callable[[Cells], bytes]
Read = Callable[[bytes], Iterator[list[str]]]


def _csv(cells: Cells) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD)
    writer.writerows([*row[:-1], str(row[-1]).replace(".", ",")] for row in cells)
    return out.getvalue().encode()


def _xlsx(cells: Cells) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(cells, start=1):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _read_csv(content: bytes) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";")
    next(rows)
    return ([*row[:-1], row[-1].replace(",", ".")] for row in rows)


def _read_xlsx(content: bytes) -> Iterator[list[str]]:
    rows = iter(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())
    next(rows)
    return ([*row[:-1], str(row[-1])] for row in rows)
