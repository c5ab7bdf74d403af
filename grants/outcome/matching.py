"""Which mapping and which agreement a file belongs to."""

from collections.abc import Iterable

from grants.models import Agreement, OutcomeMapping
from grants.outcome.cells import as_code
from grants.outcome.refusals import OutcomeRefused
from grants.outcome.sheets import Cell, Sheet, read_sheet


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


def find_agreement(content: bytes, mapping: OutcomeMapping) -> Agreement:
    """The one agreement whose activity codes the file holds. Raises OutcomeRefused if none or several do."""
    codes = _codes(read_sheet(content), mapping)
    agreements = list(
        Agreement.objects.filter(areas__activities__code__in=codes).distinct().order_by("slug") if codes else []
    )
    if not agreements:
        raise OutcomeRefused(
            "Ingen aktivitetskod i filen hör till någon överenskommelse. Ange överenskommelsen.", "no_agreement"
        )
    if len(agreements) > 1:
        slugs = ", ".join(agreement.slug for agreement in agreements)
        raise OutcomeRefused(f"Filen har koder från flera överenskommelser ({slugs}). Dela den.", "several_agreements")
    return agreements[0]


def _codes(sheet: Sheet, mapping: OutcomeMapping) -> set[str]:
    column = columns_of(sheet.head, mapping)[mapping.activity_column]
    return {code for _, cells in sheet.rows if (code := _code(cells[column] if column < len(cells) else None))}


def _code(cell: Cell) -> str:
    try:
        return as_code(cell)
    except ValueError:
        return ""


def account_columns(mapping: OutcomeMapping) -> list[str]:
    return [name.strip() for name in mapping.account_columns.split(";") if name.strip()]


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
            f"Filen har: {', '.join(name or '(utan rubrik)' for name in head)}.",
            "columns",
        )
    if twice := [name for name in wanted if folded.count(name.casefold()) > 1]:
        raise OutcomeRefused(f"Rubriken {', '.join(twice)} står flera gånger i filen.", "columns")
    return {name: folded.index(name.casefold()) for name in wanted}


def unread_columns(head: Iterable[str], mapping: OutcomeMapping) -> list[str]:
    """The file's headings that the mapping does not read."""
    wanted = {name.casefold() for name in mapped_columns(mapping)}
    return [name for name in head if name and name.casefold() not in wanted]
