"""Outcome (utfall) from accounting files: read, shown beforehand, taken in whole or not at all.

file → sheets (rows as the spreadsheet numbers them) → rows (one parser per kind of cell) → preview → actions
"""

from grants.outcome.actions import import_file, undo
from grants.outcome.matching import find_agreement, find_mapping
from grants.outcome.previewing import ActivityTotal, Preview, UnknownCode, preview
from grants.outcome.refusals import BadRows, OutcomeRefused, RowError

__all__ = [
    "ActivityTotal",
    "BadRows",
    "OutcomeRefused",
    "Preview",
    "RowError",
    "UnknownCode",
    "find_agreement",
    "find_mapping",
    "import_file",
    "preview",
    "undo",
]
