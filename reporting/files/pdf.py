"""The report as a document: chapters, numbered tables and figures, the data for machines inside."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from config.glossary import Term
from decisions import pdf
from decisions.frozen import checksum
from grants.moneybar import bar
from reporting.files.csv import report_csv
from reporting.files.figures import BarFigure, BurnUp, Caption, Share, bar_figure, burn_up, of_allotted
from reporting.files.notes import Noted, Notes, of_fund
from reporting.files.words import words_of
from reporting.report import Report
from reporting.report.economy import EconomicFund
from reporting.report.settled import FundSettled
from reporting.report.shape import ActivityRow, AreaPart, FundRow
from reporting.report_template import WORDS as HEADS
from reporting.report_template import Section


@dataclass(frozen=True)
class AreaChapter:
    area: AreaPart
    number: str
    id: str
    funds: Caption
    noted: Noted[FundRow]
    activities: Caption | None
    figure: BarFigure | None


@dataclass(frozen=True)
class Chapter:
    """`newpage`: the first one, and the long one of the areas. `language` of its heading, when it is not Swedish."""

    id: str
    number: int
    title: str
    newpage: bool = False
    language: str = ""


class Contents:
    """Numbers chapters, tables and figures in the order in which the document asks for them."""

    def __init__(self) -> None:
        self.chapters: list[Chapter] = []
        self.tables: list[Caption] = []
        self.figures: list[Caption] = []

    def chapter(self, id: str, title: str, language: str = "sv") -> Chapter:
        newpage = not self.chapters or id == "areas"
        made = Chapter(id, len(self.chapters) + 1, title, newpage, "" if language == "sv" else language)
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
    """What templates/pdf/report.html draws: the sections of the report's template, their tables and figures numbered in
    the order in which they are drawn. A new version begins with what it changes, whatever the template."""

    def __init__(self, report: Report, data_sha256: str) -> None:
        self.report = report
        self.data_sha256 = data_sha256
        self.contents = Contents()
        self.notes = Notes()
        self.chapters: dict[str, Chapter] = {}
        self.tables: dict[str, Caption] = {}
        self.areas: list[AreaChapter] = []
        self.spent: BarFigure | None = None
        self.burn_up: BurnUp | None = None
        self.settled_funds: Noted[FundSettled] | None = None
        self.economic_funds: Noted[EconomicFund] | None = None
        if report.filing and report.filing.what_changed:
            self._chapter(Section("changes", report.template.word("changes")))
        drawn = [section for section in report.template.sections if not _left_out(section.key, report)]
        last = next((at for at, section in enumerate(drawn) if section.key in SIGNED), len(drawn))
        glossary = [Section("glossary", report.template.word("glossary"))] if self.words else []
        for section in [*drawn[:last], *glossary, *drawn[last:]]:
            self._chapter(section)

    def _chapter(self, section: Section) -> None:
        language = self.report.template.language
        self.chapters[section.key] = self.contents.chapter(section.key, section.heading, language)
        match section.key:
            case "summary":
                self._summary()
            case "areas":
                self._areas()
            case "months":
                self._months()
            case _:
                self._captions(section.key)
                self._noted(section.key)

    def _noted(self, key: str) -> None:
        """The notes below the section's table of allotments."""
        if key == "settlement" and self.report.settlement:
            self.settled_funds = self.notes.under(self.report.settlement.funds, of_fund)
        if key == "economy" and self.report.economy:
            self.economic_funds = self.notes.under(self.report.economy.funds, of_fund)

    @property
    def sections(self) -> list[tuple[Chapter, str]]:
        """Each chapter with the template that draws it."""
        return [(chapter, f"pdf/report/{key}.html") for key, chapter in self.chapters.items()]

    def _captions(self, key: str) -> None:
        """The tables of a section that is nothing but text and tables."""
        for name, title, drawn in _TABLES.get(key, ()):
            if drawn(self.report):
                self.tables[name] = self.contents.table(title)

    def _summary(self) -> None:
        self._captions("summary")
        self.spent = bar_figure(
            self.contents.figure("Utfall av tilldelade medel per utvecklingsområde"),
            map(of_allotted, self.report.areas),
            f"Beloppen står i tabell {self.tables['by_area'].number}.",
        )

    def _areas(self) -> None:
        self.areas = [self._area(area) for area in self.report.areas]

    def _months(self) -> None:
        self._captions("months")
        report = self.report
        if report.months:
            self.burn_up = burn_up(
                self.contents.figure("Utfallet uppräknat månad för månad mot tilldelade medel"),
                report.months,
                until=report.requirement.period_to,
                allotted=report.amounts.allotted,
                note=f"Månadernas utfall står i tabell {self.tables['months'].number}.",
            )

    def _area(self, area: AreaPart) -> AreaChapter:
        number = f"{self.chapters['areas'].number}.{area.number}"
        funds = self.contents.table(f"Tilldelningar i område {area.number}, kronor")
        activities, figure = None, None
        if area.activities or area.crossings:
            activities = self.contents.table(f"Aktiviteter i område {area.number}, kronor")
        if activities and len(area.activities) > 1:
            caption = self.contents.figure(f"Utfall av bokförda medel i område {area.number}")
            note = f"Beloppen står i tabell {activities.number}."
            figure = bar_figure(caption, map(_of_booked, area.activities), note)
        noted = self.notes.under(area.funds, of_fund)
        return AreaChapter(area, number, f"omrade-{area.number}", funds, noted, activities, figure)

    @property
    def headings(self) -> dict[str, str]:
        """Those that stand in every report, in the template's language."""
        return {key: self.report.template.word(key) for key in HEADS}

    @cached_property
    def words(self) -> list[Term]:
        return words_of([section.key for section in self.report.template.sections])


SIGNED = {"certificate", "signatures"}
"""What comes after all that is to be read, also the words."""


def _left_out(key: str, report: Report) -> bool:
    """A section that has nothing to stand in it."""
    return (key == "settlement" and not report.settlement) or (key == "attachments" and not report.attached)


def _always(_: Report) -> bool:
    return True


def _follows_up(report: Report) -> bool:
    """Whether any condition says how it is met: those of the first format of reports do not."""
    return any(condition.relevant or condition.not_applicable for condition in report.conditions)


_TABLES: dict[str, tuple[tuple[str, str, Callable[[Report], object]], ...]] = {
    "changes": (
        ("changes", "Vad som skiljer från förra versionen", lambda report: report.filing and report.filing.changes),
    ),
    "summary": (("by_area", "Medel per utvecklingsområde, kronor", _always),),
    "economy": (
        ("economy", "Använda och oanvända medel per tilldelning, kronor", lambda report: report.economy),
        (
            "to_repay",
            "Att återbetala per tilldelning, kronor",
            lambda report: report.economy and report.economy.to_repay,
        ),
        ("payments", "Utbetalningar från staten, kronor", lambda report: report.economy),
        ("repaid", "Beslutade återbetalningar, kronor", lambda report: report.economy and report.economy.repayments),
    ),
    "months": (("months", "Utfall per månad, kronor", lambda report: report.months),),
    "settlement": (
        (
            "settled_activities",
            "Avräkning per aktivitet, kronor",
            lambda report: report.settlement and report.settlement.activities,
        ),
        ("settled_funds", "Avräkning per tilldelning, kronor", _always),
    ),
    "earmarks": (("earmarks", "Öronmärkta medel och hur de har använts, kronor", lambda report: report.earmarks),),
    "distributions": (("distributions", "Fördelning till utförare, kronor", lambda report: report.distributions),),
    "decisions": (
        ("decisions", "Beslut i tidsordning", _always),
        ("lines", "Beslutens rader, kronor", lambda report: report.has_decision_lines),
    ),
    "conditions": (("fulfilment", "Hur villkoren uppfylls, antal aktiviteter", _follows_up),),
    "requirement": (("history", "Kravets historia", _always),),
}
"""By section: the name, the title and the condition of each of its tables, in the order in which they are drawn."""


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
