"""The register of checks, by the kinds of decision that each is about."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from decisions.checks.draft import Draft
from decisions.models.kinds import Kind
from grants.findings import Finding, Severity

Check = Callable[[Draft], Iterator[Finding]]
CHECKS: dict[Kind, list[Check]] = defaultdict(list)


def check_of(*kinds: Kind) -> Callable[[Check], Check]:
    """Registers a check for these kinds of decision."""

    def register(check: Check) -> Check:
        for kind in kinds:
            CHECKS[kind].append(check)
        return check

    return register


def error(
    check_id: str, subject: object, text: str, way_out: str, amount: Decimal | None = None, **more: Any
) -> Finding:
    return Finding(f"decisions.{check_id}", Severity.ERROR, str(subject), text, way_out, amount, **more)
