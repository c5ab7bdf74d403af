"""Where each figure of a report's JSON stands on page, PDF, XLSX and CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HEADS = {
    "national": "Nationellt",
    "allotted": "Tilldelat",
    "decided": "Beslutat",
    "allocated": "Bokfört",
    "booked": "Bokfört",
    "balance": "Bokfört",
    "uncovered": "Ej täckt",
    "unallocated": "Ofördelat",
    "outcome": "Utfall",
    "left": "Kvar",
    "repaid": "Återbetalat",
    "charged": "Bärs av bidraget",
    "own_financing": "Egen finansiering",
    "releasable": "Kan återföras",
    "bound": "Bundet",
    "repayable": "Att återbetala",
    "repayable_on_activities": "Att återbetala",
    "used": "Använt",
    "unused": "Inte använt",
    "received": "Mottaget",
    "amount": "Belopp",
    "met": "Uppfyllt",
    "not_met": "Inte uppfyllt",
    "unknown": "Inte besvarat",
    "not_applicable": "Inte aktuellt",
}
"""What stands over a figure where its place does not say otherwise."""
CSV_HEADS = {name: head.lower() for name, head in HEADS.items()} | {
    "national": "nationellt belopp",
    "used": "bärs av bidraget",
    "unused": "oanvänt",
    "received": "utbetalt av staten",
}
NUMBERS_OF_THINGS = {"number", "area_number", "version", "format", "year"}
"""Whole numbers that name something and count nothing."""
OF_FUNDS_ALONE = {("areas.activities.amounts", "allotted"), ("areas.activities.amounts", "unallocated")}
"""An activity has no allotment of its own: nothing but 0 here, and it stands nowhere."""


def _always(_: dict[str, Any]) -> bool:
    return True


@dataclass(frozen=True)
class Place:
    """`paper` is the spot on page and PDF, `page` that on the page where it has another. Words in braces are those of
    the JSON around the figure. The first place of a figure has its spots in workbook and CSV."""

    part: str
    section: str
    paper: str
    sheet: str = ""
    level: str = ""
    page: str = ""
    only: str = ""
    when: Callable[[dict[str, Any]], bool] = _always

    def holds(self, part: str, name: str, around: dict[str, Any]) -> bool:
        return part == self.part and (not self.only or name in self.only.split()) and self.when(around)


def _has_activities(around: dict[str, Any]) -> bool:
    return bool(around["areas"]["activities"])


def _mixed(around: dict[str, Any]) -> bool:
    return len(around["activities"]["holdings"]) > 1


def _shared(around: dict[str, Any]) -> bool:
    return len(around["activities"]["shares"]) > 1


AREA, NUMBERED = "{areas[number]}. {areas[name]}", "{activities[area_number]}. {activities[name]}"
FUNDS, ACTIVITIES = "Tilldelningar i område {areas[number]}", "Aktiviteter i område {areas[number]}"
BY_ACTIVITY, BY_FUND = "Avräkning per aktivitet", "Avräkning per tilldelning"
AGREEMENT, HELD = "{whole[agreement][name]}", "tilldelning på aktivitet > {activities[name]}: "
DISTRIBUTION = "{distributions[area_number]}. {distributions[activity]}: {distributions[title]}"
OWN_EARMARKS = "Kronor. En öronmärkning"

PLACES = (
    Place(
        "",
        "summary",
        "Medel per > Utfall som inte är kopplat till någon aktivitet > Utfall",
        "Sammanfattning > Utfall utan aktivitet, kr > Värde",
        "ej kopplat utfall > Utfall utan aktivitet > utfall",
        only="unmatched_outcome",
    ),
    Place(
        "",
        "summary",
        "Medel per > Utfall enligt redovisningen > Utfall",
        "Sammanfattning > Utfall enligt redovisningen, kr > Värde",
        "utfall enligt redovisningen > Utfall enligt redovisningen > utfall",
        only="outcome_in_accounts",
    ),
    Place("amounts", "summary", "Medel per > Summa", "Områden > Summa", f"överenskommelsen > {AGREEMENT}"),
    Place("areas.amounts", "summary", f"Medel per > {AREA}", f"Områden > {AREA}", "område > {areas[name]}"),
    Place("areas.amounts", "areas", f"{FUNDS} > Summa", only="allotted allocated unallocated"),
    Place(
        "areas.amounts",
        "areas",
        f"{ACTIVITIES} > Summa",
        only="decided allocated uncovered outcome left",
        when=_has_activities,
    ),
    Place(
        "areas.funds",
        "areas",
        f"{FUNDS} > {{funds[name]}}",
        "Tilldelningar > {funds[name]}",
        "tilldelning > {funds[name]}",
    ),
    Place(
        "areas.activities.amounts",
        "areas",
        f"{ACTIVITIES} > {{activities[name]}}",
        "Aktiviteter > {activities[name]}",
        "aktivitet > {activities[name]}",
    ),
    Place(
        "areas.activities.holdings",
        "areas",
        f"{ACTIVITIES} > {{activities[name]}} ~ {{holdings[fund]}} #",
        "Bokfört per del > {activities[name]}",
        f"{HELD}{{holdings[fund]}}",
        when=_mixed,
    ),
    Place(
        "areas.activities.holdings",
        "areas",
        f"{ACTIVITIES} > {{activities[name]}}",
        "Bokfört per del > {activities[name]}",
        f"{HELD}{{holdings[fund]}}",
        when=lambda around: not _mixed(around),
    ),
    Place(
        "areas.crossings",
        "areas",
        f"{ACTIVITIES} > {{crossings[text]}}",
        "Aktiviteter > {crossings[text]}",
        "mellan områden > {crossings[text]}",
    ),
    Place(
        "earmarks",
        "earmarks",
        "Öronmärkta medel > {earmarks[fund]}",
        "Öronmärkta medel > {earmarks[fund]}",
        "öronmärkning > {earmarks[fund]}",
        page=f"{OWN_EARMARKS} > {{earmarks[fund]}}",
    ),
    Place(
        "earmarks.uses",
        "earmarks",
        "Öronmärkta medel > {earmarks[fund]} ~ {uses[activity]}: * använt av #",
        "Öronmärkt per aktivitet > {uses[activity]}",
        "öronmärkning på aktivitet > {earmarks[fund]}: {uses[activity]}",
        page=f"{OWN_EARMARKS} > {{earmarks[fund]}} ~ {{uses[activity]}}: * använt av #",
        only="booked",
    ),
    Place(
        "earmarks.uses",
        "earmarks",
        "Öronmärkta medel > {earmarks[fund]} ~ {uses[activity]}: # använt",
        "Öronmärkt per aktivitet > {uses[activity]}",
        "öronmärkning på aktivitet > {earmarks[fund]}: {uses[activity]}",
        page=f"{OWN_EARMARKS} > {{earmarks[fund]}} ~ {{uses[activity]}}: # använt",
        only="used",
    ),
    Place(
        "months",
        "months",
        "Utfall per månad > {months[month]:.7} > Utfall på aktiviteter",
        "Månader > {months[month]:.7} > Utfall",
        "månad > {months[month]:.7} > utfall",
        page="Utfall på aktiviteterna > {months[month]:.7} > Utfall",
    ),
    Place(
        "decisions",
        "decisions",
        "Beslut i tidsordning > {decisions[number]} > Belopp, kr",
        "Beslut > {decisions[number]}",
        "beslut > {decisions[title]} > beslutat",
        page="I tidsordning > {decisions[number]}. > Belopp, kr",
    ),
    Place(
        "decisions.changes",
        "decisions",
        "Beslutens rader > {changes[activity]}",
        "Beslutsrader > {decisions[number]}",
        "beslutsrad > {changes[activity]} > beslutat",
    ),
    Place(
        "conditions",
        "conditions",
        "Hur villkoren uppfylls > {conditions[number]}. {conditions[name]}",
        "Villkor > {conditions[number]}. {conditions[name]}",
        "villkor > {conditions[number]}. {conditions[name]}",
    ),
    Place(
        "settlement.activities",
        "settlement",
        f"{BY_ACTIVITY} > {NUMBERED} > Kvar",
        "Avräkning aktiviteter > {activities[name]}",
        "aktivitet > {activities[name]} > kvar av bidraget",
        only="left",
    ),
    Place(
        "settlement.activities",
        "settlement",
        f"{BY_ACTIVITY} > {NUMBERED}",
        "Avräkning aktiviteter > {activities[name]}",
        "aktivitet > {activities[name]}",
        only="outcome booked charged own_financing repayable",
    ),
    *(
        Place(
            "settlement.activities.shares",
            "settlement",
            f"{BY_ACTIVITY} > {NUMBERED} ~ {{shares[fund]}}: {words}",
            "Avräkning per del > {activities[name]}",
            f"{HELD}{{shares[fund]}}{' > kvar av bidraget' if name == 'left' else ''}",
            only=name,
            when=_shared,
        )
        for name, words in {
            "charged": "# av",
            "booked": "* av #",
            "left": "* av *, kvar #",
            "repayable": "* av *, kvar *, att återbetala #",
        }.items()
    ),
    Place(
        "settlement.activities.shares",
        "settlement",
        f"{BY_ACTIVITY} > {NUMBERED}",
        "Avräkning per del > {activities[name]}",
        f"{HELD}{{shares[fund]}} > kvar av bidraget",
        only="left",
        when=lambda around: not _shared(around),
    ),
    Place(
        "settlement.activities.shares",
        "settlement",
        f"{BY_ACTIVITY} > {NUMBERED}",
        "Avräkning per del > {activities[name]}",
        f"{HELD}{{shares[fund]}}",
        only="booked charged repayable",
        when=lambda around: not _shared(around),
    ),
    Place(
        "settlement.funds",
        "settlement",
        f"{BY_FUND} > {{funds[area_number]}}. {{funds[name]}}",
        "Avräkning tilldelningar > {funds[name]}",
        "tilldelning > {funds[name]}",
        only="allotted repaid charged releasable bound repayable",
    ),
    Place(
        "settlement.funds",
        "settlement",
        f"{BY_FUND} > {{funds[area_number]}}. {{funds[name]}}",
        "Avräkning tilldelningar > {funds[name]}",
        "tilldelning > {funds[name]} > ofördelat efter avräkning",
        only="unallocated",
    ),
    Place(
        "settlement.sums",
        "settlement",
        f"{BY_FUND} > Summa",
        "Avräkning tilldelningar > Summa",
        "avräkning av tilldelningar > Summa",
        only="allotted repaid charged releasable bound repayable",
    ),
    Place(
        "settlement.sums",
        "settlement",
        f"{BY_FUND} > Summa",
        "Avräkning tilldelningar > Summa",
        "avräkning av tilldelningar > Summa > ofördelat efter avräkning",
        only="unallocated",
    ),
    Place(
        "settlement.sums",
        "settlement",
        f"{BY_ACTIVITY} > Summa",
        "Avräkning aktiviteter > Summa",
        "avräkning av aktiviteter > Summa",
        only="outcome booked charged own_financing repayable_on_activities",
    ),
    Place(
        "settlement.sums",
        "settlement",
        f"{BY_ACTIVITY} > Summa",
        "Avräkning aktiviteter > Summa",
        "avräkning av aktiviteter > Summa > kvar av bidraget",
        only="left",
    ),
    Place(
        "economy.funds",
        "economy",
        "Använda och oanvända medel > {funds[area_number]}. {funds[name]}",
        "Ekonomi > {funds[name]}",
        "tilldelning > {funds[name]}",
    ),
    Place(
        "economy.funds",
        "economy",
        "Att återbetala per tilldelning > {funds[area_number]}. {funds[name]}",
        only="repayable",
        when=lambda around: around["funds"]["repayable"] != "0.00",
    ),
    Place(
        "economy.sums",
        "economy",
        "Utbetalningar från staten > Mottaget > Belopp",
        "Utbetalningar > Summa",
        f"överenskommelsen > {AGREEMENT}",
        only="received",
    ),
    Place(
        "economy.sums",
        "economy",
        "Använda och oanvända medel > Summa",
        "Ekonomi > Summa",
        f"överenskommelsen > {AGREEMENT}",
        only="allotted used unused repaid repayable",
    ),
    Place(
        "economy.payments",
        "economy",
        "Utbetalningar från staten > {payments[registry_number]}",
        "Utbetalningar > {payments[registry_number]}",
        "utbetalning > {payments[fund]} > utbetalt av staten",
    ),
    Place(
        "economy.repayments",
        "economy",
        "Beslutade återbetalningar > {repayments[number]}",
        "Återbetalningar > {repayments[number]}",
        "återbetalning > {repayments[number]} > återbetalat",
    ),
    Place(
        "distributions",
        "distributions",
        "Fördelning till utförare > Summa",
        "Fördelningar > {distributions[title]}",
        "fördelning till utförare > {distributions[title]} > till utförare",
        page=f"{DISTRIBUTION} > Summa",
    ),
    Place(
        "distributions.providers",
        "distributions",
        "Fördelning till utförare > {providers[provider]}",
        "Utförare > {providers[provider]}",
        "utförare > {providers[provider]} > till utförare",
        page=f"{DISTRIBUTION} > {{providers[provider]}}",
    ),
)
