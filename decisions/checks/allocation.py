"""Checks of an allocation: money from the funds to activities."""

from collections.abc import Iterator

from django.urls import reverse

from decisions.checks.draft import Draft
from decisions.checks.register import check_of, error
from decisions.grounds import why_no_mandate
from decisions.models.kinds import Body, Kind
from grants.figures import ZERO
from grants.findings import Finding, Severity
from grants.kronor import format_kronor
from grants.printed import listing

NAMED = 20
"""How many activities a finding names before it counts the rest."""


@check_of(Kind.ALLOCATION)
def it_allocates_something(draft: Draft) -> Iterator[Finding]:
    if not draft.shares:
        yield error(
            "E010", draft.decision.number, "Förslaget har ingen aktivitet med belopp.", "Fyll i minst ett belopp."
        )


@check_of(Kind.ALLOCATION)
def no_fund_is_exceeded(draft: Draft) -> Iterator[Finding]:
    """Doc 002 § 2.1.3: Karriärvägar 1 300 000 against an earmarked 1 266 508; RS/26/2020: 3 310 000 against 2,6 mkr."""
    for fund_id, fund in draft.funds.items():
        planned = sum((share.get(fund_id, ZERO) for share in draft.shares.values()), ZERO)
        free = draft.book.pool[fund_id]
        if planned <= free:
            continue
        what = "den öronmärkta tilldelningen" if fund.earmarked else "tilldelningen"
        yield error(
            "E012" if fund.earmarked else "E011",
            fund_id,
            f"Förslaget lägger {format_kronor(planned)} på {what} {fund}, där {format_kronor(free)} är ofördelat: "
            f"{format_kronor(planned - free)} för mycket.",
            "Minska beloppen eller lägg skillnaden på en annan tilldelning. "
            "Beslutas det ändå, blir skillnaden ej täckt.",
            planned - free,
            area_number=fund.area.number,
        )


@check_of(Kind.ALLOCATION, Kind.OTHER)
def the_director_has_a_mandate(draft: Draft) -> Iterator[Finding]:
    """RS/26/2020 was decided under clause 4.1.17. Without a clause or a mandate the board allocates."""
    if draft.made_here and draft.mandate is None:
        yield error(
            "E024",
            draft.decision.number,
            f"Måste beslutas av regionstyrelsen, eftersom {why_no_mandate(draft.decision, None, draft.on)}.",
            "Välj regionstyrelsen som beslutande.",
        )


@check_of(Kind.ALLOCATION)
def only_the_board_locks(draft: Draft) -> Iterator[Finding]:
    if draft.made_here and draft.locking:
        yield error(
            "E023",
            draft.decision.number,
            f"Regiondirektören kan inte låsa en aktivitet. Förslaget låser {listing(draft.locking[:NAMED])}.",
            "Ta bort låsen, eller välj regionstyrelsen som beslutande. Beslutas det ändå, låses inget.",
        )


@check_of(Kind.ALLOCATION, Kind.ACTIVITY)
def everyone_has_a_responsible_role(draft: Draft) -> Iterator[Finding]:
    for activity in draft.without_role:
        yield Finding(
            "decisions.W013",
            Severity.WARNING,
            str(activity.pk),
            f"{activity} saknar ansvarig funktion.",
            "Ange vem som ansvarar innan beslutet fattas.",
            activity_id=activity.pk,
        )


@check_of(Kind.ALLOCATION, Kind.ACTIVITY)
def it_says_how_existing_resources_are_used(draft: Draft) -> Iterator[Finding]:
    """Condition 1 (doc 002 § 2.1.5): the aim is to use existing resources, and the decision says how."""
    if not draft.says_how:
        yield Finding(
            "decisions.W026",
            Severity.WARNING,
            draft.decision.number,
            "Förslaget säger inte hur befintliga resurser används (villkor 1).",
            "Skriv det under Punkter, uppdrag och mottagare, eller undanta villkoret med ett skäl.",
            path=reverse("contents", args=[draft.decision.pk]),
        )


@check_of(Kind.ALLOCATION, Kind.ACTIVITY)
def every_new_activity_has_a_plan_for_afterwards(draft: Draft) -> Iterator[Finding]:
    """Condition 6. Refuses a decision made here; of the board's it is a warning: the board may decide it anyway."""
    if draft.unplanned:
        made_here = draft.decision.body == Body.DIRECTOR
        named = [str(activity) for activity in draft.unplanned[:NAMED]]
        if len(draft.unplanned) > NAMED:
            named.append(f"{len(draft.unplanned) - NAMED} till")
        yield Finding(
            "decisions.E016" if made_here else "decisions.W016",
            Severity.ERROR if made_here else Severity.WARNING,
            draft.decision.number,
            f"Nya aktiviteter utan kalkyl för hur de finansieras när satsningen upphör: {listing(named)}.",
            "Ansvarig funktion skriver kalkylen på aktivitetens sida, eller undanta villkoret med ett skäl.",
            path=draft.unplanned[0].get_absolute_url(),
        )
