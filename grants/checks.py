"""What does not add up in an agreement's own figures. Each check is a small function, registered like Django's.

A document that does not add up is still registered, since it was decided: the checks find and explain, a person
acknowledges with a reason. Amounts are kronor. Ids are stable: grants.W001 and so on.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from grants.figures import ZERO, Book, read_book
from grants.findings import Finding, Severity
from grants.kronor import format_kronor, format_mkr, format_percent
from grants.models import Agreement, DevelopmentArea, DistributionKey, Fund, NationalShare, StatedFigure
from grants.printed import KRONA, listing, literal, mkr, precision_of, rounded
from grants.splitting import split

TENTH_OF_A_MILLION = Decimal(100_000)
Subject = StatedFigure.Subject


@dataclass
class Sums:
    """An agreement as the checks read it: its funds, its book, what its documents state."""

    agreement: Agreement
    on: datetime.date

    @cached_property
    def book(self) -> Book:
        return read_book(self.agreement, self.on)

    @cached_property
    def areas(self) -> list[DevelopmentArea]:
        return list(self.agreement.areas.prefetch_related("activities"))

    @cached_property
    def funds(self) -> list[Fund]:
        rows = Fund.objects.filter(area__agreement=self.agreement).select_related("area", "key")
        return list(rows.order_by("area__number", "position", "pk"))

    @cached_property
    def stated(self) -> list[StatedFigure]:
        return list(self.agreement.stated_figures.select_related("area"))

    @cached_property
    def national_shares(self) -> list[NationalShare]:
        return list(self.agreement.national_shares.select_related("fund__area").prefetch_related("activities"))

    @property
    def keyed_funds(self) -> Iterator[tuple[Fund, DistributionKey, Decimal, Decimal]]:
        """(fund, key, national amount, allotted) of those allotted by a key from a national amount."""
        for fund in self.funds:
            allotted = self.book.allotted[fund.pk]
            if fund.key and fund.national_amount and allotted:
                yield fund, fund.key, fund.national_amount.amount, allotted

    def stated_of(self, *subjects: str) -> Iterator[StatedFigure]:
        return (figure for figure in self.stated if figure.subject in subjects)

    def allotted(self, area: DevelopmentArea | None) -> Decimal:
        return sum((self.book.allotted[fund.pk] for fund in self.funds_of(area)), ZERO)

    def unallocated(self, area: DevelopmentArea | None) -> Decimal:
        return sum((self.book.pool[fund.pk] for fund in self.funds_of(area)), ZERO)

    def funds_of(self, area: DevelopmentArea | None) -> list[Fund]:
        return [fund for fund in self.funds if area is None or fund.area_id == area.pk]


Check = Callable[[Sums], Iterator[Finding]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def run(sums: Sums) -> list[Finding]:
    return [finding for function in CHECKS for finding in function(sums)]


def finding(
    check_id: str, subject: object, text: str, way_out: str, amount: Decimal | None = None, **more: Any
) -> Finding:
    """A finding of this module; the letter of its id says how severe it is."""
    severity = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}[check_id[0]]
    return Finding(f"grants.{check_id}", severity, str(subject), text, way_out, amount, **more)


# ---- National amounts -------------------------------------------------------------------------------------------


def implied_national(allotted: Decimal, key: DistributionKey) -> Decimal | None:
    """The whole tenth of a million that gives this allotment by the key, to the krona; None if there is none."""
    candidate = rounded(allotted / key.share, TENTH_OF_A_MILLION)
    return candidate if abs(candidate * key.share - allotted) <= KRONA else None


@check
def national_amount_gives_the_allotment(sums: Sums) -> Iterator[Finding]:
    """Doc 002 § 1.3.1: 1 453 mkr is printed, 18 174 397 kr is the share of 1 435,0 mkr."""
    for fund, key, national, allotted in sums.keyed_funds:
        implied = implied_national(allotted, key)
        if abs(national * key.share - allotted) > KRONA and implied is not None:
            yield finding(
                "W001",
                fund.pk,
                f"{fund}: {format_kronor(allotted)} är {format_percent(key.share, 4)} av {format_mkr(implied)}, "
                f"men dokumentet säger {mkr(national)}.",
                f"Troligen ett skrivfel i dokumentet. Räkna med {format_mkr(implied)} eller fråga avsändaren.",
                national - implied,
                area_number=fund.area.number,
            )


@check
def allotment_follows_the_key(sums: Sums) -> Iterator[Finding]:
    """Doc 002 § 2: Barnhälsovård 1 140 877 kr is not the population share of 114,5 mkr, 1 450 152 kr."""
    for fund, key, national, allotted in sums.keyed_funds:
        expected = rounded(national * key.share, KRONA)
        if abs(expected - allotted) <= KRONA or implied_national(allotted, key) is not None:
            continue
        direction = "mindre" if allotted < expected else "mer"
        yield finding(
            "W002",
            fund.pk,
            f"{fund}: tilldelat {format_kronor(allotted)} är {format_kronor(abs(expected - allotted))} {direction} än "
            f"andelen av {mkr(national)} enligt {key.name.lower()} ({format_kronor(expected)}).",
            "En annan nyckel har använts. Ange vilken i tilldelningens anmärkning.",
            abs(expected - allotted),
            area_number=fund.area.number,
        )


@check
def national_parts_make_the_stated_total(sums: Sums) -> Iterator[Finding]:
    """Doc 002 § 1.1: 5 698 to the regions; the funds' national amounts make 5 716,5, or 5 698,5 with 1 435,0."""
    nationals = [fund.national_amount.amount for fund in sums.funds if fund.national_amount]
    if len(nationals) != len(sums.funds) or not nationals:
        return
    total = sum(nationals, ZERO)
    errors = {fund: national - implied for fund, _, national, implied in _misprints(sums)}
    mended = total - sum(errors.values(), ZERO)
    for figure in sums.stated_of(Subject.REGIONS_NATIONAL):
        stated = figure.amount.amount
        if rounded(total, Decimal(1_000_000)) == rounded(stated, Decimal(1_000_000)):
            continue
        instead = f" Med rättat belopp för {listing(errors)} blir summan {mkr(mended)}." if errors else ""
        yield finding(
            "W003",
            figure.pk,
            f"Delarna till regionerna summerar till {mkr(total)}, men dokumentet säger {mkr(stated)} ({figure.where})."
            f"{instead}",
            "Se vilken av delarna som är felskriven.",
            abs(total - stated),
        )


def _misprints(sums: Sums) -> Iterator[tuple[Fund, DistributionKey, Decimal, Decimal]]:
    """(fund, key, national amount as printed, implied) where the two differ."""
    for fund, key, national, allotted in sums.keyed_funds:
        implied = implied_national(allotted, key)
        if implied is not None and abs(national * key.share - allotted) > KRONA:
            yield fund, key, national, implied


@check
def national_recipients_make_the_whole(sums: Sums) -> Iterator[Finding]:
    """What the regions and the other recipients get makes the whole."""
    others = sum((share.amount.amount for share in sums.national_shares if share.fund_id is None), ZERO)
    regions = sum((figure.amount.amount for figure in sums.stated_of(Subject.REGIONS_NATIONAL)), ZERO)
    for figure in sums.stated_of(Subject.NATIONAL):
        stated = figure.amount.amount
        if others and stated not in {others, others + regions}:
            yield finding(
                "W004",
                figure.pk,
                f"Mottagarnas delar summerar till {mkr(others + regions)}, men hela satsningen anges till "
                f"{mkr(stated)} ({figure.where}).",
                "Se efter vilken mottagare som saknas.",
                abs(others + regions - stated),
            )


# ---- What the document states -----------------------------------------------------------------------------------


@check
def the_printed_amount_has_its_unit(sums: Sums) -> Iterator[Finding]:
    """Doc 002 § 1.1: "5 698 kronor" lacks the word miljoner."""
    for figure in sums.stated:
        printed, meant = literal(figure.printed), figure.amount.amount
        if printed and printed != meant and meant in {printed * 1000, printed * 1_000_000}:
            word = "tusen" if meant == printed * 1000 else "miljoner"
            yield finding(
                "W005",
                figure.pk,
                f"Det står ”{figure.printed}” ({figure.where}). Ordet {word} saknas: "
                f"{format_kronor(meant)} är det som avses.",
                "Rätta i nästa version av dokumentet.",
                meant,
            )


@check
def funds_make_the_stated_total(sums: Sums) -> Iterator[Finding]:
    """The funds' allotments against the total that a document prints in kronor."""
    for figure in sums.stated_of(Subject.ALLOTTED):
        total, stated = sums.allotted(figure.area), figure.amount.amount
        if total and precision_of(figure.printed) == KRONA and total != stated:
            yield finding(
                "W006",
                figure.pk,
                f"Tilldelningarna summerar till {format_kronor(total)}, men dokumentet säger "
                f"{format_kronor(stated)} ({figure.where}).",
                "Jämför varje tilldelning med statens beslut.",
                abs(total - stated),
            )


@check
def rounded_text_is_rounded_right(sums: Sums) -> Iterator[Finding]:
    """Doc 002, summary: 71 862 709 kr is 71,9 million, not 71,8."""
    for figure in sums.stated_of(Subject.ALLOTTED):
        total, precision = sums.allotted(figure.area), precision_of(figure.printed)
        right = rounded(total, precision)
        if total and precision != KRONA and right != figure.amount.amount:
            yield finding(
                "W007",
                figure.pk,
                f"{format_kronor(total)} avrundas till {mkr(right)}, men dokumentet säger "
                f"{mkr(figure.amount.amount)} ({figure.where}).",
                "Rätta i nästa version av dokumentet.",
                abs(total - figure.amount.amount),
            )


@check
def stated_unallocated_is_what_is_left(sums: Sums) -> Iterator[Finding]:
    """Doc 002 § 2.1.3: the row "Ofördelat 1 300 000 kr" against what the pool holds."""
    for figure in sums.stated_of(Subject.UNALLOCATED):
        left, stated = sums.unallocated(figure.area), figure.amount.amount
        if sums.allotted(figure.area) and left != stated:
            yield finding(
                "W008",
                figure.pk,
                f"{figure.area or sums.agreement}: ofördelat är {format_kronor(left)}, men dokumentet säger "
                f"{format_kronor(stated)} ({figure.where}).",
                "Räkna med det ofördelade här: det är tilldelat minus bokfört.",
                abs(left - stated),
                area_number=figure.area.number if figure.area else None,
            )


# ---- Splits and assumptions -------------------------------------------------------------------------------------


@check
def a_fixed_split_follows_the_national_parts(sums: Sums) -> Iterator[Finding]:
    """Doc 002 § 2.1.4: 57 % is a rounding of 130/230, which moves 13 931 kr."""
    for fund in sums.funds:
        shares = [share for share in sums.national_shares if share.fund_id == fund.pk]
        if not shares:
            continue
        parts = split(sums.book.allotted[fund.pk], [share.amount.amount for share in shares])
        for share, part in zip(shares, parts, strict=True):
            held = _held(sums.book, share, fund)
            if held - part > KRONA:
                whole = sum((one.amount.amount for one in shares), ZERO)
                yield finding(
                    "W009",
                    share.pk,
                    f"{_names(share)} har {format_kronor(held)} av {fund}. Den nationella delen är "
                    f"{mkr(share.amount.amount)} av {mkr(whole)} ({format_percent(share.amount.amount / whole)}), "
                    f"det vill säga {format_kronor(part)}: {format_kronor(held - part)} mindre.",
                    "Kontrollera vilken andel som är beslutad; dokumentets procent är avrundad.",
                    held - part,
                    area_number=fund.area.number,
                )


def _held(book: Book, share: NationalShare, fund: Fund) -> Decimal:
    return sum((book.accounts.get(one.pk, {}).get(fund.pk, ZERO) for one in share.activities.all()), ZERO)


def _names(share: NationalShare) -> str:
    return listing(share.activities.all())


@check
def no_allotment_is_assumed(sums: Sums) -> Iterator[Finding]:
    """RS/26/2020 says 2,6 mkr and names no agreement: the allotment is assumed until the state's decision is in."""
    for fund in sums.funds:
        if fund.assumed:
            yield finding(
                "I010",
                fund.pk,
                f"Tilldelningen {fund} på {format_kronor(sums.book.allotted[fund.pk])} är ett antagande.",
                "Registrera statens beslut när det har kommit.",
                sums.book.allotted[fund.pk],
                area_number=fund.area.number,
            )


@check
def all_outcome_has_its_activity(sums: Sums) -> Iterator[Finding]:
    """Outcome rows whose activity code nobody knows stay in a visible bucket."""
    if sums.book.unmatched_outcome:
        yield finding(
            "W011",
            sums.agreement.pk,
            f"Utfall på {format_kronor(sums.book.unmatched_outcome)} är inte kopplat till någon aktivitet.",
            "Rätta aktivitetskoden i redovisningen och läs in månaden igen.",
            sums.book.unmatched_outcome,
        )


@check
def no_activity_has_spent_more_than_it_has(sums: Sums) -> Iterator[Finding]:
    for area in sums.areas:
        for activity in area.activities.all():
            outcome, booked = sums.book.outcome[activity.pk], sums.book.allocated(activity.pk)
            if outcome > booked:
                yield finding(
                    "W012",
                    activity.pk,
                    f"{activity} har utfall på {format_kronor(outcome)} men bara {format_kronor(booked)} bokfört: "
                    f"{format_kronor(outcome - booked)} för mycket.",
                    "Det som går över betalas av verksamheten själv, om inte en omfördelning beslutas.",
                    outcome - booked,
                    area_number=area.number,
                    activity_id=activity.pk,
                )
