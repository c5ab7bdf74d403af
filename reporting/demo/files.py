"""The fixtures as data: amounts are strings of kronor, dates are ISO, blocks of a document become Markdown."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "fixtures"

Data = dict[str, Any]


def read(path: str) -> Data:
    """A JSON file of `fixtures/`."""
    return json.loads((FOLDER / path).read_text(encoding="utf-8"))


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def the_day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def kronor(text: str) -> Decimal:
    return Decimal(text)
