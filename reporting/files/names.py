"""What the files are called, and how text is made harmless in a spreadsheet."""

from reporting.report import Report

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def file_name(report: Report, extension: str) -> str:
    """`delredovisning-god-och-nara-vard-2020-per-2020-08-31-utkast.pdf`."""
    state = f"version-{report.filing.version}" if report.filing else "utkast"
    kind = report.requirement.kind_text.replace(" ", "-")
    return f"{kind}-{report.agreement.slug}-per-{report.as_of}-{state}.{extension}"


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
