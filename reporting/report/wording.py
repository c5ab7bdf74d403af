"""Words in braces in a template's letter and certificate, and what the report says in their place.

`{använt}` becomes "68 100 000 kr". What stands in braces and is no such word is refused when the template is saved.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from grants.kronor import format_kronor
from reporting.report.shape import Report

BRACES = re.compile(r"\{([^{}]*)\}")


def _repay_by(report: Report) -> str:
    days = [str(day) for day in report.economy.repayment_days] if report.economy else []
    return f" senast {days[0]}" if days else ""


def _sum(name: str) -> Callable[[Report], str]:
    return lambda report: format_kronor(getattr(report.economy.sums, name)) if report.economy else ""


FILLED: MappingProxyType[str, Callable[[Report], str]] = MappingProxyType(
    {
        "mottagare": lambda report: report.requirement.recipient,
        "avsändare": lambda report: report.sender,
        "överenskommelse": lambda report: report.agreement.name,
        "redovisning": lambda report: report.requirement.kind_text,
        "period": lambda report: f"{report.requirement.period_from}–{report.requirement.period_to}",
        "vårt dnr": lambda report: report.agreement.registry_number,
        "statens dnr": lambda report: ", ".join(report.economy.state_numbers) if report.economy else "",
        "tilldelat": _sum("allotted"),
        "använt": _sum("used"),
        "oanvänt": _sum("unused"),
        "återbetalat": _sum("repaid"),
        "att återbetala": _sum("repayable"),
        "senast": _repay_by,
    }
)
"""By the word in braces. `{senast}` is " senast 2021-03-31", or nothing when no day is known."""


def unknown_words(text: str) -> list[str]:
    """What stands in braces and means nothing, once each."""
    return [word for word in dict.fromkeys(BRACES.findall(text)) if word.strip() not in FILLED]


def filled(text: str, report: Report) -> str:
    return BRACES.sub(lambda found: FILLED[found[1].strip()](report), text)


def worded(report: Report) -> Report:
    """The report with its template's letter and certificate in its own figures."""
    template = report.template
    letter, certificate = filled(template.cover_letter, report), filled(template.certificate, report)
    return replace(report, template=replace(template, cover_letter=letter, certificate=certificate))
