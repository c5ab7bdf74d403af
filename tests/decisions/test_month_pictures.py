"""What a month looked like when it closed, what it looks like now, and the corrections between."""

import datetime
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from config.refused import Refused
from decisions.actions import close_month
from decisions.closing import checklist
from decisions.figures import agreement_figures
from decisions.frozen import checksum
from decisions.models import MonthPicture
from decisions.month_pages import month_page, picture_page
from decisions.month_pictures import differences, frozen_picture, take
from decisions.overview import totals_by_agreement
from grants.actions import correct_outcome, reopen_month
from grants.models import Activity, OutcomeCorrection
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.creators import TODAY

AUGUST = datetime.date(2020, 8, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


@pytest.fixture
def controller() -> User:
    return creators.user(Profile.CONTROLLER)


def closed(example: creators.Example, by: User, month: datetime.date = AUGUST) -> MonthPicture:
    return close_month(agreement=example.agreement, month=month, by=by, on=TODAY, note="Juli kommer.")


def correct(activity: Activity, kronor: int, by: User, **other) -> OutcomeCorrection:
    given = {"month": AUGUST, "amount": Decimal(kronor), "reason": "Felkonterad faktura.", "on": TODAY} | other
    return correct_outcome(activity, by=by, **given)


def test_a_correction_changes_todays_figures_and_never_the_picture(controller: User) -> None:
    """Karriärvägar: outcome 1 280 000 when the year's last month closes, corrected to 1 270 000 after."""
    example = creators.Example()
    creators.spent(example.gamma, 1_280_000)
    picture = closed(example, controller)
    before = picture.frozen
    correct(example.gamma, -10_000, controller)

    assert agreement_figures(example.agreement).activities[example.gamma.pk].figures.outcome == 1_270_000
    assert agreement_figures(example.agreement).activities[example.gamma.pk].by_month == {AUGUST: Decimal(1_270_000)}
    assert totals_by_agreement()[example.agreement.pk].outcome == 1_270_000
    assert Activity.objects.with_booked_and_outcome().get(pk=example.gamma.pk).spent == 1_270_000
    picture.refresh_from_db()
    assert picture.frozen == before
    then = frozen_picture(picture)
    assert next(row for row in then.activities if row.id == example.gamma.pk).outcome == 1_280_000
    found = differences(then, take(example.agreement, AUGUST))
    assert [(row.what, row.figure, row.then, row.now, row.change) for row in found] == [
        ("Gamma", "utfall i månaden", 1_280_000, 1_270_000, -10_000),
        ("Gamma", "utfall hittills", 1_280_000, 1_270_000, -10_000),
    ]


def test_the_picture_holds_every_figure_by_activity_and_fund(example: creators.Example, controller: User) -> None:
    creators.spent(example.alfa, 250)
    picture = frozen_picture(closed(example, controller))
    alfa = next(row for row in picture.activities if row.name == "Alfa")
    assert (alfa.decided, alfa.allocated, alfa.outcome_of_month, alfa.outcome, alfa.left) == (600, 600, 250, 250, 350)
    assert [(one.fund, one.balance) for one in alfa.accounts] == [("Fri", 600)]
    assert picture.total("uncovered") == 30
    free = next(row for row in picture.funds if row.name == "Fri")
    assert (free.allotted, free.allocated, free.unallocated, free.repaid) == (1000, 800, 200, 0)
    assert take(example.agreement, AUGUST) == picture


def test_the_frozen_text_is_what_the_checksum_is_of_and_the_database_keeps_it(
    example: creators.Example, controller: User
) -> None:
    picture = closed(example, controller)
    assert picture.sha256 == checksum(picture.frozen)
    assert json.loads(picture.frozen)["month"] == "2020-08-01"
    for write in (lambda row: row.update(frozen="{}"), lambda row: row.delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            write(MonthPicture.objects.filter(pk=picture.pk))


def test_each_closing_of_a_month_has_its_own_picture(example: creators.Example, controller: User) -> None:
    first = closed(example, controller)
    reopen_month(first.close, reason="Fel fil", by=controller)
    creators.spent(example.alfa, 70)
    second = closed(example, controller)
    assert (first.number, second.number) == (1, 2)
    assert frozen_picture(first).total("outcome") == 0
    assert frozen_picture(second).total("outcome") == 70


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"amount": Decimal(0)}, "hur många kronor"),
        ({"reason": " "}, "varför"),
        ({"month": datetime.date(2020, 7, 1)}, "är inte stängd"),
    ],
)
def test_a_correction_wants_an_amount_a_reason_and_a_closing(
    example: creators.Example, controller: User, change: dict, says: str
) -> None:
    closed(example, controller)
    with pytest.raises(Refused, match=says):
        correct(example.alfa, 5, controller, **change)
    assert not OutcomeCorrection.objects.exists()


def test_a_month_that_is_open_again_is_mended_by_its_file_and_not_beside_it(
    example: creators.Example, controller: User
) -> None:
    """A correction and then the corrected file would count the same kronor twice."""
    reopen_month(closed(example, controller).close, reason="Fel fil", by=controller)
    with pytest.raises(Refused, match="är inte stängd"):
        correct(example.alfa, -50, controller)
    with pytest.raises(IntegrityError, match="is not closed"), transaction.atomic():
        OutcomeCorrection.objects.create(
            activity=example.alfa, month=AUGUST, dated=TODAY, amount=-50, reason="x", by=controller
        )


def test_nobody_but_the_controller_corrects(example: creators.Example, controller: User) -> None:
    closed(example, controller)
    with pytest.raises(Refused, match="Du har inte behörighet"):
        correct(example.alfa, 5, creators.officer())


def test_the_database_refuses_a_correction_of_a_month_never_closed_and_keeps_the_rest(
    example: creators.Example, controller: User
) -> None:
    fields = {"activity": example.alfa, "dated": TODAY, "amount": 5, "reason": "x", "by": controller}
    with pytest.raises(IntegrityError, match="is not closed"), transaction.atomic():
        OutcomeCorrection.objects.create(month=AUGUST, **fields)
    closed(example, controller)
    made = OutcomeCorrection.objects.create(month=AUGUST, **fields)
    for write in (lambda rows: rows.update(amount=6), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            write(OutcomeCorrection.objects.filter(pk=made.pk))


def test_the_checklist_names_what_is_left_with_amounts(example: creators.Example, controller: User) -> None:
    source = creators.spent(example.alfa, 100).source
    source.rows.create(row_number=3, month=AUGUST, amount=25)
    texts = {point.name: (point.holds, point.text.replace("\u00a0", " ")) for point in points(example)}
    assert texts["Utfall inläst"] == (False, "Utfall saknas för 2020-01–2020-07")
    assert texts["Utfall kopplat"] == (False, "25 kr är inte kopplat till någon aktivitet (2020-08)")
    assert texts["Beslut täckta"] == (False, "30 kr är beslutat men inte täckt: Gamma")
    assert texts["Tidigare månader"] == (False, "Öppna månader före: 2020-01–2020-07")


def points(example: creators.Example):
    return checklist(example.agreement, AUGUST, TODAY)


def test_an_open_point_wants_a_note_and_nothing_is_closed_without(example: creators.Example, controller: User) -> None:
    with pytest.raises(Refused, match="Skriv varför månaden stängs ändå"):
        close_month(agreement=example.agreement, month=AUGUST, by=controller, on=TODAY, note=" ")
    assert not example.agreement.period_closes.exists()
    assert closed(example, controller).close.note == "Juli kommer."


def test_a_month_where_all_is_done_closes_without_a_note(controller: User) -> None:
    agreement = creators.agreement(starts_on=AUGUST)
    activity = creators.activity(creators.area(agreement))
    creators.spent(activity, 10)
    assert all(point.holds for point in checklist(agreement, AUGUST, TODAY))
    assert close_month(agreement=agreement, month=AUGUST, by=controller, on=TODAY).number == 1


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_the_controller_closes_corrects_and_reads_the_picture(
    client: Client, example: creators.Example, controller: User
) -> None:
    creators.spent(example.alfa, 250)
    client.force_login(controller)
    month = f"/manader/{example.agreement.slug}/2020-08/"
    assert "30 kr är beslutat men inte täckt" in text(client.get(month))
    assert client.post(f"{month}stang/", {"note": "Täcks i september."}).status_code == 302
    assert client.post(f"{month}ratta/", {"activity": example.alfa.pk, "amount": "x"}).status_code == 422
    given = {"activity": example.alfa.pk, "amount": "-1 000,50", "reason": "Dubbelbokad resa."}
    after = text(client.post(f"{month}ratta/", given, follow=True))
    assert "−1 000,50" in after
    assert "Dubbelbokad resa." in after
    page = text(client.get(f"{month}1/"))
    assert "Så såg 2020-08 ut när månaden stängdes" in page
    assert "−1 000,50" in page
    picture = MonthPicture.objects.get()
    assert picture.sha256 in page
    assert client.get(f"{month}1/json/").content.decode() == picture.frozen


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_many_activities(
    controller: User, count: int, django_assert_num_queries
) -> None:
    agreement = creators.agreement()
    area = creators.area(agreement)
    fund = creators.fund(area)
    creators.allot(fund, 1000)
    for _ in range(count):
        creators.decided_allocation({creators.activity(area): {fund: 10}})
    picture = close_month(agreement=agreement, month=AUGUST, by=controller, on=TODAY, note="Prov.")
    for activity in Activity.objects.filter(area=area):
        correct(activity, 5, controller)
    with django_assert_num_queries(23):
        month_page(agreement, AUGUST, controller, TODAY)
    picture = MonthPicture.objects.for_page().get(pk=picture.pk)
    with django_assert_num_queries(12):
        picture_page(picture)
