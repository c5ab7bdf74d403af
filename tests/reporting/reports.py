"""A report to test: the example agreement with outcome and an ended requirement; and reading the files back."""

import csv
import datetime
import io
from decimal import Decimal
from functools import lru_cache

import openpyxl
import pypdf

from people.abilities import Profile
from reporting import actions
from reporting.models import Requirement, RequirementChange
from reporting.report import build_report
from tests import creators

LAST = datetime.date(2020, 8, 31)


def requirement(agreement, **fields) -> Requirement:
    """A delredovisning of January to August, in force since the board's decision."""
    defaults = {
        "kind": Requirement.Kind.INTERIM,
        "title": "Delredovisning",
        "recipient": "Socialstyrelsen",
        "period_from": datetime.date(2020, 1, 1),
        "period_to": LAST,
    }
    made = Requirement.objects.create(agreement=agreement, **defaults | fields)
    change(made)
    return made


def change(
    requirement: Requirement,
    status: str = RequirementChange.Status.IN_FORCE,
    on: datetime.date = datetime.date(2020, 3, 24),
) -> None:
    RequirementChange.objects.create(
        requirement=requirement,
        status=status,
        due_on=datetime.date(2020, 9, 30),
        decided_on=on,
        decided_by="Regeringen",
        by=creators.officer(),
    )


class Case:
    """The example agreement with outcome in öre, some of it unmatched, and its requirement."""

    def __init__(self) -> None:
        self.example = creators.Example()
        creators.spent(self.example.alfa, Decimal("210.25"))
        creators.spent(self.example.beta, Decimal("99.50"), month=datetime.date(2020, 5, 1))
        self.requirement = requirement(self.example.agreement)
        self.writer = creators.officer()

    def answered(self) -> "Case":
        actions.save_narrative(
            requirement=self.requirement,
            area=self.example.area,
            text="Vi har *börjat*.\n\n* ett\n* två",
            version=0,
            by=self.writer,
        )
        return self

    def file(self, **said):
        self.requirement = fresh(self.requirement)
        defaults = {"signatory": "Regiondirektören", "by": self.writer, "on": creators.TODAY}
        return actions.file_report(self.requirement, **defaults | said)

    def report(self):
        return build_report(fresh(self.requirement), LAST)


def fresh(requirement: Requirement) -> Requirement:
    return Requirement.objects.for_report().get(pk=requirement.pk)


def manager():
    return creators.user(Profile.MANAGER, name="Maja Chef")


def pdf_text(content: bytes) -> str:
    """All text of a PDF, on one line, with plain spaces."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def sheet(content: bytes, name: str, *, formulas: bool = False) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in _book(content, formulas)[name].iter_rows()]


@lru_cache(maxsize=4)
def _book(content: bytes, formulas: bool) -> openpyxl.Workbook:
    """Read once for all the sheets that a test looks at."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=not formulas)
