"""An allocation that a delegation lets the director decide (as RS/26/2020 was), begun and decided in the browser."""

from decimal import Decimal

import pytest
from django.urls import reverse

from decisions import actions
from decisions.actions.verdicts import Blocked
from decisions.decision_document import build_document
from decisions.models import Decision
from decisions.models.kinds import Body, Kind, Status
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY
from tests.decisions.snapshots import booked, nothing_changes
from tests.decisions.test_allocation import Grid, signed_in
from tests.decisions.test_reallocation import confirmation

pytestmark = pytest.mark.django_db

BASIS = "regiondirektören med stöd av regionstyrelsens delegationsbestämmelse 4.1.17"


def delegation(grid: Grid, **fields):
    return creators.mandate(
        grid.agreement, None, kinds=(Kind.ALLOCATION,), clause="4.1.17", source_point=None, **fields
    )


def draft_of(grid: Grid, amount: int = 600, *, fund=None, locks: bool = False) -> Decision:
    draft = actions.draft_allocation(
        agreement=grid.agreement,
        case=creators.case(grid.agreement),
        body=Body.DIRECTOR,
        title="Vårdförlopp",
        by=grid.officer,
        on=TODAY,
    )
    row = actions.GridRow(grid.alfa, {(fund or grid.fund).pk: Decimal(amount)}, locks=locks)
    return actions.save_grid(draft, rows=[row], version=draft.version, by=grid.officer, on=TODAY)


def test_from_beginning_to_document():
    grid, director = Grid(), creators.director()
    mandate = delegation(grid)
    officer, new = signed_in(grid.officer), reverse("allocation_new", args=[grid.agreement.slug])
    assert new in officer.get("/forslag/fordelning/").text
    assert f"Beslutas av {BASIS}." in officer.get(new).text
    with nothing_changes():
        assert "Välj vem som ska besluta." in officer.post(new, {"title": "Vårdförlopp"}).text
    path = officer.post(new, {"title": "Vårdförlopp", "body": "director", "reason": "Bråttom."})["Location"]
    draft = Decision.objects.get(body=Body.DIRECTOR)
    assert f"Beslutas av {BASIS}." in officer.get(path).text
    assert officer.post(path, grid.sent(version=str(draft.version))).status_code == 302
    draft.refresh_from_db()
    assert officer.post(f"{path}lamna-in/", {"version": draft.version}).status_code == 302
    client = signed_in(director)
    assert "Vårdförlopp, 600" in client.get("/att-besluta/").text
    page = client.get(draft.get_absolute_url()).text
    assert "Du beslutar med stöd av" in page
    assert "4.1.17" in page
    assert client.post(f"/beslut/{draft.pk}/besluta/", confirmation(client, draft)).status_code == 302
    decided = Decision.objects.for_page().get(pk=draft.pk)
    assert (decided.status, decided.mandate, booked(grid.alfa)) == (Status.DECIDED, mandate, 600)
    document = build_document(decided)
    assert document.mandate.endswith("delegationsbestämmelse 4.1.17")
    assert document.sentence.startswith("Regiondirektören beslutar att fördela 600")
    assert document.is_delegated
    assert decided in Decision.objects.unreported()


@pytest.mark.parametrize(
    ("amount", "fund", "locks", "ceiling", "finding"),
    [
        (600, "fund", True, None, "E023"),
        (101, "earmarked", False, None, "E012"),
        (600, "fund", False, 599, "E015"),
    ],
)
def test_beyond_the_right_of_the_director(amount, fund, locks, ceiling, finding):
    grid = Grid()
    delegation(grid, ceiling=ceiling)
    draft = draft_of(grid, amount, fund=getattr(grid, fund), locks=locks)
    with nothing_changes(), pytest.raises(Blocked) as refusal:
        actions.submit(draft, by=grid.officer, on=TODAY)
    assert [each.id for each in refusal.value.findings] == [f"decisions.{finding}"]
    assert finding in signed_in(grid.officer).get(reverse("allocation", args=[draft.pk])).text


def test_without_a_mandate_the_board_must_decide_and_the_draft_is_turned_to_it():
    grid = Grid()
    draft = draft_of(grid)
    with nothing_changes(), pytest.raises(Blocked, match="inget mandat för fördelning"):
        actions.submit(draft, by=grid.officer, on=TODAY)
    officer, head = signed_in(grid.officer), reverse("allocation_head", args=[draft.pk])
    assert "E024" in officer.get(reverse("allocation", args=[draft.pk])).text
    fields = {"title": "Nytt namn", "reason": "Brådskar.", "version": draft.version}
    assert officer.post(head, fields).status_code == 302
    with nothing_changes():
        assert officer.post(head, fields).status_code == 409
    draft.refresh_from_db()
    assert (draft.body, draft.title, draft.reason) == (Body.BOARD, "Nytt namn", "Brådskar.")
    actions.submit(draft, by=grid.officer, on=TODAY)


def test_a_lock_decided_on_paper_by_the_director_is_a_finding_and_locks_nothing():
    grid = Grid()
    draft = draft_of(grid, locks=True)
    actions.submit(draft, by=grid.officer, on=TODAY, decided_elsewhere=True)
    actions.record(
        draft,
        decided_on=TODAY,
        mandate=delegation(grid),
        acknowledged="Så står det.",
        by=creators.user(Profile.REGISTRAR),
        on=TODAY,
    )
    grid.alfa.refresh_from_db()
    assert (grid.alfa.locked, booked(grid.alfa)) == (False, 600)
