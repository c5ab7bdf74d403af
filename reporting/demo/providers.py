"""Examples of distribution to providers: one per listed patient, fixed and reported on; one by performance, a draft."""

from decisions import actions
from decisions.actions.provider_register import Price
from grants.models import Provider, ProviderKey
from reporting.demo.agreement import Loaded
from reporting.demo.files import FOLDER, Data, kronor, the_day
from reporting.demo.people import Cast


def load(loaded: Loaded, data: Data, cast: Cast) -> None:
    for row in data["providers"]:
        actions.save_provider(None, **row, by=cast.officer)
    _by_key(loaded, data["by_key"], cast)
    _by_prices(loaded, data["by_prices"], cast)


def _by_key(loaded: Loaded, row: Data, cast: Cast) -> None:
    day, key = the_day(row["on"]), row["key"]
    draft = actions.draft_by_key(
        loaded.activities[row["activity"]],
        title=row["title"],
        key=actions.add_provider_key(
            loaded.agreement,
            name=key["name"],
            kind=ProviderKey.Kind.LISTED,
            as_of=the_day(key["as_of"]),
            source=key["source"],
            content=(FOLDER / key["file"]).read_bytes(),
            by=cast.officer,
        ),
        amount=kronor(row["amount"]),
        by=cast.officer,
        on=day,
        is_example=True,
    )
    fixed = actions.fix(draft, by=cast.officer, on=day)
    payout = row["payout"]
    actions.note_payout(
        fixed,
        paid_on=the_day(payout["paid_on"]),
        reference=payout["reference"],
        by=cast.officer,
        on=the_day(payout["paid_on"]),
    )
    link = row["link"]
    actions.make_link(
        fixed,
        Provider.objects.get(name=link["provider"]),
        expires_on=the_day(link["expires_on"]),
        address=link["address"],
        by=cast.officer,
        on=the_day(link["on"]),
    )
    report = row["report"]
    reported, _ = actions.make_link(
        fixed,
        Provider.objects.get(name=report["provider"]),
        expires_on=the_day(report["expires_on"]),
        by=cast.officer,
        on=the_day(report["made_on"]),
    )
    words = {name: report[name] for name in ("activities", "quantities", "comment", "author")}
    actions.save_provider_report(reported, **words, costs=kronor(report["costs"]), final=True, on=the_day(report["on"]))


def _by_prices(loaded: Loaded, row: Data, cast: Cast) -> None:
    prices = [Price(price["name"], kronor(price["amount"]), price["supplement"]) for price in row["prices"]]
    actions.draft_by_prices(
        loaded.activities[row["activity"]],
        title=row["title"],
        price_list=actions.add_price_list(
            loaded.agreement, name=row["price_list"], source=row["source"], prices=prices, by=cast.officer
        ),
        content=(FOLDER / loaded.slug / row["file"]).read_bytes(),
        by=cast.officer,
        on=the_day(row["on"]),
        is_example=True,
    )
