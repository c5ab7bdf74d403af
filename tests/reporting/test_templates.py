"""Report templates made, previewed, changed and chosen in the browser; what is filed keeps the one it had."""

import html

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from config.refused import Refused
from people.abilities import Profile
from reporting import actions
from reporting.files.pdf import Layout
from reporting.models import ReportTemplate, Requirement, TemplateVersion
from reporting.report import Report
from reporting.report_template import ACTIVITIES, ECONOMIC, HEADINGS, sections
from tests import creators
from tests.reporting import reports

pytestmark = pytest.mark.django_db

PATH = "/redovisning/mallar/"


@pytest.fixture
def case(case: reports.Case) -> reports.Case:
    return case.answered()


@pytest.fixture
def client(case: reports.Case) -> Client:
    client = Client()
    client.force_login(case.writer)
    return client


def said(*chosen: tuple[str, str], **more: object) -> dict[str, object]:
    """What the form sends: the chosen sections with their headings, in this order."""
    fields = {
        "name": "SKR",
        "recipient": "Sveriges Kommuner och Regioner",
        "address": "Hornsgatan 20\n118 82 Stockholm",
        "language": "sv",
        "cover_letter": "Av {tilldelat} har {använt} använts.",
        "certificate": "",
        "signatories": "Chef HOSPA\nRegiondirektör",
        "version": 0,
    }
    for number, (key, heading) in enumerate(chosen, start=1):
        fields |= {f"med-{key}": "on", f"plats-{key}": number, f"rubrik-{key}": heading}
    return fields | more


TWO = (("decisions", "Våra beslut"), ("summary", "Pengarna i korthet"))


def made(client: Client, *chosen: tuple[str, str], **more: object) -> ReportTemplate:
    assert client.post(f"{PATH}ny/", said(*(chosen or TWO), **more)).status_code == 302
    return ReportTemplate.objects.get()


def choose(client: Client, requirement: Requirement, template: ReportTemplate | str, **own: str) -> None:
    fields = {"template": getattr(template, "pk", ""), "certificate": "", "signatories": ""} | own
    assert client.post(f"{requirement.get_absolute_url()}mall/", fields).status_code == 302


def test_an_officer_makes_a_template_and_page_and_document_follow_it(client, case):
    template = made(client)
    choose(client, case.requirement, template)
    report = case.report()
    assert [(row.key, row.heading) for row in report.template.sections] == list(TWO)
    assert report.template.signatories == ("Chef HOSPA", "Regiondirektör")
    assert report.template.cover_letter == "Av 1\xa0100\xa0kr har 309,75\xa0kr använts."
    titles = [chapter.title for chapter in Layout(report, "").contents.chapters]
    assert titles == ["Våra beslut", "Pengarna i korthet", "Ord"]
    page = client.get(case.requirement.get_absolute_url()).text
    assert page.index("Våra beslut") < page.index("Pengarna i korthet")
    assert "Öronmärkta medel" not in page
    assert "Hornsgatan 20" in page


def test_a_preview_shows_what_is_typed_and_saves_nothing(client, case):
    fields = said(("certificate", "Så intygar vi"), certificate="Rätt.", forhandsgranska="ja", krav=case.requirement.pk)
    page = html.unescape(client.post(f"{PATH}ny/", fields).text)
    assert "Förhandsgranskning" in page
    assert "Så intygar vi" in page
    assert "Av 1\xa0100\xa0kr har 309,75\xa0kr använts." in page
    assert not ReportTemplate.objects.exists()


def test_a_new_version_changes_drafts_and_leaves_what_is_filed(client, case):
    template = made(client, ("areas", "Områdena"), ("summary", "Kort"))
    choose(client, case.requirement, template)
    filed = case.file()
    change = f"{template.get_absolute_url()}andra/"
    assert client.post(change, said(("summary", "Längre"), version=1)).status_code == 302
    assert [row.heading for row in case.report().template.sections] == ["Längre"]
    assert [row.heading for row in Report.thaw(filed.frozen).template.sections] == ["Områdena", "Kort"]
    page = client.get(filed.get_absolute_url()).text
    assert "SKR, version 1" in page
    assert "avsnittens ordning" in page
    late = client.post(change, said(("summary", "Sen"), version=1))
    assert "har sparat version 2 sedan du öppnade sidan" in late.text
    assert TemplateVersion.objects.count() == 2


def test_a_version_is_never_changed(client):
    made(client)
    with pytest.raises(DatabaseError), transaction.atomic():
        TemplateVersion.objects.update(content="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        TemplateVersion.objects.all().delete()


WRONG = {
    "a word that means nothing": ({"cover_letter": "Av {pengar}."}, "{pengar} betyder inget här"),
    "no section": ({}, "Välj minst ett avsnitt."),
    "no heading": ({"med-summary": "on", "rubrik-summary": " "}, "Skriv en rubrik."),
    "no name": ({"name": ""}, "Ge mallen ett namn."),
}


@pytest.mark.parametrize(("fields", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_nothing_is_saved(client, fields, words):
    answer = client.post(f"{PATH}ny/", said() | fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert not ReportTemplate.objects.exists()


def test_the_action_refuses_by_itself(client, case):
    template = made(client)
    for wrong in (
        sections("summary", "summary"),
        (),
    ):
        with pytest.raises(Refused):
            actions.make_template(name="Ny", recipient="x", content=_of(wrong), by=case.writer)
    with pytest.raises(Refused, match="heter skr"):
        actions.make_template(name="skr", recipient="x", content=ECONOMIC, by=case.writer)
    with pytest.raises(Refused, match="behörighet"):
        actions.make_template(name="Ny", recipient="x", content=ECONOMIC, by=reports.manager())
    with pytest.raises(Refused, match="som inte betyder något"):
        actions.choose_template(
            case.requirement, template=template, certificate="{nej}", signatories="", by=case.writer
        )


def _of(chosen):
    return type(ECONOMIC)(name="Ny", version=1, language="sv", sections=chosen)


def test_headings_in_english_are_marked_so(client, case):
    choose(client, case.requirement, made(client, ("decisions", "Decisions"), language="en"))
    report = case.report()
    chapter = Layout(report, "").contents.chapters[0]
    assert (chapter.title, chapter.language) == ("Decisions", "en")
    assert Layout(report, "").headings["contents"] == "Contents"
    assert 'lang="en">Decisions' in client.get(case.requirement.get_absolute_url()).text


def test_a_requirement_has_its_own_certificate_and_signatories(client, case):
    economic = reports.requirement(case.example.agreement, kind=Requirement.Kind.ECONOMIC, title="Ekonomi")
    assert case.report().template.name == ACTIVITIES.name
    report = reports.build_report(reports.fresh(economic), reports.LAST)
    assert report.template.signatories == ("Ekonomidirektör", "Regiondirektör")
    choose(client, economic, "", certificate="Jag intygar {oanvänt}.", signatories="Revisor")
    report = reports.build_report(reports.fresh(economic), reports.LAST)
    assert report.template.certificate == "Jag intygar 790,25\xa0kr."
    assert report.template.signatories == ("Revisor",)
    page = client.get(economic.get_absolute_url()).text
    assert "Intygas av: Revisor." in page


def test_every_section_has_its_page_and_its_part_of_the_document(client, case):
    """A template with all of them draws each, also without anything to say."""
    choose(client, case.requirement, made(client, *((key, f"Rubrik {key}") for key in HEADINGS)))
    page = client.get(case.requirement.get_absolute_url()).text
    assert [key for key in HEADINGS if f"Rubrik {key}" not in page] == ["attachments"]


def test_the_list_shows_built_in_and_own_and_a_reader_makes_none(client, case):
    made(client)
    page = client.get(PATH).text
    assert "Socialstyrelsen" in page
    assert "SKR" in page
    reader = Client()
    reader.force_login(creators.user(Profile.AUDITOR))
    assert "Ny mall" not in reader.get(PATH).text
    assert client.get(f"{PATH}ny/?fran=ekonomisk").status_code == 200
    assert client.get(f"{PATH}ny/?fran=finns-inte").status_code == 200
