"""Who may GET and POST at each address of the reporting app."""

from people.abilities import Ability
from tests.access.rule import Rule, form, page

RULES: dict[str, Rule] = {
    "start": page(),
    "calendar": page(),
    "search": page(),
    "outcome": page(),
    "reports": page(),
    "requirement": page("requirement"),
    "narrative": form(Ability.WRITE_REPORT, "narrative"),
    "file_report": form(Ability.FILE_REPORT, "requirement"),
    "requirement_pdf": page("requirement"),
    "requirement_xlsx": page("requirement"),
    "requirement_csv": page("requirement"),
    "requirement_json": page("requirement"),
    "filed_report": page("filed"),
    "filed_pdf": page("filed"),
    "filed_xlsx": page("filed"),
    "filed_csv": page("filed"),
    "filed_json": page("filed"),
}
