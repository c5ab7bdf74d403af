"""The template of a requirement's report: its own words first, then the template's, then what is built in."""

from dataclasses import replace

from django.db.models import QuerySet

from reporting.models import ReportTemplate, Requirement
from reporting.report_template import ACTIVITIES, ECONOMIC, TemplateFacts

BUILT_IN = {"socialstyrelsen": ACTIVITIES, "ekonomisk": ECONOMIC}
"""By the name that an address and a form have for it."""


def built_in(kind: str) -> TemplateFacts:
    """What a requirement of this kind is drawn with until somebody chooses a template."""
    return ECONOMIC if kind == Requirement.Kind.ECONOMIC else ACTIVITIES


def template_of(requirement: Requirement) -> TemplateFacts:
    """Texts with their words in braces still in them (`reporting.report.wording` fills them)."""
    chosen = requirement.template
    facts = facts_of(chosen) if chosen else built_in(requirement.kind)
    certificate, signatories = requirement.certificate.strip(), lines(requirement.signatories)
    return replace(facts, certificate=certificate or facts.certificate, signatories=signatories or facts.signatories)


def facts_of(template: ReportTemplate) -> TemplateFacts:
    """What the template says now. Its name and the version's number are the row's own."""
    version = template.current
    return replace(version.facts, name=template.name, version=version.number)


def start_from(name: str, templates: QuerySet[ReportTemplate]) -> tuple[TemplateFacts, str]:
    """What a form of a template begins with, and its recipient: a built-in one, or the one with that number.

    Without either: the built-in report of what was done, without its name."""
    if name in BUILT_IN:
        return replace(BUILT_IN[name], name=""), ""
    found = templates.filter(pk=int(name)).first() if name.isascii() and name.isdigit() else None
    return (facts_of(found), found.recipient) if found else (replace(ACTIVITIES, name=""), "")


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
