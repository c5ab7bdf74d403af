"""Frozen data: dataclasses to canonical JSON and back. What is hashed is exactly the text that is kept.

Canonical: UTF-8, keys in the order of the alphabet, no space between tokens, amounts as strings with two decimals
("18174397.00"), dates as 2020-03-24. The same data gives the same text, so a checksum names the data.
"""

import dataclasses
import datetime
import hashlib
import json
import types
import typing
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from grants.kronor import format_plain, parse_plain

Frozen = TypeVar("Frozen")


def to_plain(value: Any) -> Any:
    """Dataclasses, tuples, amounts and dates as what JSON has. A float is a TypeError."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format_plain(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return str(value) if isinstance(value, str) else value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical(value: Any) -> str:
    """The canonical JSON text of a dataclass."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def thaw(kind: type[Frozen], text: str) -> Frozen:
    """The dataclass that a canonical text was made from. What an older text lacks takes the field's default."""
    return _from_plain(kind, json.loads(text))


def _from_plain(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return kind(**{name: _from_plain(hint, value[name]) for name, hint in _hints(kind).items() if name in value})
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _from_plain(next(part for part in typing.get_args(kind) if part is not type(None)), value)
    if origin is tuple:
        parts = typing.get_args(kind)
        return tuple(_from_plain(parts[0], item) for item in value)
    if kind is Decimal:
        return parse_plain(value)
    return datetime.date.fromisoformat(value) if kind is datetime.date else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    names = {field.name for field in dataclasses.fields(kind)}
    return {name: hint for name, hint in typing.get_type_hints(kind).items() if name in names}
