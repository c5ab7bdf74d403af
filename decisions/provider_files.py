"""The follow-up of providers as files: a workbook with all of it, a CSV of the providers. Drawn as the page is."""

from decisions.frozen import canonical
from decisions.provider_shape import AMOUNTS, PartLine, ProviderAmounts, ProviderFollowUp
from decisions.spreadsheet import Table, Value, semicolons, workbook

LABELS = {
    "fixed": "Fastställt",
    "private": "Till privata",
    "own": "Till regiondrivna",
    "paid": "Utbetalt",
    "to_pay": "Kvar att betala",
    "estimated": "Varav uppskattat",
    "actual": "Varav faktiskt",
    "replaced": "Ersatta uppskattningar",
    "difference": "Skillnad mot uppskattat",
    "reported": "Redovisade kostnader",
    "left": "Kvar efter redovisat",
}
MONEY = tuple(f"{LABELS[name]}, kr" for name in AMOUNTS)
HEADS = ("Ägarform", "Utförare", "Organisationsnummer", *MONEY, "Fördelningar", "Redovisade fördelningar")
PART_HEADS = (
    "Utförare",
    "Överenskommelse",
    "Område",
    "Aktivitet",
    "Fördelning",
    "Version",
    "Fastställd",
    "Hantering",
    "Underlag",
    "Redovisning",
    *MONEY,
)


def provider_workbook(found: ProviderFollowUp) -> bytes:
    about: list[tuple[Value, ...]] = [
        ("Visar", found.heading),
        ("Till och med", found.as_of),
        ("Urval", "; ".join(found.selection) or "alla utförare"),
    ]
    return workbook(
        _providers(found),
        Table("Fördelningar", PART_HEADS, [_part(row.name, part) for row, part in found.parts], (40, 40, 9, 40, 40)),
        Table("Om uppföljningen", ("Uppgift", "Värde"), about, (34, 80)),
    )


def provider_csv(found: ProviderFollowUp) -> bytes:
    """The providers and their sum."""
    return semicolons(_providers(found))


def provider_json(found: ProviderFollowUp) -> bytes:
    """The data itself, whose SHA-256 stands on its PDF."""
    return canonical(found).encode()


def _providers(found: ProviderFollowUp) -> Table:
    rows: list[tuple[Value, ...]] = [
        (
            group.name,
            row.name,
            row.organisation_number,
            *_cells(row.amounts),
            len(row.parts),
            len([part for part in row.parts if part.report_kind == "done"]),
        )
        for group in found.groups
        for row in group.providers
    ]
    rows.append(("", "Summa", "", *_cells(found.totals), None, None))
    return Table("Utförare", HEADS, rows, (24, 46, 20))


def _part(provider: str, part: PartLine) -> tuple[Value, ...]:
    where = (part.agreement, part.area, part.activity, part.title, part.version, part.fixed_on)
    return (provider, *where, part.handling, part.basis, part.report, *_cells(part.amounts))


def _cells(amounts: ProviderAmounts) -> tuple[Value, ...]:
    return tuple(getattr(amounts, name) for name in AMOUNTS)
