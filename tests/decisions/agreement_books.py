"""Workbooks of agreements: the empty one, filled in by a spreadsheet program's library."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl

from decisions import workbook

Things = Mapping[str, Any]

KVINNORS_HALSA: Things = {
    "Namn": "Kvinnors hälsa 2022",
    "År": 2022,
    "Diarienummer": "RS/77/2022",
    "Parter": "Staten och Sveriges Kommuner och Regioner",
    "Mottagare": "Region Jämtland Härjedalen",
    "Gäller från": "2022-01-01",
    "Gäller till": "2022-12-31",
    "Sammanhållet ansvar": "Chef HOSPA",
    "Statens beslut": "2022-02-10",
}
TABLES: Mapping[str, Sequence[Things]] = {
    "Områden": [
        {"Nummer": 1, "Namn": "Förlossningsvård", "Får omfördelas": "ja", "Sammanhållet ansvar": "Områdeschef kvinna"},
        {"Nummer": 2, "Namn": "Kvinnors hälsa i övrigt"},
    ],
    "Tilldelningar": [
        {
            "Område": 1,
            "Namn": "Förlossningsvård",
            "Öronmärkt": "ja",
            "Tilldelat belopp": "12,4 mkr",
            "Återbetalas senast": "2023-03-31",
        },
        {
            "Område": 2,
            "Namn": "Fast del",
            "Tilldelat belopp": 2500000,
            "Återbetalas senast": "2023-06-30",
            "Anmärkning": "Lika till alla regioner.",
        },
        {"Område": 2, "Namn": "Prestationsdel", "Väntat belopp": 900000, "Anmärkning": "Okänd tills den betalas ut."},
    ],
    "Aktiviteter": [
        {
            "Område": 1,
            "Namn": "Barnmorska hela vägen",
            "Kod": "KH1",
            "Ansvariga funktioner": "Områdeschef kvinna; chef HOSPA",
        },
        {"Område": 2, "Namn": "Endometriosteam", "Kod": "KH2"},
    ],
    "Utbetalningar": [
        {
            "Diarienummer": "S2022/00111",
            "Betalare": "Kammarkollegiet",
            "Område": 1,
            "Tilldelning": "förlossningsvård",
            "Belopp": "12 400 000",
            "Rekvireras senast": "2022-11-01",
            "Mottagen": "2022-03-15",
            "Återbetalas senast": "2023-03-31",
        },
        {
            "Diarienummer": "S2022/00222",
            "Betalare": "Socialstyrelsen",
            "Väntas": "2022-12-10",
            "Återbetalas senast": "2023-06-30",
        },
    ],
}


@cache
def _empty() -> bytes:
    return workbook.template()


def filled(things: Things = KVINNORS_HALSA, tables: Mapping[str, Sequence[Things]] = TABLES) -> bytes:
    """The empty workbook with these entries, as a spreadsheet program saves it."""
    book = openpyxl.load_workbook(BytesIO(_empty()))
    sheet = book["Överenskommelse"]
    for row in sheet.iter_rows(max_col=2):
        row[1].value = things.get(_plain(row[0].value))
    for name, entries in tables.items():
        heads = {_plain(cell.value): cell.column for cell in book[name][1]}
        for number, entry in enumerate(entries, start=2):
            for head, value in entry.items():
                book[name].cell(number, heads[head], value)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def with_things(**changed: Any) -> bytes:
    """The book with other entries in its first sheet; None empties one."""
    return filled({**KVINNORS_HALSA, **changed})


def with_rows(sheet: str, *entries: Things) -> bytes:
    """The book with these rows in one sheet instead of its own."""
    return filled(tables={**TABLES, sheet: entries})


def _plain(head: object) -> str:
    return str(head).removesuffix(" *")
