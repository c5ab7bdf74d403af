"""An agreement as the documents describe it: areas, focus areas, funds, activities, the totals that are printed."""

from typing import Any

from decisions import actions
from decisions.models import Case
from grants.models import (
    Activity,
    ActivityRole,
    Agreement,
    DevelopmentArea,
    DistributionKey,
    FocusArea,
    Fund,
    NationalShare,
    StatedFigure,
)
from people.models import Unit
from reporting.demo.case import open_case
from reporting.demo.files import Data, day, kronor, read, the_day
from reporting.demo.people import Cast

SOURCES = {"002": "Beslutsunderlaget", "003": "Tjänsteskrivelsen", "004": "Delegationsbeslutet"}


class Loaded:
    """The agreement with its parts by the keys of the fixture, and the fixture itself."""

    def __init__(self, slug: str, cast: Cast) -> None:
        self.slug = slug
        self.data = read(f"{slug}/agreement.json")
        self.agreement = _create_agreement(self.data, cast)
        self.areas = {row["number"]: _create_area(self.agreement, row, cast) for row in self.data["areas"]}
        key = _create_key(self.agreement, self.data["distribution_key"])
        self.funds = {row["key"]: _create_fund(self.areas[row["area"]], row, key) for row in self.data["funds"]}
        self.activities = {
            row["key"]: _create_activity(self.areas[row["area"]], row, cast) for row in self.data["activities"]
        }
        _create_national_shares(self)
        _create_stated_figures(self)
        self.case = self._case(cast)

    def _case(self, cast: Cast) -> Case:
        documents = [read(f"{self.slug}/{path}") for path in self.data["documents"]]
        opened_on = the_day(self.data["allotment"]["booked_on"])
        return open_case(documents, agreement=self.agreement, cast=cast, opened_on=opened_on)


def load(slug: str, cast: Cast) -> Loaded:
    """The agreement and its allotment, registered by the officer as the state's decision."""
    loaded = Loaded(slug, cast)
    allotment = loaded.data["allotment"]
    actions.register_allotment(
        agreement=loaded.agreement,
        case=loaded.case,
        amounts={loaded.funds[row["key"]]: kronor(row["amount"]) for row in loaded.data["funds"]},
        decided_on=the_day(allotment["booked_on"]),
        by=cast.officer,
        note_text=allotment["reason"],
    )
    return loaded


def _create_agreement(data: Data, cast: Cast) -> Agreement:
    return Agreement.objects.create(
        slug=data["slug"],
        name=data["name"],
        full_title=data["full_title"],
        year=data["year"],
        registry_number=data["registry_number"],
        parties=" och ".join(party["name"] for party in data["parties"]),
        recipient=data["recipient"],
        starts_on=the_day(data["starts_on"]),
        ends_on=the_day(data["ends_on"]),
        summary=data["summary"],
        goals="\n".join(goal["text"] for goal in data["goals"]),
        coordinator=cast.role(data["coordinator"]),
        private_providers_take_part="privata utförare göras delaktiga" in data.get("general_terms", ""),
    )


def _create_area(agreement: Agreement, row: Data, cast: Cast) -> DevelopmentArea:
    terms = [row["state_terms_intro"], *(f"- {term}" for term in row["state_terms"])]
    area = DevelopmentArea.objects.create(
        agreement=agreement,
        number=row["number"],
        name=row["name"],
        short_name=row["short_name"],
        description=_paragraphs(row["description"], row["regional_description"]),
        state_terms="\n".join(term for term in terms if term),
        coordinator=cast.role(row["coordinator"]),
        reallocation_allowed=row["reallocation"]["allowed"],
        reallocation_rule=row["reallocation"]["wording"],
    )
    for position, focus in enumerate(row["focus_areas"]):
        _create_focus_area(area, focus, position)
    return area


def _create_focus_area(area: DevelopmentArea, row: Data, position: int) -> None:
    parent = FocusArea.objects.create(area=area, letter=row["letter"], text=row["name"], position=position)
    FocusArea.objects.bulk_create(
        FocusArea(area=area, parent=parent, text=text, position=number) for number, text in enumerate(row["bullets"])
    )


def _create_key(agreement: Agreement, row: Data | None) -> DistributionKey | None:
    if row is None:
        return None
    return DistributionKey.objects.create(
        agreement=agreement, name=row["name"], as_of=the_day(row["as_of"]), weight=row["weight"], total=row["total"]
    )


def _create_fund(area: DevelopmentArea, row: Data, key: DistributionKey | None) -> Fund:
    return Fund.objects.create(
        area=area,
        name=row["name"],
        position=area.number * 10 + row["number"],
        earmarked=row["earmarked"],
        national_amount=kronor(row["national_amount"]) if row["national_amount"] else None,
        key=key,
        assumed=row.get("amount_assumed", False),
        note=row["notes"],
        usable_until=day(row["usable_until"]),
        repay_by=day(row["repay_by"]),
    )


def _create_activity(area: DevelopmentArea, row: Data, cast: Cast) -> Activity:
    activity = Activity.objects.create(
        area=area,
        name=row["name"],
        code=row["code"],
        position=row["number"],
        description=_paragraphs(row.get("description", ""), row["note"]),
    )
    ActivityRole.objects.bulk_create(
        ActivityRole(activity=activity, role=cast.role(name), position=position)
        for position, name in enumerate(row["roles"])
    )
    activity.units.set(Unit.objects.named(name) for name in row["units"])
    activity.focus_areas.set(area.focus_areas.filter(letter__in=row["focus_areas"]["letters"]))
    return activity


def _create_national_shares(loaded: Loaded) -> None:
    """To regions, municipalities and SKR; and how the amount of one fund is split, where an activity follows a part."""
    totals = loaded.data["national_totals"]
    if totals:
        names = {"regions": "Regionerna", "municipalities": "Kommunerna", "skr": "Sveriges kommuner och regioner"}
        for key, name in names.items():
            NationalShare.objects.create(agreement=loaded.agreement, name=name, amount=kronor(totals[key]["amount"]))
    for row in loaded.data["funds"]:
        for split in row["national_splits"]:
            _create_split(loaded, loaded.funds[row["key"]], split)


def _create_split(loaded: Loaded, fund: Fund, split: Data) -> None:
    activity = loaded.activities[split["activity"]]
    activity.national_share = NationalShare.objects.create(
        agreement=loaded.agreement, fund=fund, name=split["purpose"], amount=kronor(split["amount"])
    )
    activity.save(update_fields=["national_share"])


def _create_stated_figures(loaded: Loaded) -> None:
    StatedFigure.objects.bulk_create(
        StatedFigure(
            agreement=loaded.agreement,
            area=loaded.areas.get(row.get("area")),
            subject=row["subject"],
            amount=kronor(row["amount"]),
            printed=row["text"],
            where=_where(row["source"]),
        )
        for row in loaded.data["stated_totals"]
        if row["subject"]
    )


def _where(source: dict[str, Any]) -> str:
    section = source["section"]
    numbered = f"avsnitt {section}" if section[0].isdigit() else section
    return f"{SOURCES[source['document']]}, {numbered}"


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
