"""Checks of a reallocation: money from some activities to others."""

from collections.abc import Iterator

from decisions.checks.draft import Draft
from decisions.checks.register import check_of, error
from decisions.models.decisions import Kind
from decisions.models.mandates import Reach
from grants.figures import ZERO
from grants.findings import Finding, Severity
from grants.kronor import format_kronor


@check_of(Kind.REALLOCATION)
def it_moves_something(draft: Draft) -> Iterator[Finding]:
    if len(draft.lines) < 2:
        yield error(
            "E001",
            draft.decision.number,
            "En omfördelning behöver minst en aktivitet som lämnar pengar och en som får.",
            "Ange en minskning och en lika stor ökning.",
        )


@check_of(Kind.REALLOCATION)
def it_sums_to_zero(draft: Draft) -> Iterator[Finding]:
    net = sum((line.amount.amount for line in draft.lines), ZERO)
    if net:
        yield error(
            "E002",
            draft.decision.number,
            f"Minskningar och ökningar tar inte ut varandra: summan är {format_kronor(net, sign=True)}.",
            "De ska vara lika stora.",
            net,
        )


@check_of(Kind.REALLOCATION)
def each_fund_sums_to_zero(draft: Draft) -> Iterator[Finding]:
    """Money never leaves its fund. Spreading keeps to this; a draft whose lines do not sum to zero cannot."""
    if sum((line.amount.amount for line in draft.lines), ZERO):
        return
    for fund_id, fund in draft.funds.items():
        net = sum((share.get(fund_id, ZERO) for share in draft.shares.values()), ZERO)
        if net:
            yield error(
                "E014",
                fund_id,
                f"Ändringarna i tilldelningen {fund} tar inte ut varandra: summan är {format_kronor(net, sign=True)}.",
                "Pengar flyttas bara inom en tilldelning.",
                net,
            )


@check_of(Kind.REALLOCATION)
def it_stays_within_one_area(draft: Draft) -> Iterator[Finding]:
    areas = {activity.area for activity in draft.activities}
    if len(areas) > 1:
        names = " och ".join(f"område {area.number}" for area in sorted(areas, key=lambda area: area.number))
        yield error(
            "E003",
            names,
            f"Förslaget flyttar pengar mellan {names}. Mandatet gäller inom ett utvecklingsområde.",
            "Pengar mellan områden måste beslutas av regionstyrelsen.",
        )


@check_of(Kind.REALLOCATION)
def the_area_allows_it(draft: Draft) -> Iterator[Finding]:
    for area in {activity.area for activity in draft.activities}:
        if not area.reallocation_allowed:
            yield error(
                "E004",
                area.number,
                f"I område {area.number} har regionstyrelsen inte medgett omfördelning mellan aktiviteterna.",
                "Lägg fram förslaget för regionstyrelsen.",
                area_number=area.number,
            )


@check_of(Kind.REALLOCATION)
def locked_activities_stay(draft: Draft) -> Iterator[Finding]:
    for activity in draft.activities:
        if activity.locked:
            yield error(
                "E005",
                activity.pk,
                f"{activity} är låst genom {activity.lock_reference}. Pengar flyttas varken dit eller därifrån.",
                "Bara regionstyrelsen kan låsa upp aktiviteten.",
                activity_id=activity.pk,
            )


@check_of(Kind.REALLOCATION)
def earmarked_money_keeps_its_purpose(draft: Draft) -> Iterator[Finding]:
    for activity, line in draft.moves:
        for share in line.shares.all():
            already_there = share.fund_id in draft.book.accounts.get(activity.pk, {})
            if share.fund.earmarked and share.amount.amount > 0 and not already_there:
                yield error(
                    "E006",
                    f"{share.fund_id}-{activity.pk}",
                    f"{share.fund} är öronmärkt av staten och kan inte användas för {activity}.",
                    "Ta pengarna från en tilldelning som inte är öronmärkt.",
                    share.amount.amount,
                    activity_id=activity.pk,
                )


@check_of(Kind.REALLOCATION)
def the_money_is_there(draft: Draft) -> Iterator[Finding]:
    for activity, line in draft.moves:
        held = draft.book.accounts.get(activity.pk, {})
        change = sum((share.amount.amount for share in line.shares.all()), ZERO)
        total = sum(held.values(), ZERO)
        if change < 0 and total + change < 0:
            yield error(
                "E007",
                activity.pk,
                f"{activity} har {format_kronor(total)} bokfört; {format_kronor(-change)} kan inte tas därifrån.",
                f"Minska med högst {format_kronor(total)}.",
                -(total + change),
                activity_id=activity.pk,
            )


@check_of(Kind.REALLOCATION)
def spent_money_is_not_given_away(draft: Draft) -> Iterator[Finding]:
    for activity, line in draft.moves:
        after = draft.book.allocated(activity.pk) + line.amount.amount
        outcome = draft.book.outcome.get(activity.pk, ZERO)
        if line.amount.amount < 0 <= after < outcome:
            yield Finding(
                "decisions.W008",
                Severity.WARNING,
                str(activity.pk),
                f"{activity} har redan utfall på {format_kronor(outcome)}, mer än de {format_kronor(after)} "
                "som blir kvar.",
                "Fråga ansvarig funktion hur resten ska finansieras, eller minska ändringen.",
                outcome - after,
                activity_id=activity.pk,
            )


@check_of(Kind.REALLOCATION)
def others_wait_for_the_same_money(draft: Draft) -> Iterator[Finding]:
    for other in draft.competing:
        yield Finding(
            "decisions.I009",
            Severity.INFO,
            other.number,
            f"Ett annat inlämnat förslag rör samma aktivitet: {other.number}, {other.title}.",
            "Inget är reserverat: det som beslutas först gäller.",
            path=other.get_absolute_url(),
        )


@check_of(Kind.REALLOCATION)
def it_stays_under_the_mandates_ceiling(draft: Draft) -> Iterator[Finding]:
    """Its areas and its ceiling."""
    short = draft.mandate.lacks(Reach.of(draft.lines)) if draft.mandate else ""
    if short:
        yield error(
            "E015",
            draft.decision.number,
            f"Måste beslutas av regionstyrelsen, eftersom {short}.",
            "Håll förslaget inom mandatet eller lägg fram det för regionstyrelsen.",
        )
