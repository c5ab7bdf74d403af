from reporting.models.filing import FiledReport, RenderedFile
from reporting.models.months import ReportedMonth
from reporting.models.requirements import Narrative, Requirement, RequirementChange

__all__ = ["FiledReport", "Narrative", "RenderedFile", "ReportedMonth", "Requirement", "RequirementChange"]
