"""Checks that several kinds of decision share: locks, earmarks, what is there to take, what is spent, who waits."""

from collections.abc import Iterator

from django.urls import reverse

from decisions.checks.draft import Draft
from decisions.checks.register import check_of, error
from decisions.earmarks import keeps_its_purpose
from decisions.models import Decision
from decisions.models.kinds import BOOKED_WHOLE, MOVING, Kind
from grants.figures import ZERO
from grants.findings import Finding, Severity
from grants.kronor import format_kronor


@check_of(Kind.REALLOCATION, Kind.RELEASE, Kind.ACTIVITY, Kind.ACROSS)
def locked_activities_stay(draft: Draft) -> Iterator[Finding]:
    """Refuses a decision made here. The board set the lock, and may move the money all the same: to it, a warning."""
    for activity in draft.activities:
        if activity.locked:
            yield Finding(
                "decisions.E005" if draft.made_here else "decisions.W005",
                Severity.ERROR if draft.made_here else Severity.WARNING,
                str(activity.pk),
                f"{activity} är låst genom {activity.lock_reference}. Pengar flyttas varken dit eller därifrån.",
                "Bara regionstyrelsen kan låsa upp aktiviteten.",
                activity_id=activity.pk,
            )


@check_of(Kind.REALLOCATION, Kind.ACTIVITY, Kind.ACROSS, Kind.CORRECTION)
def earmarked_money_keeps_its_purpose(draft: Draft) -> Iterator[Finding]:
    """Says beforehand what is refused when the decision is booked, whoever decided it (`actions.booking`)."""
    for activity, line in draft.moves:
        for share in line.shares.all():
            if share.amount.amount > 0 and not keeps_its_purpose(share.fund, activity.pk, draft.book):
                yield error(
                    "E006",
                    f"{share.fund_id}-{activity.pk}",
                    f"{share.fund} är öronmärkt av staten och kan inte användas för {activity}.",
                    "Återför pengarna och besluta en ny fördelning."
                    if draft.decision.kind == Kind.CORRECTION
                    else "Ta pengarna från en tilldelning som inte är öronmärkt.",
                    share.amount.amount,
                    activity_id=activity.pk,
                )


@check_of(Kind.REALLOCATION, Kind.RELEASE, Kind.ACTIVITY, Kind.ACROSS, Kind.CORRECTION)
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


@check_of(*MOVING)
def others_wait_for_the_same_money(draft: Draft) -> Iterator[Finding]:
    for other in draft.competing:
        yield Finding(
            "decisions.I009",
            Severity.INFO,
            other.number,
            f"Ett annat inlämnat förslag rör samma pengar: {other.number}, {other.title}.{_allocated(draft, other)}",
            "Inget är reserverat: det som beslutas först gäller.",
            path=other.get_absolute_url(),
        )


def _allocated(draft: Draft, other: Decision) -> str:
    """How much an allocation, whose title names no amount, takes of the same funds."""
    if other.kind != Kind.ALLOCATION:
        return ""
    shares = [share for line in other.lines.all() for share in line.shares.all() if share.fund_id in draft.funds]
    return f" Det tar {format_kronor(sum((share.amount.amount for share in shares), ZERO))} ur samma tilldelningar."


@check_of(*MOVING)
def it_stays_under_the_mandates_ceiling(draft: Draft) -> Iterator[Finding]:
    """Its areas and its ceiling."""
    short = draft.mandate.lacks(draft.reach) if draft.made_here and draft.mandate else ""
    if short:
        yield error(
            "E015",
            draft.decision.number,
            f"Måste beslutas av regionstyrelsen, eftersom {short}.",
            "Håll förslaget inom mandatet eller lägg fram det för regionstyrelsen.",
        )


WITH_ACCOUNTS = tuple(BOOKED_WHOLE - {Kind.REALLOCATION})
"""A reallocation is spread over what its activities hold; these name the accounts themselves."""


@check_of(*WITH_ACCOUNTS)
def the_accounts_hold_it(draft: Draft) -> Iterator[Finding]:
    for activity, line in draft.moves:
        held = draft.book.accounts.get(activity.pk, {})
        for share in line.shares.all():
            there, change = held.get(share.fund_id, ZERO), share.amount.amount
            if change < 0 and there + change < 0:
                yield error(
                    "E007",
                    f"{activity.pk}-{share.fund_id}",
                    f"{activity} har {format_kronor(there)} ur {share.fund}; "
                    f"{format_kronor(-change)} kan inte tas därifrån.",
                    f"Ta högst {format_kronor(there)}.",
                    -(there + change),
                    activity_id=activity.pk,
                )


@check_of(*WITH_ACCOUNTS)
def the_pools_hold_it(draft: Draft) -> Iterator[Finding]:
    for fund_id, fund in draft.moved.funds.items():
        there, change = draft.book.pool[fund_id], draft.moved.pool_change(fund_id)
        if change < 0 and there + change < 0:
            yield error(
                "E017",
                fund_id,
                f"I {fund} är {format_kronor(there)} ofördelat; {format_kronor(-change)} kan inte tas därifrån.",
                f"Ta högst {format_kronor(there)}.",
                -(there + change),
                area_number=fund.area.number,
            )


@check_of(*WITH_ACCOUNTS, Kind.LOCK, Kind.UNLOCK)
def it_says_something(draft: Draft) -> Iterator[Finding]:
    if not draft.lines:
        yield error("E018", draft.decision.number, "Förslaget är tomt.", "Fyll i vad som ska beslutas.")


@check_of(*(kind for kind in Kind if kind != Kind.ALLOTMENT))
def its_conditions_are_those_of_the_day_it_was_handed_in(draft: Draft) -> Iterator[Finding]:
    """What is decided is what lay before the decider (docs/adr/0009): who decides is told that the words are others
    now."""
    for wording in draft.reworded:
        yield Finding(
            "decisions.I028",
            Severity.INFO,
            str(wording.condition.number),
            f"Villkor {wording.condition.number}, {wording.condition.name}, har från och med {wording.valid_from} en "
            "lydelse som förslaget inte bär. Det som beslutas är villkoren så som de löd när det lämnades in.",
            "Ska den nya lydelsen gälla återsänds förslaget. Den följer med när det lämnas in igen.",
            path=reverse("condition", args=[wording.condition.number]),
        )
