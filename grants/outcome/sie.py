"""SIE 4, the Swedish exchange format for accounting: its transactions, with where they stand.

After the specification of Föreningen SIE-Gruppen (SIE filformat, version 4B): records that begin with #, fields with
spaces between, quotes around texts, braces around objects and around a voucher's rows; code page 437 (PC8).
No library: those there are have had a single release. #RTRANS and #BTRANS are the voucher's history, not its rows.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from grants.outcome.refusals import OutcomeRefused

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s"{}]+)')
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Transaction:
    """A #TRANS. `objects` by dimension number; `amount` as it stands, with a decimal point."""

    line: int
    account: str
    objects: dict[str, str]
    amount: str
    on: datetime.date
    voucher: str
    text: str


@dataclass
class SieFile:
    """`dimensions`, `objects` (by dimension and number) and `accounts` are what the file calls its own codes."""

    encoding: str
    company: str = ""
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    transactions: list[Transaction] = field(default_factory=list)


@dataclass(frozen=True)
class _Voucher:
    name: str
    on: datetime.date
    text: str


def read_sie(content: bytes) -> SieFile:
    """Raises OutcomeRefused, with the line, for what is not SIE 4."""
    text, encoding = _decode(content)
    reader = _Reader(SieFile(encoding))
    for line, raw in enumerate(text.splitlines(), start=1):
        if fields := list(_fields(raw, line)):
            reader.take(fields, line)
    if reader.within:
        raise OutcomeRefused("SIE-filen slutar mitt i ett verifikat. Är den avkortad?", "sie")
    return reader.found


class _Reader:
    """Where in the file we are: outside, or within the braces of a voucher."""

    def __init__(self, found: SieFile) -> None:
        self.found = found
        self.voucher: _Voucher | None = None
        self.within = False

    def take(self, fields: list[str], line: int) -> None:
        match fields[0]:
            case "#SIETYP" if fields[1:2] != ["4"]:
                raise _refused(line, "Filen är av en annan SIE-typ än 4 och har inga verifikat.")
            case "#FNAMN":
                self.found.company = _text(fields, 1)
            case "#DIM" | "#UNDERDIM":
                number, name = _named(fields, line, "nummer och namn", count=2)
                self.found.dimensions[_dimension(number, line)] = name
            case "#OBJEKT":
                dimension, number, name = _named(fields, line, "dimension, nummer och namn", count=3)
                self.found.objects[_dimension(dimension, line), number] = name
            case "#KONTO":
                number, name = _named(fields, line, "nummer och namn", count=2)
                self.found.accounts[number] = name
            case "#VER" | "{" | "}" | "#TRANS":
                self._voucher(fields, line)

    def _voucher(self, fields: list[str], line: int) -> None:
        match fields[0]:
            case "#VER" if not self.within:
                self.voucher = _voucher(fields, line)
            case "{" if self.voucher and not self.within:
                self.within = True
            case "}" if self.within:
                self.voucher, self.within = None, False
            case "#TRANS" if self.voucher and self.within:
                self.found.transactions.append(_transaction(fields, line, self.voucher))
            case _:
                raise _refused(line, f"{fields[0]} står på fel plats: ett verifikat börjar eller slutar inte rätt.")


def is_sie(content: bytes) -> bool:
    """Whether it begins as a SIE file does."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].upper() == b"#FLAG"


def _decode(content: bytes) -> tuple[str, str]:
    """Code page 437, as the format says; UTF-8 where some program has written that instead."""
    if b"\x00" in content:
        raise OutcomeRefused("Filen innehåller tecken som inte är text. Är det en SIE-fil?", "encoding")
    if not is_sie(content):
        raise OutcomeRefused("Filen börjar inte som en SIE-fil, med #FLAGGA.", "sie")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp437"), "teckentabell 437"
    return text, "teckentabell 437" if text.isascii() else "UTF-8"


def _fields(raw: str, line: int) -> Iterator[str]:
    place = 0
    raw = raw.strip()
    while place < len(raw):
        token = _TOKEN.match(raw, place)
        if token is None:
            raise _refused(line, "Ett citattecken saknar sitt par.")
        yield token[2] or token[3] or _ESCAPED.sub(r"\1", token[1] or "")
        place = token.end()
        while place < len(raw) and raw[place].isspace():
            place += 1


def _text(fields: list[str], place: int) -> str:
    return fields[place] if len(fields) > place else ""


def _named(fields: list[str], line: int, what: str, *, count: int) -> list[str]:
    """The numbers and the name that a record gives something; the name may be empty, a number not."""
    given = fields[1 : count + 1]
    if len(given) < count or not all(given[:-1]) or {"{", "}"} & set(given):
        raise _refused(line, f"En {fields[0]} ska ha {what}.")
    return given


def _dimension(number: str, line: int) -> str:
    if not (number.isascii() and number.isdigit()):
        raise _refused(line, f"Dimensionen {number[:30]} är inget nummer.")
    return number


def _voucher(fields: list[str], line: int) -> _Voucher:
    """#VER serie vernr verdatum vertext …"""
    return _Voucher(" ".join(fields[1:3]).strip(), _day(_text(fields, 3), line), _text(fields, 4))


def _transaction(fields: list[str], line: int, voucher: _Voucher) -> Transaction:
    """#TRANS kontonr {objektlista} belopp transdat transtext …"""
    if len(fields) < 5 or fields[2] != "{" or "}" not in fields:
        raise _refused(line, "En #TRANS ska ha konto, objekt inom { } och belopp.")
    end = fields.index("}")
    objects, rest = fields[3:end], fields[end + 1 :]
    if len(objects) % 2 or not rest:
        raise _refused(line, "En #TRANS ska ha konto, objekt inom { } i par, och belopp.")
    on = _day(rest[1], line) if _text(rest, 1) else voucher.on
    pairs = dict(zip(objects[::2], objects[1::2], strict=True))
    return Transaction(line, fields[1], pairs, rest[0], on, voucher.name, _text(rest, 2) or voucher.text)


def _day(text: str, line: int) -> datetime.date:
    try:
        if len(text) != 8:
            raise ValueError(text)
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise _refused(line, f"Datumet {text or '(tomt)'} går inte att läsa. Det ska stå som 20200331.") from error


def _refused(line: int, text: str) -> OutcomeRefused:
    return OutcomeRefused(f"Rad {line} i SIE-filen: {text}", "sie")
