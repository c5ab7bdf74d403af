"""What a file would bring, without writing anything: rows, errors, totals beside those of the month before."""

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum

from grants import ledger
from grants.figures import ZERO
from grants.kronor import format_month
from grants.models import Activity, Agreement, Outcome, OutcomeCorrection, OutcomeImport, OutcomeMapping
from grants.outcome.names import Names, called
from grants.outcome.reading import Examined, examine
from grants.outcome.refusals import OutcomeRefused, RowError

UNKNOWN_SHOWN = 20


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
    skipped: int
    unread_columns: list[str]
    errors: list[RowError]
    totals: list[ActivityTotal] = field(default_factory=list)
    unknown: list[UnknownCode] = field(default_factory=list)
    unknown_before: Decimal = ZERO
    unknown_replaced: Decimal = ZERO
    replaces: OutcomeImport | None = None
    corrections: list[OutcomeCorrection] = field(default_factory=list)
    """What the month has been corrected with since it closed: does the file say the same?"""
    names: Names = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """What the confirmation sends back, so that nothing is replaced that was not shown."""
        return seen_token(self.replaces, self.corrections)

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.totals), ZERO) + self.unknown_total

    @property
    def unknown_total(self) -> Decimal:
        return sum((row.amount for row in self.unknown), ZERO)

    @property
    def unknown_shown(self) -> list[UnknownCode]:
        """The largest of them, as many as a page can bear."""
        return sorted(self.unknown, key=lambda row: -abs(row.amount))[:UNKNOWN_SHOWN]

    @property
    def unknown_more(self) -> int:
        return max(0, len(self.unknown) - UNKNOWN_SHOWN)

    @property
    def called(self) -> list[tuple[str, str, str]]:
        """What the file calls its own codes: the part, the code, the name."""
        return called(self.names)

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
    return compared(agreement, month, mapping, name, sha256, examine(agreement, month, mapping, content))


def compared(
    agreement: Agreement, month: datetime.date, mapping: OutcomeMapping, name: str, sha256: str, found: Examined
) -> Preview:
    """What was found in a file, beside the month before, the file that it would replace and the corrections: five
    queries."""
    before = totals_of(agreement, (month - datetime.timedelta(days=1)).replace(day=1))
    replaced = totals_of(agreement, month)
    return Preview(
        agreement,
        month,
        mapping,
        name,
        sha256,
        found.kind,
        found.rows,
        found.skipped,
        found.unread_columns,
        found.errors,
        totals=[] if found.errors else _totals(found.totals, before, replaced),
        unknown=[UnknownCode(code, rows, amount) for code, (rows, amount) in found.unknown.items()],
        unknown_before=before.get(None, ZERO),
        unknown_replaced=replaced.get(None, ZERO),
        replaces=in_force(agreement, month),
        corrections=corrections_of(agreement, month),
        names=found.names,
    )


def refuse_import(agreement: Agreement, month: datetime.date, sha256: str) -> None:
    """Raises OutcomeRefused if the month is closed, or this very file is in force already."""
    refuse_closed(agreement, month)
    same = (
        OutcomeImport.objects.filter(agreement=agreement, sha256=sha256, ended_at__isnull=True)
        .exclude(~Q(month=month), spans_months=True)
        .first()
    )
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


def corrections_of(agreement: Agreement, month: datetime.date) -> list[OutcomeCorrection]:
    """Every correction of the month to an activity, also those that the file in force says itself."""
    rows = OutcomeCorrection.objects.of(agreement).of_activities().filter(month=month)
    return list(rows.select_related("activity", "by"))


def seen_token(replaced: OutcomeImport | None, corrections: Sequence[OutcomeCorrection]) -> str:
    last = max((row.pk for row in corrections), default=None)
    return "-".join(str(part) for part in (replaced.pk if replaced else "none", last) if part is not None)


Totals = Mapping[int, Decimal] | Mapping[int | None, Decimal]


def _totals(amounts: Totals, before: Totals, replaced: Totals) -> list[ActivityTotal]:
    """Every activity that has or had an amount, in the order of the agreement."""
    touched = Activity.objects.filter(pk__in={pk for pk in (*amounts, *before, *replaced) if pk is not None})
    return [
        ActivityTotal(it, amounts.get(it.pk, ZERO), before.get(it.pk, ZERO), replaced.get(it.pk, ZERO))
        for it in touched.select_related("area").order_by("area__number", "position", "pk")
    ]


def totals_of(agreement: Agreement, month: datetime.date) -> dict[int | None, Decimal]:
    """What is in force for a month, in kronor per activity id; None is the bucket "ej kopplat"."""
    rows = Outcome.objects.in_force().filter(source__agreement=agreement, month=month)
    return dict(rows.order_by().values_list("activity_id").annotate(total=Sum("amount")))
