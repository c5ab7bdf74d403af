"""What a workbook's parts hold, looked at before a library opens it: how large it is unpacked, how far its cells reach,
and which of them are formulas or errors. Read in pieces: a file that would fill the memory is refused before it does.

A sheet with one cell in its last corner is a few kB, and forty GB as a table; a part may also say that it is smaller
than it is. So nothing that the file says of itself is believed.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from grants.outcome.refusals import OutcomeRefused
from grants.outcome.sheets import OLE

MOST_CELLS = 4_000_000
MOST_FORMULAS = 200_000
LARGEST_UNPACKED = 150 * 1024 * 1024
PIECE, FED = 256 * 1024, 16 * 1024
STORED, DEFLATED = 0, 8

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(\s*<(?:\w+:)?f\b)?")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_IS_ERROR = re.compile(rb'\bt="e"')

Place = tuple[int, int]
OLD_FORMAT = "Filen är en äldre Excelbok (.xls) eller skyddad med lösenord. Spara den som .xlsx utan lösenord."
SWOLLEN = "Boken är för stor när den packas upp. Spara bara det blad som ska läsas in."
TOO_LARGE = "Bladet är för stort. Ta bort tomma rader och kolumner utanför tabellen."


def odd_places(content: bytes, largest: int = LARGEST_UNPACKED) -> dict[str, dict[Place, bool]]:
    """For every part, (row from 1, column from 0) of each formula (False) and each error (True). Raises OutcomeRefused
    for what is no workbook, has macros, or is more than `largest` bytes unpacked."""
    if content.startswith(OLE):
        raise OutcomeRefused(OLD_FORMAT, "format")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise unreadable() from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise OutcomeRefused("Filen är ingen Excelbok (.xlsx). Öppna den i Excel och spara den som .xlsx.", "format")
    if any(name.casefold().endswith(("vbaproject.bin", ".bas")) for name in names):
        raise OutcomeRefused("Boken innehåller makron. Spara den som .xlsx, utan makron.", "macros")
    scan = _Scan(largest)
    return {part.filename: scan.part(_pieces(content, part)) for part in parts}


def unreadable() -> OutcomeRefused:
    return OutcomeRefused("Filen går inte att läsa som en Excelbok (.xlsx). Är den skadad?", "format")


class _Scan:
    """All parts of one workbook, counted together: a sheet may lie under any name."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self.unpacked = self.cells = self.formulas = 0
        self.odd: dict[Place, bool] = {}
        self.columns: dict[bytes, int] = {}

    def part(self, pieces: Iterator[bytes]) -> dict[Place, bool]:
        self.rows = self.width = 0
        self.odd = {}
        rest = b""
        for piece in pieces:
            self.unpacked += len(piece)
            if self.unpacked > self.largest:
                raise OutcomeRefused(SWOLLEN, "too_large")
            text = rest + piece
            # A cell and its formula never lie on both sides of the end of another element.
            cut = max(text.rfind(b"</"), text.rfind(b"/>"), len(text) - PIECE)
            self._cells(text[:cut])
            rest = text[cut:]
        self._cells(rest)
        return self.odd

    def _cells(self, text: bytes) -> None:
        for cell in _CELL.finditer(text):
            place = _PLACE.search(cell[1])
            if place is None:
                raise OutcomeRefused("Boken har celler utan adress. Öppna den i Excel och spara den på nytt.", "format")
            row, column = int(place[2]), self._column(place[1])
            self.cells += 1
            self.rows, self.width = max(self.rows, row), max(self.width, column + 1)
            if self.rows * self.width > MOST_CELLS or self.cells > MOST_CELLS:
                raise OutcomeRefused(TOO_LARGE, "too_large")
            is_error = _IS_ERROR.search(cell[1]) is not None
            if is_error or cell[2]:
                self.odd[row, column] = is_error
                self.formulas += 1
                if self.formulas > MOST_FORMULAS:
                    raise OutcomeRefused("Boken är full av formler. Klistra in dem som värden.", "formula")

    def _column(self, letters: bytes) -> int:
        if letters not in self.columns:
            number = 0
            for letter in letters:
                number = number * 26 + letter - ord("A") + 1
            self.columns[letters] = number - 1
        return self.columns[letters]


def _pieces(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part unpacked piece by piece, to its real end."""
    try:
        head = content[part.header_offset : part.header_offset + 30]
        name, extra = struct.unpack("<HH", head[26:30])
        start = part.header_offset + 30 + name + extra
        packed = memoryview(content)[start : start + part.compress_size]
        if part.flag_bits & 1 or part.compress_type not in (STORED, DEFLATED):
            raise unreadable()
        if part.compress_type == STORED:
            yield from (bytes(packed[at : at + PIECE]) for at in range(0, len(packed), PIECE))
            return
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        for at in range(0, len(packed), FED):
            waiting: bytes | memoryview = packed[at : at + FED]
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, PIECE)
                waiting = unpacker.unconsumed_tail
    except (struct.error, zlib.error) as error:
        raise unreadable() from error
