"""How the figures of a report are made, in the words that are frozen with them."""

import datetime

from grants.kronor import format_month
from grants.models import Agreement, PeriodClose
from grants.settlement import RULE


def method(agreement: Agreement, as_of: datetime.date) -> tuple[str, ...]:
    """A paragraph each: where the figures come from, what is closed, how money is charged, what is rounded."""
    return (
        f"Alla belopp är i kronor och gäller per {as_of}. Bokfört, ofördelat och tilldelat är summor av bokningar till "
        "och med den dagen. Beslutat är summan av de beslut som var fattade då. Utfallet kommer från regionens "
        "redovisning, månad för månad; det som inte har kunnat kopplas till en aktivitet redovisas för sig och ingår "
        "inte i aktiviteternas utfall.",
        _closed(agreement, as_of),
        _charged(agreement),
        RULE,
        "Belopp räknas och summeras i ören och avrundas aldrig i en summa. Där bara hela kronor visas finns inga ören.",
    )


def _closed(agreement: Agreement, as_of: datetime.date) -> str:
    closed = PeriodClose.objects.filter(agreement=agreement, reopened_at__isnull=True, month__lte=as_of)
    months = [format_month(month) for month in closed.order_by("month").values_list("month", flat=True)]
    if not months:
        return "Ingen månad är stängd: utfallet kan ännu ändras genom nya inläsningar."
    return f"Stängda månader, vars utfall bara ändras genom en daterad rättelse: {', '.join(months)}."


def _charged(agreement: Agreement) -> str:
    order = "före" if agreement.charges_earmarked_first else "efter"
    return (
        "Bidraget bär en aktivitets utfall upp till det som är bokfört på den; resten är egen finansiering. "
        f"Öronmärkta medel räknas som använda {order} andra medel på samma aktivitet."
    )
