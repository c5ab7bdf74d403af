"""The files that a report is drawn as. Each takes the report and nothing else."""

from reporting.files.csv import report_csv
from reporting.files.names import file_name
from reporting.files.pdf import report_pdf
from reporting.files.xlsx import report_xlsx

__all__ = ["file_name", "report_csv", "report_pdf", "report_xlsx"]
