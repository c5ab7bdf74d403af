"""The report of a requirement on a day, from the same figures as every page (`decisions.figures`)."""

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import cast

from django.db.models import Prefetch

from decisions.agreement_checks import acknowledged_findings
from decisions.figures import ActivityFigures, AgreementFigures, AreaFigures, FundFigures, agreement_figures
from decisions.models import Decision, DecisionLine
from decisions.settlement import settled
from grants.figures import ZERO
from grants.findings import Severity
from grants.models import Agreement
from people.models import Organisation
from reporting.models import Requirement, RequirementChange
from reporting.questionnaire.told import answers_told
from reporting.report import shape
from reporting.report.conditions import conditions
from reporting.report.earmarks import earmarks
from reporting.report.economy import economy
from reporting.report.method import method
from reporting.report.providers import distributions
from reporting.report.settled import settled_part
from reporting.report.wording import worded
from reporting.report_template import TemplateFacts
from reporting.templates import template_of


def day_of_figures(requirement: Requirement, today: datetime.date) -> datetime.date:
    """The last day of the period that the report is about, or today while the period lasts."""
    return min(period_of(requirement)[1], today)


def period_of(requirement: Requirement) -> tuple[datetime.date, datetime.date]:
    """The requirement's own period; what it does not say, the agreement's period says."""
    agreement = requirement.agreement
    return requirement.period_from or agreement.starts_on, requirement.period_to or agreement.ends_on


def build_report(requirement: Requirement, as_of: datetime.date, template: TemplateFacts | None = None) -> shape.Report:
    """Figures, decisions, conditions and answers as of a day, with the requirement's template or another. A fixed
    number of queries."""
    return worded(_unworded(requirement, as_of, template or template_of(requirement)))


def _unworded(requirement: Requirement, as_of: datetime.date, template: TemplateFacts) -> shape.Report:
    """The report with its template's texts as they are written."""
    agreement = requirement.agreement
    figures = agreement_figures(agreement, as_of)
    settlement = settled(figures, _when_all_is_used(requirement, as_of))
    answers = answers_told(requirement)
    narratives = {narrative.area_id: narrative.text for narrative in requirement.narratives.all()}
    return shape.Report(
        agreement=_agreement(agreement),
        requirement=_requirement(requirement, as_of),
        sender=Organisation.objects.current().name,
        as_of=as_of,
        amounts=shape.Amounts.of(figures.totals),
        unmatched_outcome=figures.unmatched_outcome,
        outcome_in_accounts=figures.totals.outcome + figures.unmatched_outcome,
        areas=tuple(
            _area(area, narratives.get(area.area.pk, ""), answers.get(area.area.number, ())) for area in figures.areas
        ),
        earmarks=earmarks(figures, settlement),
        months=_months(figures),
        decisions=_decisions(agreement, as_of),
        conditions=conditions(agreement, as_of),
        findings=_findings(agreement, as_of),
        narrative=narratives.get(None, ""),
        settlement=settled_part(settlement),
        economy=economy(agreement, settlement, as_of),
        distributions=distributions(agreement, as_of),
        template=template,
        method=method(agreement, as_of),
        answers=answers.get(0, ()),
    )


def _when_all_is_used(requirement: Requirement, as_of: datetime.date) -> datetime.date:
    """The day on which it is asked what becomes of what is left. A report about a whole period looks back on it: what
    could be used until the period's last day can be used no more."""
    return as_of + datetime.timedelta(days=1) if as_of == period_of(requirement)[1] else as_of


def _agreement(agreement: Agreement) -> shape.AgreementFacts:
    return shape.AgreementFacts(
        slug=agreement.slug,
        name=agreement.name,
        full_title=agreement.full_title,
        registry_number=agreement.registry_number,
        year=agreement.year,
        parties=agreement.parties,
        coordinator=agreement.coordinator.name if agreement.coordinator else "",
    )


def _requirement(requirement: Requirement, as_of: datetime.date) -> shape.RequirementFacts:
    changes = [change for change in requirement.changes.all() if change.decided_on <= as_of]
    last = changes[-1] if changes else None
    since, until = period_of(requirement)
    return shape.RequirementFacts(
        kind=requirement.kind,
        kind_text=requirement.get_kind_display(),
        title=requirement.title,
        recipient=requirement.recipient,
        period_from=since,
        period_to=until,
        source=requirement.source,
        status=last.status if last else "",
        status_text=last.get_status_display() if last else "",
        due_on=last.due_on if last else None,
        voluntary=last is not None and last.status == RequirementChange.Status.WITHDRAWN,
        history=tuple(_change(change) for change in changes),
    )


def _change(change: RequirementChange) -> shape.StatusChange:
    return shape.StatusChange(
        change.decided_on, change.status, change.get_status_display(), change.due_on, change.decided_by, change.note
    )


def _area(area: AreaFigures, narrative: str, answers: tuple[shape.AnswerRow, ...]) -> shape.AreaPart:
    return shape.AreaPart(
        number=area.area.number,
        name=area.area.name,
        coordinator=area.area.coordinator.name if area.area.coordinator else "",
        reallocation_rule=area.area.reallocation_rule,
        amounts=shape.Amounts.of(area.totals),
        funds=tuple(_fund(fund) for fund in area.funds),
        activities=tuple(_activity(activity) for activity in area.activities),
        narrative=narrative,
        crossings=tuple(shape.Crossing(row.text, row.decided, row.allocated) for row in area.crossings),
        answers=answers,
    )


def _fund(row: FundFigures) -> shape.FundRow:
    national = row.fund.national_amount
    return shape.FundRow(
        name=row.fund.name,
        earmarked=row.fund.earmarked,
        assumed=row.fund.assumed,
        national=national.amount if national is not None else None,
        allotted=row.allotted,
        allocated=row.allocated,
        unallocated=row.unallocated,
        repaid=row.repaid,
    )


def _activity(row: ActivityFigures) -> shape.ActivityRow:
    return shape.ActivityRow(
        name=row.activity.name,
        roles=tuple(row.roles),
        locked=row.activity.locked,
        amounts=shape.Amounts.of(row.figures),
        holdings=tuple(shape.Holding(fund.name, balance) for fund, balance in row.accounts),
    )


def _months(figures: AgreementFigures) -> tuple[shape.MonthOutcome, ...]:
    totals: defaultdict[datetime.date, Decimal] = defaultdict(lambda: ZERO)
    for activity in figures.activities.values():
        for month, amount in activity.by_month.items():
            totals[month] += amount
    return tuple(shape.MonthOutcome(month, totals[month]) for month in sorted(totals))


def _decisions(agreement: Agreement, as_of: datetime.date) -> tuple[shape.DecisionRow, ...]:
    """Every decision that the figures follow from, in the order they were made."""
    rows = (
        Decision.objects.decided()
        .filter(agreement=agreement, decided_on__lte=as_of)
        .for_page()
        .prefetch_related(Prefetch("lines", DecisionLine.objects.select_related("activity")))
        .order_by("decided_on", "pk")
    )
    return tuple(_decision(decision) for decision in rows)


def _decision(decision: Decision) -> shape.DecisionRow:
    changes = tuple(
        shape.Change(line.activity.name, line.amount.amount) for line in decision.lines.all() if line.activity
    )
    return shape.DecisionRow(
        number=decision.number,
        kind=decision.kind,
        kind_text=decision.get_kind_display(),
        title=decision.title,
        reference=decision.reference,
        registry_number=decision.case.registry_number,
        section=decision.section_number,
        decided_on=cast(datetime.date, decision.decided_on),  # held by a constraint
        body=decision.get_body_display(),
        basis=decision.mandate.basis if decision.mandate else "",
        reason=decision.reason,
        amount=Decision.moved(decision.lines.all()),
        changes=changes,
    )


def _findings(agreement: Agreement, as_of: datetime.date) -> tuple[shape.FindingRow, ...]:
    """What does not add up, with the reason of whoever has acknowledged it. Notes that ask nothing are left out."""
    return tuple(
        shape.FindingRow(
            row.finding.id,
            str(row.finding.severity),
            row.finding.text,
            row.acknowledgement.reason if row.acknowledgement else "",
        )
        for row in acknowledged_findings(agreement, as_of)
        if row.finding.severity != Severity.INFO
    )
