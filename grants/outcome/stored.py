"""What reading a file found, as JSON while the file waits to be confirmed; the rows themselves are not kept."""

from decimal import Decimal
from typing import Any

from grants.outcome.reading import Examined
from grants.outcome.refusals import RowError


def as_json(found: Examined) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "rows": found.rows,
        "skipped": found.skipped,
        "spans_months": found.spans_months,
        "unread_columns": found.unread_columns,
        "errors": [[error.row, error.column, error.text] for error in found.errors],
        "totals": {str(pk): str(amount) for pk, amount in found.totals.items()},
        "names": found.names,
        "unknown": {code: [rows, str(amount)] for code, (rows, amount) in found.unknown.items()},
    }


def from_json(stored: dict[str, Any]) -> Examined:
    return Examined(
        **{name: stored[name] for name in ("kind", "rows", "skipped", "spans_months", "unread_columns")},
        errors=[RowError(*error) for error in stored["errors"]],
        totals={int(pk): Decimal(amount) for pk, amount in stored["totals"].items()},
        names=stored.get("names", {}),
        unknown={code: (rows, Decimal(amount)) for code, (rows, amount) in stored["unknown"].items()},
    )
