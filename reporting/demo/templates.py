"""Report templates for three recipients and an economic report drawn with one of them. Invented, and marked so."""

from reporting import actions, requirements
from reporting.demo.agreement import Loaded
from reporting.demo.files import day, read, the_day
from reporting.demo.people import Cast
from reporting.models import ReportTemplate, RequirementChange
from reporting.report_template import Section, TemplateFacts


def load(loaded: Loaded, cast: Cast) -> None:
    data = read("report_templates.json")
    made = {row["name"]: _template(row, cast) for row in data["templates"]}
    row = data["requirement"]
    on = the_day(row["decided_on"])
    requirement = requirements.register(
        loaded.agreement,
        **{name: row[name] for name in ("kind", "title", "recipient", "note")},
        period_from=day(row["period_from"]),
        period_to=day(row["period_to"]),
        change={
            "status": RequirementChange.Status.AWAITED,
            "due_on": day(row["due_on"]),
            "decided_on": on,
            "decided_by": "Exempel",
            "note": row["note"],
        },
        by=cast.officer,
        on=on,
    )
    template = made[row["template"]]
    actions.choose_template(requirement, template=template, certificate="", signatories="", by=cast.officer)


def _template(row: dict, cast: Cast) -> ReportTemplate:
    plain = {name: row[name] for name in ("name", "language", "address", "cover_letter", "certificate")}
    content = TemplateFacts(
        **plain,
        version=1,
        sections=tuple(Section(*section) for section in row["sections"]),
        signatories=tuple(row["signatories"]),
    )
    return actions.make_template(name=row["name"], recipient=row["recipient"], content=content, by=cast.officer)
