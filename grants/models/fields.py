from typing import Any

from django.db import models
from djmoney.models.fields import MoneyField


class QuickMoneyField(MoneyField):
    """django-money's field without its managers.

    Those wrap seven methods of every queryset, also of each `.all()` on rows already fetched, so that one may select by
    Money objects: a fifth of the time of a page with a thousand rows. We have one currency, and select by Decimal.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)
        # The mark by which django-money finds the models whose managers it replaces, once the class is whole.
        del cls._meta.has_money_field  # type: ignore[attr-defined]

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To migrations it is django-money's own: the column is the same."""
        name, _, args, kwargs = super().deconstruct()
        return name, f"{MoneyField.__module__}.{MoneyField.__qualname__}", args, kwargs


def kronor_field(verbose_name: str, **options: Any) -> QuickMoneyField:
    """Kronor with öre, SEK only. Room for 999 999 999 999,99: the whole state budget fits."""
    return QuickMoneyField(verbose_name, max_digits=14, decimal_places=2, default_currency="SEK", **options)
