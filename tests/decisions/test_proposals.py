"""The forms of every kind over HTTP: what is written is saved and handed in, what is refused stands in the form."""

import datetime
from copy import deepcopy

import pytest
from django.test import Client

from decisions.links import corrected
from decisions.models import Decision
from decisions.models.kinds import Body, Kind, Status
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import Example
from tests.decisions.snapshots import booked, nothing_changes
from tests.decisions.test_reallocation import confirmation, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


@pytest.fixture(scope="module")
def made(module_db: None) -> Example:
    made = Example()
    kinds.empower(made)
    return made


@pytest.fixture
def example(made: Example, db: None) -> Example:
    return deepcopy(made)


@pytest.fixture
def officer() -> Client:
    return signed_in(creators.officer())


def handed_in(answer) -> Decision:
    assert answer.status_code == 302, answer.context["form"].errors
    return Decision.objects.get(status=Status.SUBMITTED)


def where(example: Example, slug: str, *, area: bool = True) -> str:
    group = "inom-omrade" if slug in {"ny-aktivitet", "aterforing"} else "regionstyrelsen"
    return f"/forslag/{group}/{slug}/?agreement={example.agreement.slug}{'&area=1' if area else ''}"


def words(**fields: object) -> dict[str, object]:
    return {"reason": "Behov.", "then": "hand-in"} | fields


def test_a_release_from_the_form_to_the_book(example, officer):
    path = where(example, "aterforing")
    page = officer.get(path).text
    assert "Beslutas av regiondirektören med stöd av" in page
    field = f"take-{example.fund.pk}-{example.alfa.pk}"
    decision = handed_in(officer.post(path, words(**{field: "150"})))
    director = signed_in(creators.director())
    assert decision.title in director.get("/att-besluta/").text
    answer = director.post(f"/beslut/{decision.pk}/besluta/", confirmation(director, decision))
    assert answer["Location"] == decision.get_absolute_url()
    assert booked(example.alfa) == 450
    assert "Ofördelat i område 1: 200\u00a0kr före, 350\u00a0kr efter" in director.get(answer["Location"]).text


def test_what_others_have_handed_in_is_shown_where_the_money_is(example, officer):
    kinds.release(example, example.alfa, 150, hand_in=True)
    page = officer.get(where(example, "aterforing")).text
    assert 'data-label="Fritt nu">600<' in page
    assert 'data-label="Om det inlämnade beviljas">450<' in page


def test_a_new_activity(example, officer):
    fields = {"name": "Delta", "roles": [creators.role().pk], f"take-{example.fund.pk}-pool": "100"}
    decision = handed_in(officer.post(where(example, "ny-aktivitet"), words(**fields)))
    assert (decision.kind, decision.title) == (Kind.ACTIVITY, "Ny aktivitet: Delta, 100\u00a0kr")


def test_money_across_areas_and_a_repayment(example, officer):
    _, omega = kinds.other_area(example)
    fields = words(target=omega.pk, **{f"take-{example.fund.pk}-pool": "70"})
    across = handed_in(officer.post(where(example, "mellan-omraden"), fields))
    assert across.body == Body.BOARD
    path = where(example, "aterbetalning", area=False)
    day = datetime.date(2021, 3, 31)  # no fund has a day of its own
    example.agreement.payments.create(registry_number="S2020/1", payer="Kammarkollegiet", repay_by=day)
    page = officer.get(path)
    assert example.agreement.registry_number in page.text
    assert page.context["form"].initial["repay_by"] == day
    fields = words(payment_number="S2020/1", repay_by="2021-01-31", **{f"take-{example.fund.pk}-pool": "10"})
    assert officer.post(path, fields).status_code == 302


def test_locking_and_unlocking(example, officer):
    lock = officer.post(where(example, "las", area=False), words(activities=[example.alfa.pk]))
    assert handed_in(lock).title == "Lås Alfa"
    unlock = officer.post(where(example, "las-upp", area=False), words(activities=[example.gamma.pk]))
    assert unlock.status_code == 302


def test_corrections(example, officer):
    earlier = example.decision.pk
    page = officer.get(f"/beslut/{earlier}/").text
    assert f"/beslut/{earlier}/ratta-belopp/" in page
    movement = example.decision.lines.get(activity=example.alfa).fundings.get().movement
    amounts = officer.post(f"/beslut/{earlier}/ratta-belopp/", words(**{f"amount-{movement.pk}": "500"}))
    assert corrected(handed_in(amounts)) == example.decision
    fields = words(heading="Rätt rubrik", words="")
    assert officer.post(f"/beslut/{earlier}/ratta-text/", fields).status_code == 302
    drafts = Decision.objects.filter(kind__in=[Kind.CORRECTION, Kind.RECTIFICATION])
    for draft in drafts:
        assert "Rättar" in officer.get(draft.get_absolute_url()).text


@pytest.mark.parametrize(("fields", "message"), [({}, "Ange minst ett belopp."), ({"alfa": "601"}, "kan inte tas")])
def test_what_is_refused_stands_in_the_form(example, officer, fields, message):
    fields = {f"take-{example.fund.pk}-{getattr(example, name).pk}": amount for name, amount in fields.items()}
    with nothing_changes():
        answer = officer.post(where(example, "aterforing"), words(**fields) | {"reason": "Mitt skäl."})
    assert answer.status_code == 422
    assert message in answer.text
    assert "Mitt skäl." in answer.text


def test_a_returned_draft_is_written_on_and_a_stale_one_is_not_saved(example, officer):
    draft = kinds.release(example, example.alfa, 10)
    path, field = f"/forslag/{draft.pk}/", f"take-{example.fund.pk}-{example.alfa.pk}"
    assert 'value="10"' in officer.get(path).text
    fields = words(then="draft", version=draft.version, **{field: "20"})
    assert officer.post(path, fields).status_code == 302
    with nothing_changes():
        assert officer.post(path, fields).status_code == 409
    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("20\u00a0kr från Alfa till ofördelat", 2)


def test_every_kind_has_its_place_on_the_first_page(officer):
    page = officer.get("/forslag/nytt/").text
    for name in ("Fördelning", "Omfördelning", "Ny aktivitet", "Återföring", "Återbetalning", "Upplåsning"):
        assert f">{name}</a>" in page
    manager = signed_in(creators.user(Profile.MANAGER)).get("/forslag/nytt/").text
    assert "Återföring" in manager
    assert "Återbetalning" not in manager
