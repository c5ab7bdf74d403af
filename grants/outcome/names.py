"""What accounting calls the codes of its account strings, where the file says so (SIE: #KONTO, #OBJEKT, #DIM)."""

from grants.models import ACCOUNT_PARTS, Agreement, OutcomeImport, OutcomeMapping
from grants.outcome.account_strings import parts_of

Names = dict[str, dict[str, str]]
"""Code → name for each part of the account string that has names, and what the parts' own dimensions are called, part
→ number and name, under DIMENSIONS. As it is kept with the import."""
DIMENSIONS = "dimensions"
LONGEST_NAME = 100


def names_in(agreement: Agreement) -> Names:
    """Of the files in force, every part; where two say different things, the later month's. One query."""
    found: Names = {part: {} for part in (*ACCOUNT_PARTS, DIMENSIONS)}
    sources = OutcomeImport.objects.in_force().filter(agreement=agreement).exclude(names={})
    for names in sources.order_by("month").values_list("names", flat=True):
        for part, words in names.items():
            found[part].update(words)
    return found


def dimensions_of(mapping: OutcomeMapping) -> dict[str, str]:
    """What the latest file in force read by the mapping calls each part: "enhet" → "1 Kostnadsställe". One query."""
    if mapping.pk is None:
        return {}
    sources = OutcomeImport.objects.in_force().filter(mapping=mapping).order_by("-created_at")
    said = (sources.values_list("names", flat=True).first() or {}).get(DIMENSIONS, {})
    return {label: said[part] for part, label in ACCOUNT_PARTS.items() if part in said}


def named(account_string: str, names: Names) -> str:
    """The names of the string's parts in its order: "Löner, HOSPA, Patientkontrakt". Empty if nothing has a name."""
    parts = zip(ACCOUNT_PARTS, parts_of(account_string), strict=True)
    return ", ".join(name for part, code in parts if (name := names.get(part, {}).get(code)))


def called(names: Names) -> list[tuple[str, str, str]]:
    """Every code that has a name: what the file calls the part, the code, the name."""
    dimensions = names.get(DIMENSIONS, {})
    return [
        (dimensions.get(part) or label, code, name)
        for part, label in ACCOUNT_PARTS.items()
        for code, name in names.get(part, {}).items()
    ]
