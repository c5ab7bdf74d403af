"""What must be reported, with its history: two reports that were required and then withdrawn stay in it."""

from reporting.demo.agreement import Loaded
from reporting.demo.files import Data, day, read, the_day
from reporting.demo.people import Cast
from reporting.models import Requirement, RequirementChange

REPORTS = {Requirement.Kind.INTERIM: "2020-08-31", Requirement.Kind.FINAL: "2020-12-31"}
"""The last day that a report covers. The documents name the due dates alone: assumed to be the latest whole month that
is known with certainty when the report is due, and the end of the agreement."""


def load(loaded: Loaded, cast: Cast) -> None:
    data = read(f"{loaded.slug}/requirements.json")
    for row in data["requirements"]:
        _create(loaded, row, cast)


def _create(loaded: Loaded, row: Data, cast: Cast) -> None:
    period_to = day(REPORTS.get(row["kind"]))
    requirement = Requirement.objects.create(
        agreement=loaded.agreement,
        kind=row["kind"],
        title=row["title"],
        recipient=row["recipient"] or "",
        period_from=loaded.agreement.starts_on if period_to else None,
        period_to=period_to,
        source=f"RS/195/2020, beslutsunderlaget avsnitt {row['source']['section']}",
        note="\n\n".join(text for text in (row["wording"], row.get("note", "")) if text),
    )
    RequirementChange.objects.bulk_create(
        RequirementChange(
            requirement=requirement,
            status=change["status"],
            due_on=day(row["due"]),
            decided_on=the_day(change["on"]),
            decided_by=change["by"],
            note=change["note"],
            by=cast.officer,
        )
        for change in row["history"]
    )
