"""The JSON Schema of a report, made from its dataclasses, so that it cannot say anything else than they do."""

import dataclasses
import datetime
import types
import typing
from decimal import Decimal
from typing import Any

from reporting.report.shape import FORMAT, Report

AMOUNT = {"type": "string", "pattern": r"^-?\d+\.\d{2}$", "description": "kronor with two decimals"}
SCALARS: dict[Any, dict[str, Any]] = {
    Decimal: AMOUNT,
    datetime.date: {"type": "string", "format": "date"},
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
}


def schema() -> dict[str, Any]:
    """Draft 2020-12. Every field of this format is required: a report always states all it holds."""
    parts: dict[str, Any] = {}
    top = _schema(Report, parts)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Redovisning ur Bidragsboken, format {FORMAT}",
        **top,
        "$defs": dict(sorted(parts.items())),
    }


def _schema(hint: Any, parts: dict[str, Any]) -> dict[str, Any]:
    if hint in SCALARS:
        return SCALARS[hint]
    if dataclasses.is_dataclass(hint):
        return _reference(typing.cast(type, hint), parts)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(arguments[0], parts)}
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (known,) = (part for part in arguments if part is not type(None))
        return {"anyOf": [_schema(known, parts), {"type": "null"}]}
    raise TypeError(f"{hint} has no place in a report")


def _reference(kind: type, parts: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in parts:
        parts[kind.__name__] = {}  # named before its fields, which may name it
        hints = typing.get_type_hints(kind)
        names = sorted(field.name for field in dataclasses.fields(kind))
        parts[kind.__name__] = {
            "type": "object",
            "properties": {name: _schema(hints[name], parts) for name in names},
            "required": names,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
