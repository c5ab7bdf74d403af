"""Each provider over all agreements: what it was given, was paid and accounted for; estimates and what they became."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from decisions.distribution_pages import report_status
from decisions.models import ProviderLink
from decisions.provider_shape import OwnershipLines, PartLine, ProviderAmounts, ProviderFollowUp, ProviderLine
from grants.figures import ZERO
from grants.models import Agreement, Distribution, DistributionRow, Ownership, PayoutRow, Provider

STATUSES = {
    "ej-redovisat": "Har inte redovisat",
    "ej-betalt": "Återstår att betala",
    "uppskattat": "Bygger på en uppskattning",
    "over": "Har redovisat mer än fastställt",
}
GROUPS = {Ownership.PRIVATE: "Privata utförare", Ownership.REGION: "Regiondrivna utförare"}
ESTIMATE = DistributionRow.Nature.ESTIMATE

Key = tuple[uuid.UUID, int]
"""A distribution in all its versions, and a provider."""


@dataclass(frozen=True)
class Choice:
    """Empty parts choose all. `provider` is an id with its name beside it; `ownership` and `status` are keys."""

    agreement: str = ""
    agreement_name: str = ""
    year: int | None = None
    ownership: str = ""
    provider: int | None = None
    provider_name: str = ""
    status: str = ""

    def agreements(self, visible: QuerySet[Agreement]) -> QuerySet[Agreement]:
        chosen = visible.filter(slug=self.agreement) if self.agreement else visible
        return chosen.filter(year=self.year) if self.year else chosen

    def lets_through(self, row: DistributionRow, part: PartLine) -> bool:
        return (
            (not self.ownership or row.provider.ownership == self.ownership)
            and self.provider in (None, row.provider_id)
            and (not self.status or _has_status(part, self.status))
        )

    def in_words(self) -> tuple[str, ...]:
        said = (
            self.agreement_name,
            f"År {self.year}" if self.year else "",
            GROUPS[Ownership(self.ownership)] if self.ownership else "",
            self.provider_name,
            f"Läge: {STATUSES[self.status].lower()}" if self.status else "",
        )
        return tuple(filter(None, said))


def _has_status(part: PartLine, status: str) -> bool:
    amounts = part.amounts
    return {
        "ej-redovisat": part.report_kind != "done",
        "ej-betalt": amounts.to_pay != 0,
        "uppskattat": amounts.estimated > 0,
        "over": amounts.left < 0,
    }[status]


def provider_follow_up(visible: QuerySet[Agreement], choice: Choice, *, on: datetime.date) -> ProviderFollowUp:
    """How it stands on a day, of the agreements that are `visible` and chosen. Three queries, however many rows."""
    agreements = choice.agreements(visible)
    rows, paid, links = _rows(agreements, on), _paid(agreements, on), _links(agreements, on)
    newest = {series: max(row.distribution.version for row in own) for series, own in _by_series(rows).items()}
    parts: dict[int, list[PartLine]] = defaultdict(list)
    providers: dict[int, Provider] = {}
    for key, versions in rows.items():
        part = _part(versions, newest[key[0]], paid.get(key, ZERO), links.get(key, []), on)
        if (part.amounts.fixed or part.amounts.to_pay or part.amounts.reported) and choice.lets_through(
            versions[-1], part
        ):
            providers[key[1]] = versions[-1].provider
            parts[key[1]].append(part)
    lines = [(providers[pk], _line(providers[pk], own)) for pk, own in parts.items()]
    lines.sort(key=lambda pair: (pair[1].name.casefold(), pair[1].id))
    groups = tuple(_groups(lines))
    totals = sum((group.amounts for group in groups), ProviderAmounts())
    return ProviderFollowUp(on, choice.in_words(), totals, groups)


def _rows(agreements: QuerySet[Agreement], on: datetime.date) -> dict[Key, list[DistributionRow]]:
    """Every fixed row of each provider and distribution, the oldest version first."""
    rows = DistributionRow.objects.filter(
        distribution__status=Distribution.Status.FIXED,
        distribution__fixed_on__lte=on,
        distribution__activity__area__agreement__in=agreements,
    ).select_related("provider", "distribution__activity__area__agreement")
    found: dict[Key, list[DistributionRow]] = defaultdict(list)
    ordered = rows.order_by(
        "distribution__activity__area__agreement__name", "distribution__activity__area__number", "distribution_id"
    )
    for row in ordered:
        found[row.distribution.series, row.provider_id].append(row)
    return found


def _by_series(rows: dict[Key, list[DistributionRow]]) -> dict[uuid.UUID, list[DistributionRow]]:
    found: dict[uuid.UUID, list[DistributionRow]] = defaultdict(list)
    for (series, _), own in rows.items():
        found[series].extend(own)
    return found


def _paid(agreements: QuerySet[Agreement], on: datetime.date) -> dict[Key, Decimal]:
    rows = PayoutRow.objects.filter(
        payout__withdrawn_on__isnull=True,
        payout__paid_on__lte=on,
        payout__distribution__activity__area__agreement__in=agreements,
    )
    sums = rows.order_by().values_list("payout__distribution__series", "provider").annotate(total=Sum("amount"))
    return {(series, provider): total for series, provider, total in sums}


def _links(agreements: QuerySet[Agreement], on: datetime.date) -> dict[Key, list[ProviderLink]]:
    """The newest first."""
    rows = ProviderLink.objects.filter(distribution__activity__area__agreement__in=agreements, made_on__lte=on)
    found: dict[Key, list[ProviderLink]] = defaultdict(list)
    for link in rows.select_related("distribution", "report").order_by("-pk"):
        found[link.distribution.series, link.provider_id].append(link)
    return found


def _part(
    versions: list[DistributionRow], newest: int, paid: Decimal, links: list[ProviderLink], on: datetime.date
) -> PartLine:
    """`versions` are the provider's rows; `newest` is the distribution's newest version, which may leave it out."""
    last = versions[-1]
    holds = last.distribution.version == newest
    kind, report = report_status(links, on)
    activity = last.distribution.activity
    return PartLine(
        distribution=last.distribution_id,
        agreement=activity.area.agreement.name,
        area=activity.area.number,
        activity=activity.name,
        title=last.distribution.title,
        version=last.distribution.version,
        fixed_on=last.distribution.fixed_on or on,
        handling=_handling(last, activity.area.agreement),
        basis=last.get_nature_display() if holds else "inte längre med",
        report=report,
        report_kind=kind,
        amounts=_amounts(versions, holds, paid, _reported(links)),
    )


def _handling(row: DistributionRow, agreement: Agreement) -> str:
    if row.is_private:
        return "betalas ut"
    return "förs över" if agreement.hands_out_to_own_units else "godkänd avvikelse"


def _reported(links: Iterable[ProviderLink]) -> Decimal:
    """The costs of the newest account that is handed in."""
    return next((link.final_report.costs.amount for link in links if link.final_report), ZERO)


def _amounts(versions: list[DistributionRow], holds: bool, paid: Decimal, reported: Decimal) -> ProviderAmounts:
    last = versions[-1]
    fixed = last.decided.amount if holds else ZERO
    estimated = fixed if last.nature == ESTIMATE else ZERO
    earlier = [row.decided.amount for row in versions[:-1] if row.nature == ESTIMATE]
    replaced = earlier[-1] if holds and earlier and last.nature != ESTIMATE else None
    private = fixed if last.is_private else ZERO
    return ProviderAmounts(
        fixed=fixed,
        private=private,
        own=fixed - private,
        paid=paid,
        to_pay=private - paid,
        estimated=estimated,
        actual=fixed - estimated,
        replaced=ZERO if replaced is None else replaced,
        difference=ZERO if replaced is None else fixed - replaced,
        reported=reported,
        left=fixed - reported,
    )


def _line(provider: Provider, parts: list[PartLine]) -> ProviderLine:
    total = sum((part.amounts for part in parts), ProviderAmounts())
    return ProviderLine(provider.pk, provider.name, provider.organisation_number, total, tuple(parts))


def _groups(lines: list[tuple[Provider, ProviderLine]]) -> Iterator[OwnershipLines]:
    """Those that have a provider, by the ownership that it has now."""
    for ownership, name in GROUPS.items():
        own = tuple(line for provider, line in lines if provider.ownership == ownership)
        if own:
            yield OwnershipLines(
                str(ownership.value), name, sum((line.amounts for line in own), ProviderAmounts()), own
            )
