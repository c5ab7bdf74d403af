"""Forecasts by the responsible managers: versions, required comments, the list with its files, who may."""

import csv
import datetime
from copy import deepcopy
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from config.refused import Refused
from decisions import actions
from decisions.closing import checklist
from decisions.forecast import forecast_view
from decisions.forecast_pages import activity_forecast, list_page
from grants.models import Forecast, OutcomeComment
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.creators import TODAY

AUGUST = datetime.date(2020, 8, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


@pytest.fixture(scope="module")
def made(module_db: None) -> creators.Example:
    """Alfa has 600 for twelve months, 400 to August, and has spent 500: 100 more than its budget, 25 %."""
    made = creators.Example()
    creators.spent(made.alfa, 500)
    limit(made, amount=50, percent=10)
    return made


@pytest.fixture
def example(made: creators.Example, db: None) -> creators.Example:
    return deepcopy(made)


@pytest.fixture
def manager(example: creators.Example) -> User:
    person = creators.user(Profile.MANAGER, name="Maj Chef")
    creators.tenure(example.alfa.responsibilities.get().role, person)
    return person


def limit(example: creators.Example, *, amount: int | None = None, percent: int | None = None, weights=None) -> None:
    actions.set_follow_up_terms(
        example.agreement,
        above_amount=None if amount is None else Decimal(amount),
        above_percent=None if percent is None else Decimal(percent),
        weights=weights or {},
        by=creators.officer(),
    )


def save(example: creators.Example, kronor: int, by: User, comment: str = "") -> Forecast:
    return actions.save_forecast(example.alfa, amount=Decimal(kronor), comment=comment, by=by, on=TODAY)


def row(example: creators.Example):
    return forecast_view(example.agreement, TODAY).of(example.alfa.pk)


def test_before_there_is_a_forecast_the_run_rate_stands_in(example: creators.Example) -> None:
    """500 to August, 8 months, 12 in all: 750; 150 more than the 600 decided."""
    found = row(example)
    assert (found.run_rate, found.expected, found.variance) == (750, 750, -150)
    assert (found.budget_so_far, found.outcome, found.variance_so_far) == (400, 500, -100)


def test_each_forecast_is_a_version_and_none_is_changed(example: creators.Example, manager: User) -> None:
    save(example, 620, manager)
    latest = save(example, 640, manager, "Fler patienter.")
    assert (latest.version, latest.month, latest.made_on, latest.by) == (2, AUGUST, TODAY, manager)
    assert row(example).expected == 640
    assert [version.amount.amount for version in example.alfa.forecasts.all()] == [620, 640]
    for write in (lambda rows: rows.update(amount=1), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            write(Forecast.objects.filter(pk=latest.pk))


def test_a_forecast_above_the_limit_wants_a_comment(example: creators.Example, manager: User) -> None:
    with pytest.raises(Refused) as refused:
        save(example, 700, manager, " ")
    said = refused.value.message.replace("\u00a0", " ")
    assert said == "Prognosen avviker med −100 kr (−16,7 %) från budgeten 600 kr. Skriv varför."
    assert not Forecast.objects.exists()
    assert save(example, 650, manager)
    assert save(example, 700, manager, "Fler patienter.")


def test_the_budget_is_what_is_decided_now_and_the_original_is_kept(example: creators.Example, manager: User) -> None:
    example.decided({example.alfa: 50, example.beta: -50}, director=creators.director())
    found = row(example)
    assert (found.original, found.current) == (600, 650)


def test_only_who_holds_a_role_of_the_activity_writes_deputies_too(example: creators.Example) -> None:
    role = example.alfa.responsibilities.get().role
    deputy, other = creators.user(Profile.MANAGER), creators.user(Profile.MANAGER)
    creators.tenure(role, deputy, rank=1)
    assert save(example, 600, deputy)
    for stranger, says in ((other, "Du innehar ingen funktion"), (creators.officer(), "Du har inte behörighet")):
        with pytest.raises(Refused, match=says):
            save(example, 600, stranger)
        with pytest.raises(Refused, match=says):
            actions.comment_outcome(example.alfa, text="x", confirmed=True, by=stranger, on=TODAY)


def comment(example: creators.Example, by: User, *, confirmed: bool = True) -> OutcomeComment:
    return actions.comment_outcome(example.alfa, text="Fler patienter.", confirmed=confirmed, by=by, on=TODAY)


def test_a_comment_explains_the_variance_and_keeps_the_sentence(example: creators.Example, manager: User) -> None:
    assert row(example).is_unexplained
    assert not explained(example)
    made = comment(example, manager)
    assert made.month == AUGUST
    assert made.sentence == example.agreement.assignment_sentence
    assert not row(example).is_unexplained
    assert explained(example)
    assert comment(example, manager, confirmed=False).sentence == ""
    example.agreement.hands_out_to_own_units = True
    example.agreement.save()
    example.alfa.area.agreement = example.agreement
    assert comment(example, manager).sentence == ""
    with pytest.raises(ProgrammingError), transaction.atomic():
        OutcomeComment.objects.all().delete()


def explained(example: creators.Example) -> bool:
    points = {point.name: point for point in checklist(example.agreement, AUGUST, TODAY)}
    return "Alfa" not in points["Avvikelser förklarade"].text


def test_without_a_limit_no_comment_is_asked_for(example: creators.Example, manager: User) -> None:
    limit(example)
    example.agreement.refresh_from_db()
    assert not row(example).needs_comment
    example.alfa.area.agreement = example.agreement
    assert save(example, 999_999, manager)


def test_the_agreement_spreads_its_budgets_as_it_says(example: creators.Example) -> None:
    months = {datetime.date(2020, month, 1): 1 for month in range(7, 13)}
    limit(example, weights=months)
    assert row(example).budget_so_far == 200
    for weights, says in (({AUGUST: 0}, "Minst en månad"), ({AUGUST: -1}, "mindre än noll")):
        with pytest.raises(Refused, match=says):
            limit(example, weights=weights)


# ---- Pages ------------------------------------------------------------------------------------------------------


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_the_manager_forecasts_and_comments(client: Client, example: creators.Example, manager: User) -> None:
    client.force_login(manager)
    path = f"/prognos/{example.alfa.pk}/"
    page = text(client.get(path))
    assert 'value="750"' in page
    assert "saknar kommentar" in page
    refused = client.post(path, {"amount": "750"})
    assert refused.status_code == 422
    assert "Prognosen avviker med −150 kr" in text(refused)
    saved = text(client.post(path, {"amount": "750", "comment": "Fler patienter."}, follow=True))
    assert "Prognos 1 för Alfa är sparad" in saved
    assert client.post(f"{path}kommentar/", {"text": ""}).status_code == 422
    done = text(client.post(f"{path}kommentar/", {"text": "Hyrpersonal.", "confirmed": "on"}, follow=True))
    assert "Hyrpersonal." in done
    assert example.agreement.assignment_sentence in done
    assert "saknar kommentar" not in done


def test_who_does_not_hold_the_role_reads_and_is_told_why(client: Client, example: creators.Example) -> None:
    client.force_login(creators.user(Profile.CONTROLLER))
    page = text(client.get(f"/prognos/{example.alfa.pk}/"))
    assert "Lämna en prognos" not in page
    assert "Du har inte behörighet" in page
    client.force_login(creators.user(Profile.MANAGER))
    assert client.post(f"/prognos/{example.alfa.pk}/", {"amount": "1"}).status_code == 422
    assert not Forecast.objects.exists()


def test_my_activities_come_first_and_the_filter_holds(
    client: Client, example: creators.Example, manager: User
) -> None:
    creators.tenure(example.gamma.responsibilities.get().role, manager)
    client.force_login(manager)
    page = text(client.get("/prognos/"))
    assert page.index(">Gamma<") < page.index(">Beta<")
    mine = text(client.get("/prognos/?visa=mina"))
    assert ">Alfa<" in mine
    assert ">Beta<" not in mine
    comment(example, manager)
    assert ">Alfa<" not in text(client.get("/prognos/?visa=kommentar"))
    empty = client.get(f"/prognos/?overenskommelse={creators.agreement().slug}")
    assert "Ingen aktivitet att visa" in text(empty)


@pytest.mark.parametrize("query", ["", "?visa=mina", "?visa=kommentar", "?omrade=1"])
def test_page_xlsx_and_csv_say_the_same_to_the_ore(
    client: Client, example: creators.Example, manager: User, query: str
) -> None:
    creators.spent(example.gamma, Decimal("12.34"), month=datetime.date(2020, 7, 1))
    client.force_login(manager)
    page = client.get(f"/prognos/{query}").context
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"/prognos/xlsx/{query}").content)).active
    lines = list(csv.reader(StringIO(client.get(f"/prognos/csv/{query}").content.decode("utf-8-sig")), delimiter=";"))
    shown = [(one["row"].activity.name, *(getattr(one["row"], name) for name in COLUMNS)) for one in page["rows"]]
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    assert shown == [(line[1], *(round(Decimal(line[at]), 2) for at in (4, 6, 7, 9, 10))) for line in cells]
    assert shown == [(line[1], *(Decimal(line[at].replace(",", ".")) for at in (4, 6, 7, 9, 10))) for line in lines[1:]]
    total = sum((Decimal(line[6].replace(",", ".")) for line in lines[1:]), Decimal(0))
    assert page["totals"]["outcome"].replace("\u00a0", "").replace(",", ".") in {f"{total:.2f}", f"{total:.0f}"}


COLUMNS = ("current", "outcome", "variance_so_far", "expected", "variance")


def test_the_officer_sets_the_terms(client: Client, example: creators.Example) -> None:
    client.force_login(creators.officer())
    path = f"/overenskommelser/{example.agreement.slug}/uppfoljning/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"above_percent": "-1"}).status_code == 422
    given = {"above_amount": "100 000", "above_percent": "7,5", "month-2020-09": "3"}
    assert client.post(path, given).status_code == 302
    example.agreement.refresh_from_db()
    assert example.agreement.comment_above_amount.amount == 100_000
    assert example.agreement.comment_above_percent == Decimal("7.5")
    assert example.agreement.budget_months.get(weight=3).month == datetime.date(2020, 9, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_many_activities(count: int, django_assert_num_queries) -> None:
    agreement = creators.agreement()
    area = creators.area(agreement)
    fund = creators.fund(area)
    creators.allot(fund, 1000)
    manager = creators.user(Profile.MANAGER)
    for serial in range(count):
        activity = creators.activity(area)
        creators.decided_allocation({activity: {fund: 10}})
        creators.spent(activity, 5, month=datetime.date(2020, 1 + serial, 1))
        creators.tenure(activity.responsibilities.get().role, manager)
        actions.save_forecast(activity, amount=Decimal(10), comment="", by=manager, on=TODAY)
        actions.comment_outcome(activity, text="Ja.", confirmed=True, by=manager, on=TODAY)
    with django_assert_num_queries(19):
        list_page(agreement, manager, TODAY, area=None, scope="")
    activity.area.agreement = agreement
    with django_assert_num_queries(22):
        activity_forecast(activity, manager, TODAY)
