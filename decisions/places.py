"""Where money can be taken for a proposal, with what is free there now, and if what is handed in already is granted."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from decisions.authority import Authority, Verdict, basis_sentence, deciding_body
from decisions.models import Decision
from decisions.models.kinds import Body, Kind, Status
from decisions.movements import Moved
from grants.figures import ZERO, read_book
from grants.ledger import Place, at, pool
from grants.models import Activity, Agreement, DevelopmentArea, Fund
from people.abilities import Ability, may, refusal
from people.models import User


@dataclass(frozen=True)
class Source:
    """A fund's pool (no activity) or an activity in a fund. Kronor free now; `pending` is the signed change if the
    submitted proposals are granted."""

    fund: Fund
    activity: Activity | None
    free: Decimal
    pending: Decimal

    @property
    def free_if_granted(self) -> Decimal:
        return self.free + self.pending

    @property
    def key(self) -> str:
        return f"{self.fund.pk}-{self.activity.pk if self.activity else 'pool'}"

    @property
    def name(self) -> str:
        return str(self.activity) if self.activity else f"Ofördelat i {self.fund}"


@dataclass(frozen=True)
class MoveSheet:
    """What a form of this kind shows: sources, the activities that may be given money, and who decides."""

    kind: Kind
    agreement: Agreement
    area: DevelopmentArea | None
    sources: tuple[Source, ...]
    targets: tuple[Activity, ...]
    basis: str
    director_may: bool


def sheet_of(
    kind: Kind,
    agreement: Agreement,
    area: DevelopmentArea | None,
    on: datetime.date,
    *,
    besides: Decision | None = None,
) -> MoveSheet:
    """`besides` is the proposal being written: it does not compete with itself. A fixed number of queries."""
    funds = list(Fund.objects.filter(area__agreement=agreement).select_related("area__agreement"))
    activities = list(Activity.objects.filter(area__agreement=agreement).select_related("area__agreement"))
    mine = [fund for fund in funds if area is None or fund.area_id == area.pk]
    if kind in {Kind.ACTIVITY, Kind.ACROSS}:
        # What the state has earmarked starts nothing else, and goes nowhere else.
        mine = [fund for fund in mine if not fund.earmarked]
    if kind == Kind.ACTIVITY:
        activities = [activity for activity in activities if not activity.locked]
    body = deciding_body(kind, agreement, on)
    draft = Decision(agreement=agreement, kind=kind, body=body)
    return MoveSheet(
        kind,
        agreement,
        area,
        tuple(_sources(kind, agreement, mine, activities, besides)),
        tuple(activity for activity in activities if area and activity.area_id != area.pk),
        basis_sentence(draft, on),
        body == Body.DIRECTOR,
    )


def _sources(
    kind: Kind, agreement: Agreement, funds: list[Fund], activities: list[Activity], besides: Decision | None
) -> Iterable[Source]:
    book, pending = read_book(agreement), pending_changes(agreement, besides)
    if kind != Kind.RELEASE:
        for fund in funds:
            if book.pool[fund.pk] > 0:
                yield Source(fund, None, book.pool[fund.pk], pending[pool(fund)])
    if kind == Kind.REPAYMENT:
        return
    for activity in activities:
        for fund in funds:
            held = book.accounts.get(activity.pk, {}).get(fund.pk, ZERO)
            if held > 0 and (kind == Kind.RELEASE or activity.area_id == fund.area_id):
                yield Source(fund, activity, held, pending[at(activity, fund)])


def pending_changes(agreement: Agreement, besides: Decision | None = None) -> dict[Place, Decimal]:
    """Signed kronor per account in everything that is handed in and not decided."""
    waiting = Decision.objects.filter(agreement=agreement, status=Status.SUBMITTED)
    total: dict[Place, Decimal] = defaultdict(lambda: ZERO)
    for decision in waiting.prefetch_related("lines__activity", "lines__shares__fund"):
        if besides is not None and decision.pk == besides.pk:
            continue
        moved = Moved.by(decision.lines.all())
        for activity_id, share in moved.of_activities.items():
            for fund_id, amount in share.items():
                total[at(moved.activities[activity_id], moved.funds[fund_id])] += amount
        for fund in moved.funds.values():
            total[pool(fund)] += moved.pool_change(fund.pk)
    return total


@dataclass(frozen=True)
class Start:
    """An area, or a whole agreement, where a proposal of a kind can begin; or why it cannot."""

    name: str
    path: str
    """Of the form; relative to the page that lists the places."""
    verdict: Verdict


def starts(kind: Kind, user: User, on: datetime.date) -> list[tuple[Agreement, list[Start]]]:
    """Where this user can begin a proposal of this kind, by agreement."""
    authority = Authority(user, on)
    agreements = Agreement.objects.visible_to(user).prefetch_related(
        "areas__activities__responsibilities", "areas__agreement"
    )
    if kind == Kind.ALLOCATION:
        return [(each, [_allocating(each, user, on)]) for each in agreements]
    if kind in {Kind.REPAYMENT, Kind.LOCK, Kind.UNLOCK}:
        return [
            (each, [Start(str(each), f"?agreement={each.slug}", may_propose_kind(kind, user))]) for each in agreements
        ]
    return [
        (
            each,
            [
                Start(str(area), f"?agreement={each.slug}&area={area.number}", _verdict(kind, authority, area))
                for area in each.areas.all()
            ],
        )
        for each in agreements
    ]


def _allocating(agreement: Agreement, user: User, on: datetime.date) -> Start:
    body = deciding_body(Kind.ALLOCATION, agreement, on)
    name = f"Fördela: regionstyrelsen{' eller regiondirektören' if body == Body.DIRECTOR else ''} beslutar"
    path = reverse("allocation_new", args=[agreement.slug])
    return Start(name, path, may_propose_kind(Kind.ALLOCATION, user))


def _verdict(kind: Kind, authority: Authority, area: DevelopmentArea) -> Verdict:
    return may_propose_kind(kind, authority.user) if kind == Kind.ACROSS else authority.may_propose(area)


def may_propose_kind(kind: Kind, user: User) -> Verdict:
    """Of the kinds that officers propose."""
    return Verdict(True) if may(user, Ability.ALLOCATE) else Verdict(False, refusal(Ability.ALLOCATE))


def verdict_at(kind: Kind, area: DevelopmentArea | None, user: User, on: datetime.date) -> Verdict:
    """May this user propose the kind here?"""
    if area is None or kind == Kind.ACROSS:
        return may_propose_kind(kind, user)
    return Authority(user, on).may_propose(area)


def payment_numbers(agreement: Agreement) -> str:
    """The diary numbers of the state's payment decisions, as they stand on the allotments."""
    cases = agreement.decisions.decided().filter(kind=Kind.ALLOTMENT).order_by("case__registry_number")
    return ", ".join(cases.values_list("case__registry_number", flat=True).distinct())
