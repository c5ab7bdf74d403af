"""Distribution to providers: drafts, fixing, new versions.

By officers for all, by others for activities that their role is responsible for or coordinates.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from decisions.actions.common import DecisionRefused
from decisions.actions.provider_register import providers_named
from decisions.authority import Authority
from grants.distributing import by_key, by_prices, room
from grants.kronor import format_kronor
from grants.models import (
    Account,
    Activity,
    Distribution,
    DistributionQuantity,
    DistributionRow,
    PriceList,
    Provider,
    ProviderKey,
)
from grants.provider_files import read_performances
from grants.splitting import SplitError
from people.models import User

Nature = DistributionRow.Nature
Status = Distribution.Status


@dataclass
class Part:
    """A provider's part of a draft to be. `decided` is another amount than the calculated one, for the reason given."""

    provider: Provider
    calculated: Decimal
    nature: str
    weight: Decimal | None = None
    quantities: Mapping[int, int] | None = None
    decided: Decimal | None = None
    reason: str = ""

    @property
    def final(self) -> Decimal:
        return self.calculated if self.decided is None else self.decided


def may_distribute(activity: Activity, user: User, on: datetime.date) -> None:
    """Raises DecisionRefused unless this person may share the activity's money on providers."""
    verdict = Authority(user, on).may_distribute(activity)
    if not verdict.allowed:
        raise DecisionRefused(verdict.reason, "not_allowed")


@transaction.atomic
def draft_by_key(
    activity: Activity,
    *,
    title: str,
    key: ProviderKey,
    amount: Decimal,
    by: User,
    on: datetime.date,
    nature: str = Nature.ACTUAL,
    is_example: bool = False,
) -> Distribution:
    """A draft that shares `amount` kronor by the key's weights. Raises DecisionRefused."""
    may_distribute(activity, by, on)
    draft = Distribution(activity=activity, title=title.strip(), key=key, amount=amount, by=by, is_example=is_example)
    return _write(draft, _parts_by_key(key, amount, nature))


@transaction.atomic
def draft_by_prices(
    activity: Activity,
    *,
    title: str,
    price_list: PriceList,
    content: bytes,
    by: User,
    on: datetime.date,
    nature: str = Nature.ACTUAL,
    is_example: bool = False,
) -> Distribution:
    """A draft that pays what the file says has been done, at the list's prices.

    Raises DecisionRefused, and OutcomeRefused with what is wrong by row and column."""
    may_distribute(activity, by, on)
    parts = _parts_by_prices(price_list, content, nature, by=by)
    draft = Distribution(activity=activity, title=title.strip(), price_list=price_list, by=by, is_example=is_example)
    return _write(draft, parts)


@transaction.atomic
def revise_by_key(
    distribution: Distribution,
    *,
    key: ProviderKey,
    amount: Decimal,
    note: str,
    nature: str,
    by: User,
    on: datetime.date,
) -> Distribution:
    """The next version of a fixed distribution, by a newer key or another amount. Raises DecisionRefused."""
    draft = _next_version(distribution, note, by, on)
    draft.key, draft.amount = key, amount
    return _write(draft, _parts_by_key(key, amount, nature))


@transaction.atomic
def revise_by_prices(
    distribution: Distribution, *, content: bytes, note: str, nature: str, by: User, on: datetime.date
) -> Distribution:
    """The next version of a fixed distribution: the file's rows take the place of those providers' rows, the others
    stay as they are. So actual performances replace estimates as they come in.

    Raises DecisionRefused, and OutcomeRefused with what is wrong by row and column."""
    draft = _next_version(distribution, note, by, on)
    if draft.price_list is None:
        raise DecisionRefused(f"{distribution} är inte gjord efter en prislista.", "no_price_list")
    new = _parts_by_prices(draft.price_list, content, nature, by=by)
    named = {part.provider.pk for part in new}
    kept = [_as_part(row) for row in distribution.rows.select_related("provider") if row.provider_id not in named]
    return _write(draft, [*new, *kept])


def _next_version(distribution: Distribution, note: str, by: User, on: datetime.date) -> Distribution:
    may_distribute(distribution.activity, by, on)
    newest = Distribution.objects.select_for_update().filter(series=distribution.series).order_by("-version").first()
    if newest is None or newest.pk != distribution.pk or not newest.is_fixed:
        raise DecisionRefused("Det finns redan en nyare version. Öppna den.", "not_the_newest")
    if not note.strip():
        raise DecisionRefused("Skriv vad som är ändrat.", "no_note")
    return Distribution(
        activity=distribution.activity,
        title=distribution.title,
        price_list=distribution.price_list,
        amount=distribution.amount,
        series=distribution.series,
        version=distribution.version + 1,
        change_note=note.strip(),
        is_example=distribution.is_example,
        by=by,
    )


def _as_part(row: DistributionRow) -> Part:
    quantities = {one.item_id: one.quantity for one in row.quantities.all()}
    calculated, decided = row.calculated.amount, row.decided.amount
    return Part(row.provider, calculated, row.nature, row.weight, quantities, decided, row.reason)


def _parts_by_key(key: ProviderKey, amount: Decimal, nature: str) -> list[Part]:
    weights = {row.provider: row.weight for row in key.weights.select_related("provider")}
    try:
        parts = by_key(amount, {provider.name: weight for provider, weight in weights.items()})
    except SplitError as error:
        raise DecisionRefused(str(error), "split") from error
    return [Part(provider, parts[provider.name], nature, weight) for provider, weight in weights.items()]


def _parts_by_prices(price_list: PriceList, content: bytes, nature: str, *, by: User) -> list[Part]:
    items = list(price_list.items.all())
    rows = read_performances(content, Provider.objects.by_name(), items)
    providers = providers_named(rows, by=by)
    return [
        Part(providers[row.name.casefold()], by_prices(row.quantities, items), nature, quantities=row.quantities)
        for row in rows
    ]


def _write(draft: Distribution, parts: Sequence[Part]) -> Distribution:
    if not draft.title:
        raise DecisionRefused("Skriv vad fördelningen gäller.", "no_title")
    if draft.price_list is not None:
        draft.amount = sum((part.final for part in parts), Decimal(0))
    _refuse_amount(draft)
    draft.save()
    rows = DistributionRow.objects.bulk_create(
        DistributionRow(
            distribution=draft,
            provider=part.provider,
            ownership=part.provider.ownership,
            weight=part.weight,
            calculated=part.calculated,
            decided=part.final,
            reason=part.reason,
            nature=part.nature,
        )
        for part in parts
    )
    DistributionQuantity.objects.bulk_create(
        DistributionQuantity(row=row, item_id=item, quantity=quantity)
        for row, part in zip(rows, parts, strict=True)
        for item, quantity in (part.quantities or {}).items()
    )
    return draft


def _refuse_amount(draft: Distribution) -> None:
    amount = getattr(draft.amount, "amount", draft.amount)
    if amount <= 0:
        raise DecisionRefused("Beloppet att fördela ska vara större än noll.", "no_amount")
    left = room(draft.activity, besides=draft.series)
    if amount > left:
        raise DecisionRefused(
            f"{draft.activity} har {format_kronor(left)} kvar att fördela. "
            f"{format_kronor(amount)} är {format_kronor(amount - left)} för mycket.",
            "more_than_booked",
        )


@transaction.atomic
def adjust_part(
    distribution: Distribution, provider: Provider, *, decided: Decimal, reason: str, by: User, on: datetime.date
) -> DistributionRow:
    """Decide another amount than the calculated for one provider of a draft, with the reason. By prices the whole
    follows; by a key the other parts must be adjusted too before it can be fixed. Raises DecisionRefused."""
    draft = _locked_draft(distribution, by, on)
    row = draft.rows.select_related("provider").get(provider=provider)
    if decided < 0:
        raise DecisionRefused("Beloppet kan inte vara mindre än noll.", "negative")
    if decided == row.calculated.amount:
        reason = ""
    elif not reason.strip():
        raise DecisionRefused("Skriv varför beloppet inte är det beräknade.", "no_reason")
    row.decided, row.reason = decided, reason.strip()
    row.save(update_fields=["decided", "reason"])
    if draft.price_list is not None:
        draft.amount = _decided_sum(draft)
        _refuse_amount(draft)
        draft.save(update_fields=["amount"])
    return row


@transaction.atomic
def discard(distribution: Distribution, *, by: User, on: datetime.date) -> None:
    """Throw away a draft. Raises DecisionRefused when it is fixed."""
    _locked_draft(distribution, by, on).delete()


@transaction.atomic
def fix(distribution: Distribution, *, by: User, on: datetime.date) -> Distribution:
    """Fix a draft for ever, if its parts sum to its amount and the activity has that much left under lock.

    Raises DecisionRefused."""
    draft = _locked_draft(distribution, by, on)
    # The ledger locks the same rows before it moves the activity's money.
    list(Account.objects.select_for_update(no_key=True).filter(activity=draft.activity_id).order_by("pk"))
    _refuse_amount(draft)
    missing = draft.amount.amount - _decided_sum(draft)
    if missing:
        raise DecisionRefused(
            f"Raderna summerar inte till beloppet: {format_kronor(missing, sign=True)} fattas. Justera raderna.",
            "does_not_sum",
        )
    draft.status, draft.fixed_on, draft.fixed_by = Status.FIXED, on, by
    draft.save(update_fields=["status", "fixed_on", "fixed_by"])
    return draft


def _decided_sum(draft: Distribution) -> Decimal:
    return sum((row.decided.amount for row in draft.rows.all()), Decimal(0))


def _locked_draft(distribution: Distribution, by: User, on: datetime.date) -> Distribution:
    rows = Distribution.objects.select_for_update(of=("self",)).select_related(
        "activity__area__agreement", "price_list"
    )
    draft = rows.filter(pk=distribution.pk).first()
    if draft is None:
        raise DecisionRefused("Utkastet är borttaget.", "gone")
    may_distribute(draft.activity, by, on)
    if draft.is_fixed:
        raise DecisionRefused(f"{draft} är fastställd och ändras inte. Gör en ny version.", "fixed")
    return draft
