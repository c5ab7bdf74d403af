"""What a file would bring, without writing anything: rows, errors, totals beside those of the month before."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Sum

from grants import ledger
from grants.figures import ZERO
from grants.kronor import format_month
from grants.models import Activity, Agreement, Outcome, OutcomeImport, OutcomeMapping
from grants.outcome.matching import unread_columns
from grants.outcome.reading import Reading, read, row_errors
from grants.outcome.refusals import OutcomeRefused, RowError
from grants.outcome.resource import OutcomeResource


@dataclass(frozen=True)
class ActivityTotal:
    """Kronor of one activity: in the file, in the month before, and in the file that this one replaces."""

    activity: Activity
    amount: Decimal
    month_before: Decimal
    replaced: Decimal

    @property
    def change(self) -> Decimal:
        """Against the month before."""
        return self.amount - self.month_before


@dataclass(frozen=True)
class UnknownCode:
    """A code of the file that no activity has; its rows go to the bucket "ej kopplat"."""

    code: str
    rows: int
    amount: Decimal


@dataclass(frozen=True)
class Preview:
    agreement: Agreement
    month: datetime.date
    mapping: OutcomeMapping
    name: str
    sha256: str
    kind: str
    rows: int
    unread_columns: list[str]
    errors: list[RowError]
    totals: list[ActivityTotal] = field(default_factory=list)
    unknown: list[UnknownCode] = field(default_factory=list)
    unknown_before: Decimal = ZERO
    unknown_replaced: Decimal = ZERO
    replaces: OutcomeImport | None = None

    @property
    def seen(self) -> str:
        """What the confirmation sends back, so that nothing is replaced that was not shown."""
        return seen_token(self.replaces)

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.totals), ZERO) + self.unknown_total

    @property
    def unknown_total(self) -> Decimal:
        return sum((row.amount for row in self.unknown), ZERO)

    @property
    def has_unknown(self) -> bool:
        return bool(self.unknown or self.unknown_before or self.unknown_replaced)

    @property
    def before_total(self) -> Decimal:
        """The month before, the bucket "ej kopplat" included."""
        return sum((row.month_before for row in self.totals), self.unknown_before)

    @property
    def replaced_total(self) -> Decimal:
        return sum((row.replaced for row in self.totals), self.unknown_replaced)

    @property
    def change(self) -> Decimal:
        return self.total - self.before_total


def preview(
    *, agreement: Agreement, month: datetime.date, mapping: OutcomeMapping, name: str, content: bytes
) -> Preview:
    """What `content` would bring. Raises OutcomeRefused for the file as a whole; wrong cells are its `errors`."""
    sha256 = hashlib.sha256(content).hexdigest()
    refuse_import(agreement, month, sha256)
    reading = read(agreement, month, mapping, content)
    resource = OutcomeResource()
    result = resource.import_data(reading.dataset, dry_run=True, **reading.options)
    errors = row_errors(result, reading, mapping)
    shown = Preview(
        agreement,
        month,
        mapping,
        name,
        sha256,
        reading.sheet.kind,
        len(reading.sheet.rows),
        unread_columns(reading.sheet.head, mapping),
        errors,
        replaces=in_force(agreement, month),
    )
    return shown if errors else _with_totals(shown, reading, resource)


def _with_totals(shown: Preview, reading: Reading, resource: OutcomeResource) -> Preview:
    before = totals_of(shown.agreement, (shown.month - datetime.timedelta(days=1)).replace(day=1))
    replaced = totals_of(shown.agreement, shown.month)
    return replace(
        shown,
        totals=_totals(reading, resource.totals, before, replaced),
        unknown=_unknown(resource.unknown),
        unknown_before=before.get(None, ZERO),
        unknown_replaced=replaced.get(None, ZERO),
    )


def refuse_import(agreement: Agreement, month: datetime.date, sha256: str) -> None:
    """Raises OutcomeRefused if the month is closed, or this very file is in force already."""
    refuse_closed(agreement, month)
    same = OutcomeImport.objects.filter(agreement=agreement, sha256=sha256, ended_at__isnull=True).first()
    if same is not None:
        raise OutcomeRefused(
            f"Samma fil är redan inläst för {format_month(same.month)}, som {same.file_name}, av {same.by}.",
            "same_file",
        )


def refuse_closed(agreement: Agreement, month: datetime.date) -> None:
    if ledger.is_closed(agreement, month):
        raise OutcomeRefused(
            f"{format_month(month)} är stängd för {agreement}. Öppna månaden, med skäl, om filen ska läsas in.",
            "closed_month",
        )


def in_force(agreement: Agreement, month: datetime.date) -> OutcomeImport | None:
    return OutcomeImport.objects.filter(agreement=agreement, month=month, ended_at__isnull=True).first()


def seen_token(replaced: OutcomeImport | None) -> str:
    return str(replaced.pk) if replaced else "none"


Totals = Mapping[int | None, Decimal]


def _totals(reading: Reading, amounts: Totals, before: Totals, replaced: Totals) -> list[ActivityTotal]:
    """Every activity that has or had an amount, in the order of the agreement."""
    activities = sorted(reading.activities.values(), key=lambda it: (it.area.number, it.position, it.pk))
    return [
        ActivityTotal(it, amounts.get(it.pk, ZERO), before.get(it.pk, ZERO), replaced.get(it.pk, ZERO))
        for it in activities
        if it.pk in amounts or it.pk in before or it.pk in replaced
    ]


def totals_of(agreement: Agreement, month: datetime.date) -> dict[int | None, Decimal]:
    """What is in force for a month, in kronor per activity id; None is the bucket "ej kopplat"."""
    rows = Outcome.objects.in_force().filter(source__agreement=agreement, month=month)
    return dict(rows.order_by().values_list("activity_id").annotate(total=Sum("amount")))


def _unknown(codes: Mapping[str, list[Decimal]]) -> list[UnknownCode]:
    return [UnknownCode(code, len(amounts), sum(amounts, ZERO)) for code, amounts in sorted(codes.items())]
