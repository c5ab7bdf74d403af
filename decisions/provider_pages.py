"""The page of the providers' follow-up: its amounts written out, its figure, and the ways to the files."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from decisions.distribution_pages import LIST
from decisions.forms.provider_follow_up import ProviderFilter
from decisions.money_pages import has_ore
from decisions.provider_files import LABELS
from decisions.provider_shape import AMOUNTS, ProviderAmounts, ProviderFollowUp
from grants.figures import ZERO
from grants.kronor import format_kronor
from grants.moneybar import bar, figure

GIVEN = ("fixed", "private", "own", "paid", "to_pay")
BECAME = ("estimated", "actual", "replaced", "difference", "reported", "left")
OF_A_PART = ("fixed", "paid", "to_pay", "difference", "reported", "left")
IN_THE_FIGURE = 12
FORMATS = (("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON"))


def provider_page(found: ProviderFollowUp, form: ProviderFilter) -> dict[str, Any]:
    query = f"?{form.query()}" if form.query() else ""
    return {
        "found": found,
        "form": form,
        "drawn": drawn(found, form),
        "files": [{"label": label, "path": reverse(f"provider_follow_up_{end}") + query} for end, label in FORMATS],
        "crumbs": [LIST],
    }


def drawn(found: ProviderFollowUp, form: ProviderFilter | None = None) -> dict[str, Any]:
    """What page and PDF share; with a form, each provider's name leads to it alone."""
    ore = {name for name in AMOUNTS if has_ore(*(getattr(row.amounts, name) for row in found.providers))}
    return {
        "keys": _keys(found),
        "figure": _figure(found),
        "tables": [
            _table("fordelat", "Fastställt och utbetalt, kronor", GIVEN, found, ore, form),
            _table("redovisat", "Uppskattat, faktiskt och redovisat, kronor", BECAME, found, ore, form),
        ],
        "part_heads": [LABELS[name] for name in OF_A_PART],
        "parts": [
            {"provider": row, "part": part, "cells": cells(part.amounts, OF_A_PART, ore)} for row, part in found.parts
        ],
    }


def _table(
    id: str, caption: str, names: Sequence[str], found: ProviderFollowUp, ore: set[str], form: ProviderFilter | None
) -> dict[str, Any]:
    return {
        "id": id,
        "caption": caption,
        "heads": [LABELS[name] for name in names],
        "groups": [
            {
                "name": group.name,
                "cells": cells(group.amounts, names, ore),
                "rows": [
                    {
                        "line": row,
                        "query": form.with_choice(utforare=row.id) if form else "",
                        "cells": cells(row.amounts, names, ore),
                    }
                    for row in group.providers
                ],
            }
            for group in found.groups
        ],
        "totals": cells(found.totals, names, ore),
    }


def cells(amounts: ProviderAmounts, names: Sequence[str], ore: set[str]) -> list[dict[str, Any]]:
    """The amounts in order; what is to be paid back, or is more than was fixed, stands out."""
    return [
        {
            "label": LABELS[name],
            "text": format_kronor(
                getattr(amounts, name), unit=False, sign=name == "difference", decimals=2 if name in ore else "auto"
            ),
            "bad": name in ("to_pay", "left") and getattr(amounts, name) < 0,
        }
        for name in names
    ]


def _keys(found: ProviderFollowUp) -> list[dict[str, Any]]:
    totals, parts = found.totals, [part for _, part in found.parts]
    reported = len([part for part in parts if part.report_kind == "done"])

    def text(name: str) -> str:
        return format_kronor(getattr(totals, name), unit=False)

    return [
        {"label": "Fastställt", "value": text("fixed"), "unit": "kr", "note": f"varav uppskattat {text('estimated')}"},
        {"label": "Till privata", "value": text("private")},
        {"label": "Till regiondrivna", "value": text("own")},
        {"label": "Utbetalt", "value": text("paid"), "note": f"kvar att betala {text('to_pay')}"},
        {"label": "Redovisade kostnader", "value": text("reported"), "note": f"{reported} av {len(parts)} delar"},
        {"label": "Kvar efter redovisat", "value": text("left"), "alarm": totals.left < 0},
    ]


def _figure(found: ProviderFollowUp) -> Any:
    """How much of what is fixed the largest providers have accounted for."""
    largest = sorted(found.providers, key=lambda row: (-row.amounts.fixed, row.id))[:IN_THE_FIGURE]
    rows = [
        (
            row.name,
            f"{format_kronor(row.amounts.reported, unit=False)} av {format_kronor(row.amounts.fixed)}",
            bar(row.amounts.reported, row.amounts.fixed, ZERO),
        )
        for row in largest
    ]
    return figure("redovisat-av-fastställt", "Redovisade kostnader av det som är fastställt", rows) if rows else None
