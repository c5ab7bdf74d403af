"""The settlement of an agreement: the year's scenario, sums, page and files of one object."""

import csv
import datetime
from copy import deepcopy
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.refused import Refused
from decisions import actions
from decisions.actions import close_month, propose_release, propose_repayment
from decisions.figures import ActivityFigures, AgreementFigures, AreaFigures, Figures, FundFigures
from decisions.frozen import canonical, thaw
from decisions.settlement import Settlement, settled, settlement
from decisions.settlement_pages import activity_table, fund_table
from grants.actions import correct_outcome
from grants.models import Activity, Agreement, DevelopmentArea, Fund
from grants.settlement import Fate
from people.abilities import Profile
from tests import creators

DECEMBER = datetime.date(2020, 12, 1)
LAST_DAY = datetime.date(2020, 12, 31)
JANUARY = datetime.date(2021, 1, 20)


class Area3:
    """Vårdens medarbetare as the demonstration has it: two earmarked funds, Karriärvägar in two funds."""

    def __init__(self) -> None:
        self.agreement = creators.agreement("medarbetare")
        area = creators.area(self.agreement, 3)
        self.free = creators.fund(area, "Vårdens medarbetare")
        self.specialist = creators.fund(area, "Vidareutbildning specialistsjuksköterska", earmarked=True)
        self.career = creators.fund(area, "Karriärtjänster för specialistsjuksköterskor", earmarked=True)
        creators.allot(self.free, 23_037_789)
        creators.allot(self.specialist, 6_332_542)
        creators.allot(self.career, 1_266_508)
        self.karriarvagar = creators.activity(area, "Karriärvägar")
        self.specialistutbildning = creators.activity(area, "Specialistutbildning")
        creators.decided_allocation(
            {
                self.karriarvagar: {self.career: 1_266_508, self.free: 33_492},
                self.specialistutbildning: {self.specialist: 6_300_000},
            }
        )

    def spend(self) -> None:
        first = creators.spent(self.karriarvagar, 1_280_000, month=DECEMBER)
        type(first).objects.create(
            source=first.source,
            row_number=3,
            month=DECEMBER,
            activity=self.specialistutbildning,
            amount=Decimal(6_300_000),
        )

    def settled(self, on: datetime.date = LAST_DAY) -> Settlement:
        return settlement(self.agreement, on)


@pytest.fixture(scope="module")
def made(module_db: None) -> Area3:
    made = Area3()
    made.spend()
    return made


@pytest.fixture
def area3(made: Area3, db: None) -> Area3:
    return deepcopy(made)


@pytest.mark.django_db
def test_the_years_settlement_and_its_late_correction(area3: Area3) -> None:
    """Karriärvägar costs 1 280 000: 1 266 508 earmarked, 13 492 Vårdens medarbetare, 20 000 to release; 32 542 of the
    specialists' fund to repay. Corrected to 1 270 000 after closing: 30 000, and the closed month is as it was."""
    controller = creators.user(Profile.CONTROLLER)
    picture = close_month(agreement=area3.agreement, month=DECEMBER, by=controller, on=JANUARY, note="Klart.")
    frozen = picture.frozen
    found = area3.settled()
    career, free = sorted(found.activity(area3.karriarvagar.pk).shares, key=lambda share: not share.earmarked)
    assert (career.charged, career.left) == (1_266_508, 0)
    assert (free.charged, free.releasable, free.repayable) == (13_492, 20_000, 0)
    assert found.activity(area3.karriarvagar.pk).own_financing == 0
    assert found.fund(area3.specialist.pk).repayable == 32_542
    assert (found.total("releasable"), found.total("repayable")) == (20_000, 32_542)

    correct_outcome(
        area3.karriarvagar,
        month=DECEMBER,
        amount=Decimal(-10_000),
        reason="Felkonterad faktura.",
        by=controller,
        on=JANUARY,
    )
    assert area3.settled().activity(area3.karriarvagar.pk).releasable == 30_000
    assert area3.settled().total("repayable") == 32_542
    picture.refresh_from_db()
    assert picture.frozen == frozen


@pytest.mark.django_db
def test_before_the_year_ends_earmarked_money_is_bound_and_after_it_everything_is_repaid(area3: Area3) -> None:
    november, after = area3.settled(datetime.date(2020, 11, 30)), area3.settled(JANUARY)
    assert (november.fund(area3.specialist.pk).bound, november.total("repayable")) == (6_332_542, 0)
    assert november.is_preliminary
    assert (after.total("releasable"), after.total("bound"), after.total("unallocated")) == (0, 0, 0)
    assert after.fund(area3.free.pk).repayable == 23_037_789 - 13_492
    assert after.fund(area3.free.pk).repayable_at_once == 23_037_789 - 33_492


@pytest.mark.django_db
def test_a_fund_that_may_be_used_longer_is_settled_by_its_own_day(area3: Area3) -> None:
    Fund.objects.filter(pk=area3.specialist.pk).update(usable_until=datetime.date(2021, 6, 30))
    Fund.objects.filter(pk=area3.free.pk).update(repay_by=datetime.date(2020, 12, 15))
    found = area3.settled()
    assert found.fund(area3.specialist.pk).bound == 32_542
    assert found.fund(area3.free.pk).usable_until == datetime.date(2020, 12, 15)
    assert found.activity(area3.karriarvagar.pk).repayable == 20_000


@pytest.mark.django_db
def test_a_frozen_settlement_is_read_back_as_it_was(area3: Area3) -> None:
    found = area3.settled()
    assert thaw(Settlement, canonical(found)) == found


# ---- Sums -------------------------------------------------------------------------------------------------------


KRONOR = st.decimals(min_value=0, max_value=9_000_000, places=2)


@st.composite
def figures(draw: st.DrawFn) -> AgreementFigures:
    """An area of two funds and up to three activities that hold of both, never saved."""
    agreement = Agreement(
        name="A", registry_number="RS/1", ends_on=LAST_DAY, charges_earmarked_first=draw(st.booleans())
    )
    area = DevelopmentArea(agreement=agreement, number=1, name="Område")
    funds = [Fund(pk=pk, area=area, name=f"F{pk}", position=pk, earmarked=draw(st.booleans())) for pk in (1, 2)]
    activities = []
    for pk in range(draw(st.integers(0, 3))):
        held = tuple((fund, draw(KRONOR)) for fund in funds)
        outcome = draw(st.decimals(min_value=-1000, max_value=20_000_000, places=2))
        activities.append(ActivityFigures(Activity(pk=pk, area=area, name="X"), Figures(outcome=outcome), held, {}))
    rows = []
    for at, fund in enumerate(funds):
        booked = sum((activity.accounts[at][1] for activity in activities), Decimal(0))
        pool, repaid = draw(KRONOR), draw(KRONOR)
        rows.append(FundFigures(fund, booked + pool + repaid, pool, repaid))
    return AgreementFigures(agreement, None, (AreaFigures(area, tuple(rows), tuple(activities)),), Decimal(0))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(figures(), st.integers(-2, 2))
def test_every_krona_of_a_fund_has_one_place(found: AgreementFigures, days: int) -> None:
    result = settled(found, LAST_DAY + datetime.timedelta(days=days))
    for fund in result.funds:
        parts = fund.charged + fund.releasable + fund.bound + fund.unallocated + fund.repayable
        assert parts == fund.allotted - fund.repaid
        assert 0 <= fund.charged <= fund.booked
    for row in result.activities:
        assert row.charged + row.own_financing == row.outcome
        assert row.booked == row.charged + row.releasable + row.bound + row.repayable
    assert sum((fund.charged for fund in result.funds), Decimal(0)) == result.total("charged")


# ---- Page and files ---------------------------------------------------------------------------------------------


def spoken(html: bytes) -> str:
    return html.decode().replace("\u00a0", " ")


@pytest.mark.django_db
def test_page_xlsx_and_csv_say_the_same(area3: Area3, client: Client) -> None:
    client.force_login(creators.user(Profile.AUDITOR))
    path = "/avrakning/medarbetare/"
    found = settlement(area3.agreement, creators.TODAY)
    page = spoken(client.get(path).content)
    assert "Preliminär" in page
    assert "6 332 542" in page  # all of the specialists' fund is bound in September
    book = openpyxl.load_workbook(BytesIO(client.get(f"{path}xlsx/").content))
    for name, table in (("Aktiviteter", activity_table(found)), ("Tilldelningar", fund_table(found))):
        amounts = [[cell for cell in row if isinstance(cell, Decimal)] for row in table.rows]
        written = [
            [Decimal(str(cell)) for cell in row[-7:]] for row in book[name].iter_rows(min_row=2, values_only=True)
        ]
        assert written == amounts
    lines = list(csv.reader(StringIO(client.get(f"{path}csv/").content.decode("utf-8-sig")), delimiter=";"))
    assert lines[-1][4] == "7600000,00"
    assert [Decimal(cell.replace(",", ".")) for cell in lines[-1][4:]] == [
        sum((row[at] for row in list(activity_table(found).rows)[:-1]), Decimal(0)) for at in range(4, 11)
    ]


@pytest.mark.django_db
def test_a_month_is_chosen_and_what_cannot_be_read_is_today(area3: Area3, client: Client) -> None:
    client.force_login(creators.user(Profile.AUDITOR))
    assert "Per 2020-05-31" in client.get("/avrakning/medarbetare/?manad=2020-05").content.decode()
    assert "Per 2020-09-10" in client.get("/avrakning/medarbetare/?manad=2020-12").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_settlement_asks_as_often_for_three_activities_as_for_one(
    area3: Area3, rows: int, client: Client, django_assert_num_queries
) -> None:
    for _ in range(rows - 1):
        area = creators.area(area3.agreement, 10 + _)
        fund, activity = creators.fund(area), creators.activity(area)
        creators.allot(fund, 100)
        creators.decided_allocation({activity: {fund: 60}})
    client.force_login(creators.user(Profile.AUDITOR))
    client.get("/avrakning/")
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        client.get("/avrakning/medarbetare/")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        client.get("/avrakning/")


QUERIES_OF_THE_PAGE = 15
QUERIES_OF_THE_LIST = 8


# ---- Proposals --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_click_makes_a_draft_of_what_is_released_and_a_second_click_finds_it(area3: Area3, client: Client) -> None:
    officer = creators.officer()
    client.force_login(officer)
    given = {"as_of": LAST_DAY, "by": officer, "on": JANUARY}
    made = propose_release(area3.agreement, [area3.karriarvagar], **given)
    again = propose_release(area3.agreement, [area3.karriarvagar, area3.specialistutbildning], **given)
    assert (made.is_new, again.is_new, again.decision) == (True, False, made.decision)
    line = made.decision.lines.get()
    assert (line.activity, line.amount.amount) == (area3.karriarvagar, -20_000)
    assert [(share.fund, share.amount.amount) for share in line.shares.all()] == [(area3.free, -20_000)]
    assert made.decision.reason.replace("\u00a0", " ") == (
        "Avräkning av Medarbetare per 2020-12-31: 20 000 kr är kvar när utfallet är avräknat."
    )
    # A draft reserves nothing, and neither does a settlement: what has left the activity since is not proposed.
    actions.submit(made.decision, by=officer, on=JANUARY)
    registrar = creators.user(Profile.REGISTRAR)
    actions.record(
        made.decision, decided_on=JANUARY, by=registrar, on=JANUARY, section_number="§ 4", acknowledged="Ja."
    )
    with pytest.raises(Refused, match="inget att återföra"):
        propose_release(area3.agreement, [area3.karriarvagar], **given)


@pytest.mark.django_db
def test_what_was_spent_after_the_settled_month_is_not_released(area3: Area3) -> None:
    early = datetime.date(2020, 3, 31)
    before = settlement(area3.agreement, early).activity(area3.karriarvagar.pk)
    assert sum(share.left for share in before.shares if share.fate != Fate.BOUND) > 20_000
    officer = creators.officer()
    made = propose_release(area3.agreement, [area3.karriarvagar], as_of=early, by=officer, on=JANUARY)
    assert made.decision.lines.get().amount.amount == -20_000


@pytest.mark.django_db
def test_what_is_to_be_repaid_becomes_a_draft_with_both_numbers_and_the_day(area3: Area3) -> None:
    officer = creators.officer()
    given = {"as_of": LAST_DAY, "by": officer, "on": JANUARY}
    with pytest.raises(Refused, match="återbetalade på Vidareutbildning"):
        propose_repayment(area3.agreement, **given)
    day = datetime.date(2021, 3, 31)
    area3.agreement.payments.create(registry_number="S2020/1", payer="Kammarkollegiet", repay_by=day)
    made, again = propose_repayment(area3.agreement, **given), propose_repayment(area3.agreement, **given)
    assert (made.is_new, again.is_new, again.decision) == (True, False, made.decision)
    share = made.decision.lines.get().shares.get()
    assert (share.fund, share.amount.amount) == (area3.specialist, -32_542)
    point = made.decision.points.get().text
    assert all(word in point for word in ("S2020/1", area3.agreement.registry_number, "2021-03-31"))
    assert "Avräkning av Medarbetare per 2020-12-31" in made.decision.reason


@pytest.mark.django_db
def test_only_what_may_leave_is_proposed_and_only_within_an_area(area3: Area3) -> None:
    officer, november = creators.officer(), datetime.date(2020, 11, 30)
    with pytest.raises(Refused, match="inget att återföra"):  # bound to its purpose
        propose_release(area3.agreement, [area3.specialistutbildning], as_of=november, by=officer, on=JANUARY)
    other = creators.activity(creators.area(area3.agreement, 4))
    with pytest.raises(Refused, match="ett utvecklingsområde i taget"):
        propose_release(area3.agreement, [area3.karriarvagar, other], as_of=LAST_DAY, by=officer, on=JANUARY)
    with pytest.raises(Refused):
        propose_repayment(area3.agreement, as_of=LAST_DAY, by=creators.user(Profile.MANAGER), on=JANUARY)


@pytest.mark.django_db
def test_the_button_leads_to_the_draft(area3: Area3, client: Client) -> None:
    client.force_login(creators.officer())
    path = "/avrakning/medarbetare/"
    assert "Karriärvägar, 33 492 kr" in spoken(client.get(path).content)
    response = client.post(f"{path}aterfor/", {"aktivitet": area3.karriarvagar.pk}, follow=True)
    assert "33 492 kr från Karriärvägar till ofördelat" in spoken(response.content)
    response = client.post(f"{path}aterfor/", {"aktivitet": area3.karriarvagar.pk}, follow=True)
    assert "finns redan: utkast" in response.content.decode()
    assert client.post(f"{path}aterfor/", {}).status_code == 422
    assert client.post(f"{path}aterbetala/").status_code == 422
