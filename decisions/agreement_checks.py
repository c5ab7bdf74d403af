"""What does not add up between an agreement's decisions and its money, and who has acknowledged it.

`agreement_findings` is everything the checks of both apps find; `acknowledged_findings` says beside each who has taken
responsibility for it. Amounts are kronor. Ids are stable: decisions.E101 and so on.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django.urls import reverse

from config.refused import Refused
from decisions import condition_checks
from decisions.fulfilment import Fulfilment
from decisions.models import DecisionLine
from decisions.models.kinds import BUDGETING, Kind, Status
from grants import checks, payment_checks
from grants.checks import Sums
from grants.figures import ZERO
from grants.findings import Finding, Severity
from grants.kronor import format_kronor
from grants.models import Acknowledgement, Activity, Agreement, DevelopmentArea, Fund, StatedFigure
from grants.printed import listing, precision_of, rounded


@dataclass
class Decided(Sums):
    """The sums of an agreement with what is decided on top of them, as of a day."""

    @cached_property
    def lines(self) -> list[DecisionLine]:
        """Decided lines that change what an activity has, the oldest decision first."""
        rows = DecisionLine.objects.filter(
            decision__agreement=self.agreement,
            decision__status=Status.DECIDED,
            decision__decided_on__lte=self.on,
            decision__kind__in=BUDGETING,
            activity__isnull=False,
        )
        return list(
            rows.select_related("decision__case", "activity__area")
            .prefetch_related("shares__fund", "fundings__movement__source__fund")
            .order_by("decision__decided_on", "decision_id", "position", "pk")
        )

    @cached_property
    def followed(self) -> Fulfilment:
        """How the conditions of the decisions are followed."""
        return Fulfilment(self.agreement, self.on, self.book)

    @cached_property
    def planned(self) -> dict[int, Decimal]:
        """Kronor decided on each fund, as the lines were planned."""
        total: dict[int, Decimal] = defaultdict(lambda: ZERO)
        for line in self.lines:
            for share in line.shares.all():
                total[share.fund_id] += share.amount.amount
        return total

    def decided(self, area: DevelopmentArea | None) -> Decimal:
        return sum(
            (line.amount.amount for line in self.lines if area is None or _activity(line).area_id == area.pk), ZERO
        )

    def allocated_lines_on(self, fund: Fund) -> list[DecisionLine]:
        return [
            line
            for line in self.lines
            if line.decision.kind == Kind.ALLOCATION and fund.pk in {share.fund_id for share in line.shares.all()}
        ]

    def spendable(self, fund: Fund) -> Decimal:
        return self.book.allotted[fund.pk] - self.book.repaid[fund.pk]


def _activity(line: DecisionLine) -> Activity:
    return cast(Activity, line.activity)  # `Decided.lines` takes only those with one


def uncovered(line: DecisionLine) -> Decimal:
    return line.amount.amount - sum((funding.amount.amount for funding in line.fundings.all()), ZERO)


Check = Callable[[Decided], Iterator[Finding]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def agreement_findings(agreement: Agreement, on: datetime.date) -> list[Finding]:
    """Everything the checks have to say of this agreement on that day, errors first."""
    return findings_of(Decided(agreement, on))


def findings_of(decided: Decided) -> list[Finding]:
    """The same, for who needs what the checks have read for more."""
    found = [finding for function in CHECKS for finding in function(decided)]
    found += condition_checks.run(decided.followed) + checks.run(decided) + payment_checks.run(decided)
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))


@dataclass(frozen=True)
class AcknowledgedFinding:
    """A finding and who has acknowledged it, if anyone has, at this very amount."""

    finding: Finding
    acknowledgement: Acknowledgement | None

    @property
    def stops(self) -> bool:
        """An error that nobody has taken responsibility for."""
        return self.finding.severity == Severity.ERROR and self.acknowledgement is None


def acknowledged_findings(agreement: Agreement, on: datetime.date) -> list[AcknowledgedFinding]:
    """The findings with their acknowledgements; those that nobody has acknowledged first, errors before warnings."""
    return acknowledged(Decided(agreement, on))


def acknowledged(decided: Decided) -> list[AcknowledgedFinding]:
    """The same, for who needs what the checks have read for more."""
    given = {
        (row.finding_id, row.subject, row.amount.amount if row.amount else None): row
        for row in decided.agreement.acknowledgements.select_related("by")
    }
    found = [
        AcknowledgedFinding(finding, given.get((finding.id, finding.subject, finding.amount)))
        for finding in findings_of(decided)
    ]
    return sorted(found, key=lambda item: item.acknowledgement is not None)


def finding_of(agreement: Agreement, on: datetime.date, *, key: str, amount: str) -> Finding:
    """The finding that someone saw, by its key and amount. Raises Refused when the checks no longer find it so."""
    for finding in agreement_findings(agreement, on):
        if finding.key == key and amount == ("" if finding.amount is None else str(finding.amount)):
            return finding
    raise Refused("Avvikelsen har ändrats eller är åtgärdad sedan du öppnade sidan. Se listan som den är nu.", "gone")


def _error(check_id: str, subject: object, text: str, way_out: str, amount: Decimal, **more: Any) -> Finding:
    return Finding(f"decisions.{check_id}", Severity.ERROR, str(subject), text, way_out, amount, **more)


def _warning(
    check_id: str, subject: object, text: str, way_out: str, amount: Decimal | None = None, **more: Any
) -> Finding:
    return Finding(f"decisions.{check_id}", Severity.WARNING, str(subject), text, way_out, amount, **more)


# ---- Decided against allotted -----------------------------------------------------------------------------------


@check
def no_fund_is_decided_beyond_its_allotment(sums: Decided) -> Iterator[Finding]:
    """Doc 002 § 2.1.3: Karriärvägar 1 300 000 on an earmarked 1 266 508; RS/26/2020: 3 310 000 on an assumed 2,6 mkr.

    An error while something is uncovered; when it has been covered from another fund, a warning that says from where.
    """
    for fund in sums.funds:
        over = sums.planned[fund.pk] - sums.spendable(fund)
        if over <= 0:
            continue
        lines = sums.allocated_lines_on(fund)
        short = [line for line in lines if uncovered(line) > 0]
        yield (_uncovered_beyond if short else _covered_elsewhere)(sums, fund, lines, over)


def _uncovered_beyond(sums: Decided, fund: Fund, lines: list[DecisionLine], over: Decimal) -> Finding:
    short = [line for line in lines if uncovered(line) > 0]
    missing = sum((uncovered(line) for line in short), ZERO)
    what = "den öronmärkta tilldelningen" if fund.earmarked else "tilldelningen"
    who = str(_activity(short[0])) if len(short) == 1 else f"{len(short)} aktiviteter"
    return _error(
        "E101" if fund.earmarked else "E102",
        fund.pk,
        f"Beslutat {format_kronor(sums.planned[fund.pk])} på {what} {fund}, tilldelat "
        f"{format_kronor(sums.spendable(fund))}: {format_kronor(over)} för mycket. "
        f"{who} har {format_kronor(missing)} ej täckt.",
        _way_to_cover(sums, fund, missing),
        over,
        path=_path_to_cover(sums, fund, short),
        area_number=fund.area.number,
        activity_id=_activity(short[0]).pk if len(short) == 1 else None,
    )


def _free_funds(sums: Decided, fund: Fund) -> list[Fund]:
    """The funds that may cover what is decided on this one: itself, and those of the area that are not earmarked."""
    return [
        other
        for other in sums.funds_of(fund.area)
        if (other.pk == fund.pk or not other.earmarked) and sums.book.pool[other.pk] > 0
    ]


def _way_to_cover(sums: Decided, fund: Fund, missing: Decimal) -> str:
    free = [f"{other} (ofördelat {format_kronor(sums.book.pool[other.pk])})" for other in _free_funds(sums, fund)]
    if free:
        return f"Täck skillnaden ur {' eller '.join(free)}, eller rätta beslutet."
    return f"Registrera ytterligare tilldelning på {format_kronor(missing)}, eller fatta ett beslut som rättar."


def _path_to_cover(sums: Decided, fund: Fund, short: list[DecisionLine]) -> str:
    if _free_funds(sums, fund):
        return reverse("line_cover", args=[short[0].pk])
    return reverse("allotment_new", args=[sums.agreement.slug])


def _covered_elsewhere(sums: Decided, fund: Fund, lines: list[DecisionLine], over: Decimal) -> Finding:
    others: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        for funding in line.fundings.all():
            source = funding.movement.source.fund
            if source.pk not in {share.fund_id for share in line.shares.all()}:
                others[source.name] += funding.amount.amount
    from_where = listing(f"{format_kronor(amount)} ur {name}" for name, amount in others.items())
    what = "den öronmärkta tilldelningen" if fund.earmarked else "tilldelningen"
    names = listing(_activity(line) for line in lines)
    return _warning(
        "W103",
        fund.pk,
        f"{names}: beslutat {format_kronor(sums.planned[fund.pk])} på {what} {fund}, tilldelat "
        f"{format_kronor(sums.spendable(fund))}. Skillnaden {format_kronor(over)} är täckt: {from_where}.",
        "Redovisa delarna var för sig: de kommer ur olika tilldelningar.",
        over,
        area_number=fund.area.number,
        activity_id=lines[0].activity_id if len(lines) == 1 else None,
    )


@check
def no_decided_amount_is_left_uncovered(sums: Decided) -> Iterator[Finding]:
    """Uncovered although the fund that the line was planned on is not exceeded: the money came after the decision."""
    exceeded = {fund.pk for fund in sums.funds if sums.planned[fund.pk] > sums.spendable(fund)}
    for line in sums.lines:
        funds = {share.fund_id for share in line.shares.all()}
        missing = uncovered(line)
        if line.decision.kind == Kind.ALLOCATION and missing > 0 and not funds & exceeded:
            yield _error(
                "E104",
                line.pk,
                f"{_activity(line)} har {format_kronor(missing)} ej täckt av beslutade {format_kronor(line.amount)}.",
                "Pengarna finns i tilldelningen som beslutet bygger på. Täck enligt beslutets rader.",
                missing,
                path=reverse("line_cover", args=[line.pk]),
                area_number=_activity(line).area.number,
                activity_id=line.activity_id,
            )


# ---- Decided against what the document states -------------------------------------------------------------------


@check
def the_stated_plan_is_the_sum_of_its_lines(sums: Decided) -> Iterator[Finding]:
    """RS/26/2020 says 2,6 mkr; its lines make 3 310 000 kr."""
    for figure in sums.stated_of(StatedFigure.Subject.PLANNED):
        total = sums.decided(figure.area)
        if total and not plan_scope(sums, figure):
            stated = figure.amount.amount
            yield _warning(
                "W105",
                figure.pk,
                f"Dokumentet säger ”{figure.printed}” ({figure.where}), "
                f"men raderna summerar till {format_kronor(total)}.",
                "Raderna gäller: beslutet avser beloppet på varje rad. Rätta texten i nästa beslut.",
                abs(total - stated),
                area_number=figure.area.number if figure.area else None,
            )


@check
def the_stated_plan_uses_the_allotment(sums: Decided) -> Iterator[Finding]:
    """Doc 002 § 2.1.3: the table says 30 600 000 kr, the area has 30 636 839: 36 839 kr stands in no row."""
    for figure in sums.stated_of(StatedFigure.Subject.PLANNED):
        funds = plan_scope(sums, figure)
        allotted = sum((sums.book.allotted[fund.pk] for fund in funds), ZERO)
        stated = figure.amount.amount
        if not funds or rounded(allotted, precision_of(figure.printed)) == stated:
            continue
        whole = _stated_unallocated(sums, figure) > 0
        relation = "finns inte i någon rad" if stated < allotted else "finns inte i tilldelningen"
        severity = Severity.WARNING if whole or stated > allotted else Severity.INFO
        yield Finding(
            "decisions.W106" if severity == Severity.WARNING else "decisions.I107",
            severity,
            str(figure.pk),
            f"Planen är {format_kronor(stated)} ({figure.where}) mot tilldelat {format_kronor(allotted)} för "
            f"{listing(funds)}: {format_kronor(abs(allotted - stated))} {relation}.",
            "Fördela beloppet, eller låt det stå ofördelat och återbetala det om det inte används.",
            abs(allotted - stated),
            area_number=figure.area.number if figure.area else None,
        )


def plan_scope(sums: Decided, figure: StatedFigure) -> list[Fund]:
    """The funds that a stated plan is about. None if it sums nothing that is decided.

    Those of the area (or of the agreement) if it is the sum of all lines there, with the stated unallocated; else the
    one fund whose lines it sums.
    """
    precision, stated = precision_of(figure.printed), figure.amount.amount
    without_pool = stated - _stated_unallocated(sums, figure)
    funds = sums.funds_of(figure.area)
    if without_pool == rounded(sums.decided(figure.area), precision):
        return funds
    return [fund for fund in funds if stated == rounded(sums.planned[fund.pk], precision)][:1]


def _stated_unallocated(sums: Decided, figure: StatedFigure) -> Decimal:
    rows = sums.stated_of(StatedFigure.Subject.UNALLOCATED)
    return sum((row.amount.amount for row in rows if row.area_id == figure.area_id), ZERO)


# ---- Responsibility ---------------------------------------------------------------------------------------------


@check
def every_activity_has_a_responsible_role(sums: Decided) -> Iterator[Finding]:
    rows = Activity.objects.filter(area__agreement=sums.agreement, responsibilities__isnull=True)
    for activity in rows.select_related("area"):
        yield _warning(
            "W108",
            activity.pk,
            f"{activity} saknar ansvarig funktion.",
            "Ange vem som ansvarar.",
            path=activity.get_absolute_url(),
            area_number=activity.area.number,
            activity_id=activity.pk,
        )
