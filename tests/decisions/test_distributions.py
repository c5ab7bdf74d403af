"""Distribution to providers: drafts, fixing, new versions, and what the database refuses."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from config.refused import Refused
from decisions import actions
from decisions.actions.provider_register import Price
from decisions.fulfilment import Fulfilment, Ground
from decisions.models import Condition
from grants.distributing import room
from grants.models import Distribution, DistributionRow, Provider
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY

pytestmark = pytest.mark.django_db

BOOKED = 1_140_877
VISITS = "utförare;Hembesök;CNI över 1,0;Ägarform\nBVC Privat;500;200;privat\nBVC Region;300;75;regiondriven\n".encode()


class Care:
    """Barnhälsovård: 1 140 877 kr booked on one activity, and last year's prices."""

    def __init__(self) -> None:
        self.agreement = creators.agreement()
        area = creators.area(self.agreement, 2)
        fund = creators.fund(area)
        creators.allot(fund, BOOKED)
        self.activity = creators.activity(area, "Barnhälsovård")
        creators.decided_allocation({self.activity: {fund: BOOKED}})
        self.officer = creators.officer()
        self.prices = actions.add_price_list(
            self.agreement,
            name="Hembesök 2019",
            source="Beslut 2019",
            prices=[Price("Hembesök", Decimal(800)), Price("CNI över 1,0", Decimal(600), is_supplement=True)],
            by=self.officer,
        )

    def draft(self, content: bytes = VISITS, **fields) -> Distribution:
        return actions.draft_by_prices(
            self.activity,
            title="Hembesök",
            price_list=self.prices,
            content=content,
            by=self.officer,
            on=TODAY,
            **fields,
        )

    def fixed(self, content: bytes = VISITS, **fields) -> Distribution:
        return actions.fix(self.draft(content, **fields), by=self.officer, on=TODAY)


@pytest.fixture(scope="module")
def made(module_db: None) -> Care:
    return Care()


@pytest.fixture
def care(made: Care, db: None) -> Care:
    return deepcopy(made)


def test_800_visits_of_which_275_with_a_supplement(care: Care) -> None:
    fixed = care.fixed()
    parts = {row.provider.name: row.decided.amount for row in fixed.rows.all()}
    assert parts == {"BVC Privat": 520_000, "BVC Region": 285_000}
    assert fixed.amount.amount == 640_000 + 165_000 == 805_000
    assert room(care.activity) == 335_877


def test_that_private_providers_take_part_is_seen_from_what_they_get(care: Care) -> None:
    """The agreement's seventh condition. A draft shows nothing yet; someone's word goes before what is counted."""
    condition = creators.condition(7, code=Condition.Code.PRIVATE_PROVIDERS).condition
    care.agreement.private_providers_take_part = True
    care.agreement.save()

    def ground() -> Ground:
        return Fulfilment(care.agreement, TODAY).cell(care.activity, condition).ground

    draft = care.draft()
    assert ground() == Ground("unknown", "")
    actions.fix(draft, by=care.officer, on=TODAY)
    evidence = "1 privat utförare har del i fördelningen till utförare."
    assert ground() == Ground("met", evidence, TODAY, care.officer.name)
    actions.mark_condition(care.activity, condition, state="not_met", evidence="Klagomål.", by=care.officer, on=TODAY)
    assert ground().state == "not_met"


def test_a_draft_takes_no_money_and_can_be_thrown_away(care: Care) -> None:
    draft = care.draft()
    assert room(care.activity) == BOOKED
    actions.discard(draft, by=care.officer, on=TODAY)
    assert not Distribution.objects.exists()
    assert Provider.objects.count() == 2


def test_more_than_is_booked_is_refused_with_the_amounts(care: Care) -> None:
    care.fixed()
    with pytest.raises(Refused, match=r"335\s877\skr kvar att fördela. 800\s000\skr är 464\s123\skr för"):
        care.draft("utförare;Hembesök;CNI över 1,0;Ägarform\nBVC Ny;1000;0;privat\n".encode())
    # What the refused file named is not left in the register.
    assert not Provider.objects.filter(name="BVC Ny").exists()


def test_two_drafts_cannot_both_take_the_same_money(care: Care) -> None:
    first, second = care.draft(), care.draft()
    actions.fix(first, by=care.officer, on=TODAY)
    with pytest.raises(Refused, match="för mycket"):
        actions.fix(second, by=care.officer, on=TODAY)


def test_actual_visits_take_the_place_of_estimated(care: Care) -> None:
    first = care.fixed(nature="estimate")
    actual = "utförare;Hembesök;CNI över 1,0\nBVC Privat;450;180\n".encode()
    draft = actions.revise_by_prices(
        first, content=actual, note="Utfall för BVC Privat.", nature="actual", by=care.officer, on=TODAY
    )
    second = actions.fix(draft, by=care.officer, on=TODAY)
    rows = {row.provider.name: (row.nature, row.decided.amount) for row in second.rows.all()}
    assert rows == {"BVC Privat": ("actual", 468_000), "BVC Region": ("estimate", 285_000)}
    assert (second.version, second.change_note, second.series) == (2, "Utfall för BVC Privat.", first.series)
    assert first.rows.get(provider__name="BVC Privat").decided.amount == 520_000
    assert list(Distribution.objects.in_force()) == [second]
    assert room(care.activity) == BOOKED - 753_000
    with pytest.raises(Refused, match="nyare version"):
        actions.revise_by_prices(first, content=actual, note="Igen.", nature="actual", by=care.officer, on=TODAY)


def test_a_new_version_says_what_changed(care: Care) -> None:
    with pytest.raises(Refused, match="vad som är ändrat"):
        actions.revise_by_prices(care.fixed(), content=VISITS, note=" ", nature="actual", by=care.officer, on=TODAY)


def test_a_decided_amount_may_differ_with_a_reason(care: Care) -> None:
    draft = care.draft()
    privat = Provider.objects.get(name="BVC Privat")
    with pytest.raises(Refused, match="varför"):
        actions.adjust_part(draft, privat, decided=Decimal(500_000), reason="", by=care.officer, on=TODAY)
    actions.adjust_part(draft, privat, decided=Decimal(500_000), reason="Tak.", by=care.officer, on=TODAY)
    fixed = actions.fix(draft, by=care.officer, on=TODAY)
    row = fixed.rows.get(provider=privat)
    assert (row.calculated.amount, row.decided.amount, row.reason) == (520_000, 500_000, "Tak.")
    assert fixed.amount.amount == 785_000


def test_a_new_version_keeps_what_was_decided_for_those_it_does_not_name(care: Care) -> None:
    draft = care.draft()
    region = Provider.objects.get(name="BVC Region")
    actions.adjust_part(draft, region, decided=Decimal(200_000), reason="Tak.", by=care.officer, on=TODAY)
    first = actions.fix(draft, by=care.officer, on=TODAY)
    actual = "utförare;Hembesök;CNI över 1,0\nBVC Privat;450;180\n".encode()
    second = actions.revise_by_prices(first, content=actual, note="Utfall.", nature="actual", by=care.officer, on=TODAY)
    row = second.rows.get(provider=region)
    assert (row.calculated.amount, row.decided.amount, row.reason) == (285_000, 200_000, "Tak.")
    assert second.amount.amount == 468_000 + 200_000


def test_a_drafts_payment_file_does_not_say_that_it_is_to_be_paid(care: Care) -> None:
    client = Client()
    client.force_login(care.officer)
    draft = care.draft()
    answer = client.get(reverse("distribution_csv", args=[draft.pk]))
    assert "Att betala" not in answer.content.decode("utf-8-sig")
    assert "utkast-" in answer["Content-Disposition"]
    actions.fix(draft, by=care.officer, on=TODAY)
    answer = client.get(reverse("distribution_csv", args=[draft.pk]))
    assert "Att betala" in answer.content.decode("utf-8-sig")
    assert "utbetalning-" in answer["Content-Disposition"]


def test_by_key_the_parts_must_sum_to_the_amount(care: Care) -> None:
    listing = "namn;vikt;ägarform\nA;2;privat\nB;1;region\n".encode()
    key = actions.add_provider_key(
        care.agreement, name="Listade", kind="listed", as_of=TODAY, source="Listning", content=listing, by=care.officer
    )
    draft = actions.draft_by_key(
        care.activity, title="Per listad", key=key, amount=Decimal(100), by=care.officer, on=TODAY
    )
    assert [row.decided.amount for row in draft.rows.all()] == [67, 33]
    part = draft.rows.first()
    actions.adjust_part(draft, part.provider, decided=Decimal(66), reason="Avrundat.", by=care.officer, on=TODAY)
    with pytest.raises(Refused, match="summerar inte"):
        actions.fix(draft, by=care.officer, on=TODAY)
    with transaction.atomic(), pytest.raises(DatabaseError, match="do not sum"):
        Distribution.objects.filter(pk=draft.pk).update(status="fixed", fixed_on=TODAY, fixed_by=care.officer)


def test_the_database_keeps_what_is_fixed(care: Care) -> None:
    fixed = care.fixed()
    row = fixed.rows.first()
    writes = [
        lambda: DistributionRow.objects.filter(pk=row.pk).update(decided=1),
        lambda: row.delete(),
        lambda: row.quantities.update(quantity=1),
        lambda: DistributionRow.objects.create(
            distribution=fixed, provider=creators.provider(), ownership="private", calculated=0, decided=0
        ),
        lambda: Distribution.objects.filter(pk=fixed.pk).update(title="Annat"),
        lambda: Distribution.objects.filter(pk=fixed.pk).delete(),
    ]
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_the_database_refuses_more_than_is_booked(care: Care) -> None:
    draft = care.draft()
    draft.rows.update(decided=BOOKED, reason="Prov.")
    with transaction.atomic(), pytest.raises(DatabaseError, match="more than is booked"):
        Distribution.objects.filter(pk=draft.pk).update(
            amount=2 * BOOKED, status="fixed", fixed_on=TODAY, fixed_by=care.officer
        )


def test_only_those_whose_activity_it_is(care: Care) -> None:
    stranger = creators.user(Profile.MANAGER)
    with pytest.raises(Refused, match="ansvarar inte"):
        actions.fix(care.draft(), by=stranger, on=TODAY)
    with pytest.raises(Refused, match="behörighet"):
        actions.save_provider(None, name="X", ownership="private", by=creators.user(Profile.AUDITOR))


def test_a_name_stands_once_in_the_register(care: Care) -> None:
    creators.provider("Hälsan")
    with pytest.raises(Refused, match="HÄLSAN"):
        actions.save_provider(None, name="HÄLSAN", ownership="region", by=care.officer)
    with pytest.raises(Refused):
        actions.save_provider(None, name="Annan", ownership="region", organisation_number="12", by=care.officer)
