"""What distributions to providers rest on: the register of them, keys of weights, lists of prices."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from decisions.actions.common import DecisionRefused, require
from grants.models import Agreement, PriceItem, PriceList, Provider, ProviderKey, ProviderWeight
from grants.provider_files import Named, read_listing
from people.abilities import Ability
from people.models import Unit, User


@dataclass(frozen=True)
class Price:
    """A line of a price list to be, kronor each; a supplement is to the latest line that is none."""

    name: str
    amount: Decimal
    is_supplement: bool = False


@transaction.atomic
def save_provider(
    provider: Provider | None,
    *,
    name: str,
    ownership: str,
    by: User,
    organisation_number: str = "",
    unit: Unit | None = None,
    active: bool = True,
) -> Provider:
    """A provider new to the register, or changed. What is fixed keeps the ownership that it was fixed with.

    Raises DecisionRefused."""
    require(by, Ability.DISTRIBUTE)
    row = provider or Provider()
    row.name, row.ownership = " ".join(name.split()), ownership
    row.organisation_number, row.unit, row.active = organisation_number.strip(), unit, active
    _refuse_invalid(row)
    row.save()
    return row


def _refuse_invalid(row: Any) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        if "provider_name_once" in str(error) or "name" in getattr(error, "error_dict", {}):
            raise DecisionRefused(f"Namnet {row.name} går inte att använda. Finns det redan?", "name_taken") from error
        raise DecisionRefused(" ".join(error.messages), "invalid") from error


@transaction.atomic
def add_provider_key(
    agreement: Agreement, *, name: str, kind: str, as_of: datetime.date, source: str, content: bytes, by: User
) -> ProviderKey:
    """A key out of a file `name;weight` (CSV or XLSX). Providers that are new to the register are added to it.

    Raises DecisionRefused, and OutcomeRefused with what is wrong by row and column."""
    require(by, Ability.DISTRIBUTE)
    if ProviderKey.objects.filter(agreement=agreement, name=name.strip()).exists():
        raise DecisionRefused(f"Det finns redan en nyckel som heter {name.strip()}. Välj ett annat namn.", "name_taken")
    rows = read_listing(content, Provider.objects.by_name())
    if not any(row.weight for row in rows):
        raise DecisionRefused("Alla vikter är noll: det finns ingen att fördela på.", "no_weight")
    key = ProviderKey.objects.create(
        agreement=agreement, name=name.strip(), kind=kind, as_of=as_of, source=source.strip(), by=by
    )
    providers = providers_named(rows, by=by)
    ProviderWeight.objects.bulk_create(
        ProviderWeight(key=key, provider=providers[row.name.casefold()], weight=row.weight) for row in rows
    )
    return key


@transaction.atomic
def providers_named(rows: Sequence[Named], *, by: User) -> dict[str, Provider]:
    """The providers of the rows by name without regard to case; those unknown are added to the register."""
    known = Provider.objects.by_name()
    for row in rows:
        if row.name.casefold() not in known:
            known[row.name.casefold()] = save_provider(
                None, name=row.name, ownership=row.ownership, organisation_number=row.organisation_number, by=by
            )
    return known


@transaction.atomic
def add_price_list(agreement: Agreement, *, name: str, source: str, prices: Sequence[Price], by: User) -> PriceList:
    """Prices of performances and their supplements, in order. Raises DecisionRefused."""
    require(by, Ability.DISTRIBUTE)
    names = [" ".join(price.name.split()).casefold() for price in prices]
    if not prices or prices[0].is_supplement:
        raise DecisionRefused("Skriv minst en prestation med sitt pris.", "no_price")
    if len(set(names)) != len(names):
        raise DecisionRefused("Två rader i prislistan heter lika. Skilj namnen åt.", "name_twice")
    if any(price.amount <= 0 for price in prices):
        raise DecisionRefused("Ett pris ska vara större än noll.", "no_price")
    if PriceList.objects.filter(agreement=agreement, name=name.strip()).exists():
        raise DecisionRefused(f"Det finns redan en prislista som heter {name.strip()}.", "name_taken")
    made = PriceList.objects.create(agreement=agreement, name=name.strip(), source=source.strip(), by=by)
    whole = None
    for price in prices:
        item = PriceItem.objects.create(
            price_list=made,
            name=" ".join(price.name.split()),
            price=price.amount,
            supplement_to=whole if price.is_supplement else None,
        )
        whole = whole if price.is_supplement else item
    return made
