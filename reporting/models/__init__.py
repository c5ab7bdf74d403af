from reporting.models.filing import FiledReport, RenderedFile
from reporting.models.requirements import Narrative, Requirement, RequirementChange

__all__ = ["FiledReport", "Narrative", "RenderedFile", "Requirement", "RequirementChange"]
