"""A questionnaire as a workbook: `write()` gives its questions to change, `read()` what a filled one asks."""

from reporting.questionnaire.workbook.reading import Plan, Planned, read
from reporting.questionnaire.workbook.writing import write

__all__ = ["Plan", "Planned", "read", "write"]
