"""Report templates: made, changed into a new version, chosen for a requirement."""

from django.db import transaction

from config.refused import Stale
from decisions.frozen import canonical
from people.abilities import Ability
from people.models import User
from reporting.actions.common import ReportRefused, require
from reporting.models import ReportTemplate, Requirement, TemplateVersion
from reporting.report.wording import unknown_words
from reporting.report_template import HEADINGS, LANGUAGES, TemplateFacts


@transaction.atomic
def make_template(*, name: str, recipient: str, content: TemplateFacts, by: User) -> ReportTemplate:
    """A template with its first version. Raises ReportRefused for a name that is taken and for what cannot be drawn."""
    require(by, Ability.EDIT_AGREEMENT)
    _refuse_unfit(content)
    _refuse_taken(name, None)
    made = ReportTemplate.objects.create(name=name.strip(), recipient=recipient.strip())
    TemplateVersion.objects.create(template=made, number=1, content=canonical(content), by=by)
    return made


@transaction.atomic
def change_template(
    template: ReportTemplate, *, name: str, recipient: str, content: TemplateFacts, version: int, by: User
) -> TemplateVersion:
    """A new version, which every report that is not filed is drawn with from now on. `version` is the one that the
    writer saw: raises Stale, with nothing saved, when there is a newer one, else ReportRefused as `make_template`."""
    require(by, Ability.EDIT_AGREEMENT)
    template = ReportTemplate.objects.select_for_update().get(pk=template.pk)
    newest = template.current
    if newest.number != version:
        raise Stale(f"{newest.by} har sparat version {newest.number} sedan du öppnade sidan. Din är inte sparad.")
    _refuse_unfit(content)
    _refuse_taken(name, template)
    template.name, template.recipient = name.strip(), recipient.strip()
    template.save()
    return TemplateVersion.objects.create(template=template, number=version + 1, content=canonical(content), by=by)


@transaction.atomic
def choose_template(
    requirement: Requirement, *, template: ReportTemplate | None, certificate: str, signatories: str, by: User
) -> Requirement:
    """How the requirement's report is drawn from now on; what is filed stays as it was. None: what is built in.

    Raises ReportRefused for words in braces that mean nothing."""
    require(by, Ability.EDIT_AGREEMENT)
    row = Requirement.objects.select_for_update().get(pk=requirement.pk)
    _refuse_unknown("intyget", certificate)
    row.template, row.certificate, row.signatories = template, certificate.strip(), signatories.strip()
    row.save(update_fields=["template", "certificate", "signatories"])
    return row


def _refuse_taken(name: str, template: ReportTemplate | None) -> None:
    if not name.strip():
        raise ReportRefused("Ge mallen ett namn.", "no_name")
    others = ReportTemplate.objects.exclude(pk=template.pk) if template else ReportTemplate.objects
    if others.filter(name__iexact=name.strip()).exists():
        raise ReportRefused(f"Det finns redan en mall som heter {name.strip()}.", "name_taken")


def _refuse_unfit(content: TemplateFacts) -> None:
    keys = [section.key for section in content.sections]
    if not keys:
        raise ReportRefused("Välj minst ett avsnitt.", "no_section")
    if len(set(keys)) < len(keys) or not set(keys) <= set(HEADINGS) or content.language not in LANGUAGES:
        raise ReportRefused("Mallen har ett avsnitt eller ett språk som inte finns.", "unknown_section")
    if any(not section.heading.strip() for section in content.sections):
        raise ReportRefused("Varje avsnitt behöver en rubrik.", "no_heading")
    _refuse_unknown("följebrevet", content.cover_letter)
    _refuse_unknown("intyget", content.certificate)


def _refuse_unknown(where: str, text: str) -> None:
    if unknown := unknown_words(text):
        words = ", ".join(f"{{{word}}}" for word in unknown)
        raise ReportRefused(
            f"I {where} står {words}, som inte betyder något. Orden som går att använda står i hjälpen."
        )
