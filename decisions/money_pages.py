"""The pages about an agreement's money as data: figures from `decisions.figures`, written out, with bars and links.

One function a page. A page decides nothing here: it shows what the figures, the checks and the abilities say.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse

from config.glossary import GLOSSARY
from decisions.agreement_checks import AcknowledgedFinding, acknowledged_findings
from decisions.agreement_tabs import agreement_tabs
from decisions.figures import ActivityFigures, AreaFigures, Figures, FundFigures, agreement_figures
from decisions.models import Case, Decision, DecisionLine
from decisions.models.kinds import Status
from decisions.overview import totals_by_agreement
from grants.findings import Severity
from grants.kronor import format_kronor
from grants.models import Agreement, DevelopmentArea, FocusArea
from grants.moneybar import bar
from people.abilities import Ability, may
from people.models import User

KEY_ROW = (
    ("allotted", "Tilldelat", "allotted"),
    ("decided", "Beslutat", "decided"),
    ("allocated", "Bokfört", "booked"),
    ("uncovered", "Ej täckt", "uncovered"),
    ("unallocated", "Ofördelat", "unallocated"),
    ("outcome", "Utfall", "outcome"),
)
ACTIVITY_KEYS = tuple(row for row in KEY_ROW if row[0] not in {"allotted", "unallocated"})
LINKS = (
    # Where a finding leads: a part of the address, the link's words, what one must be able to do there.
    ("/tackning/", "Täck nu", Ability.COVER),
    ("/stratsys/", "Till registreringen", Ability.SEE),
    ("/villkor/", "Till villkoren", Ability.SEE),
    ("/tilldelning/", "Registrera tilldelning", Ability.REGISTER_ALLOTMENT),
    ("/utbetalningar/", "Till utbetalningarna", Ability.SEE),
    ("/aktiviteter/", "Öppna aktiviteten", Ability.SEE),
)


def key_row(figures: Figures, keys: Iterable[tuple[str, str, str]] = KEY_ROW) -> list[dict[str, Any]]:
    """The key row, in its fixed order; what is uncovered, or below zero, stands out."""
    row = []
    for name, label, term in keys:
        amount = getattr(figures, name)
        alarm = amount > 0 if name == "uncovered" else amount < 0
        row.append({"label": label, "value": kr(amount), "alarm": alarm, "term": GLOSSARY[term]})
    row[0]["unit"] = "kr"
    return row


def kr(amount: Any, *, ore: bool = False) -> str:
    """The amount without its unit; with öre whatever it is, where others of its column have them."""
    return format_kronor(amount, unit=False, decimals=2 if ore else "auto")


def has_ore(*amounts: Decimal) -> bool:
    return any(amount != amount.to_integral_value() for amount in amounts)


BUDGET = ("allotted", "decided", "allocated", "uncovered", "unallocated")
SPENT = ("outcome", "left")


def written(figures: Figures, *, ore: bool = False) -> dict[str, Any]:
    """The figures of a row in a table, with its bar, and which of them stand out. `ore`: outcome and left with öre."""
    budget = {name: kr(getattr(figures, name)) for name in BUDGET}
    return (
        budget
        | {name: kr(getattr(figures, name), ore=ore) for name in SPENT}
        | {
            "bar": bar(figures.outcome, figures.allocated, figures.uncovered),
            "is_uncovered": figures.uncovered > 0,
            "is_overspent": figures.left < 0,
            "is_overdrawn": figures.unallocated < 0,
        }
    )


# ---- All agreements ---------------------------------------------------------------------------------------------


def agreements_page(agreements: Iterable[Agreement], user: User) -> dict[str, Any]:
    totals = totals_by_agreement()
    ore = has_ore(*(figures.outcome for figures in totals.values()))
    rows = [{"agreement": agreement, **written(totals[agreement.pk], ore=ore)} for agreement in agreements]
    return {"rows": rows, "may": abilities(user)}


# ---- One agreement ----------------------------------------------------------------------------------------------


def agreement_page(agreement: Agreement, user: User, on: datetime.date) -> dict[str, Any]:
    figures = agreement_figures(agreement)
    found = acknowledged_findings(agreement, on)
    ore = has_ore(*(area.totals.outcome for area in figures.areas))
    return {
        "crumbs": [("Överenskommelser", reverse("agreements"))],
        "tabs": agreement_tabs(agreement, "agreement"),
        "agreement": agreement,
        "keys": key_row(figures.totals),
        "areas": [_area_row(area, found, ore) for area in figures.areas],
        "totals": written(figures.totals, ore=ore),
        "funds": [fund_row(row) for area in figures.areas for row in area.funds],
        "findings": summary(found, user),
        "waiting": _open_decisions(agreement),
        "cases": _cases(agreement),
        "unmatched": kr(figures.unmatched_outcome) if figures.unmatched_outcome else "",
        "may": abilities(user),
    }


def abilities(user: User) -> dict[str, bool]:
    """What the page offers this person; the pages behind ask again."""
    return {
        "allot": may(user, Ability.REGISTER_ALLOTMENT),
        "allocate": may(user, Ability.ALLOCATE),
        "propose": may(user, Ability.PROPOSE),
        "cover": may(user, Ability.COVER),
        "set_up": may(user, Ability.EDIT_AGREEMENT),
        "acknowledge": may(user, Ability.ACKNOWLEDGE),
    }


def _area_row(area: AreaFigures, found: list[AcknowledgedFinding], ore: bool) -> dict[str, Any]:
    mine = [item for item in found if item.finding.area_number == area.area.number]
    return {
        "area": area.area,
        "activities": len(area.activities),
        "errors": len([item for item in mine if item.stops]),
        **written(area.totals, ore=ore),
    }


def fund_row(row: FundFigures) -> dict[str, Any]:
    return {
        "fund": row.fund,
        "national": kr(row.fund.national_amount) if row.fund.national_amount else "",
        "allotted": kr(row.allotted),
        "allocated": kr(row.allocated),
        "unallocated": kr(row.unallocated),
        "repaid": kr(row.repaid) if row.repaid else "",
        "expected": format_kronor(row.fund.expected_amount) if row.fund.expected_amount else "",
    }


def _open_decisions(agreement: Agreement) -> list[Decision]:
    """Drafts and proposals on their way, the oldest first."""
    rows = Decision.objects.filter(agreement=agreement, status__in=[Status.SUBMITTED, Status.RETURNED, Status.DRAFT])
    return list(rows.select_related("created_by", "submitted_by", "case").order_by("submitted_at", "pk"))


def _cases(agreement: Agreement) -> list[dict[str, Any]]:
    """The agreement's cases with their documents and decisions; also those that only its decisions name."""
    cases = Case.objects.filter(agreement=agreement) | Case.objects.filter(decisions__agreement=agreement)
    rows = cases.distinct().prefetch_related("documents", "decisions")
    return [
        {
            "case": case,
            "documents": case.documents.all(),
            "decisions": [decision for decision in case.decisions.all() if decision.status == Status.DECIDED],
        }
        for case in rows
    ]


# ---- Findings ---------------------------------------------------------------------------------------------------


def written_finding(item: AcknowledgedFinding, user: User) -> dict[str, Any]:
    """A finding as its component wants it; the link to what mends it only for who may."""
    finding, seen = item.finding, item.acknowledgement
    url, link_text = _link(finding.path, user)
    return {
        "finding": {
            "id": finding.id,
            "severity": finding.severity.value,
            "text": finding.text,
            "way_out": finding.way_out,
            "url": url,
            "link_text": link_text,
        },
        "key": finding.key,
        "amount": "" if finding.amount is None else str(finding.amount),
        "area_number": finding.area_number,
        "acknowledged": {"by": seen.by, "at": seen.created_at, "reason": seen.reason} if seen else None,
    }


def _link(path: str, user: User) -> tuple[str, str]:
    """The address and the words of a finding's link; neither for who may not do what it leads to."""
    for part, words, ability in LINKS:
        if part in path:
            return (path, words) if may(user, ability) else ("", "")
    return path, "Gå dit"


def summary(found: list[AcknowledgedFinding], user: User) -> dict[str, Any]:
    """What stands first on the page: the errors in full, the rest counted."""
    unseen = [item for item in found if item.acknowledgement is None]
    return {
        "errors": [written_finding(item, user) for item in unseen if item.stops],
        "warnings": len([item for item in unseen if item.finding.severity == Severity.WARNING]),
        "infos": len([item for item in unseen if item.finding.severity == Severity.INFO]),
        "acknowledged": len(found) - len(unseen),
        "count": len(found),
    }


def findings_page(agreement: Agreement, user: User, on: datetime.date) -> dict[str, Any]:
    found = acknowledged_findings(agreement, on)
    rows = [written_finding(item, user) for item in found]
    return {
        "crumbs": [("Överenskommelser", reverse("agreements")), (agreement.name, agreement.get_absolute_url())],
        "tabs": agreement_tabs(agreement, "findings"),
        "agreement": agreement,
        "open": [row for row in rows if row["acknowledged"] is None],
        "acknowledged": [row for row in rows if row["acknowledged"] is not None],
        "may_acknowledge": may(user, Ability.ACKNOWLEDGE),
    }


# ---- One area ---------------------------------------------------------------------------------------------------


def area_page(agreement: Agreement, number: int, user: User, on: datetime.date) -> dict[str, Any]:
    figures = agreement_figures(agreement)
    area = figures.area(number)
    waiting = waiting_activities(agreement)
    ore = has_ore(*(row.figures.outcome for row in area.activities))
    found = [item for item in acknowledged_findings(agreement, on) if item.finding.area_number == number]
    return {
        "crumbs": [("Överenskommelser", reverse("agreements")), (agreement.name, agreement.get_absolute_url())],
        "agreement": agreement,
        "area": area.area,
        "others": [other.area for other in figures.areas],
        "keys": key_row(area.totals),
        "activities": [activity_row(row, waiting, ore) for row in area.activities],
        "totals": written(area.totals, ore=ore),
        "crossings": crossings(area),
        "funds": [fund_row(row) for row in area.funds],
        "focus_areas": focus_tree(area.area),
        "findings": [written_finding(item, user) for item in found],
        "may": abilities(user),
    }


def crossings(area: AreaFigures) -> list[dict[str, Any]]:
    """The rows between the activities and their sum, written out."""
    return [
        {"text": row.text, "activity": row.activity, "decided": kr(row.decided), "allocated": kr(row.allocated)}
        for row in area.crossings
    ]


def activity_row(row: ActivityFigures, waiting: dict[int, int], ore: bool) -> dict[str, Any]:
    return {
        "activity": row.activity,
        "roles": ", ".join(row.roles),
        "waiting": waiting.get(row.activity.pk),
        "funds": [{"fund": fund, "balance": kr(balance)} for fund, balance in row.accounts],
        "has_two_funds": len(row.accounts) > 1,
        **written(row.figures, ore=ore),
    }


def waiting_activities(agreement: Agreement) -> dict[int, int]:
    """The activities that a submitted decision touches, with that decision's id."""
    rows = DecisionLine.objects.filter(
        decision__agreement=agreement, decision__status=Status.SUBMITTED, activity__isnull=False
    )
    return dict(rows.order_by("decision_id").values_list("activity_id", "decision_id"))


def focus_tree(area: DevelopmentArea) -> list[dict[str, Any]]:
    """The focus areas with their bullets, and which activities serve each, whether by letter or by bullet."""
    rows = list(area.focus_areas.prefetch_related("activities").order_by("position", "pk"))
    bullets: dict[int, list[FocusArea]] = defaultdict(list)
    for row in rows:
        if row.parent_id:
            bullets[row.parent_id].append(row)
    return [
        {
            "letter": row.letter,
            "text": row.text,
            "bullets": bullets[row.pk],
            "activities": _serving([row, *bullets[row.pk]]),
        }
        for row in rows
        if not row.parent_id
    ]


def _serving(rows: Iterable[FocusArea]) -> list[Any]:
    found = {activity.pk: activity for row in rows for activity in row.activities.all()}
    return sorted(found.values(), key=lambda activity: (activity.position, activity.pk))
