"""Writing the narratives and filing."""

import datetime

from django.db import transaction

from config.jobs import ask_for
from config.refused import Stale
from decisions.frozen import checksum
from grants.models import DevelopmentArea
from people.abilities import Ability
from people.models import User
from reporting.actions.common import ReportRefused, require
from reporting.filing import frozen_report, preconditions
from reporting.models import FiledReport, Narrative, Requirement
from reporting.questionnaire.told import who_owes
from reporting.report import Filing, Report, build_report, day_of_figures, differences


@transaction.atomic
def save_narrative(
    *, requirement: Requirement, area: DevelopmentArea | None, text: str, version: int, by: User
) -> Narrative:
    """Saves the answer for an area, or the summary (no area). `version` is what the writer saw, 0 for none.

    Raises Stale if somebody else has saved since: then nothing is saved.
    """
    require(by, Ability.WRITE_REPORT)
    Requirement.objects.select_for_update().get(pk=requirement.pk)
    narrative = requirement.narratives.filter(area=area).first() or Narrative(
        requirement=requirement, area=area, version=0
    )
    if narrative.version != version:
        raise Stale(
            f"{narrative.updated_by} har sparat ett annat svar sedan du öppnade sidan. Ditt är inte sparat. "
            "Jämför texterna, rätta din och spara igen."
        )
    narrative.text, narrative.version, narrative.updated_by = text.strip(), version + 1, by
    narrative.save()
    return narrative


@transaction.atomic
def file_report(
    requirement: Requirement, *, signatory: str, by: User, on: datetime.date, what_changed: str = ""
) -> FiledReport:
    """Freezes the figures and answers of this moment, with their checksum. The worker draws the files from them.

    Raises ReportRefused with the first precondition that does not hold. A later version must say what has changed,
    and lists every difference from the version before.
    """
    from reporting.tasks import filed_lock, render_filed

    require(by, Ability.FILE_REPORT)
    Requirement.objects.select_for_update().get(pk=requirement.pk)
    report = _ready(requirement, on)
    before = requirement.filed.order_by("version").last()
    version = before.version + 1 if before else 1
    _refuse_unsaid(signatory, what_changed, version)
    changes = tuple(differences(frozen_report(before), report)) if before else ()
    frozen = report.filed(Filing(version, on, signatory.strip(), what_changed.strip(), changes)).canonical()
    filed = FiledReport.objects.create(
        requirement=requirement,
        version=version,
        frozen=frozen,
        sha256=checksum(frozen),
        signatory=signatory.strip(),
        what_changed=what_changed.strip(),
        filed_on=on,
        filed_by=by,
    )
    # A job is a row of the same database: it is committed with the filing, or neither is.
    ask_for(render_filed, filed_lock(filed.pk), filed_id=filed.pk)
    return filed


def _ready(requirement: Requirement, on: datetime.date) -> Report:
    """The report of this moment. Raises ReportRefused with the first precondition that does not hold."""
    report = build_report(requirement, day_of_figures(requirement, on))
    for condition in preconditions(report, on, who_owes(requirement)):
        if not condition.holds:
            raise ReportRefused(f"{condition.text}: det stämmer inte än. {condition.way_out}", "not_ready")
    return report


def _refuse_unsaid(signatory: str, what_changed: str, version: int) -> None:
    if not signatory.strip():
        raise ReportRefused("Ange vem som fastställer redovisningen.", "no_signatory")
    if version > 1 and not what_changed.strip():
        raise ReportRefused(
            f"Version {version - 1} är redan inlämnad. Skriv vad som har ändrats sedan dess.", "nothing_said"
        )
