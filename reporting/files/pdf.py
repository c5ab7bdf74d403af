"""The report as a document: chapters, numbered tables and figures, the data for machines inside."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from config.glossary import GLOSSARY, Term
from decisions import pdf
from decisions.frozen import checksum
from grants.kronor import format_kronor, format_percent
from grants.moneybar import Bar, bar
from reporting.files.csv import report_csv
from reporting.report import Report
from reporting.report.shape import Amounts, AreaPart

WORDS = ("allotted", "decided", "booked", "uncovered", "unallocated", "outcome", "earmarked", "locked", "reallocation")
LONGEST_LABEL = 92
ROW_HEIGHT, TEXT_BASELINE, BAR_TOP, BAR_MIDDLE = 30, 10, 15, 19
"""Of a figure, in pixels from the top of a row."""


@dataclass(frozen=True)
class Caption:
    """A numbered table or figure of the document; `id` is what the lists at the front point at."""

    number: int
    id: str
    title: str


@dataclass(frozen=True)
class BarRow:
    label: str
    value: str
    bar: Bar
    top: int

    @property
    def text_y(self) -> int:
        return self.top + TEXT_BASELINE

    @property
    def bar_y(self) -> int:
        return self.top + BAR_TOP

    @property
    def middle_y(self) -> int:
        return self.top + BAR_MIDDLE


@dataclass(frozen=True)
class BarFigure:
    caption: Caption
    rows: tuple[BarRow, ...]
    note: str

    @property
    def height(self) -> int:
        return len(self.rows) * ROW_HEIGHT

    @property
    def words(self) -> str:
        """The figure for who does not see it."""
        rows = ". ".join(f"{row.label}: {row.value}. {row.bar.text}" for row in self.rows)
        return f"{self.caption.title}. {rows}."


@dataclass(frozen=True)
class AreaChapter:
    area: AreaPart
    number: str
    id: str
    funds: Caption
    activities: Caption
    figure: BarFigure | None


@dataclass(frozen=True)
class Chapter:
    id: str
    number: int
    title: str


class Contents:
    """Numbers chapters, tables and figures in the order in which the document asks for them."""

    def __init__(self) -> None:
        self.chapters: list[Chapter] = []
        self.tables: list[Caption] = []
        self.figures: list[Caption] = []

    def chapter(self, id: str, title: str) -> Chapter:
        made = Chapter(id, len(self.chapters) + 1, title)
        self.chapters.append(made)
        return made

    def table(self, title: str) -> Caption:
        made = Caption(len(self.tables) + 1, f"tabell-{len(self.tables) + 1}", title)
        self.tables.append(made)
        return made

    def figure(self, title: str) -> Caption:
        made = Caption(len(self.figures) + 1, f"figur-{len(self.figures) + 1}", title)
        self.figures.append(made)
        return made


class Layout:
    """What templates/pdf/report.html draws: the report with its chapters, captions and figures in order."""

    def __init__(self, report: Report, data_sha256: str) -> None:
        self.report = report
        self.data_sha256 = data_sha256
        self.contents = Contents()
        chapter, table = self.contents.chapter, self.contents.table
        self.summary = chapter("sammanfattning", "Sammanfattning")
        self.by_area = table("Medel per utvecklingsområde, kronor")
        self.spent = self._figure(
            "Utfall av bokförda medel per utvecklingsområde",
            [(f"{area.number}. {area.name}", area.amounts) for area in report.areas],
            f"Beloppen står i tabell {self.by_area.number}.",
        )
        self.areas_chapter = chapter("omraden", "Redovisning per utvecklingsområde")
        self.areas = [self._area(area) for area in report.areas]
        self.months_chapter = chapter("manader", "Utfall månad för månad")
        self.months = table("Utfall per månad, kronor") if report.months else None
        self.earmarks_chapter = chapter("oronmarkt", "Öronmärkta medel")
        self.earmarks = table("Öronmärkta medel och hur de har använts, kronor") if report.earmarks else None
        self.reallocations_chapter = chapter("omfordelningar", "Omfördelningar")
        self.decisions_chapter = chapter("beslut", "Beslut som siffrorna följer av")
        self.decisions = table("Beslut i tidsordning")
        self.conditions_chapter = chapter("villkor", "Villkor för medlen")
        self.findings_chapter = chapter("avvikelser", "Avvikelser i underlagen")
        self.requirement_chapter = chapter("kravet", "Kravet på redovisning")
        self.history = table("Kravets historia")
        self.method_chapter = chapter("metod", "Så är siffrorna framtagna")

    def _area(self, area: AreaPart) -> AreaChapter:
        number = f"{self.areas_chapter.number}.{area.number}"
        funds = self.contents.table(f"Tilldelningar i område {area.number}, kronor")
        activities = self.contents.table(f"Aktiviteter i område {area.number}, kronor")
        rows = [(activity.name, activity.amounts) for activity in area.activities]
        note = f"Beloppen står i tabell {activities.number}."
        figure = self._figure(f"Utfall av bokförda medel i område {area.number}", rows, note) if len(rows) > 1 else None
        return AreaChapter(area, number, f"omrade-{area.number}", funds, activities, figure)

    def _figure(self, title: str, rows: list[tuple[str, Amounts]], note: str) -> BarFigure:
        drawn = tuple(
            BarRow(
                _short(label),
                _share(amounts),
                bar(amounts.outcome, amounts.allocated, amounts.uncovered),
                index * ROW_HEIGHT,
            )
            for index, (label, amounts) in enumerate(rows)
        )
        return BarFigure(self.contents.figure(title), drawn, note)

    @cached_property
    def words(self) -> list[Term]:
        return [GLOSSARY[key] for key in WORDS]


def _short(label: str) -> str:
    if len(label) <= LONGEST_LABEL:
        return label
    return f"{label[:LONGEST_LABEL].rsplit(' ', 1)[0]} …"


def _share(amounts: Amounts) -> str:
    """ "4 200 000 av 10 000 000 kr, 42 %"."""
    of = f"{format_kronor(amounts.outcome, unit=False)} av {format_kronor(amounts.allocated)}"
    if not amounts.allocated:
        return of
    return f"{of}, {format_percent(Decimal(amounts.outcome) / amounts.allocated, 0)}"


def report_pdf(report: Report, text: str) -> bytes:
    """The document. `text` is the report's canonical JSON: it lies inside, beside a CSV, and its checksum on page 1."""
    attachments = (
        pdf.Attachment("redovisning.json", text.encode(), "application/json", "Redovisningens uppgifter som JSON"),
        pdf.Attachment("redovisning.csv", report_csv(report), "text/csv", "Redovisningens belopp som CSV"),
    )
    return pdf.render(
        "pdf/report.html",
        {"layout": Layout(report, checksum(text)), "report": report},
        title=report.title,
        dated=report.dated,
        author=report.sender,
        subject=f"{report.title} till {report.requirement.recipient}, {report.agreement.registry_number}",
        attachments=attachments,
    )
