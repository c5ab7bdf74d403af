"""What the pages about reports show, as data. The figures are the report's own (`reporting.report`)."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.urls import reverse

from config.glossary import GLOSSARY, Term
from config.jobs import Progress, progress
from decisions.attachments import in_words
from grants.kronor import format_kronor
from grants.models import Agreement, DevelopmentArea
from grants.moneybar import Bar, Figure, bar, figure
from people.abilities import Ability, may
from people.models import User
from reporting.files import file_name
from reporting.files.figures import of_allotted
from reporting.filing import Precondition, frozen_report, preconditions, reminders
from reporting.models import FiledReport, Narrative, Receipt, RenderedFile, Requirement
from reporting.questionnaire.told import who_owes
from reporting.rendering import Format
from reporting.repayments import RepaymentRow, can_propose, repayments_of
from reporting.report import Amounts, Difference, Report, build_report, day_of_figures, differences
from reporting.report.shape import AreaPart
from reporting.report_template import Section, TemplateFacts
from reporting.start import CalendarRow, calendar
from reporting.tasks import filed_lock

KEYS = (
    ("allotted", "Tilldelat"),
    ("decided", "Beslutat"),
    ("booked", "Bokfört"),
    ("uncovered", "Ej täckt"),
    ("unallocated", "Ofördelat"),
    ("outcome", "Utfall"),
)


def by_agreement(user: User, on: datetime.date) -> list[tuple[Agreement, list[CalendarRow]]]:
    """Every requirement the user may see, by date within its agreement."""
    rows = sorted(calendar(user, on), key=lambda row: (row.requirement.agreement.name, row.requirement.agreement_id))
    grouped = groupby(rows, key=lambda row: row.requirement.agreement)
    return [(agreement, list(part)) for agreement, part in grouped]


@dataclass(frozen=True)
class Key:
    """A figure of the key row; `alarm` when it does not add up."""

    label: str
    value: str
    unit: str
    alarm: bool
    term: Term


def keys(amounts: Amounts) -> list[Key]:
    """The key row in its fixed order."""
    fields = {"booked": "allocated"}
    return [
        Key(
            label,
            format_kronor(getattr(amounts, fields.get(name, name)), unit=False),
            "kr" if name == "allotted" else "",
            name == "uncovered" and amounts.uncovered != 0,
            GLOSSARY[name],
        )
        for name, label in KEYS
    ]


@dataclass(frozen=True)
class AreaOnPage:
    part: AreaPart
    bars: dict[str, Bar]

    @property
    def rows(self) -> list[tuple]:
        return [(activity, self.bars[activity.name]) for activity in self.part.activities]


class ReportPage:
    """A report as its page shows it to one user: drawn now, or as it was filed."""

    may_write = False

    def __init__(self, report: Report, requirement: Requirement, user: User, on: datetime.date) -> None:
        self.report, self.requirement, self.user, self.on = report, requirement, user, on

    @cached_property
    def keys(self) -> list[Key]:
        return keys(self.report.amounts)

    @property
    def sections(self) -> list[tuple[Section, str]]:
        """Those of the report's template, each with the part that draws it."""
        return [(section, f"reporting/sections/{section.key}.html") for section in self.report.template.sections]

    @property
    def has_summary(self) -> bool:
        """Whether the summary in words is part of the report."""
        return self.report.template.has("summary")

    @cached_property
    def figure(self) -> Figure:
        """Of what is allotted, as in the document."""
        rows = [(share.label, share.value, share.bar) for share in map(of_allotted, self.report.areas)]
        return figure("utfall", "Utfall av tilldelade medel per utvecklingsområde", rows)

    @cached_property
    def areas(self) -> list[AreaOnPage]:
        return [
            AreaOnPage(area, {row.name: _bar(row.amounts) for row in area.activities}) for area in self.report.areas
        ]

    @cached_property
    def repayments(self) -> list[RepaymentRow]:
        return repayments_of(self.requirement.agreement, self.user)

    @property
    def can_repay(self) -> bool:
        return can_propose(self.report, self.repayments, self.user)


class RequirementPage(ReportPage):
    """A requirement with its report of today, to one user."""

    def __init__(self, requirement: Requirement, user: User, on: datetime.date) -> None:
        super().__init__(build_report(requirement, day_of_figures(requirement, on)), requirement, user, on)
        self.may_write = may(user, Ability.WRITE_REPORT)
        self.may_file = may(user, Ability.FILE_REPORT)

    @cached_property
    def filed(self) -> list[FiledReport]:
        return list(self.requirement.filed.all())

    @cached_property
    def latest(self) -> FiledReport | None:
        return self.filed[-1] if self.filed else None

    @cached_property
    def differences(self) -> list[Difference]:
        """What the latest filed report says otherwise than the book does now."""
        return differences(frozen_report(self.latest), self.report) if self.latest else []

    @cached_property
    def preconditions(self) -> list[Precondition]:
        return preconditions(self.report, self.on, who_owes(self.requirement))

    @cached_property
    def reminders(self) -> list[str]:
        return reminders(self.report)

    @property
    def can_be_filed(self) -> bool:
        return all(condition.holds for condition in self.preconditions)

    @property
    def should_be_filed(self) -> bool:
        """Whether handing in is the next thing to do: it can be done, and there is something new to hand in."""
        return self.may_file and self.can_be_filed and (self.latest is None or bool(self.differences))


class PreviewPage(ReportPage):
    """The report of a requirement as a template that is not saved would have it. Nothing can be done from it."""

    can_repay = False

    def __init__(self, requirement: Requirement, template: TemplateFacts, user: User, on: datetime.date) -> None:
        super().__init__(build_report(requirement, day_of_figures(requirement, on), template), requirement, user, on)


@dataclass(frozen=True)
class FiledFile:
    """A file of a filed report. `described`: "412 kB"; "" until the worker has made it, as is its SHA-256."""

    label: str
    name: str
    path: str
    described: str
    sha256: str


class FiledPage(ReportPage):
    """A filed report, and what has changed since."""

    def __init__(self, filed: FiledReport, user: User, on: datetime.date) -> None:
        super().__init__(frozen_report(filed), filed.requirement, user, on)
        self.filed = filed

    @cached_property
    def receipts(self) -> list[Receipt]:
        """The latest first: it is the one that counts."""
        return sorted(self.filed.receipts.all(), key=lambda receipt: -receipt.pk)

    @property
    def may_file(self) -> bool:
        return may(self.user, Ability.FILE_REPORT)

    @cached_property
    def files(self) -> list[FiledFile]:
        """All of them, also those that are not made yet."""
        made = RenderedFile.objects.made_of(self.filed)
        return [_filed_file(self.filed, self.report, format, made.get(format)) for format in RenderedFile.Format]

    @cached_property
    def waiting(self) -> Progress | None:
        """How it goes with the files that the worker has not made; None when every one that was asked for is there."""
        unmade = [file for file in self.files[: len(RenderedFile.FILED)] if not file.sha256]
        return progress(filed_lock(self.filed.pk)) if unmade else None

    @cached_property
    def differences(self) -> list[Difference]:
        return differences(self.report, build_report(self.filed.requirement, self.report.as_of))


def _filed_file(filed: FiledReport, report: Report, format: Format, made: tuple[int, str] | None) -> FiledFile:
    size, sha256 = made or (0, "")
    path = reverse(f"filed_{format.value}", args=[filed.pk])
    return FiledFile(format.label, file_name(report, format.value), path, in_words(size) if made else "", sha256)


def narrative_of(requirement: Requirement, area: DevelopmentArea | None) -> Narrative:
    """The answer as it stands; a new one (version 0) if nobody has written yet."""
    found = [answer for answer in requirement.narratives.all() if answer.area_id == (area.pk if area else None)]
    return found[0] if found else Narrative(requirement=requirement, area=area, version=0)


def _bar(amounts: Amounts) -> Bar:
    return bar(amounts.outcome, amounts.allocated, amounts.uncovered)
