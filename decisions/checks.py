"""Named checks of one decision. For a decision made here an error refuses and a warning wants a reason; for one
recorded after a meeting each is acknowledged, since the body did decide it. The ledger's rules are not checks: nobody
overrides them.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from decisions.authority import find_mandate
from decisions.exit_plans import lacking_exit_plan
from decisions.models import Decision, DecisionLine, Mandate
from decisions.models.decisions import Body, Kind
from decisions.spreading import Shares
from grants.figures import ZERO, Book, read_book
from grants.findings import Finding, Severity
from grants.kronor import format_kronor
from grants.models import Activity, Fund
from grants.printed import listing


@dataclass
class Draft:
    """A decision as the checks read it, on a day.

    The book is as it stands with everything booked, later days included: what is free is what nobody has taken.
    """

    decision: Decision
    on: datetime.date
    lines: list[DecisionLine]
    book: Book
    mandate: Mandate | None
    competing: list[Decision]
    """Other submitted reallocations that touch the same activities, the oldest first."""
    unplanned: list[Activity] = field(default_factory=list, kw_only=True)
    """The new activities without a plan for when the grant ends, where that condition follows the decision."""

    @cached_property
    def activities(self) -> list[Activity]:
        return [line.activity for line in self.lines if line.activity is not None]

    @cached_property
    def without_role(self) -> list[Activity]:
        """Those that nobody answers for."""
        return [activity for activity in self.activities if not activity.responsibilities.all()]

    @cached_property
    def moves(self) -> list[tuple[Activity, DecisionLine]]:
        """The lines that have an activity, with it."""
        return [(line.activity, line) for line in self.lines if line.activity is not None]

    @cached_property
    def funds(self) -> dict[int, Fund]:
        return {share.fund_id: share.fund for line in self.lines for share in line.shares.all()}

    @cached_property
    def shares(self) -> Shares:
        return {
            line.activity_id: {share.fund_id: share.amount.amount for share in line.shares.all()}
            for line in self.lines
            if line.activity_id is not None
        }


def read_drafts(decisions: Sequence[Decision], on: datetime.date) -> list[Draft]:
    """The decisions ready for checking. Queries grow with the number of agreements, not of decisions."""
    lines = DecisionLine.objects.by_decision(decisions)
    waiting = Decision.objects.waiting_reallocations()
    books = {decision.agreement_id: decision.agreement for decision in decisions if decision.agreement is not None}
    read = {agreement_id: read_book(agreement) for agreement_id, agreement in books.items()}
    unplanned = lacking_exit_plan(decisions, on)
    mandates: dict[tuple[int | None, str], Mandate | None] = {}
    for decision in decisions:
        key = (decision.agreement_id, decision.kind)
        if key not in mandates:
            mandates[key] = find_mandate(decision, on)
    return [
        Draft(
            decision,
            on,
            lines[decision.pk],
            read.get(decision.agreement_id, Book()),
            mandates[decision.agreement_id, decision.kind],
            _competing(decision, lines[decision.pk], waiting),
            unplanned=unplanned.get(decision.pk, []),
        )
        for decision in decisions
    ]


def _competing(decision: Decision, lines: list[DecisionLine], waiting: list[Decision]) -> list[Decision]:
    touched = {line.activity_id for line in lines}
    return [
        other
        for other in waiting
        if other.pk != decision.pk and touched & {line.activity_id for line in other.lines.all()}
    ]


NAMED = 20
"""How many activities a finding names before it counts the rest."""

Check = Callable[[Draft], Iterator[Finding]]
REALLOCATION_CHECKS: list[Check] = []
ALLOCATION_CHECKS: list[Check] = []


def reallocation_check(check: Check) -> Check:
    REALLOCATION_CHECKS.append(check)
    return check


def allocation_check(check: Check) -> Check:
    ALLOCATION_CHECKS.append(check)
    return check


def findings(decision: Decision, on: datetime.date) -> list[Finding]:
    """Everything the checks have to say of this decision on that day, errors first."""
    return check(read_drafts([decision], on)[0])


def findings_of_all(decisions: Sequence[Decision], on: datetime.date) -> dict[int, list[Finding]]:
    """The findings of many decisions, by their ids."""
    return {draft.decision.pk: check(draft) for draft in read_drafts(decisions, on)}


def check(draft: Draft) -> list[Finding]:
    """Errors first; within a severity by id and subject, so that the same draft always reads the same."""
    checks = {Kind.REALLOCATION: REALLOCATION_CHECKS, Kind.ALLOCATION: ALLOCATION_CHECKS}
    found = [finding for each in checks.get(Kind(draft.decision.kind), []) for finding in each(draft)]
    order = list(Severity)
    return sorted(found, key=lambda finding: (order.index(finding.severity), finding.id, finding.subject))


def _error(
    check_id: str, subject: object, text: str, way_out: str, amount: Decimal | None = None, **more: Any
) -> Finding:
    return Finding(f"decisions.{check_id}", Severity.ERROR, str(subject), text, way_out, amount, **more)


@reallocation_check
def it_moves_something(draft: Draft) -> Iterator[Finding]:
    if len(draft.lines) < 2:
        yield _error(
            "E001",
            draft.decision.number,
            "En omfördelning behöver minst en aktivitet som lämnar pengar och en som får.",
            "Ange en minskning och en lika stor ökning.",
        )


@reallocation_check
def it_sums_to_zero(draft: Draft) -> Iterator[Finding]:
    net = sum((line.amount.amount for line in draft.lines), ZERO)
    if net:
        yield _error(
            "E002",
            draft.decision.number,
            f"Minskningar och ökningar tar inte ut varandra: summan är {format_kronor(net, sign=True)}.",
            "De ska vara lika stora.",
            net,
        )


@reallocation_check
def each_fund_sums_to_zero(draft: Draft) -> Iterator[Finding]:
    """Money never leaves its fund. Spreading keeps to this; a draft whose lines do not sum to zero cannot."""
    if sum((line.amount.amount for line in draft.lines), ZERO):
        return
    for fund_id, fund in draft.funds.items():
        net = sum((share.get(fund_id, ZERO) for share in draft.shares.values()), ZERO)
        if net:
            yield _error(
                "E014",
                fund_id,
                f"Ändringarna i tilldelningen {fund} tar inte ut varandra: summan är {format_kronor(net, sign=True)}.",
                "Pengar flyttas bara inom en tilldelning.",
                net,
            )


@reallocation_check
def it_stays_within_one_area(draft: Draft) -> Iterator[Finding]:
    areas = {activity.area for activity in draft.activities}
    if len(areas) > 1:
        names = " och ".join(f"område {area.number}" for area in sorted(areas, key=lambda area: area.number))
        yield _error(
            "E003",
            names,
            f"Förslaget flyttar pengar mellan {names}. Mandatet gäller inom ett utvecklingsområde.",
            "Pengar mellan områden måste beslutas av regionstyrelsen.",
        )


@reallocation_check
def the_area_allows_it(draft: Draft) -> Iterator[Finding]:
    for area in {activity.area for activity in draft.activities}:
        if not area.reallocation_allowed:
            yield _error(
                "E004",
                area.number,
                f"I område {area.number} har regionstyrelsen inte medgett omfördelning mellan aktiviteterna.",
                "Lägg fram förslaget för regionstyrelsen.",
                area_number=area.number,
            )


@reallocation_check
def locked_activities_stay(draft: Draft) -> Iterator[Finding]:
    for activity in draft.activities:
        if activity.locked:
            yield _error(
                "E005",
                activity.pk,
                f"{activity} är låst genom {activity.lock_reference}. Pengar flyttas varken dit eller därifrån.",
                "Bara regionstyrelsen kan låsa upp aktiviteten.",
                activity_id=activity.pk,
            )


@reallocation_check
def earmarked_money_keeps_its_purpose(draft: Draft) -> Iterator[Finding]:
    for activity, line in draft.moves:
        for share in line.shares.all():
            already_there = share.fund_id in draft.book.accounts.get(activity.pk, {})
            if share.fund.earmarked and share.amount.amount > 0 and not already_there:
                yield _error(
                    "E006",
                    f"{share.fund_id}-{activity.pk}",
                    f"{share.fund} är öronmärkt av staten och kan inte användas för {activity}.",
                    "Ta pengarna från en tilldelning som inte är öronmärkt.",
                    share.amount.amount,
                    activity_id=activity.pk,
                )


@reallocation_check
def the_money_is_there(draft: Draft) -> Iterator[Finding]:
    for activity, line in draft.moves:
        held = draft.book.accounts.get(activity.pk, {})
        change = sum((share.amount.amount for share in line.shares.all()), ZERO)
        total = sum(held.values(), ZERO)
        if change < 0 and total + change < 0:
            yield _error(
                "E007",
                activity.pk,
                f"{activity} har {format_kronor(total)} bokfört; {format_kronor(-change)} kan inte tas därifrån.",
                f"Minska med högst {format_kronor(total)}.",
                -(total + change),
                activity_id=activity.pk,
            )


@reallocation_check
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


@reallocation_check
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


@reallocation_check
def it_stays_under_the_mandates_ceiling(draft: Draft) -> Iterator[Finding]:
    ceiling = draft.mandate.ceiling.amount if draft.mandate and draft.mandate.ceiling else None
    moved = draft.decision.moved(draft.lines)
    if ceiling is not None and moved > ceiling:
        yield _error(
            "E015",
            draft.decision.number,
            f"Förslaget flyttar {format_kronor(moved)}. Mandatet gäller högst {format_kronor(ceiling)} per beslut.",
            "Minska beloppet eller lägg fram förslaget för regionstyrelsen.",
            moved - ceiling,
        )


@allocation_check
def it_allocates_something(draft: Draft) -> Iterator[Finding]:
    if not draft.shares:
        yield _error(
            "E010", draft.decision.number, "Förslaget har ingen aktivitet med belopp.", "Fyll i minst ett belopp."
        )


@allocation_check
def no_fund_is_exceeded(draft: Draft) -> Iterator[Finding]:
    """Doc 002 § 2.1.3: Karriärvägar 1 300 000 against an earmarked 1 266 508; RS/26/2020: 3 310 000 against 2,6 mkr."""
    for fund_id, fund in draft.funds.items():
        planned = sum((share.get(fund_id, ZERO) for share in draft.shares.values()), ZERO)
        free = draft.book.pool[fund_id]
        if planned <= free:
            continue
        what = "den öronmärkta tilldelningen" if fund.earmarked else "tilldelningen"
        yield _error(
            "E012" if fund.earmarked else "E011",
            fund_id,
            f"Förslaget lägger {format_kronor(planned)} på {what} {fund}, där {format_kronor(free)} är ofördelat: "
            f"{format_kronor(planned - free)} för mycket.",
            "Minska beloppen eller lägg skillnaden på en annan tilldelning. "
            "Beslutas det ändå, blir skillnaden ej täckt.",
            planned - free,
            area_number=fund.area.number,
        )


@allocation_check
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


@allocation_check
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


def blocks(decision: Decision, found: list[Finding]) -> list[Finding]:
    """The findings that stop a decision made here from being submitted or decided."""
    if decision.body != Body.DIRECTOR:
        return []
    return [finding for finding in found if finding.severity == Severity.ERROR]
