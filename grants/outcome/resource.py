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

from grants.models import Activity, Outcome, OutcomeMapping
from grants.outcome.account_strings import ACTIVITY, PARTS, written
from grants.outcome.cells import as_code, as_kronor, as_month, as_text, month_differs
from grants.outcome.rules import Matcher
from grants.outcome.sheets import Cell

LONGEST, LONGEST_PART = 200, 36
Taken = tuple[int, int | None, int | None, str, str, str, Decimal]
"""Row number, activity id, rule id, account string, voucher, text, kronor."""


class AmountWidget(Widget):
    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> Decimal:
        amount = as_kronor(value)
        return -amount if kwargs["mapping"].credit_is_cost else amount


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
        return "" if value is None else as_text(value, longest=self.longest)


class AccountStringWidget(Widget):
    """The account string's five parts from their columns, or from one column that a separator splits."""

    def clean(self, value: tuple[Cell, ...], row: Any = None, **kwargs: Any) -> str:
        """Also the row's activity code: a column of its own, else that part of the account string."""
        return written(account_parts(value, row["activity"], kwargs["mapping"].account_separator))


def account_parts(cells: tuple[Cell, ...], activity: Cell, separator: str) -> list[str]:
    """Five texts. Raises ValueError with the reason in Swedish."""
    texts = [as_text(cell, longest=LONGEST) for cell in cells]
    if separator and texts:
        texts = [part.strip() for part in texts[0].split(separator)]
    if len(texts) > PARTS:
        raise ValueError(f"Kontosträngen har {len(texts)} delar, men högst {PARTS} läses.")
    if too_long := [part for part in texts if len(part) > LONGEST_PART]:
        raise ValueError(f"Delen {too_long[0][:20]}… är längre än {LONGEST_PART} tecken.")
    parts = [*texts, *[""] * PARTS][:PARTS]
    if not parts[ACTIVITY] and activity is not None:
        parts[ACTIVITY] = as_text(activity, longest=LONGEST_PART) if not isinstance(activity, datetime.date) else ""
    return parts


class ActivityWidget(Widget):
    """The activity with this code, from a dictionary read once. None when no activity of the agreement has it."""

    def clean(self, value: Cell, row: Any = None, **kwargs: Any) -> Activity | None:
        code = as_code(value) if value is not None else self._within(row, kwargs["mapping"])
        if code.casefold() in kwargs["foreign"]:
            raise ValueError(f"Koden {code} hör till {kwargs['foreign'][code.casefold()]}. Dela filen.")
        return kwargs["activities"].get(code.casefold())

    def _within(self, row: Any, mapping: OutcomeMapping) -> str:
        """The code in the account string; an unreadable one is told of there."""
        try:
            return account_parts(row["account_string"], None, mapping.account_separator)[ACTIVITY]
        except ValueError:
            return ""


class RowNumberWidget(Widget):
    def clean(self, value: int, row: Any = None, **kwargs: Any) -> int:
        return value


class QuickRowResult(RowResult):
    def add_instance_info(self, instance: Outcome) -> None:
        """Nothing: the library would write out each row's amount as text, a third of the time, for nobody."""


class OutcomeResource(ModelResource):
    """Reads rows and writes none: what they say is gathered in `taken`, for one COPY once all of them are right.

    `totals` sums them per activity id, `unknown` by the code, or account string, that nothing connects.
    """

    row_number = Field("row_number", "row_number", RowNumberWidget())
    month = Field("month", "month", MonthWidget())
    account_string = Field("account_string", "account_string", AccountStringWidget())
    activity = Field("activity", "activity", ActivityWidget())
    voucher = Field("voucher", "voucher", TextWidget(60))
    text = Field("text", "text", TextWidget(300))
    amount = Field("amount", "amount", AmountWidget())

    class Meta:
        model = Outcome
        fields = ("row_number", "month", "account_string", "activity", "voucher", "text", "amount")
        import_id_fields: tuple[str, ...] = ()
        force_init_instance = True
        use_bulk = True
        batch_size = None
        skip_diff = True

    def __init__(self, rules: Matcher) -> None:
        super().__init__()
        self.rules = rules
        self.taken: list[Taken] = []
        self.totals: dict[int, Decimal] = defaultdict(Decimal)
        self.unknown: dict[str, list[Decimal]] = defaultdict(list)

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        return QuickRowResult

    def save_instance(self, instance: Outcome, is_create: bool, row: Mapping[str, Any], **kwargs: Any) -> None:
        amount, rule, activity_id = instance.amount.amount, None, instance.activity_id
        if activity_id is None and (found := self.rules.find(instance.account_string)):
            rule, activity_id = found.pk, found.activity_id
        if activity_id is None:
            code = as_code(row["activity"]) if row["activity"] else ""
            self.unknown[code or instance.account_string].append(amount)
        else:
            self.totals[activity_id] += amount
        texts = (instance.account_string, instance.voucher, instance.text)
        self.taken.append((instance.row_number, activity_id, rule, *texts, amount))
