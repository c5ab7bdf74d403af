"""Outcome files as a region's accounting gives them, made for tests."""

import io
from typing import Any

import xlsxwriter

from grants.models import OutcomeMapping

HEAD = ["månad", "konto", "enhet", "objekt", "aktivitet", "verifikat", "text", "belopp"]


def mapping(name: str = "Raindance") -> OutcomeMapping:
    return OutcomeMapping.objects.create(
        name=name,
        month_column="månad",
        activity_column="aktivitet",
        amount_column="belopp",
        account_columns="konto;enhet;objekt;aktivitet",
        voucher_column="verifikat",
        text_column="text",
    )


def row(code: str = "A1", amount: Any = "100,00", month: Any = "2020-03", text: str = "Löner") -> list[Any]:
    return [month, "4010", "2110", "9520", code, "V1", text, amount]


def csv(*rows: list[Any], head: list[str] | None = None, encoding: str = "utf-8", end: str = "\n") -> bytes:
    lines = [";".join(str(cell) for cell in cells) for cells in [HEAD if head is None else head, *rows]]
    return (end.join(lines) + end).encode(encoding)


def xlsx(*rows: list[Any], head: list[str] | None = None, more_sheets: int = 0) -> bytes:
    """A workbook; a text that begins with = becomes a formula with the result 1."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Utfall")
    for number, cells in enumerate([HEAD if head is None else head, *rows]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(number, column, cell, None, 1)
            elif cell is not None:
                sheet.write(number, column, cell)
    for number in range(more_sheets):
        book.add_worksheet(f"Blad {number + 2}").write(0, 0, "något")
    book.close()
    return stream.getvalue()
