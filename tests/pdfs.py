"""Reading a PDF back: its pages as poppler draws them, and what a screen reader is given, in order."""

import io
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name

INLINE = {"/Span", "/Link", "/NonStruct", "/Em", "/Strong"}
PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")

Marks = dict[int, str]
"""The text of a page by the number of its marked content."""


def squeezed(text: str) -> str:
    """Without white space: where a line breaks, and which space does not, is no matter of what the words are."""
    return re.sub(r"\s+", "", text)


def pages_of(content: bytes) -> list[str]:
    """The text of each page, in the order that it is drawn."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        done = subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


@dataclass
class Spoken:
    """A paragraph, heading, cell, label or figure; `kind` is its name in PDF: P, H1, TD, Lbl. A figure's text is its
    alternative text."""

    kind: str
    text: str


@dataclass
class Table:
    """A table with a caption, whole: its part on the next page is read as one with it."""

    caption: str
    rows: list[list[str]]


def tables(content: bytes) -> list[Table]:
    """Those with a caption, each with its head as the first row, as the structure tree holds them."""
    found: list[Table] = []
    for element in _elements(content):
        match element.kind:
            case "Table":
                found.append(Table("", []))
            case "Caption" if found and not found[-1].caption:
                found[-1].caption = element.text.strip()
            case "TR":
                found[-1].rows.append([])
            case "TH" | "TD":
                found[-1].rows[-1].append(element.text.strip())
    whole: list[Table] = []
    for table in found:
        if table.caption:
            whole.append(table)
        elif whole and table.rows[0] == whole[-1].rows[0]:
            whole[-1].rows += table.rows[1:]
    return whole


def spoken(content: bytes) -> list[Spoken]:
    """What the structure tree holds, in order. Running heads and page numbers are artifacts and not in it."""
    return [row for row in _elements(content) if row.text.strip()]


def _elements(content: bytes) -> list[Spoken]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = {page.obj.objgen: _marks(page) for page in pdf.pages}
        found: list[Spoken] = []
        for root in pdf.Root.StructTreeRoot.K:
            _read(root, None, pages, found)
    return found


def _read(
    element: pikepdf.Object, block: Spoken | None, pages: dict[tuple[int, int], Marks], found: list[Spoken]
) -> None:
    """An inline element speaks within the block around it; words after a block of its own begin a new row."""
    kind = str(element.S)
    if kind not in INLINE or block is None:
        block = Spoken(kind[1:], str(element.get("/Alt", "")))
        found.append(block)
    for child in element.K:
        if isinstance(child, int):
            if found[-1] is not block:
                block = Spoken(block.kind, "")
                found.append(block)
            block.text += pages[element.Pg.objgen].get(int(child), "") + " "
        elif isinstance(child, Dictionary) and Name.S in child:
            _read(child, block, pages, found)


def _marks(page: pikepdf.Page) -> Marks:
    fonts = {name: _unicode(font) for name, font in page.resources.get("/Font", Dictionary()).items()}
    marks: Marks = defaultdict(str)
    within: list[int | None] = []
    font: dict[int, str] = {}
    for step in pikepdf.parse_content_stream(page):
        match str(step.operator):
            case "BDC" | "BMC":
                within.append(_number(list(step.operands)))
            case "EMC":
                within.pop()
            case "Tf":
                font = fonts[str(step.operands[0])]
            case "Tj" | "TJ":
                number = next((mark for mark in reversed(within) if mark is not None), None)
                if number is not None:
                    marks[number] += "".join(_decoded(step.operands[0], font))
    return marks


def _number(operands: list[pikepdf.Object]) -> int | None:
    """Of BDC, the number that the structure names; of BMC none."""
    properties = operands[1] if len(operands) > 1 else None
    return int(properties.MCID) if isinstance(properties, Dictionary) and Name.MCID in properties else None


def _decoded(shown: pikepdf.Object, font: dict[int, str]) -> Iterator[str]:
    """Glyphs have two bytes each; numbers between them are kerning."""
    for piece in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if isinstance(piece, pikepdf.String):
            raw = bytes(piece)
            yield from (font.get(int.from_bytes(raw[at : at + 2]), "") for at in range(0, len(raw), 2))


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    """From the font's ToUnicode: glyph to text."""
    pairs = PAIR.findall(font.ToUnicode.read_bytes())
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}
