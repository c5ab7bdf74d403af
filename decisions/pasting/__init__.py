"""A block from a spreadsheet, held against the grid of an allocation: what would change, and every cell that is wrong.

text → block (numbered rows of cells) → columns (what each holds) → preview. Pure: nothing is read from the database and
nothing is written: what a preview says is put into the fields of the grid, and saved as if it had been typed.
"""

from decisions.pasting.block import Block, PasteRefused, read_block
from decisions.pasting.places import Place, Roles
from decisions.pasting.preview import Bad, Change, NewRow, Preview, Remark
from decisions.pasting.reading import read_paste

__all__ = [
    "Bad",
    "Block",
    "Change",
    "NewRow",
    "PasteRefused",
    "Place",
    "Preview",
    "Remark",
    "Roles",
    "read_block",
    "read_paste",
]
