from typing import Any

from djmoney.models.fields import MoneyField


def kronor_field(verbose_name: str, **options: Any) -> MoneyField:
    """Kronor with öre, SEK only. Room for 999 999 999 999,99: the whole state budget fits."""
    return MoneyField(verbose_name, max_digits=14, decimal_places=2, default_currency="SEK", **options)
