"""The pages about conditions: what stands on them, what their forms do, the files, how many queries they cost."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from config.refused import Refused
from decisions import actions
from decisions.agreement_checks import agreement_findings
from decisions.fulfilment import Code
from decisions.models import Condition, ConditionMark, ExitPlan, Investment, ProviderRequest
from decisions.stratsys import read_stratsys, unregistered_ids
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def example() -> creators.Example:
    for number, code in enumerate([Code.REGISTRATION, Code.EXIT_PLAN, Code.EXISTING_RESOURCES], start=1):
        creators.condition(number, f"Lydelse {number}.", code=code)
    return creators.Example()


def signed_in(*profiles: Profile) -> Client:
    client = Client()
    client.force_login(creators.user(*profiles))
    return client


@pytest.fixture
def officer() -> Client:
    return signed_in(Profile.OFFICER)


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


# ---- The library


def test_the_library_shows_wordings_and_how_many_decisions_carry_them(example: creators.Example, officer: Client):
    response = officer.get(reverse("conditions"))
    assert [row["condition"].decisions_count for row in response.context["rows"]] == [1, 1, 1]
    assert "Lydelse 2." in text(response)
    assert "Nytt villkor" in text(response)
    assert "Nytt villkor" not in text(signed_in(Profile.AUDITOR).get(reverse("conditions")))


def test_a_wording_is_added_and_the_earlier_stays_on_the_page(example: creators.Example, officer: Client):
    data = {"text": "Nyare lydelse.", "valid_from": "2020-09-10", "source": "RS/1/2020"}
    page = officer.post(reverse("wording_new", args=[1]), data, follow=True)
    assert [row["state"]["text"] for row in page.context["wordings"]] == ["gäller", "tidigare lydelse"]
    assert example.decision.title in text(page)
    data["valid_from"] = "2020-01-01"
    refused = officer.post(reverse("wording_new", args=[1]), data)
    assert refused.status_code == 422
    assert "En ny lydelse gäller från en senare dag" in text(refused)


def test_a_condition_is_added(officer: Client):
    data = {"name": "Miljö", "text": "Hänsyn.", "valid_from": "2020-09-10", "source": "", "standard": ""}
    assert officer.post(reverse("condition_new"), data).status_code == 302
    assert not Condition.objects.get(name="Miljö").standard
    assert officer.post(reverse("condition_new"), {"name": "X"}).status_code == 422


# ---- A decision's choice


def test_the_choice_is_made_on_a_page_and_shown_with_its_reason(example: creators.Example):
    by = creators.officer()
    draft = example.propose({example.alfa: -1, example.beta: 1}, by=by)
    client = Client()
    client.force_login(by)
    path = reverse("decision_conditions", args=[draft.pk])
    assert path in text(client.get(draft.get_absolute_url()))
    pks = {condition.number: condition.pk for condition in Condition.objects.all()}
    data = {"version": draft.version, **{f"follows-{pks[number]}": "on" for number in (1, 2)}}
    refused = client.post(path, data)
    assert refused.status_code == 422
    assert "Skriv ett skäl" in text(refused)
    page = client.post(path, data | {f"reason-{pks[3]}": "Ingen anställs."}, follow=True)
    assert "Skäl: Ingen anställs." in text(page)
    assert client.post(path, data | {f"reason-{pks[3]}": "Igen."}).status_code == 409


# ---- Conditions × activities


def matrix(client: Client, example: creators.Example, **query: str):
    return client.get(reverse("condition_matrix"), {"overenskommelse": example.agreement.slug, **query})


def test_every_activity_has_a_cell_for_every_condition(example: creators.Example, officer: Client):
    actions.register_activities([example.alfa], registered_on=TODAY, by=creators.officer(), on=TODAY)
    page = matrix(officer, example)
    cells = {row["activity"].name: [cell["text"] for cell in row["cells"]] for row in page.context["rows"]}
    assert cells["Alfa"] == ["uppfyllt", "inte uppfyllt", "okänt"]
    assert cells["Beta"] == ["inte uppfyllt", "inte uppfyllt", "okänt"]
    assert [total["text"] for total in page.context["totals"]] == ["1 av 3", "0 av 3", "0 av 3"]


def test_the_filter(example: creators.Example, officer: Client):
    role = example.beta.responsibilities.get().role
    actions.register_activities([example.alfa], registered_on=TODAY, by=creators.officer(), on=TODAY)

    def names(**query: str) -> list[str]:
        return [row["activity"].name for row in matrix(officer, example, **query).context["rows"]]

    assert names(funktion=str(role.pk)) == ["Beta"]
    assert names(lage="met") == ["Alfa"]
    assert names(omrade="1") == ["Alfa", "Beta", "Gamma"]
    assert names(omrade="9", lage="annat") == ["Alfa", "Beta", "Gamma"]
    assert names(lage="not_applicable") == []


def test_the_workbook_says_what_the_page_says(example: creators.Example, officer: Client):
    response = officer.get(reverse("condition_matrix_xlsx", args=[example.agreement.slug]))
    book = openpyxl.load_workbook(BytesIO(response.content))
    states, grounds = (list(book[name].iter_rows(values_only=True)) for name in ("Villkor", "Underlag"))
    assert states[0][3:] == ("1. Villkor 1", "2. Villkor 2", "3. Villkor 3")
    assert states[1][1:] == ("Alfa", example.alfa.responsibilities.get().role.name, *(["inte uppfyllt"] * 2), "okänt")
    assert len(grounds) == 1 + 3 * 3


# ---- Stratsys


def test_activities_are_marked_as_registered(example: creators.Example, officer: Client):
    path = reverse("stratsys", args=[example.agreement.slug])
    data = {"activities": [example.alfa.pk, example.beta.pk], "registered_on": "2020-09-01", "reference": "NS 7"}
    page = officer.post(path, data, follow=True)
    assert "2 av 3 aktiviteter är registrerade" in text(page)
    again = officer.post(path, data)
    assert again.status_code == 422


def test_assignments_are_marked_named_and_taken_back_like_activities(example: creators.Example, officer: Client):
    holder = creators.user(Profile.MANAGER)
    given = example.decision.assignments.create(text="Redovisa.", role=creators.role("FOU chef", holder))
    other = example.decision.assignments.create(text="Följ upp.")

    def unregistered() -> list[str]:
        return [each.text for each in agreement_findings(example.agreement, TODAY) if each.id == "decisions.W125"]

    assert unregistered()[0].startswith("2 uppdrag är inte registrerade i Stratsys: FOU chef i RS/")
    path, slug = reverse("stratsys", args=[example.agreement.slug]), example.agreement.slug
    client = Client()
    client.force_login(holder)
    assert list(client.get(path).context["form"].fields["assignments"].queryset) == [given]
    data = {"assignments": [given.pk], "registered_on": "2020-09-01", "reference": "U 3"}
    assert client.post(path, data | {"assignments": [other.pk]}).status_code == 422
    assert "1 av 2 uppdrag" in text(client.post(path, data, follow=True))
    assert client.post(path, data).status_code == 422
    assert unregistered()[0].startswith("1 uppdrag är inte registrerat i Stratsys: HOSPA i ")
    content = officer.get(reverse("stratsys_csv", args=[slug])).content.decode("utf-8-sig")
    row = list(csv.DictReader(StringIO(content), delimiter=";"))[-2]
    assert (row["Läge"], row["Registrerad"], row["Beteckning i Stratsys"]) == ("registrerat", "2020-09-01", "U 3")
    assert "2020-09-01 som U 3" in text(client.get(given.get_absolute_url()))
    assert officer.post(path, {"registered_on": "2020-09-01"}).status_code == 422
    with pytest.raises(Refused, match="redan registrerat"):
        actions.register_assignments([given], registered_on=TODAY, by=holder, on=TODAY)
    away = reverse("evidence_withdraw", args=["uppdrag", given.registrations.get().pk])
    assert signed_in(Profile.MANAGER).post(away, {"reason": "Nej."}).status_code == 403
    assert client.post(away, {"reason": "Fel uppdrag."})["Location"] == given.get_absolute_url()
    assert "2 uppdrag är inte" in unregistered()[0]
    assert [row.withdrawn_reason for row in given.registrations.all()] == ["Fel uppdrag."]
    for page in (given.get_absolute_url(), example.decision.get_absolute_url()):
        assert "Tog bort: Registrering i Stratsys 2020-09-01" in text(client.get(page))


def test_a_manager_is_offered_the_own_activities(example: creators.Example):
    manager = creators.user(Profile.MANAGER)
    creators.tenure(example.beta.responsibilities.get().role, manager)
    client = Client()
    client.force_login(manager)
    path = reverse("stratsys", args=[example.agreement.slug])
    assert list(client.get(path).context["form"].fields["activities"].queryset) == [example.beta]
    assert client.post(path, {"activities": [example.alfa.pk], "registered_on": "2020-09-01"}).status_code == 422


def test_the_follow_up_names_those_whom_the_list_names(example: creators.Example):
    by, registration = creators.officer(), Condition.objects.get(code=Code.REGISTRATION)
    actions.register_activities([example.alfa], registered_on=TODAY, by=by, on=TODAY)
    exempt = {"state": ConditionMark.State.NOT_APPLICABLE, "evidence": "Avslutad."}
    actions.mark_condition(example.beta, registration, **exempt, by=by, on=TODAY)
    listed = read_stratsys(example.agreement, TODAY)
    assert [row.status for row in listed.activities] == ["registrerad", "ej aktuell", "inte registrerad"]
    assert {row.activity.pk for row in listed.missing} == {example.gamma.pk}
    assert unregistered_ids(example.agreement, TODAY) == {example.gamma.pk}


def test_the_files_for_stratsys(example: creators.Example, officer: Client):
    example.decision.assignments.create(text="=Redovisa", due_text="hösten 2020")
    actions.register_activities([example.alfa], registered_on=TODAY, by=creators.officer(), on=TODAY, reference="NS 7")
    slug = example.agreement.slug
    response = officer.get(reverse("stratsys_csv", args=[slug]))
    content = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(content), delimiter=";"))
    alfa, task = rows[0], rows[-1]
    assert (alfa["Namn"], alfa["Beslutat, kr"], alfa["Läge"], alfa["Registrerad"]) == (
        "Alfa", "600,00", "registrerad", "2020-09-10",
    )  # fmt: skip
    assert alfa["Diarienummer"] == example.case.registry_number
    assert (task["Slag"], task["Namn"], task["Klart senast"]) == ("uppdrag", "'=Redovisa", "hösten 2020")
    book = openpyxl.load_workbook(BytesIO(officer.get(reverse("stratsys_xlsx", args=[slug])).content))
    sheet = list(book["Stratsys"].iter_rows(values_only=True))
    assert [row[2] for row in sheet[1:]] == [row["Namn"] for row in rows]
    assert sheet[1][6] == 600


# ---- An activity's own forms


def test_the_forms_of_an_activity(example: creators.Example, officer: Client):
    alfa = example.alfa
    investment = {"name": "Skrivare", "cost": "360", "first_month": "2020-10", "life_months": "36"}
    plan = {"kind": "winding_down", "text": "Avslutas.", "year-2021": "1 000,50", "year-2022": "0"}
    asked = {"provider": "Hälsan AB", "asked_on": "2020-09-01", "question": "Kostnader."}
    for name, data in (("investment_new", investment), ("exit_plan", plan), ("provider_request_new", asked)):
        path = reverse(name, args=[alfa.pk])
        assert officer.get(path).status_code == 200
        assert officer.post(path, data).status_code == 302, name
        assert officer.post(path, {"name": ""}).status_code == 422, name
    mark = reverse("condition_mark", args=[alfa.pk, 3])
    assert officer.post(mark, {"state": "met", "evidence": "Egna tjänster."}).status_code == 302
    answer = reverse("provider_answer", args=[ProviderRequest.objects.get().pk])
    assert officer.post(answer, {"answered_on": "2020-09-05", "answer": "Två tjänster."}).status_code == 302
    page = text(officer.get(alfa.get_absolute_url()))
    for shown in ("Skrivare", "1 000,50 kr", "Avslutas.", "Hälsan AB", "Två tjänster.", "Egna tjänster."):
        assert shown in page, shown
    assert [str(row.amount.amount) for row in ExitPlan.objects.get().years.all()] == ["1000.50", "0.00"]


def test_an_error_keeps_what_was_written_and_saves_nothing(example: creators.Example, officer: Client):
    path = reverse("exit_plan", args=[example.alfa.pk])
    page = officer.post(path, {"kind": "winding_down", "text": "Avslutas.", "year-2021": "1,234.50"})
    assert page.status_code == 422
    assert "Skriv blanksteg mellan tusental" in text(page)
    assert "Avslutas." in text(page)
    page = officer.post(path, {"kind": "winding_down", "text": "Avslutas."})
    assert "Ange belopp för minst ett år" in text(page)
    page = officer.post(reverse("investment_new", args=[example.alfa.pk]), {"first_month": "oktober"})
    assert "Skriv månaden som år och månad" in text(page)
    assert not ExitPlan.objects.exists()
    assert not Investment.objects.exists()


def test_what_was_wrong_is_taken_back_with_a_reason(example: creators.Example, officer: Client):
    row = actions.register_activities([example.alfa], registered_on=TODAY, by=creators.officer(), on=TODAY)[0]
    path = reverse("evidence_withdraw", args=["registrering", row.pk])
    assert officer.post(path, {"reason": ""}).status_code == 422
    assert officer.post(path, {"reason": "Fel aktivitet."}).status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_on, row.withdrawn_reason) == (TODAY, "Fel aktivitet.")
    assert officer.get(reverse("evidence_withdraw", args=["annat", row.pk])).status_code == 404


def test_a_manager_of_something_else_is_told_why_not(example: creators.Example):
    client = signed_in(Profile.MANAGER)
    for name, args in (("exit_plan", [example.alfa.pk]), ("condition_mark", [example.alfa.pk, 3])):
        response = client.post(reverse(name, args=args), {"state": "met", "evidence": "Ja."})
        assert response.status_code == 403
        assert "Du ansvarar inte för Alfa" in text(response)
    assert not ConditionMark.objects.exists()


# ---- Queries: as many at one row as at three


def grown(rows: int):
    """An agreement with as many activities and conditions as rows, and of each activity everything that can be kept."""
    by = creators.officer()
    codes = [Code.REGISTRATION, Code.DEPRECIATION, Code.EXIT_PLAN]
    for number, code in enumerate(codes, start=rows + 1):
        creators.condition(number, code=code)
    conditions = [creators.condition(number).condition for number in range(1, rows + 1)]
    agreement = creators.agreement()
    area = creators.area(agreement)
    fund = creators.fund(area)
    creators.allot(fund, 1000)
    activities = [creators.activity(area) for _ in range(rows)]
    decision = creators.decided_allocation({activity: {fund: 10} for activity in activities})
    for activity in activities:
        decision.assignments.create(text="Redovisa.")
        actions.add_investment(
            activity, name="X", cost=creators.Decimal(9), first_month=TODAY, life_months=3, by=by, on=TODAY
        )
        actions.save_exit_plan(
            activity, kind="winding_down", text="X", amounts={2021: creators.Decimal(0)}, by=by, on=TODAY
        )
        actions.ask_provider(activity, provider="X", asked_on=TODAY, by=by, on=TODAY)
        for condition in conditions:
            actions.mark_condition(activity, condition, state="met", evidence="X", by=by, on=TODAY)
    actions.register_activities(activities[:-1] or activities, registered_on=TODAY, by=by, on=TODAY)
    return agreement


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("conditions", 5),
        ("condition", 7),
        ("condition_matrix", 27),
        ("condition_matrix_xlsx", 22),
        ("stratsys", 16),
        ("findings", 37),
        ("activity", 79),
    ],
)
def test_queries(django_assert_num_queries, name: str, queries: int, rows: int):
    agreement = grown(rows)
    path = {
        "conditions": lambda: reverse("conditions"),
        "condition": lambda: reverse("condition", args=[1]),
        "condition_matrix": lambda: reverse("condition_matrix"),
        "activity": lambda: agreement.areas.get().activities.first().get_absolute_url(),
    }.get(name, lambda: reverse(name, args=[agreement.slug]))()
    client = signed_in(Profile.AUDITOR)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
