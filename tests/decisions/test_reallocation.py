"""Reallocations over HTTP: the form, the decision page, and who gets through with what in which state."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client

from decisions import actions
from decisions.models import Decision
from decisions.models.kinds import Body, Kind, Status
from people.abilities import Profile
from tests import creators, kinds
from tests.creators import PASSWORD, TODAY, Example
from tests.decisions.snapshots import booked, nothing_changes, total

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def manager(example: Example):
    person = creators.user(Profile.MANAGER, name="Maja Chef")
    creators.tenure(example.alfa.roles.get(), person)
    return person


def new_path(example: Example) -> str:
    return f"/omfordelning/ny/?agreement={example.agreement.slug}&area=1"


def written(changes, *, reason="Behov.", then="hand-in", **more) -> dict[str, str]:
    fields = {f"change-{activity.pk}": str(amount) for activity, amount in changes.items()}
    return fields | {"reason": reason, "then": then} | more


def confirmation(client: Client, decision: Decision, **more) -> dict[str, str]:
    """What the page's own form would send."""
    page = client.get(decision.get_absolute_url()).text
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("seen", "figures")}
    return {name: found[1] for name, found in hidden.items() if found} | {"password": PASSWORD} | more


# ---- the form -----------------------------------------------------------------------------------------------------


def test_a_manager_proposes_and_hands_in(example):
    client = signed_in(manager(example))
    answer = client.post(new_path(example), written({example.alfa: "-200", example.beta: "200"}))
    proposal = Decision.objects.get(status=Status.SUBMITTED)
    assert answer["Location"] == proposal.get_absolute_url()
    assert proposal.title == "200\u00a0kr från Alfa till Beta"
    assert proposal.case == example.case


def test_a_new_sum_says_the_same_as_a_change(example):
    fields = {f"sum-{example.alfa.pk}": "400", f"change-{example.beta.pk}": "+200", "reason": "Behov.", "then": "draft"}
    signed_in(creators.officer()).post(new_path(example), fields)
    draft = Decision.objects.get(status=Status.DRAFT)
    assert {line.activity: line.amount.amount for line in draft.lines.all()} == {example.alfa: -200, example.beta: 200}


def test_many_lines_in_one_proposal(example):
    third = creators.activity(example.area, "Delta")
    changes = {example.alfa: "-300", example.beta: "100", third: "200"}
    signed_in(creators.officer()).post(new_path(example), written(changes))
    proposal = Decision.objects.get(status=Status.SUBMITTED)
    assert proposal.lines.count() == 3
    assert proposal.title == "300\u00a0kr mellan 3 aktiviteter"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"alfa": "-601", "beta": "601"}, "kan inte tas därifrån"),
        ({"alfa": "-100", "beta": "90"}, "Minskningar och ökningar tar inte ut varandra"),
        ({"gamma": "-50", "alfa": "50"}, "Gamma är låst genom"),
        ({"alfa": "-50", "gamma": "50"}, "Gamma är låst genom"),
        ({"alfa": "1,234.50"}, "Skriv blanksteg mellan tusental"),
        ({"alfa": "-100"}, "minst en aktivitet som lämnar pengar och en som får"),
        ({}, "Ange minst en ändring."),
    ],
)
def test_what_is_refused_stands_in_the_form_and_nothing_is_saved(example, fields, message):
    client = signed_in(creators.officer())
    changes = {getattr(example, name): amount for name, amount in fields.items()}
    with nothing_changes():
        answer = client.post(new_path(example), written(changes, reason="Mitt skäl."))
    assert answer.status_code == 422
    assert message in answer.text
    assert "Mitt skäl." in answer.text
    assert all(f'value="{amount}"' in answer.text for amount in fields.values())


def test_a_reason_is_wanted(example):
    with nothing_changes():
        answer = signed_in(creators.officer()).post(
            new_path(example), written({example.alfa: "-1", example.beta: "1"}, reason=" ")
        )
    assert answer.status_code == 422
    assert "Skriv varför pengarna ska flyttas." in answer.text


def test_a_change_and_a_sum_that_disagree(example):
    fields = written({example.alfa: "-100", example.beta: "100"}) | {f"sum-{example.alfa.pk}": "550"}
    with nothing_changes():
        answer = signed_in(creators.officer()).post(new_path(example), fields)
    assert "går inte ihop: 600\u00a0kr är bokfört nu" in answer.text


def test_money_for_another_area_is_not_passed_over(example):
    other = creators.activity(creators.area(example.agreement, 2), "Delta")
    with nothing_changes():
        answer = signed_in(creators.officer()).post(new_path(example), written({example.alfa: "-50", other: "50"}))
    assert answer.status_code == 422
    assert "Pengar mellan områden måste beslutas av regionstyrelsen." in answer.text


def test_a_stranger_to_the_area_is_shown_why_and_stopped(example):
    client = signed_in(creators.user(Profile.MANAGER))
    assert "ansvarar inte för någon aktivitet i område 1" in client.get(new_path(example)).text
    with nothing_changes():
        answer = client.post(new_path(example), written({example.alfa: "-1", example.beta: "1"}))
    assert answer.status_code == 403


def test_the_areas_to_choose_from_say_why_not(example):
    creators.area(example.agreement, 2, reallocation_allowed=False)
    page = signed_in(creators.officer()).get("/omfordelning/ny/").text
    assert f"?agreement={example.agreement.slug}&amp;area=1" in page
    assert "Regionstyrelsen har inte medgett omfördelning" in page


def test_one_comes_from_an_activity_to_its_area(example):
    page = signed_in(creators.officer()).get(f"/omfordelning/ny/?from={example.beta.pk}")
    assert "Område 1" in page.text
    assert "Låst genom" in page.text


@pytest.mark.parametrize("query", ["agreement=finns-inte&area=1", "from=999999", "agreement=x&area=9"])
def test_an_area_that_is_not_there(example, query):
    assert signed_in(creators.officer()).get(f"/omfordelning/ny/?{query}").status_code == 404


def test_the_second_to_save_a_draft_is_told_with_both_values(example):
    author = creators.officer()
    client = signed_in(author)
    draft = example.propose({example.alfa: -50, example.beta: 50}, by=author)
    path = f"/omfordelning/{draft.pk}/"
    client.post(path, written({example.alfa: "-60", example.beta: "60"}, then="draft", version="1"))
    with nothing_changes():
        answer = client.post(path, written({example.alfa: "-70", example.beta: "70"}, then="draft", version="1"))
    assert answer.status_code == 409
    assert 'value="-70"' in answer.text
    assert "Sparat av någon annan: −60" in answer.text
    again = client.post(path, written({example.alfa: "-70", example.beta: "70"}, then="draft", version="2"))
    assert again.status_code == 302


def test_a_submitted_one_is_not_edited(example):
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    client = signed_in(proposal.created_by)
    path = f"/omfordelning/{proposal.pk}/"
    assert client.get(path)["Location"] == proposal.get_absolute_url()
    with nothing_changes():
        answer = client.post(path, written({example.alfa: "-1", example.beta: "1"}, version=str(proposal.version)))
    assert answer.status_code == 409
    assert "kan inte ändras" in answer.text


# ---- deciding -----------------------------------------------------------------------------------------------------


def test_the_director_reads_and_decides(example):
    creators.spent(example.alfa, 150)
    creators.condition()
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    client = signed_in(creators.director())
    page = client.get(proposal.get_absolute_url()).text
    assert '<h1 class="sentence">200\u00a0kr från Alfa till Beta</h1>' in page
    for words in ("600", "−200", "400", "150", "Ofördelat i område 1", "§ 35 punkt 2", "Ett villkor"):
        assert words in page
    answer = client.post(f"/beslut/{proposal.pk}/besluta/", confirmation(client, proposal))
    assert answer["Location"] == proposal.get_absolute_url()
    assert booked(example.alfa) == 400
    after = client.get(proposal.get_absolute_url()).text
    assert "Beslutad 2020-09-10" in after
    assert "−200" in after
    assert ">600<" in after  # before the decision, not now


def test_a_second_click_decides_nothing_more(example):
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    client = signed_in(creators.director())
    fields = confirmation(client, proposal)
    client.post(f"/beslut/{proposal.pk}/besluta/", fields)
    with nothing_changes():
        answer = client.post(f"/beslut/{proposal.pk}/besluta/", fields)
    assert answer["Location"] == proposal.get_absolute_url()


@pytest.mark.parametrize("password", ["", "fel lösenord"])
def test_without_the_right_password_nothing_is_decided(example, password):
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    client = signed_in(creators.director())
    with nothing_changes():
        answer = client.post(f"/beslut/{proposal.pk}/besluta/", confirmation(client, proposal, password=password))
    assert answer.status_code == 422
    assert "lösenord" in answer.text


def test_the_password_counts_for_five_minutes(example):
    client = signed_in(creators.director())
    first = example.submitted({example.alfa: -100, example.beta: 100})
    client.post(f"/beslut/{first.pk}/besluta/", confirmation(client, first))
    second = example.submitted({example.alfa: -100, example.beta: 100})
    assert 'type="password"' not in client.get(second.get_absolute_url()).text
    client.post(f"/beslut/{second.pk}/besluta/", confirmation(client, second, password=""))
    assert booked(example.alfa) == 400


def test_guessing_the_password_is_stopped(example, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "3/m/user"}
    cache.clear()
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    client = signed_in(creators.director())
    for _ in range(3):
        client.post(f"/beslut/{proposal.pk}/besluta/", confirmation(client, proposal, password="fel"))
    with nothing_changes():
        answer = client.post(f"/beslut/{proposal.pk}/besluta/", confirmation(client, proposal))
    assert "För många försök" in answer.text


def test_changed_figures_are_shown_then_and_now_and_confirmed_anew(example):
    director = creators.director()
    first = example.submitted({example.alfa: -100, example.beta: 100})
    second = example.submitted({example.alfa: -200, example.beta: 200})
    client = signed_in(director)
    fields = confirmation(client, second)
    actions.decide(first, by=director, on=TODAY)
    with nothing_changes():
        answer = client.post(f"/beslut/{second.pk}/besluta/", fields)
    assert answer.status_code == 409
    assert "Siffrorna har ändrats. Inget är beslutat." in answer.text
    (row,) = re.findall(r"<tr><th scope=\"row\">Alfa</th>(.*?)</tr>", answer.text)
    assert re.findall(r">([^<>]+)</td>", row) == ["Bokfört", "600", "500"]
    client.post(f"/beslut/{second.pk}/besluta/", confirmation(client, second))
    assert booked(example.alfa) == 300


def test_a_later_outcome_leaves_less_and_is_confirmed_anew(example):
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    client = signed_in(creators.director())
    fields = confirmation(client, proposal)
    creators.spent(example.alfa, 300)
    with nothing_changes():
        answer = client.post(f"/beslut/{proposal.pk}/besluta/", fields)
    assert answer.status_code == 409
    (row,) = re.findall(r"<tr><th scope=\"row\">Alfa</th>(.*?)</tr>", answer.text)
    assert re.findall(r">([^<>]+)</td>", row) == ["Utfall", "0", "300"]
    assert client.post(f"/beslut/{proposal.pk}/besluta/", confirmation(client, proposal)).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"seen": "", "figures": ""}, {"seen": "x", "figures": "skräp;1=2;=/"}])
def test_what_was_not_seen_is_not_decided(example, sent):
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    with nothing_changes():
        answer = signed_in(creators.director()).post(f"/beslut/{proposal.pk}/besluta/", {"password": PASSWORD} | sent)
    assert answer.status_code == 409


def test_money_that_another_proposal_has_taken(example):
    director = creators.director()
    first = example.submitted({example.alfa: -500, example.beta: 500})
    second = example.submitted({example.alfa: -500, example.beta: 500})
    actions.decide(first, by=director, on=TODAY)
    client = signed_in(director)
    page = client.get(second.get_absolute_url()).text
    assert "500\u00a0kr kan inte tas därifrån" in page
    fields = {"seen": actions.seen_token(second), "password": PASSWORD}
    with nothing_changes():
        answer = client.post(f"/beslut/{second.pk}/besluta/", fields)
    assert answer.status_code == 422
    assert "500\u00a0kr kan inte tas därifrån" in answer.text


def test_a_warning_is_answered_on_the_page(example):
    creators.spent(example.alfa, 500)
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    client = signed_in(creators.director())
    with nothing_changes():
        answer = client.post(f"/beslut/{proposal.pk}/besluta/", confirmation(client, proposal))
    assert answer.status_code == 422
    assert "Skriv ett skäl. Det sparas med beslutet." in answer.text
    fields = confirmation(client, proposal) | {"reason-1": "Resten betalas av regionen."}
    assert client.post(f"/beslut/{proposal.pk}/besluta/", fields).status_code == 302
    assert "Resten betalas av regionen." in client.get(proposal.get_absolute_url()).text


def test_competing_proposals_are_told(example):
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    other = example.submitted({example.alfa: -10, example.beta: 10})
    page = signed_in(creators.director()).get(proposal.get_absolute_url()).text
    assert "Ett annat inlämnat förslag rör samma pengar" in page
    assert other.get_absolute_url() in page


def test_the_board_decides_where_it_is_asked_and_where_no_mandate_holds(example):
    client = signed_in(manager(example))
    fields = written({example.alfa: "-200", example.beta: "200"})
    assert "Lägg fram för regionstyrelsen i stället" in client.get(new_path(example)).text
    path = client.post(new_path(example), fields | {"to_board": "on", "then": "draft"})["Location"]
    draft = Decision.objects.get(kind=Kind.REALLOCATION)
    assert draft.body == Body.BOARD
    edit = f"/omfordelning/{draft.pk}/"
    assert "checked" in client.get(edit).text
    client.post(edit, fields | {"version": draft.version, "then": "draft"})
    draft.refresh_from_db()
    assert draft.body == Body.DIRECTOR
    registrar = creators.user(Profile.REGISTRAR)
    actions.end_mandate(example.mandate, last_day=TODAY - timedelta(1), reason="Slut.", by=registrar)
    page = client.get(edit).text
    assert "Måste beslutas av regionstyrelsen, eftersom mandatet" in page
    assert "Lägg fram för regionstyrelsen i stället" not in page
    assert client.post(edit, fields | {"version": draft.version}).status_code == 302
    draft.refresh_from_db()
    assert (draft.body, draft.status) == (Body.BOARD, Status.SUBMITTED)
    assert path == draft.get_absolute_url()
    done = actions.record(draft, decided_on=TODAY, section_number="§ 9", by=creators.user(Profile.REGISTRAR), on=TODAY)
    assert (done.status, booked(example.alfa)) == (Status.DECIDED, 400)


def test_allocations_compete_for_the_fund_too(example):
    """On a repayment's page, the allocation's own, and in its table; not on a reallocation's, which takes no pool."""
    officer = creators.officer()
    repayment = kinds.repayment(example, 50, by=officer)
    actions.submit(repayment, by=officer, on=TODAY)
    waiting = []
    for amount in (30, 40):
        draft = actions.draft_allocation(
            agreement=example.agreement, case=example.case, body=Body.BOARD, title="Mer", by=officer, on=TODAY
        )
        row = actions.GridRow(example.alfa, {example.fund.pk: Decimal(amount)})
        draft = actions.save_grid(draft, rows=[row], version=draft.version, by=officer, on=TODAY)
        waiting.append(actions.submit(draft, by=officer, on=TODAY))
    client = signed_in(creators.director())
    for path in (repayment.get_absolute_url(), waiting[0].get_absolute_url(), f"/fordelning/{waiting[0].pk}/"):
        page = client.get(path).text
        assert f"{waiting[1].number}, Mer. Det tar 40\u00a0kr ur samma tilldelningar." in page, path
        assert waiting[1].get_absolute_url() in page
    assert repayment.number in client.get(f"/fordelning/{waiting[0].pk}/").text
    other = example.submitted({example.alfa: -10, example.beta: 10})
    assert "rör samma pengar" not in client.get(other.get_absolute_url()).text


def test_a_deputy_decides_on_behalf_of_the_director(example):
    deputy = creators.user(Profile.DIRECTOR, name="Eva Ersättare")
    director = creators.role("Regiondirektör", holder=creators.user())
    creators.tenure(director, deputy, rank=1, starts_on=TODAY, ends_on=TODAY)
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    client = signed_in(deputy)
    assert "Du beslutar på uppdrag av regiondirektören med stöd av" in client.get(proposal.get_absolute_url()).text
    client.post(f"/beslut/{proposal.pk}/besluta/", confirmation(client, proposal))
    page = client.get(proposal.get_absolute_url()).text
    assert "<dd>Eva Ersättare, på uppdrag av regiondirektören" in page
    assert booked(example.beta) == 250


def test_a_deputy_one_day_too_late_is_told_why(example):
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    late = creators.user(Profile.DIRECTOR)
    creators.tenure(creators.role("Regiondirektör"), late, ends_on=TODAY.replace(day=9), rank=1)
    client = signed_in(late)
    assert "I dag är det 2020-09-10." in client.get(proposal.get_absolute_url()).text
    with nothing_changes():
        answer = client.post(f"/beslut/{proposal.pk}/besluta/", {"seen": "x", "password": PASSWORD})
    assert answer.status_code == 403
    assert "gällde till och med 2020-09-09" in answer.text


def test_return_and_reject_over_http(example):
    client = signed_in(creators.director())
    proposal = example.submitted({example.alfa: -50, example.beta: 50})
    with nothing_changes():
        assert client.post(f"/beslut/{proposal.pk}/atersand/", {"reason": ""}).status_code == 422
    client.post(f"/beslut/{proposal.pk}/atersand/", {"reason": "Varför inte mer?"})
    proposal.refresh_from_db()
    assert proposal.status == Status.RETURNED
    said = f"<strong>Återsänt {TODAY} av {proposal.turned_down().by}.</strong> Varför inte mer?"
    for path in (proposal.get_absolute_url(), f"/omfordelning/{proposal.pk}/"):
        page = signed_in(creators.officer()).get(path).text
        assert said in page
        assert "besvaras på förslagets sida" not in page
    other = example.submitted({example.alfa: -50, example.beta: 50})
    client.post(f"/beslut/{other.pk}/avsla/", {"reason": "Nej."})
    other.refresh_from_db()
    assert other.status == Status.REJECTED
    assert "<strong>Avslaget" in client.get(other.get_absolute_url()).text


def test_nobody_hands_in_figures_that_they_have_not_seen(example):
    draft = example.propose({example.alfa: -50, example.beta: 50})
    client = signed_in(creators.officer())
    assert f'name="version" value="{draft.version}"' in client.get(draft.get_absolute_url()).text
    client.post(
        f"/omfordelning/{draft.pk}/",
        written({example.alfa: "-90", example.beta: "90"}, then="draft", version=str(draft.version)),
    )
    with nothing_changes():
        answer = client.post(f"/beslut/{draft.pk}/lamna-in/", {"version": draft.version})
    assert answer.status_code == 409
    assert "Läs det som gäller nu och lämna sedan in." in answer.text


def test_the_whole_is_unchanged_by_what_moves(example):
    before = total(example.agreement)
    proposal = example.submitted({example.alfa: -200, example.beta: 200})
    actions.decide(proposal, by=creators.director(), on=TODAY)
    assert total(example.agreement) == before == Decimal(1100)
