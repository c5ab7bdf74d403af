"""The report as a document: chapters, numbered tables and figures, the data for machines inside."""

from dataclasses import dataclass
from functools import cached_property

from config.glossary import GLOSSARY, Term
from decisions import pdf
from decisions.frozen import checksum
from grants.moneybar import bar
from reporting.files.csv import report_csv
from reporting.files.figures import BarFigure, BurnUp, Caption, Share, bar_figure, burn_up
from reporting.report import Report
from reporting.report.shape import ActivityRow, AreaPart

WORDS = ("allotted", "decided", "booked", "uncovered", "unallocated", "outcome", "earmarked", "locked", "reallocation")


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
        if report.filing and report.filing.changes:
            self.changes = table("Vad som skiljer från förra versionen")
        self.by_area = table("Medel per utvecklingsområde, kronor")
        self.spent = bar_figure(
            self.contents.figure("Utfall av tilldelade medel per utvecklingsområde"),
            map(_of_allotted, report.areas),
            f"Beloppen står i tabell {self.by_area.number}.",
        )
        self.areas_chapter = chapter("omraden", "Redovisning per utvecklingsområde")
        self.areas = [self._area(area) for area in report.areas]
        self.months_chapter = chapter("manader", "Utfall månad för månad")
        self.months = table("Utfall per månad, kronor") if report.months else None
        self.burn_up = self._burn_up(report)
        if report.settlement:
            self.settlement_chapter = chapter("avrakning", "Avräkning")
            if report.settlement.activities:
                self.settled_activities = table("Avräkning per aktivitet, kronor")
            self.settled_funds = table("Avräkning per tilldelning, kronor")
        self.earmarks_chapter = chapter("oronmarkt", "Öronmärkta medel")
        self.earmarks = table("Öronmärkta medel och hur de har använts, kronor") if report.earmarks else None
        self.reallocations_chapter = chapter("omfordelningar", "Omfördelningar")
        self.decisions_chapter = chapter("beslut", "Beslut som siffrorna följer av")
        self.decisions = table("Beslut i tidsordning")
        self.conditions_chapter = chapter("villkor", "Villkor för medlen")
        self.fulfilment = table("Hur villkoren uppfylls, antal aktiviteter") if _follows_up(report) else None
        self.findings_chapter = chapter("avvikelser", "Avvikelser i underlagen")
        self.requirement_chapter = chapter("kravet", "Kravet på redovisning")
        self.history = table("Kravets historia")
        self.method_chapter = chapter("metod", "Så är siffrorna framtagna")
        self.signatures_chapter = chapter("underskrift", "Underskrift")

    def _area(self, area: AreaPart) -> AreaChapter:
        number = f"{self.areas_chapter.number}.{area.number}"
        funds = self.contents.table(f"Tilldelningar i område {area.number}, kronor")
        activities = self.contents.table(f"Aktiviteter i område {area.number}, kronor")
        figure = None
        if len(area.activities) > 1:
            caption = self.contents.figure(f"Utfall av bokförda medel i område {area.number}")
            note = f"Beloppen står i tabell {activities.number}."
            figure = bar_figure(caption, map(_of_booked, area.activities), note)
        return AreaChapter(area, number, f"omrade-{area.number}", funds, activities, figure)

    def _burn_up(self, report: Report) -> BurnUp | None:
        if not report.months or self.months is None:
            return None
        return burn_up(
            self.contents.figure("Utfallet uppräknat månad för månad mot tilldelade medel"),
            report.months,
            until=report.requirement.period_to,
            allotted=report.amounts.allotted,
            note=f"Månadernas utfall står i tabell {self.months.number}.",
        )

    @cached_property
    def words(self) -> list[Term]:
        return [GLOSSARY[key] for key in WORDS]


def _follows_up(report: Report) -> bool:
    """Whether any condition says how it is met: those of the first format of reports do not."""
    return any(condition.relevant or condition.not_applicable for condition in report.conditions)


def _of_allotted(area: AreaPart) -> Share:
    amounts = area.amounts
    return Share(
        f"{area.number}. {area.name}", amounts.outcome, amounts.allotted, bar(amounts.outcome, amounts.allotted)
    )


def _of_booked(activity: ActivityRow) -> Share:
    amounts = activity.amounts
    drawn = bar(amounts.outcome, amounts.allocated, amounts.uncovered)
    return Share(activity.name, amounts.outcome, amounts.allocated, drawn)


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
