"""What must be in place before a report is filed, and what the one who files it should know."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grants.kronor import format_kronor
from reporting.models import FiledReport
from reporting.report import Report


@dataclass(frozen=True)
class Precondition:
    """Something that must hold before filing; `way_out` says what to do when it does not."""

    text: str
    holds: bool
    way_out: str = ""


def preconditions(report: Report, on: datetime.date, owed: Sequence[str] = ()) -> list[Precondition]:
    """All of them, in the order of the page. `owed`: who has not answered the questionnaire."""
    last = report.requirement.period_to
    return [
        Precondition(
            f"Perioden {report.requirement.period_from}–{last} har tagit slut",
            on > last,
            f"Redovisningen kan lämnas in från och med dagen efter {last}.",
        ),
        *_in_words(report),
        Precondition(
            "Alla har svarat på sina frågor",
            not owed,
            f"Svar saknas från {', '.join(owed)}.",
        ),
        Precondition(
            "Kravet har en mottagare",
            bool(report.requirement.recipient.strip()),
            "Ange mottagare i redovisningskravet.",
        ),
        *_certified(report),
    ]


def _in_words(report: Report) -> Iterator[Precondition]:
    """Of a report that has a section for each area."""
    if report.template.has("areas"):
        missing = ", ".join(str(area.number) for area in report.areas if not area.narrative.strip())
        way_out = f"Skriv svar för område {missing}."
        yield Precondition("Alla utvecklingsområden har ett svar i ord", not missing, way_out)


def _certified(report: Report) -> Iterator[Precondition]:
    """Of an economic report: somebody certifies it, and what is to be repaid has its day."""
    template = report.template
    if template.has("certificate"):
        certified = bool(template.certificate.strip() and template.signatories)
        yield Precondition("Intyget har en text och någon som intygar", certified, "Ange dem under Mall och intyg.")
    if template.has("economy") and report.economy:
        undated = ", ".join(fund.name for fund in report.economy.undated)
        way_out = f"Ange när pengarna ska vara återbetalade på {undated}, eller på utbetalningen."
        yield Precondition("Det som ska återbetalas har en dag", not undated, way_out)


def reminders(report: Report) -> list[str]:
    """What does not stand in the way but will be read in the report."""
    said = []
    if report.requirement.voluntary:
        said.append("Kravet är återkallat. Redovisningen lämnas frivilligt, och det står i den.")
    if report.amounts.uncovered:
        said.append(f"{format_kronor(report.amounts.uncovered)} är beslutat men inte täckt.")
    if report.unmatched_outcome:
        said.append(f"Utfall på {format_kronor(report.unmatched_outcome)} är inte kopplat till någon aktivitet.")
    if open_findings := [finding for finding in report.findings if not finding.acknowledged]:
        said.append(f"{len(open_findings)} avvikelser i underlagen är inte kvitterade. De står i redovisningen.")
    return said


def frozen_report(filed: FiledReport) -> Report:
    """The report as it was filed."""
    return Report.thaw(filed.frozen)
