"""Outcome of the care pathways, invented: rules from account strings to activities, and a SIE file of three months."""

from grants import outcome
from grants.kronor import parse_month
from grants.models import OutcomeMapping
from reporting.demo.agreement import Loaded
from reporting.demo.files import FOLDER, read
from reporting.demo.people import Cast


def load(loaded: Loaded, cast: Cast) -> None:
    data = read(f"{loaded.slug}/examples.json")
    for row in data["rules"]:
        outcome.make_rule(
            activity=loaded.activities[row["activity"]],
            parts=row["parts"],
            first_month=parse_month(row["first_month"]),
            by=cast.controller,
        )
    mapping = outcome.save_mapping(OutcomeMapping(), fields=data["mapping"], by=cast.controller)
    for month in data["months"]:
        outcome.import_file(
            agreement=loaded.agreement,
            month=parse_month(month),
            mapping=mapping,
            name=data["file"],
            content=(FOLDER / loaded.slug / data["file"]).read_bytes(),
            by=cast.controller,
            is_example=True,
        )
