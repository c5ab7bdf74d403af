"""A hundred files that must be refused, made from a seed: what people really send, and what nobody should."""

import datetime
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import xlsxwriter

from tests.grants.outcome_files import HEAD, csv, row, xlsx

SEED = 20200324
FILES = 100
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Malformed:
    """`reason` is part of what the user reads; `row` and `column` where the fault has a place."""

    name: str
    content: Callable[[], bytes]
    reason: str
    row: int | None = None
    column: str = ""
    file_name: str = "utfall.csv"


def malformed_files() -> list[Malformed]:
    """The same hundred each time."""
    chance = random.Random(SEED)  # noqa: S311 - nothing is kept secret by it
    kinds = [cells, slipped, texts, heads, encodings, quotes, workbooks, archives]
    files: list[Malformed] = []
    while len(files) < FILES:
        for kind in kinds:
            files += [Malformed(f"{len(files)} {one.name}", *list(vars(one).values())[1:]) for one in kind(chance)]
    return files[:FILES]


def around(chance: random.Random, bad: list[Any]) -> tuple[list[list[Any]], int]:
    """Good rows with a bad one among them, and the number that the spreadsheet gives it."""
    before, after = chance.randint(0, 40), chance.randint(0, 40)
    return [*[row()] * before, bad, *[row()] * after], before + 2


AMOUNTS = [
    "1,234.50",
    "1.234",
    "12.5",
    "1e6",
    "saknas",
    "",
    "#REF!",
    "########",
    "12,345",
    "--5",
    "9" * 14,
    "1 23",
    "１２",
]
MONTHS = ["mars", "2020-13", "2020", "2020-02", "", "03-2020", "2020/03", "44000"]


def cells(chance: random.Random) -> Iterator[Malformed]:
    """One cell that says something else than it should."""
    for column, choices in (("belopp", AMOUNTS), ("månad", MONTHS)):
        value = chance.choice(choices)
        bad = row(amount=value) if column == "belopp" else row(month=value)
        rows, number = around(chance, bad)
        rows = rows if len(rows) > 1 else [row(), *rows]
        number = rows.index(bad) + 2
        yield Malformed(f"{column} {value!r}", lambda rows=rows: csv(*rows), f"Rad {number}", number, column)  # type: ignore[misc]
    rows, number = around(chance, row(text="å" * chance.randint(301, 900)))
    yield Malformed("long text", lambda: csv(*rows), "längre än 300", number, "text")


def slipped(chance: random.Random) -> Iterator[Malformed]:
    """A separator too many or too few."""
    rows, number = around(chance, row(text=f"Hyra; {chance.randint(1, 9)}"))
    yield Malformed("semicolon in a text", lambda: csv(*rows), "Raden har 9 celler", number)
    fewer, where = around(chance, row()[: chance.randint(1, 7)])
    yield Malformed("too few cells", lambda: csv(*fewer), "men rubrikraden 8", where)


def texts(chance: random.Random) -> Iterator[Malformed]:
    """Wrong separators, and nothing at all."""
    separator = chance.choice([b",", b"\t", b"|"])
    yield Malformed(
        f"separator {separator!r}",
        lambda: csv(row(amount="100")).replace(b";", separator),
        "skiljas åt med semikolon",
    )
    nothing = chance.choice([b"", b"\n" * 40, b"\xef\xbb\xbf", b";;;;\r\n" * 9, "\u00a0\n".encode()])
    yield Malformed(f"nothing {nothing[:9]!r}", lambda: nothing, "tom")
    yield Malformed("only a head", lambda: csv(), "inga rader under den")


def heads(chance: random.Random) -> Iterator[Malformed]:
    """Headings that are missing, doubled, or pushed down by a title that spans the sheet."""
    gone = chance.choice(["månad", "aktivitet", "belopp", "text"])
    head = [f"x{name}" if name == gone else name for name in HEAD]
    yield Malformed(f"no {gone}", lambda: csv(row(), head=head), f"Saknas: {gone}")
    twice = [*HEAD, chance.choice(HEAD)]
    yield Malformed("heading twice", lambda: csv([*row(), "1"], head=twice), "står flera gånger")
    title = ["Utfall mars 2020", *[""] * 7]
    yield Malformed("merged title", lambda: csv(HEAD, row(), head=title), "rubrikernas rad")
    yield Malformed("merged title", lambda: merged(0, 7, title, HEAD), "rubrikernas rad", file_name="utfall.xlsx")
    left = chance.randint(0, 6)
    lost = f"Saknas: {HEAD[left + 1]}"
    yield Malformed("merged heads", lambda: merged(left, left + 1, HEAD), lost, file_name="utfall.xlsx")


def encodings(chance: random.Random) -> Iterator[Malformed]:
    encoding = chance.choice(["utf-16", "utf-16-le", "utf-32"])
    yield Malformed(encoding, lambda: csv(row(), encoding=encoding), "Filen")
    broken = bytes(chance.choice([0x81, 0x8D, 0x8F, 0x90, 0x9D]) for _ in range(chance.randint(1, 5)))
    yield Malformed("no encoding", lambda: csv(row(text="X")).replace(b"X", broken), "varken UTF-8 eller")
    yield Malformed("mixed", lambda: csv(row(text="Måndag X")).replace(b"X", b"\xe4"), "blandar teckenkodningar")
    noise = bytes(chance.randrange(256) for _ in range(600))
    yield Malformed("noise", lambda: b"\x00" + noise, "inte är text")


def quotes(chance: random.Random) -> Iterator[Malformed]:
    rows, _ = around(chance, row(text=chance.choice(['"öppet', '"a"b', '"' * 3])))
    yield Malformed("quotes", lambda: csv(*rows), "citattecken")


def workbooks(chance: random.Random) -> Iterator[Malformed]:
    """Formulas, dates as numbers, numbers as texts, several sheets, other programs' files."""
    number = chance.randint(2, 30)
    good = [row(amount=1)] * (number - 2)
    for bad, reason, column in (
        (row(amount=f"=SUM(H2:H{number})"), "formel", "belopp"),
        (row(code="=A1", amount=1), "formel", "aktivitet"),
        (row(amount="1,234.50"), "Skriv blanksteg", "belopp"),
        (row(amount=datetime.date(2020, 3, chance.randint(1, 31))), "datum", "belopp"),
        (row(code=datetime.date(2020, 1, 2), amount=1), "datum", "aktivitet"),
        (row(amount=chance.randint(1, 999) + 0.125), "två decimaler", "belopp"),
        (row(month=43891.5, amount=1), "ingen månad", "månad"),
    ):
        content = lambda bad=bad: xlsx(*good, bad)  # noqa: E731
        yield Malformed(f"xlsx {reason} {column}", content, reason, number, column, "utfall.xlsx")
    yield Malformed("two sheets", lambda: xlsx(row(amount=1), more_sheets=1), "flera blad", file_name="utfall.xlsx")
    yield Malformed("old or locked", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 512, "skyddad med lösenord")


def archives(chance: random.Random) -> Iterator[Malformed]:
    """Bombs and impostors; each a few kB."""
    cut = chance.randint(200, 900)
    yield Malformed("cut off", lambda: xlsx(row(amount=1))[:cut], "skadad", file_name="utfall.xlsx")
    yield Malformed("macros", lambda: added("xl/vbaProject.bin", b"x"), "makron", file_name="utfall.xlsm")
    swollen = chance.choice([lambda: added("xl/x.xml", bomb()), lambda: lying(added("xl/x.xml", bomb()))])
    yield Malformed("bomb", swollen, "för stor när den packas upp", file_name="utfall.xlsx")
    corner = f'<row r="1048576"><c r="XFD{chance.randint(900_000, 1_048_576)}"><v>1</v></c></row></sheetData>'
    yield Malformed("last corner", lambda: sheet("</sheetData>", corner), "för stort", file_name="utfall.xlsx")
    yield Malformed("no addresses", lambda: sheet('<c r="A1"', "<c"), "utan adress", file_name="utfall.xlsx")
    yield Malformed("a zip", lambda: zipped({"läsmig.txt": b"x"}), "ingen Excelbok", file_name="utfall.xlsx")
    yield Malformed("bits changed", lambda: flipped(cut), "skadad", file_name="utfall.xlsx")


def merged(first: int, last: int, *heads: list[str]) -> bytes:
    """A workbook whose topmost cells from one column to another are one: what stood in the others is lost."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([*heads, row(amount=1)]):
            sheet.write_row(number, 0, cells)
        sheet.merge_range(0, first, 0, last, heads[0][first], book.add_format())
    return stream.getvalue()


@cache
def bomb() -> bytes:
    """160 MB of blanks."""
    return b" " * (160 * MEGABYTE)


@cache
def added(name: str, content: bytes) -> bytes:
    stream = io.BytesIO(xlsx(row(amount=1)))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def lying(content: bytes) -> bytes:
    """The last part says that it holds ten bytes, with the checksum that those would have."""
    size, check = (160 * MEGABYTE).to_bytes(4, "little"), zlib.crc32(bomb()).to_bytes(4, "little")
    small = zlib.crc32(b" " * 10).to_bytes(4, "little")
    return content.replace(size, (10).to_bytes(4, "little")).replace(check, small)


def sheet(old: str, new: str) -> bytes:
    """A workbook whose sheet has been changed by hand."""
    source, changed = zipfile.ZipFile(io.BytesIO(xlsx(row(amount=1)))), io.BytesIO()
    with source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            page = source.read(name)
            target.writestr(name, page.replace(old.encode(), new.encode()) if "worksheets/" in name else page)
    return changed.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def flipped(seed: int) -> bytes:
    """A workbook whose packed sheet has been damaged on the way."""
    content = bytearray(xlsx(row(amount=1)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    start = part.header_offset + 30 + len(part.filename)
    content[start : start + 40] = random.Random(seed).randbytes(40)  # noqa: S311
    return bytes(content)
