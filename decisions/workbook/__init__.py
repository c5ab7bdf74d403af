"""An agreement from a workbook: areas, keys, funds, activities and payments, checked whole before anything is written.

`template()` gives the empty workbook, `read()` what a filled one says, `create()` the agreement.
"""

from decisions.workbook.creating import create
from decisions.workbook.faults import BadWorkbook, CellError
from decisions.workbook.plan import Plan
from decisions.workbook.reading import read
from decisions.workbook.template import template

__all__ = ["BadWorkbook", "CellError", "Plan", "create", "read", "template"]
