"""Which mapping a file is read by, and where its columns stand."""

from collections.abc import Iterable

from grants.models import OutcomeMapping
from grants.outcome.refusals import OutcomeRefused


def find_mapping(name: str) -> OutcomeMapping:
    """The mapping with this name, or the only one whose name begins so, whatever case. Raises OutcomeRefused."""
    mappings = list(OutcomeMapping.objects.all())
    wanted = name.strip().casefold()
    exact = [mapping for mapping in mappings if mapping.name.casefold() == wanted]
    begins = [mapping for mapping in mappings if wanted and mapping.name.casefold().startswith(wanted)]
    found = exact or begins
    if len(found) != 1:
        known = ", ".join(mapping.name for mapping in mappings) or "inga"
        raise OutcomeRefused(f"Kolumnmappningen {name} finns inte. De som finns: {known}.", "unknown_mapping")
    return found[0]


def account_columns(mapping: OutcomeMapping) -> list[str]:
    """The headings of the account string's parts, in their order; empty for a part that the file does not have."""
    return [name.strip() for name in mapping.account_columns.split(";")] if mapping.account_columns.strip() else []


def mapped_columns(mapping: OutcomeMapping) -> list[str]:
    """The headings that the mapping reads, each once."""
    names = [
        mapping.month_column,
        mapping.activity_column,
        mapping.amount_column,
        *account_columns(mapping),
        mapping.voucher_column,
        mapping.text_column,
    ]
    return list(dict.fromkeys(name for name in names if name))


def columns_of(head: list[str], mapping: OutcomeMapping) -> dict[str, int]:
    """Where each heading of the mapping stands, whatever case. Raises OutcomeRefused if one is missing or doubled."""
    folded = [name.casefold() for name in head]
    wanted = mapped_columns(mapping)
    missing = [name for name in wanted if name.casefold() not in folded]
    if missing:
        raise OutcomeRefused(
            f"Kolumnerna stämmer inte med mappningen {mapping}. Saknas: {', '.join(missing)}. "
            f"Filen har: {', '.join(name or '(utan rubrik)' for name in head)}. "
            "Står rubrikerna på en annan rad? Skriv rubrikernas rad i mappningen.",
            "columns",
        )
    if twice := [name for name in wanted if folded.count(name.casefold()) > 1]:
        raise OutcomeRefused(f"Rubriken {', '.join(twice)} står flera gånger i filen.", "columns")
    return {name: folded.index(name.casefold()) for name in wanted}


def unread_columns(head: Iterable[str], mapping: OutcomeMapping) -> list[str]:
    """The file's headings that the mapping does not read."""
    wanted = {name.casefold() for name in mapped_columns(mapping)}
    return [name for name in head if name and name.casefold() not in wanted]
