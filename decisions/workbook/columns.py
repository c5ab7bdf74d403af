"""The sheets of the workbook and their columns: one table for the template, its instructions and the reader."""

from dataclasses import dataclass
from enum import Enum


class Content(Enum):
    """What a cell holds, and how that is explained to who fills it in."""

    TEXT = "text"
    WORD = "text utan blanksteg, små bokstäver och bindestreck"
    NUMBER = "heltal"
    KRONOR = "belopp i kronor"
    WEIGHT = "tal"
    DAY = "dag, till exempel 2020-03-24"
    YES_OR_NO = "ja eller nej"
    ROLES = "en eller flera funktioner, med semikolon emellan"
    ONE_OF = "något av"


@dataclass(frozen=True)
class Column:
    """`field` is the name in the plan, `longest` how many characters a text may have, `choices` what ONE_OF may be."""

    head: str
    field: str
    content: Content = Content.TEXT
    help: str = ""
    required: bool = False
    longest: int = 300
    choices: tuple[str, ...] = ()

    @property
    def starred(self) -> str:
        """The heading, with a star when the column must be filled in."""
        return f"{self.head} *" if self.required else self.head

    @property
    def explained(self) -> str:
        """What a cell holds, for who fills it in."""
        content = f"{self.content.value} {', '.join(self.choices)}".strip().capitalize()
        return " ".join(part for part in (f"{content}.", self.help) if part)


C = Content

AGREEMENT = "Överenskommelse"
"""Its columns stand below each other: one thing a row, the value beside it."""

SHEETS: dict[str, tuple[Column, ...]] = {
    AGREEMENT: (
        Column("Namn", "name", help="Det korta namnet, till exempel Kvinnors hälsa 2022.", required=True, longest=160),
        Column("Adress", "slug", C.WORD, "Sidans adress. Tom: görs av namnet.", longest=80),
        Column("Fullständig titel", "full_title"),
        Column("År", "year", C.NUMBER, required=True),
        Column(
            "Diarienummer", "registry_number", help="Ärendets nummer här, som RS/195/2020.", required=True, longest=40
        ),
        Column("Parter", "parties", help="Till exempel Staten och Sveriges Kommuner och Regioner.", longest=200),
        Column(
            "Mottagare", "recipient", help="Vem som får medlen: regionen, eller gemensamt.", required=True, longest=120
        ),
        Column("Gäller från", "starts_on", C.DAY, required=True),
        Column("Gäller till", "ends_on", C.DAY, required=True),
        Column("Sammanhållet ansvar", "coordinator", help="En funktion.", longest=160),
        Column("Sammanfattning", "summary", longest=10_000),
        Column("Mål", "goals", help="Ett mål per rad i cellen.", longest=10_000),
        Column("Statens beslut", "decided_on", C.DAY, "Dagen då tilldelningen bokförs. Krävs när något är tilldelat."),
    ),
    "Områden": (
        Column("Nummer", "number", C.NUMBER, required=True),
        Column("Namn", "name", required=True, longest=200),
        Column("Kort namn", "short_name", longest=80),
        Column("Sammanhållet ansvar", "coordinator", help="En funktion.", longest=160),
        Column(
            "Får omfördelas", "reallocation_allowed", C.YES_OR_NO, "Om medel får flyttas mellan områdets aktiviteter."
        ),
        Column("Regel om omfördelning", "reallocation_rule", help="Beslutets ord."),
        Column("Statens villkor", "state_terms", longest=10_000),
    ),
    "Nycklar": (
        Column("Namn", "name", help="Till exempel Befolkning 1 november 2019.", required=True, longest=120),
        Column("Mätdatum", "as_of", C.DAY, required=True),
        Column("Regionens vikt", "weight", C.WEIGHT, required=True),
        Column("Summa vikter", "total", C.WEIGHT, required=True),
    ),
    "Tilldelningar": (
        Column("Område", "area", C.NUMBER, "Områdets nummer.", required=True),
        Column("Namn", "name", required=True, longest=160),
        Column("Öronmärkt", "earmarked", C.YES_OR_NO, "Statens ord: medlen får bara användas till detta."),
        Column("Tilldelat belopp", "allotted", C.KRONOR, "Tomt när beloppet är okänt tills det betalas ut."),
        Column("Väntat belopp", "expected_amount", C.KRONOR, "Visas, men kan inte fördelas förrän det är tilldelat."),
        Column("Nationellt belopp", "national_amount", C.KRONOR),
        Column("Nyckel", "key", help="Namnet på en nyckel, eller tomt när medlen delas på annat sätt.", longest=120),
        Column("Får användas till", "usable_until", C.DAY),
        Column("Återbetalas senast", "repay_by", C.DAY),
        Column("Anmärkning", "note", longest=2000),
    ),
    "Aktiviteter": (
        Column("Område", "area", C.NUMBER, "Områdets nummer.", required=True),
        Column("Namn", "name", required=True, longest=240),
        Column("Kod", "code", help="Aktivitetskod i redovisningen.", longest=40),
        Column("Ansvariga funktioner", "roles", C.ROLES),
        Column("Beskrivning", "description", longest=10_000),
    ),
    "Utbetalningar": (
        Column("Diarienummer", "registry_number", help="Utbetalningsbeslutets nummer.", required=True, longest=40),
        Column("Betalare", "payer", help="Till exempel Kammarkollegiet.", required=True, longest=120),
        Column("Område", "area", C.NUMBER, "Tomt när den gäller hela överenskommelsen."),
        Column("Tilldelning", "fund", help="Tilldelningens namn, om utbetalningen gäller en av dem.", longest=160),
        Column("Belopp", "amount", C.KRONOR, "Tomt när det är okänt."),
        Column("Rekvireras senast", "requisition_by", C.DAY),
        Column("Väntas", "expected_on", C.DAY),
        Column("Mottagen", "received_on", C.DAY),
        Column("Återbetalas senast", "repay_by", C.DAY),
        Column("Anmärkning", "note"),
    ),
}
