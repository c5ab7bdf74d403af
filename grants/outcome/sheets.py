"""The bytes of a file as a sheet: a head row and numbered rows of cells. What the cells mean is for others to say."""

import csv
import datetime
import io
from dataclasses import dataclass
from decimal import Decimal

from grants.outcome.refusals import OutcomeRefused

LARGEST_FILE = 20 * 1024 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What UTF-8's å ä ö look like when a file holds a broken byte and can only be read as Windows-1252.
BROKEN_UTF_8 = ("Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–")


@dataclass(frozen=True)
class Odd:
    """A cell that holds something else than a value: a formula, an error. `what` says so in Swedish."""

    what: str


Cell = str | Decimal | int | bool | datetime.date | datetime.time | datetime.timedelta | Odd | None


@dataclass(frozen=True)
class Sheet:
    """`rows` are (number in the spreadsheet, cells); rows without content are left out but counted."""

    head: list[str]
    rows: list[tuple[int, list[Cell]]]
    kind: str


def read_sheet(content: bytes, *, head_row: int | None = None) -> Sheet:
    """The sheet of a CSV or XLSX file, told apart by its content and not its name. The headings are the row with that
    number, else the first with content. Raises OutcomeRefused."""
    if not content.strip():
        raise OutcomeRefused("Filen är tom.", "empty")
    if len(content) > LARGEST_FILE:
        raise OutcomeRefused(f"Filen är större än {LARGEST_FILE // 1024 // 1024} MB.", "too_large")
    if content.startswith((ZIP, OLE)):
        from grants.outcome.workbook import read_workbook

        numbered, kind = read_workbook(content), "Excel"
    else:
        numbered, kind = _read_csv(content)
    return _with_head([row for row in numbered if row[0] >= (head_row or 1)], kind)


def _read_csv(content: bytes) -> tuple[list[tuple[int, list[Cell]]], str]:
    text, encoding = _decode(content)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except csv.Error as error:
        raise OutcomeRefused(
            "Filen går inte att läsa som CSV: ett citattecken saknar sitt par, eller står mitt i en cell.", "quotes"
        ) from error
    return [(number, list(record)) for number, record in enumerate(records, start=1)], f"CSV, {encoding}"


def _decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 with or without its mark, else Windows-1252."""
    if content.startswith(UTF_16):
        raise OutcomeRefused("Filen är sparad som Unicode-text (UTF-16). Spara den som CSV i UTF-8.", "encoding")
    if b"\x00" in content:
        raise OutcomeRefused("Filen innehåller tecken som inte är text. Är det en CSV- eller XLSX-fil?", "encoding")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise OutcomeRefused("Teckenkodningen är varken UTF-8 eller Windows-1252.", "encoding") from error
    if any(broken in text for broken in BROKEN_UTF_8):
        raise OutcomeRefused("Filen blandar teckenkodningar. Spara den på nytt som CSV i UTF-8.", "encoding")
    return text, "Windows-1252"


def _with_head(numbered: list[tuple[int, list[Cell]]], kind: str) -> Sheet:
    filled = [(number, cells) for number, cells in numbered if any(not _is_blank(cell) for cell in cells)]
    if not filled:
        raise OutcomeRefused("Filen är tom.", "empty")
    head = [str(cell).strip() if isinstance(cell, str) else "" for cell in filled[0][1]]
    while head and not head[-1]:
        head.pop()
    if len(head) == 1 and len(filled[0][1]) == 1 and kind.startswith("CSV"):
        raise OutcomeRefused(
            f"Rubrikraden har en enda kolumn, ”{head[0][:60]}”. Kolumnerna ska skiljas åt med semikolon.", "separator"
        )
    if len(filled) == 1:
        raise OutcomeRefused("Filen har en rubrikrad men inga rader under den.", "empty")
    return Sheet(head, filled[1:], kind)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\ufeff"))
