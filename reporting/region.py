"""All agreements of the region on one page: by year, area of work, role and status, with sums that hold.

Kronor as Decimal. A fixed number of queries, however many agreements, activities and rows of outcome.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.urls import reverse

from decisions.figures import Figures
from decisions.money_pages import KEY_ROW, has_ore, key_row, written
from decisions.overview import totals_by_area
from grants.models import Activity, Agreement, DevelopmentArea
from people.models import Role, User
from reporting.models import FiledReport, Requirement

STATUSES = {"pagar": "pågår", "avslutad": "avslutad", "redovisad": "redovisad"}
PER_PAGE = 20
OF_FUNDS = ("allotted", "unallocated")


@dataclass(frozen=True)
class Wanted:
    """What to show; empty parts choose all. `work` is a text in the name of an agreement or of one of its areas."""

    year: int | None = None
    work: str = ""
    role: Role | None = None
    status: str = ""


@dataclass(frozen=True)
class RegionRow:
    agreement: Agreement
    status: str
    areas: tuple[DevelopmentArea, ...]
    figures: Figures


def status_of(agreement: Agreement, is_reported: bool, on: datetime.date) -> str:
    """A key of STATUSES: reported when its final report is filed, else ended when its last day has passed."""
    if is_reported:
        return "redovisad"
    return "avslutad" if agreement.ends_on < on else "pagar"


def region_rows(user: User, wanted: Wanted, on: datetime.date) -> list[RegionRow]:
    """The agreements in their order. With an area of work, the figures are of the areas it names; with a role, of the
    role's activities, and without what lies in funds, which belong to no role."""
    totals = totals_by_area(wanted.role)
    with_role = _areas_of(wanted.role)
    found = []
    for agreement in _agreements(user, wanted.year):
        status = status_of(agreement, agreement.is_reported, on)  # type: ignore[attr-defined]
        areas = tuple(_areas(agreement, wanted.work, with_role))
        if wanted.status in ("", status) and (areas or not (wanted.work or wanted.role)):
            figures = sum((totals[area.pk] for area in areas), Figures())
            found.append(RegionRow(agreement, status, areas, figures))
    return found


def _agreements(user: User, year: int | None) -> Iterable[Agreement]:
    final = FiledReport.objects.filter(requirement__agreement=OuterRef("pk"), requirement__kind=Requirement.Kind.FINAL)
    rows = Agreement.objects.visible_to(user).annotate(is_reported=Exists(final)).prefetch_related("areas")
    return rows.filter(year=year) if year else rows


def _areas_of(role: Role | None) -> set[int] | None:
    """The areas where the role answers for something; None without a role."""
    if role is None:
        return None
    return set(Activity.objects.filter(responsibilities__role=role).values_list("area_id", flat=True))


def _areas(agreement: Agreement, work: str, with_role: set[int] | None) -> Iterator[DevelopmentArea]:
    sought = work.casefold()
    whole = sought in agreement.name.casefold()
    for area in agreement.areas.all():
        named = whole or sought in f"{area.name} {area.short_name}".casefold()
        if named and (with_role is None or area.pk in with_role):
            yield area


def region_page(user: User, wanted: Wanted, on: datetime.date, page: str | None) -> dict[str, Any]:
    """The sums are of all that was chosen, not of the page that is shown."""
    rows = region_rows(user, wanted, on)
    totals = sum((row.figures for row in rows), Figures())
    shown: Page[RegionRow] = Paginator(rows, PER_PAGE).get_page(page)
    ore = has_ore(*(row.figures.outcome for row in rows))
    keys = [key for key in KEY_ROW if not (wanted.role and key[0] in OF_FUNDS)]
    return {
        "page": shown,
        "rows": [_written(row, wanted, ore) for row in shown],
        "count": len(rows),
        "keys": key_row(totals, keys),
        "totals": written(totals, ore=ore),
        "by_role": wanted.role is not None,
        "crumbs": [("Överenskommelser", reverse("agreements"))],
    }


def _written(row: RegionRow, wanted: Wanted, ore: bool) -> dict[str, Any]:
    path = reverse("dashboard", args=[row.agreement.slug])
    return {
        "row": row,
        "path": f"{path}?funktion={wanted.role.pk}" if wanted.role else path,
        "status": STATUSES[row.status],
        "kind": {"pagar": "", "avslutad": "wait", "redovisad": "done"}[row.status],
        "areas": [f"{area.number}. {area.short_name or area.name}" for area in row.areas]
        if wanted.work or wanted.role
        else [],
        **written(row.figures, ore=ore),
    }
