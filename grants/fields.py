"""Form fields for Swedish money."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from grants.kronor import KronorError, format_kronor, parse_kronor


class KronorField(forms.Field):
    """An amount in kronor, written as Swedes write it. Cleans to a Decimal with two decimals, or None if empty.

    `min_value` and `max_value` are kronor, themselves allowed.
    """

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "Skriv ett belopp.",
        "min_value": "Beloppet får inte vara mindre än {limit}.",
        "max_value": "Beloppet får inte vara större än {limit}.",
    }

    def __init__(
        self,
        *,
        min_value: Decimal | int | None = None,
        max_value: Decimal | int | None = None,
        **kwargs: Any,
    ):
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        value = getattr(value, "amount", value)
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            return parse_kronor(value)
        except KronorError as error:
            raise ValidationError(str(error), code="invalid") from error

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            raise self._outside("min_value", self.min_value)
        if self.max_value is not None and value > self.max_value:
            raise self._outside("max_value", self.max_value)

    def _outside(self, code: str, limit: Decimal | int) -> ValidationError:
        return ValidationError(self.error_messages[code].format(limit=format_kronor(limit)), code=code)

    def prepare_value(self, value: Any) -> str | None:
        """What stands in the field: what the user wrote, as written; an amount, formatted without its unit."""
        if value is None or isinstance(value, str):
            return value
        return format_kronor(value, unit=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(getattr(initial, "amount", initial), data)
