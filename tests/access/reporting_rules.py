"""Who may GET and POST at each address of the reporting app."""

from people.abilities import Ability
from tests.access.rule import EVERYONE, Rule, form, page

RULES: dict[str, Rule] = {
    "start": page(),
    "calendar": page(),
    "region": page(),
    "search": page(),
    "outcome": page(),
    "reports": page(),
    "verification": form(Ability.SEE),
    "calendar_feed": page(),
    "requirement_new": form(Ability.EDIT_AGREEMENT, "slug"),
    "requirements_from_template": form(Ability.EDIT_AGREEMENT, "slug"),
    "requirement_change": form(Ability.EDIT_AGREEMENT, "requirement"),
    "requirement": page("requirement"),
    "narrative": form(Ability.WRITE_REPORT, "narrative"),
    "questionnaire": form(Ability.ASK, "questionnaire", read=EVERYONE),
    "question_new": form(Ability.ASK, "questionnaire"),
    "question_edit": form(Ability.ASK, "question"),
    "questionnaire_xlsx": page("questionnaire"),
    "questionnaire_import": form(Ability.ASK, "questionnaire"),
    "questionnaire_send": form(Ability.ASK, "questionnaire"),
    "answers_of_area": form(Ability.ASK, "answers_of_area", read=EVERYONE),
    "answers": form(Ability.WRITE_REPORT, "answers"),
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
    "filed_zip": page("filed"),
}
