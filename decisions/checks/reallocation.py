"""Checks of a reallocation: money from some activities to others."""

from collections.abc import Iterator

from decisions.checks.draft import Draft
from decisions.checks.register import check_of, error
from decisions.models.kinds import Kind
from grants.figures import ZERO
from grants.findings import Finding
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
