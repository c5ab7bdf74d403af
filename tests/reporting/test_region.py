"""All agreements of the region: their sums, what each filter lets through, the pages, and what it costs to ask."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.text import slugify

from decisions.figures import agreement_figures
from decisions.overview import totals_by_agreement, totals_by_area
from people.abilities import Profile
from people.models import User
from reporting.models import FiledReport, Requirement
from reporting.region import PER_PAGE, Wanted, region_rows
from tests import creators
from tests.creators import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> User:
    return creators.user(Profile.AUDITOR)


def agreement(name: str, area: str, amount: int, **fields):
    """One area with a fund of 1 000 kr, of which `amount` to one activity that has spent half of it."""
    made = creators.agreement(slugify(name), name=name, **fields)
    place = creators.area(made, name=area)
    fund = creators.fund(place)
    creators.allot(fund, 1000)
    activity = creators.activity(place)
    creators.decided_allocation({activity: {fund: amount}})
    creators.spent(activity, Decimal(amount) / 2)
    return made, activity


def shown(user: User, **wanted) -> list[str]:
    return [row.agreement.name for row in region_rows(user, Wanted(**wanted), TODAY)]


def test_areas_sum_to_their_agreement_and_both_are_the_agreements_own_figures() -> None:
    example = creators.Example()
    creators.spent(example.alfa, Decimal("10.50"))
    other = creators.area(example.agreement, 2)
    fund = creators.fund(other)
    creators.allot(fund, 70)
    by_area, exact = totals_by_area(), agreement_figures(example.agreement)
    assert [by_area[area.area.pk] for area in exact.areas] == [area.totals for area in exact.areas]
    assert totals_by_agreement()[example.agreement.pk] == exact.totals


def test_a_role_has_the_figures_of_its_activities_and_no_funds() -> None:
    example = creators.Example()
    creators.spent(example.alfa, 100)
    figures = totals_by_area(example.gamma.responsibilities.get().role)[example.area.pk]
    assert (figures.decided, figures.allocated, figures.outcome) == (130, 100, 0)
    assert (figures.allotted, figures.unallocated) == (0, 0)


def test_year_work_role_and_status_choose(auditor: User) -> None:
    _, activity = agreement("God vård", "Primärvård", 100)
    agreement("Kvinnors hälsa", "Förlossning", 200, year=2019, ends_on=datetime.date(2020, 8, 31))
    done, _ = agreement("Psykisk hälsa", "Barn i primärvård", 300, ends_on=datetime.date(2020, 8, 31))
    file_final(done)
    assert shown(auditor) == ["God vård", "Psykisk hälsa", "Kvinnors hälsa"]
    assert shown(auditor, year=2019) == ["Kvinnors hälsa"]
    assert shown(auditor, work="PRIMÄRVÅRD") == ["God vård", "Psykisk hälsa"]
    assert shown(auditor, work="kvinnor") == ["Kvinnors hälsa"]
    assert shown(auditor, role=activity.responsibilities.get().role) == ["God vård"]
    statuses = {key: shown(auditor, status=key) for key in ("pagar", "avslutad", "redovisad")}
    assert statuses == {"pagar": ["God vård"], "avslutad": ["Kvinnors hälsa"], "redovisad": ["Psykisk hälsa"]}
    assert not shown(creators.user())


def file_final(agreement) -> None:
    requirement = Requirement.objects.create(
        agreement=agreement, kind=Requirement.Kind.FINAL, title="Slutredovisning", recipient="Socialstyrelsen"
    )
    FiledReport.objects.create(
        requirement=requirement,
        version=1,
        frozen="{}",
        sha256="0" * 64,
        signatory="Regiondirektören",
        filed_on=TODAY,
        filed_by=creators.user(),
    )


def test_the_sums_are_of_the_whole_choice_whatever_page_is_shown(client: Client, auditor: User) -> None:
    for serial in range(PER_PAGE + 1):
        creators.agreement(f"tom-{serial}", name=f"Tom {serial:02}")
    agreement("Åtta", "Område", 400)
    client.force_login(auditor)
    first = client.get("/oversikt/").content.decode()
    assert "Sida 1 av 2" in first
    assert ">Åtta<" not in first
    second = client.get("/oversikt/?page=2").content.decode()
    assert ">Åtta<" in second
    sums = [html[html.index("<tfoot>") : html.index("</tfoot>")] for html in (first, second)]
    assert sums[0] == sums[1]
    assert ">400<" in sums[0]


def test_what_cannot_be_read_chooses_nothing_away_and_the_choice_is_kept(client: Client, auditor: User) -> None:
    agreement("God vård", "Primärvård", 100)
    client.force_login(auditor)
    assert ">God vård<" in client.get("/oversikt/?ar=x&funktion=y&status=z").content.decode()
    page = client.get("/oversikt/?ar=2020&arbetsomrade=prim%C3%A4r&status=pagar").content.decode()
    assert 'value="primär"' in page
    assert '<option value="2020" selected>' in page
    assert "Ingen överenskommelse att visa" in client.get("/oversikt/?arbetsomrade=zzz").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_rows_cost_the_same_however_many_agreements(count: int, auditor: User, django_assert_num_queries) -> None:
    made = [agreement(f"Nummer {serial}", "Område", 100) for serial in range(count)]
    auditor.group_names  # noqa: B018 - read once per request
    with django_assert_num_queries(7):
        assert len(region_rows(auditor, Wanted(), TODAY)) == count
    role = made[0][1].responsibilities.get().role
    with django_assert_num_queries(8):
        assert len(region_rows(auditor, Wanted(role=role), TODAY)) == 1
