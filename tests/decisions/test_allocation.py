"""The pages of a draft allocation, as each profile meets them over HTTP."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from config.refused import Refused, Stale
from decisions import actions, checks
from decisions.forms.allocation import cell_key
from decisions.grid_source import read_draft
from decisions.models import Decision, DecisionLine
from decisions.models.kinds import Body, Status
from grants.actions import GrantsRefused, add_activity
from grants.models import Activity
from people.abilities import Profile
from people.models import User
from tests import creators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


class Grid:
    """An agreement with 1 000 kr in a free fund and 100 in an earmarked one; a draft gives Alfa 600."""

    def __init__(self) -> None:
        self.agreement = creators.agreement()
        self.area = creators.area(self.agreement)
        self.fund = creators.fund(self.area, "Fri")
        self.earmarked = creators.fund(self.area, "Öronmärkt", earmarked=True)
        creators.allot(self.fund, 1000)
        creators.allot(self.earmarked, 100)
        self.alfa, self.beta = creators.activity(self.area, "Alfa"), creators.activity(self.area, "Beta")
        self.officer = creators.officer()
        draft = actions.draft_allocation(
            agreement=self.agreement,
            case=creators.case(self.agreement),
            body=Body.BOARD,
            title="Fördelning",
            by=self.officer,
            on=creators.TODAY,
        )
        self.draft = self.save({self.alfa: {self.fund.pk: Decimal(600)}}, draft)
        self.path = reverse("allocation", args=[self.draft.pk])

    def save(self, amounts, draft: Decision | None = None, *, by: User | None = None) -> Decision:
        draft = draft or Decision.objects.get(pk=self.draft.pk)
        rows = [actions.GridRow(activity, shares) for activity, shares in amounts.items()]
        return actions.save_grid(draft, rows=rows, version=draft.version, by=by or self.officer, on=creators.TODAY)

    def cell(self, activity: Activity, fund=None) -> str:
        return cell_key(activity.pk, (fund or self.fund).pk)

    def sent(self, **more: str) -> dict[str, str]:
        """What a browser sends when nothing has been written."""
        cells = {cell_key(a.pk, f.pk): "" for a in (self.alfa, self.beta) for f in (self.fund, self.earmarked)}
        version = Decision.objects.get(pk=self.draft.pk).version
        return cells | {self.cell(self.alfa): "600", "version": str(version)} | more

    def saved(self) -> dict[tuple[str, str], Decimal]:
        lines = DecisionLine.objects.filter(decision=self.draft).prefetch_related("shares__fund")
        return {
            (line.activity.name, share.fund.name): share.amount.amount for line in lines for share in line.shares.all()
        }


@pytest.fixture(scope="module")
def made(module_db: None) -> Grid:
    return Grid()


@pytest.fixture
def grid(made: Grid, db: None) -> Grid:
    return deepcopy(made)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# ---- who


@pytest.mark.parametrize("profile", list(Profile))
def test_everyone_reads_and_only_officers_write(grid: Grid, profile: Profile) -> None:
    client = signed_in(creators.user(profile))
    answer = client.get(grid.path)
    assert answer.status_code == 200
    assert "600" in answer.text
    writes = profile == Profile.OFFICER
    assert (f'name="{grid.cell(grid.alfa)}"' in answer.text) is writes
    assert client.post(grid.path, grid.sent()).status_code == (302 if writes else 403)
    new, title = reverse("allocation_new", args=[grid.agreement.slug]), {"title": "Mer"}
    assert client.post(new, title).status_code == (302 if writes else 403)
    assert client.get(reverse("allocation_withdraw", args=[grid.draft.pk])).status_code == (200 if writes else 403)
    assert client.post(reverse("allocation_submit", args=[grid.draft.pk])).status_code == (409 if writes else 403)


def test_without_a_profile_there_is_nothing(grid: Grid) -> None:
    assert signed_in(creators.user()).get(grid.path).status_code == 404
    assert Client().get(grid.path).status_code == 302


def test_a_reallocation_is_not_shown_as_a_grid() -> None:
    example = creators.Example()
    draft = example.propose({example.alfa: -1, example.beta: 1})
    assert signed_in(creators.officer()).get(reverse("allocation", args=[draft.pk])).status_code == 404


# ---- begin


def test_a_draft_begins_empty_in_the_case_of_the_agreement(grid: Grid) -> None:
    client = signed_in(grid.officer)
    path = reverse("allocation_new", args=[grid.agreement.slug])
    assert "1\xa0100\xa0kr är ofördelat" in client.get(path).text
    assert "Måste beslutas av regionstyrelsen, eftersom inget mandat för fördelning" in client.get(path).text
    answer = client.post(path, {"title": "Fördelning"})
    draft = Decision.objects.latest("pk")
    assert answer["Location"] == reverse("allocation", args=[draft.pk])
    assert (draft.case.registry_number, draft.body, draft.status) == (
        grid.agreement.registry_number,
        Body.BOARD,
        Status.DRAFT,
    )
    assert draft.number in client.get(path).text


# ---- save


def test_the_grid_is_saved_as_one_with_locks_and_notes(grid: Grid) -> None:
    sent = grid.sent(
        **{grid.cell(grid.beta, grid.earmarked): "0,1 tkr", f"l-{grid.beta.pk}": "1", f"n-{grid.beta.pk}": "x"}
    )
    answer = signed_in(grid.officer).post(grid.path, sent, follow=True)
    assert "Förslaget är sparat." in answer.text
    assert grid.saved() == {("Alfa", "Fri"): 600, ("Beta", "Öronmärkt"): 100}
    beta = DecisionLine.objects.get(decision=grid.draft, activity=grid.beta)
    assert (beta.locks, beta.note, beta.amount.amount) == (True, "x", 100)


def test_a_bad_cell_is_named_and_everything_typed_is_kept_and_nothing_saved(grid: Grid) -> None:
    sent = grid.sent(**{grid.cell(grid.alfa): "1.234", grid.cell(grid.beta): " 77 kr"})
    answer = signed_in(grid.officer).post(grid.path, sent)
    assert answer.status_code == 422
    assert "Alfa, Fri: En ensam punkt kan betyda både tusental och decimaler." in answer.text
    assert 'value="1.234"' in answer.text
    assert 'value=" 77 kr"' in answer.text
    assert grid.saved() == {("Alfa", "Fri"): 600}


def test_a_fund_of_another_area_has_no_cell_and_takes_nothing(grid: Grid) -> None:
    other = creators.fund(creators.area(grid.agreement, 2), "Annan")
    client = signed_in(grid.officer)
    assert f'name="{grid.cell(grid.alfa, other)}"' not in client.get(grid.path).text
    client.post(grid.path, grid.sent(**{grid.cell(grid.alfa, other): "5"}))
    assert grid.saved() == {("Alfa", "Fri"): 600}
    with pytest.raises(Refused, match="annat utvecklingsområde"):
        grid.save({grid.alfa: {other.pk: Decimal(5)}})


def test_a_new_activity_comes_with_the_save(grid: Grid) -> None:
    roles = [creators.role("Chef A"), creators.role("Chef B")]
    new = {f"namn-{grid.area.pk}": " Ny  vård ", f"roll-{grid.area.pk}": [role.pk for role in roles]}
    sent = grid.sent() | new | {cell_key(f"ny{grid.area.pk}", grid.fund.pk): "50"}
    assert signed_in(grid.officer).post(grid.path, sent).status_code == 302
    made = Activity.objects.get(name="Ny vård")
    assert [each.role for each in made.responsibilities.all()] == roles
    assert grid.saved()["Ny vård", "Fri"] == 50
    assert made.position > grid.beta.position


def test_several_new_activities_come_with_one_save_in_their_order(grid: Grid) -> None:
    area, role = grid.area.pk, creators.role()
    new = {f"namn-{area}_{serial}": f"Ny {serial}" for serial in (10, 2)} | {f"namn-{area}": "Ny 1"}
    new |= {key.replace("namn", "roll"): role.pk for key in new}
    assert signed_in(grid.officer).post(grid.path, grid.sent() | new).status_code == 302
    made = Activity.objects.filter(area=grid.area, name__startswith="Ny").order_by("position")
    assert [activity.name for activity in made] == ["Ny 1", "Ny 2", "Ny 10"]


def test_no_new_activity_when_the_grid_cannot_be_saved(grid: Grid) -> None:
    new = {f"namn-{grid.area.pk}_2": "Ny", f"roll-{grid.area.pk}_2": creators.role().pk}
    answer = signed_in(grid.officer).post(grid.path, grid.sent(version="1") | new)
    assert answer.status_code == 409
    assert not Activity.objects.filter(name="Ny").exists()
    assert f'name="namn-{grid.area.pk}_2" value="Ny"' in answer.text


def test_a_saved_draft_is_checked_beside_the_grid(grid: Grid) -> None:
    grid.save({grid.alfa: {grid.earmarked.pk: Decimal(130)}})
    answer = signed_in(grid.officer).get(grid.path).text
    assert "30\xa0kr för mycket" in answer
    assert "Måste beslutas av regionstyrelsen, eftersom inget mandat för fördelning" in answer


# ---- two who save


def test_the_second_to_save_is_told_both_values_and_loses_nothing(grid: Grid) -> None:
    client, sent = signed_in(grid.officer), grid.sent()
    nils = creators.user(Profile.OFFICER, name="Nils Nyman")
    grid.save({grid.alfa: {grid.fund.pk: Decimal(700)}}, by=nils)
    answer = client.post(grid.path, sent | {grid.cell(grid.alfa): "650", grid.cell(grid.beta): "20"})
    assert answer.status_code == 409
    assert "Sparat av Nils Nyman: 700\xa0kr" in answer.text
    assert "Ditt värde: 650\xa0kr" in answer.text
    assert "Ditt värde: 20\xa0kr" in answer.text
    assert f'name="{grid.cell(grid.alfa)}" value="650"' in answer.text
    assert grid.saved() == {("Alfa", "Fri"): 700}
    version = Decision.objects.get(pk=grid.draft.pk).version
    assert f'name="version" value="{version}"' in answer.text
    chosen = sent | {grid.cell(grid.alfa): "650", grid.cell(grid.beta): "20", "version": str(version)}
    client.post(grid.path, chosen | {f"val-{grid.cell(grid.alfa)}": "saved:650"})
    assert grid.saved() == {("Alfa", "Fri"): 700, ("Beta", "Fri"): 20}


def test_who_saves_what_has_been_handed_in_still_sees_the_own_values(grid: Grid) -> None:
    sent = grid.sent(**{grid.cell(grid.alfa): "650"})
    actions.submit(grid.draft, by=grid.officer, on=creators.TODAY)
    answer = signed_in(grid.officer).post(grid.path, sent)
    assert answer.status_code == 409
    assert "Ditt värde: 650\xa0kr" in answer.text
    assert "Förslaget går inte längre att ändra." in answer.text
    assert answer.text.count("650") == 1, "the page shows what was handed in"


# ---- hand in, take back


def test_handed_in_it_is_read_only_and_waits_for_the_board(grid: Grid) -> None:
    client = signed_in(grid.officer)
    answer = client.post(
        reverse("allocation_submit", args=[grid.draft.pk]), {"version": grid.draft.version}, follow=True
    )
    assert "Förslaget är inlämnat." in answer.text
    assert "data-grid" not in answer.text
    assert Decision.objects.get(pk=grid.draft.pk).status == Status.SUBMITTED


def test_nobody_hands_in_what_they_have_not_seen(grid: Grid) -> None:
    seen = grid.draft.version
    grid.save({grid.alfa: {grid.fund.pk: Decimal(1)}})
    answer = signed_in(grid.officer).post(reverse("allocation_submit", args=[grid.draft.pk]), {"version": seen})
    assert answer.status_code == 409
    assert Decision.objects.get(pk=grid.draft.pk).status == Status.DRAFT
    with pytest.raises(Stale):
        actions.submit(grid.draft, by=grid.officer, on=creators.TODAY, version=seen)


def test_taken_back_for_good_by_its_author_only(grid: Grid) -> None:
    path = reverse("allocation_withdraw", args=[grid.draft.pk])
    other = signed_in(creators.user(Profile.OFFICER)).post(path)
    assert other.status_code == 403
    assert "Bara den som upprättat eller lämnat in" in other.text
    client = signed_in(grid.officer)
    assert "kan inte lämnas in igen" in client.get(path).text
    assert client.post(path).status_code == 302
    assert Decision.objects.get(pk=grid.draft.pk).status == Status.WITHDRAWN
    assert client.post(grid.path, grid.sent()).status_code == 409


# ---- add_activity


def test_a_name_is_once_per_area_whatever_case(grid: Grid) -> None:
    with pytest.raises(GrantsRefused, match="redan en aktivitet"):
        add_activity(area=grid.area, name=" ALFA ", roles=[], by=grid.officer)
    with pytest.raises(GrantsRefused, match="Skriv vad"):
        add_activity(area=grid.area, name=" ", roles=[], by=grid.officer)
    with pytest.raises(GrantsRefused, match="inte behörighet"):
        add_activity(area=grid.area, name="Ny", roles=[], by=creators.user(Profile.AUDITOR))
    assert add_activity(area=creators.area(grid.agreement, 2), name="Alfa", roles=[], by=grid.officer).position == 0


# ---- cost


@pytest.mark.parametrize("profile", [Profile.OFFICER, Profile.AUDITOR])
def test_the_grid_costs_as_many_queries_with_one_row_as_with_three(
    grid: Grid, profile: Profile, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    client = signed_in(creators.user(profile))
    client.get(grid.path)
    with django_assert_max_num_queries(26) as once:
        client.get(grid.path)
    more = [creators.activity(grid.area) for _ in range(2)]
    area = creators.area(grid.agreement, 2)
    creators.activity(area)
    creators.allot(creators.fund(area), 10)
    grid.save({activity: {grid.fund.pk: Decimal(1), grid.earmarked.pk: Decimal(2)} for activity in [grid.alfa, *more]})
    with django_assert_num_queries(len(once)):
        client.get(grid.path)


def test_the_checks_say_the_same_of_the_grid_as_of_the_lines(grid: Grid) -> None:
    nobody = Activity.objects.create(area=grid.area, name="Ingens", position=9999)
    empty = grid.save({})
    assert checks.check(read_draft(empty, creators.TODAY)) == checks.findings(empty, creators.TODAY) != []
    over = grid.save({grid.alfa: {grid.fund.pk: Decimal(1001)}, nobody: {grid.earmarked.pk: Decimal(130)}})
    found = checks.check(read_draft(over, creators.TODAY))
    assert found == checks.findings(over, creators.TODAY)
    assert {finding.id for finding in found} == {"decisions.E011", "decisions.E012", "decisions.W013"}


def test_a_save_leaves_alone_the_lines_that_say_the_same(grid: Grid) -> None:
    both = {grid.alfa: {grid.fund.pk: Decimal(600)}, grid.beta: {grid.fund.pk: Decimal(5)}}
    grid.save(both)
    before = dict(grid.draft.lines.values_list("activity__name", "pk"))
    grid.save(both | {grid.beta: {grid.earmarked.pk: Decimal(5)}})
    after = dict(grid.draft.lines.values_list("activity__name", "pk"))
    assert after["Alfa"] == before["Alfa"]
    assert after["Beta"] != before["Beta"]
    assert grid.saved() == {("Alfa", "Fri"): 600, ("Beta", "Öronmärkt"): 5}
    grid.save({grid.beta: {grid.fund.pk: Decimal(1)}})
    assert grid.saved() == {("Beta", "Fri"): 1}
