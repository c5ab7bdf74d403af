"""A report as one object. Page, PDF, XLSX, CSV and JSON are drawn from it and from nothing else."""

from reporting.report.build import build_report, day_of_figures
from reporting.report.differences import differences
from reporting.report.shape import Amounts, Difference, Filing, Report

__all__ = ["Amounts", "Difference", "Filing", "Report", "build_report", "day_of_figures", "differences"]
