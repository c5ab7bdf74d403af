"""Outcome (utfall) from accounting files: read, shown beforehand, taken in whole or not at all.

file → sheets or sie (rows as they are numbered there) → entries (columns by name) → resource (one parser per kind
of cell, activity by code or rule) → examined → previewing (beside the month before) → actions
"""

from grants.outcome.actions import import_file, save_mapping, take_in, undo
from grants.outcome.belonging import find_agreement
from grants.outcome.connecting import Connected, end_rule, make_rule
from grants.outcome.matching import find_mapping
from grants.outcome.previewing import ActivityTotal, Preview, UnknownCode, preview
from grants.outcome.reading import Examined, examine
from grants.outcome.refusals import BadRows, OutcomeRefused, RowError

__all__ = [
    "ActivityTotal",
    "BadRows",
    "Connected",
    "Examined",
    "OutcomeRefused",
    "Preview",
    "RowError",
    "UnknownCode",
    "end_rule",
    "examine",
    "find_agreement",
    "find_mapping",
    "import_file",
    "make_rule",
    "preview",
    "save_mapping",
    "take_in",
    "undo",
]
