"""Joint pots: parts that make the pot to the krona, against what is decided and booked; who may write them."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.refused import Refused
from decisions.joint_pots import pots_of
from grants.joint_pots import save_joint_pot, set_aside
from grants.models import JointPot, JointPotPart
from people.abilities import Profile
from tests import creators


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    allotted=st.lists(st.decimals(min_value=0, max_value=90_000_000, places=2), max_size=6),
    share=st.decimals(min_value="0.01", max_value=100, places=2),
)
def test_the_parts_make_the_pot_in_whole_kronor(allotted: list[Decimal], share: Decimal) -> None:
    parts = set_aside(allotted, share)
    exact = sum(allotted, Decimal(0)) * share / 100
    assert abs(sum(parts, Decimal(0)) - exact) <= Decimal("0.5")
    assert all(part == part.to_integral_value() for part in parts)
    assert all(abs(part - has * share / 100) < Decimal("1.5") for part, has in zip(parts, allotted, strict=True))


class Two:
    """An agreement of 1 100 kr that has booked 40 to the pot, and one of 1 100 that has no activity for it yet."""

    def __init__(self) -> None:
        self.first, self.second = creators.Example(), creators.Example()
        self.held = creators.activity(self.first.area, "Avsättning")
        creators.decided_allocation({self.held: {self.first.fund: 40}})
        self.parts = {self.first.agreement: self.held, self.second.agreement: None}

    def save(self, pot: JointPot | None = None, **changed) -> JointPot:
        given = {"name": "Kunskapsstyrning", "share": Decimal("4.05"), "parts": self.parts, "by": creators.officer()}
        return save_joint_pot(pot, **given | changed)


@pytest.fixture(scope="module")
def made(module_db: None) -> Two:
    return Two()


@pytest.fixture
def two(made: Two, db: None) -> Two:
    return deepcopy(made)


def test_a_pot_shows_calculated_decided_and_booked(two: Two) -> None:
    two.save()
    (pot,) = pots_of(JointPot.objects.for_page())
    rows = {row.part.agreement: row for row in pot.parts}
    first, second = rows[two.first.agreement], rows[two.second.agreement]
    assert pot.total("calculated") == first.calculated + second.calculated == 89  # 4,05 % of 2 200 is 89,10
    assert (first.decided, first.booked, first.difference) == (40, 40, 40 - first.calculated)
    assert (second.decided, second.booked) == (0, 0)


def test_what_no_pot_can_be(two: Two) -> None:
    pot = two.save()
    for wrong, said in (
        ({"parts": {}}, "minst en överenskommelse"),
        ({"parts": {two.second.agreement: two.held}}, "hör inte till"),
        ({"name": "Annan"}, "redan till Kunskapsstyrning"),
        ({"by": creators.user(Profile.CONTROLLER), "parts": {two.second.agreement: None}}, "behörighet"),
        ({"share": Decimal(101), "name": "Annan", "parts": {two.second.agreement: None}}, "pot_share_is_a_share"),
    ):
        with pytest.raises(Refused, match=said), transaction.atomic():
            two.save(**wrong)
    assert JointPot.objects.get() == pot
    with pytest.raises(IntegrityError), transaction.atomic():
        JointPotPart.objects.create(pot=pot, agreement=two.first.agreement)


def test_a_pot_is_made_and_changed_in_the_browser(two: Two, client: Client) -> None:
    client.force_login(creators.officer())
    first, second = two.first.agreement.pk, two.second.agreement.pk
    given = {"name": "Kunskapsstyrning", "share": "4,05", f"a-{first}": str(two.held.pk), f"a-{second}": "utan"}
    assert client.post("/potter/ny/", given | {"share": "mycket"}).status_code == 422
    page = client.post("/potter/ny/", given, follow=True).content.decode().replace("\u00a0", " ")
    assert "Kunskapsstyrning, 4,05 %" in page
    assert "Ingen aktivitet är vald" in page
    pot = JointPot.objects.get()
    assert f'<option value="{two.held.pk}" selected>' in client.get(f"/potter/{pot.pk}/").content.decode()
    client.post(f"/potter/{pot.pk}/", given | {f"a-{second}": ""})
    assert [part.agreement_id for part in pot.parts.all()] == [first]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_pots_as_for_one(
    two: Two, rows: int, client: Client, django_assert_num_queries
) -> None:
    for number, each in enumerate([two, *(Two() for _ in range(rows - 1))]):
        each.save(name=f"Pott {number}")
    client.force_login(creators.user(Profile.AUDITOR))
    client.get("/potter/")
    with django_assert_num_queries(QUERIES):
        client.get("/potter/")


QUERIES = 13
