"""Reading a distribution key from a file: `name;weight`, a head row, semicolons, UTF-8 or Windows-1252."""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal

SPACES = " \u00a0\u2007\u2009\u202f"
_WEIGHT = re.compile(rf"([0-9]+|[1-9][0-9]{{0,2}}(?:[{SPACES}][0-9]{{3}})+)(?:[.,]([0-9]+))?")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


class KeyFileError(ValueError):
    """A file that is not a key. The message is Swedish and names the row."""


@dataclass(frozen=True)
class KeyRow:
    """One receiver. `written` is the weight as the file has it."""

    name: str
    written: str
    weight: Decimal


def read_key(data: bytes) -> list[KeyRow]:
    """The rows of a key file, in its order. Raises KeyFileError."""
    reader = csv.reader(io.StringIO(_decoded(data), newline=""), delimiter=";", strict=True)
    try:
        table = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise KeyFileError(f"Rad {reader.line_num} går inte att läsa: citattecknen stämmer inte.") from error
    if not table:
        raise KeyFileError("Filen är tom. Den ska ha rubrikraden name;weight och en rad per mottagare.")
    _refuse_missing_head(*table[0])
    rows = [_row(number, cells) for number, cells in table[1:]]
    _refuse_twins(rows)
    return rows


def parse_weight(text: str) -> Decimal:
    """A weight such as `130 697`, `0,57` or `0.57`. Raises KeyFileError."""
    text = text.strip(SPACES + "\t")
    match = _WEIGHT.fullmatch(text)
    if not match:
        raise KeyFileError(f"vikten ”{text}” är inget tal. Skriv till exempel 130697 eller 0,57.")
    if _AMBIGUOUS.fullmatch(text):
        raise KeyFileError(f"vikten ”{text}” kan betyda både tusental och decimaler. Skriv utan punkt eller med komma.")
    whole = re.sub(r"[^0-9]", "", match[1])
    return Decimal(f"{whole}.{match[2] or '0'}")


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise KeyFileError("Filen går inte att läsa som text. Spara den som CSV i UTF-8 eller Windows-1252.")


def _refuse_missing_head(number: int, cells: list[str]) -> None:
    """A first row with a weight in it is somebody's row: skipping it would leave a receiver without money."""
    if len(cells) != 2:
        raise KeyFileError(f"Rad {number} har inte två kolumner med semikolon emellan: name;weight.")
    if not cells[1].strip()[:1].isalpha():
        raise KeyFileError("Rubrikraden saknas. Första raden ska vara name;weight.")


def _row(number: int, cells: list[str]) -> KeyRow:
    if len(cells) != 2:
        raise KeyFileError(f"Rad {number} har inte två kolumner med semikolon emellan: namn;vikt.")
    name, written = cells
    if not name.strip():
        raise KeyFileError(f"Rad {number} saknar namn.")
    try:
        return KeyRow(name, written, parse_weight(written))
    except KeyFileError as error:
        raise KeyFileError(f"Rad {number}: {error}") from error


def _refuse_twins(rows: list[KeyRow]) -> None:
    seen = set()
    for row in rows:
        name = row.name.strip().casefold()
        if name in seen:
            raise KeyFileError(f"”{row.name.strip()}” står på mer än en rad. Slå ihop raderna eller skilj namnen åt.")
        seen.add(name)
