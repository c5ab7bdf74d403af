"""The rows of an outcome file through django-import-export: its dry run and row errors, without a query per row."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import Widget

from grants.models import Activity, Outcome, OutcomeImport
from grants.outcome.cells import as_code, as_kronor, as_month, as_text, month_differs
from grants.outcome.sheets import Cell

BATCH = 2_000


class AmountWidget(Widget):
    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> Decimal:
        return as_kronor(value)


class MonthWidget(Widget):
    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> datetime.date:
        found, wanted = as_month(value), kwargs["month"]
        if found != wanted:
            raise ValueError(month_differs(found, wanted))
        return found


class TextWidget(Widget):
    def __init__(self, longest: int) -> None:
        self.longest = longest
        super().__init__()

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> str:
        return as_text(value, longest=self.longest)


class AccountStringWidget(TextWidget):
    """The account string's parts, in the order of the mapping."""

    def clean(self, value: tuple[Cell, ...], row: Any = None, **kwargs: Any) -> str:  # type: ignore[override]
        parts = [as_text(cell, longest=self.longest) for cell in value]
        return as_text(" ".join(part for part in parts if part), longest=self.longest)


class ActivityWidget(Widget):
    """The activity with this code, from a dictionary read once. None when no activity of the agreement has it."""

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> Activity | None:
        code = as_code(value)
        if code.casefold() in kwargs["foreign"]:
            raise ValueError(f"Koden {code} hör till {kwargs['foreign'][code.casefold()]}. Dela filen.")
        return kwargs["activities"].get(code.casefold())


class RowNumberWidget(Widget):
    def clean(self, value: int, row: Any = None, **kwargs: Any) -> int:
        return value


class QuickRowResult(RowResult):
    def add_instance_info(self, instance: Outcome) -> None:
        """Nothing: the library would write out each row's amount as text, a third of the time, for nobody."""


class OutcomeResource(ModelResource):
    """`source` is the import that the rows belong to; without it nothing is ever written.

    While the rows are read, `totals` sums them per activity id and `unknown` the codes that match no activity.
    """

    row_number = Field("row_number", "row_number", RowNumberWidget())
    month = Field("month", "month", MonthWidget())
    activity = Field("activity", "activity", ActivityWidget())
    account_string = Field("account_string", "account_string", AccountStringWidget(200))
    voucher = Field("voucher", "voucher", TextWidget(60))
    text = Field("text", "text", TextWidget(300))
    amount = Field("amount", "amount", AmountWidget())

    class Meta:
        model = Outcome
        fields = ("row_number", "month", "activity", "account_string", "voucher", "text", "amount")
        import_id_fields: tuple[str, ...] = ()
        force_init_instance = True
        use_bulk = True
        batch_size = BATCH
        skip_diff = True

    def __init__(self, source: OutcomeImport | None = None) -> None:
        super().__init__()
        self.source = source
        self.totals: dict[int | None, Decimal] = defaultdict(Decimal)
        self.unknown: dict[str, list[Decimal]] = defaultdict(list)

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        return QuickRowResult

    def init_instance(self, row: Mapping[str, Any] | None = None) -> Outcome:
        return Outcome(source=self.source) if self.source else Outcome()

    def after_save_instance(self, instance: Outcome, row: Mapping[str, Any], **kwargs: Any) -> None:
        amount = instance.amount.amount
        self.totals[instance.activity_id] += amount
        if instance.activity_id is None:
            self.unknown[as_code(row["activity"])].append(amount)

    def bulk_create(
        self, using_transactions: bool, dry_run: bool, raise_errors: bool, batch_size: Any = None, result: Any = None
    ) -> None:
        """A dry run does not reach the database: each cell has been checked, and the preview is for looking."""
        if dry_run:
            self.create_instances.clear()
            return
        super().bulk_create(using_transactions, dry_run, raise_errors, batch_size=batch_size, result=result)
