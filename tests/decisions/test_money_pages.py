"""The pages about the money: what stands on them, who may do what from them, how many queries they cost."""

import datetime
import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from decisions.figures import agreement_figures
from grants.models import Acknowledgement, Agreement, FocusArea
from people.abilities import Profile
from people.models import User
from tests import creators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


def signed_in(*profiles: Profile) -> Client:
    client = Client()
    client.force_login(creators.user(*profiles))
    return client


def text(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def pages(example: creators.Example) -> dict[str, str]:
    slug, line = example.agreement.slug, example.gamma.decision_lines.get()
    return {
        "agreements": reverse("agreements"),
        "agreement": reverse("agreement", args=[slug]),
        "agreement_json": reverse("agreement_json", args=[slug]),
        "agreement_xlsx": reverse("agreement_xlsx", args=[slug]),
        "area": reverse("area", args=[slug, 1]),
        "area_xlsx": reverse("area_xlsx", args=[slug, 1]),
        "activity": reverse("activity", args=[example.gamma.pk]),
        "findings": reverse("findings", args=[slug]),
        "allotment_new": reverse("allotment_new", args=[slug]),
        "line_cover": reverse("line_cover", args=[line.pk]),
    }


OFFICERS_ONLY = {"allotment_new", "line_cover"}


@pytest.mark.parametrize("profile", list(Profile))
def test_who_may_open_what(example: creators.Example, profile: Profile) -> None:
    client = signed_in(profile)
    for name, path in pages(example).items():
        wanted = 403 if name in OFFICERS_ONLY and profile != Profile.OFFICER else 200
        assert client.get(path).status_code == wanted, f"{profile} {name}"


def test_without_a_profile_nothing_is_found(example: creators.Example) -> None:
    client = signed_in()
    for name, path in pages(example).items():
        if name == "agreements":
            assert example.agreement.name not in text(client.get(path))
        else:
            assert client.get(path).status_code in {403, 404}, name


def test_signed_out_goes_to_sign_in(example: creators.Example) -> None:
    for path in pages(example).values():
        assert Client().get(path).status_code == 302


def test_the_key_row_is_that_of_the_figures(example: creators.Example) -> None:
    client = signed_in(Profile.AUDITOR)
    for path in (example.agreement.get_absolute_url(), example.area.get_absolute_url()):
        keys = client.get(path).context["keys"]
        assert [(key["label"], key["value"].replace("\u00a0", " ")) for key in keys] == [
            ("Tilldelat", "1 100"), ("Beslutat", "930"), ("Bokfört", "900"), ("Ej täckt", "30"), ("Ofördelat", "200"),
            ("Utfall", "0"),
        ]  # fmt: skip
        assert [key["label"] for key in keys if key["alarm"]] == ["Ej täckt"]


def test_the_pages_of_an_agreement_lead_to_each_other(example: creators.Example, client: Client) -> None:
    client.force_login(creators.user(Profile.AUDITOR))
    own = ("agreement", "dashboard", "settlement", "findings")
    for name in own:
        page = client.get(reverse(name, args=[example.agreement.slug])).text
        tabs = page[page.index('class="tabs"') :].split("</nav>")[0]
        assert re.findall('href="([^"]+)" aria-current', tabs) == [reverse(name, args=[example.agreement.slug])]
        for path in re.findall('href="([^"#]+)', tabs):
            assert client.get(path).status_code == 200


def test_the_agreement_page_names_what_waits(example: creators.Example) -> None:
    draft = example.submitted({example.alfa: -100, example.beta: 100})
    page = text(signed_in(Profile.OFFICER).get(example.agreement.get_absolute_url()))
    assert draft.title.replace("\u00a0", " ") in page
    assert "väntar på beslut" in page
    assert "Beslutat 130 kr på den öronmärkta tilldelningen Öronmärkt, tilldelat 100 kr: 30 kr för mycket" in page
    assert "Täck nu" in page


def test_only_those_who_cover_get_the_link(example: creators.Example) -> None:
    assert "Täck nu" not in text(signed_in(Profile.AUDITOR).get(example.area.get_absolute_url()))


def test_the_area_page_shows_locks_waiting_and_focus_areas(example: creators.Example) -> None:
    letter = FocusArea.objects.create(area=example.area, letter="A", text="Stöd till omställningen", position=1)
    FocusArea.objects.create(area=example.area, parent=letter, text="Digitalisering", position=1)
    FocusArea.objects.create(area=example.area, letter="B", text="Tillgänglighet", position=2)
    example.alfa.focus_areas.add(letter)
    example.submitted({example.alfa: -100, example.beta: 100})
    response = signed_in(Profile.MANAGER).get(example.area.get_absolute_url())
    rows = {row["activity"].name: row for row in response.context["activities"]}
    assert rows["Gamma"]["activity"].locked
    assert rows["Alfa"]["waiting"] == rows["Beta"]["waiting"] is not None
    assert [(row["letter"], row["activities"]) for row in response.context["focus_areas"]] == [
        ("A", [example.alfa]),
        ("B", []),
    ]
    assert "Ingen aktivitet är kopplad hit" in text(response)


def test_the_activity_page_shows_accounts_owners_decisions_and_bookings(example: creators.Example) -> None:
    role = example.alfa.responsibilities.get().role
    creators.tenure(role, creators.user(name="Hanna Innehavare"))
    page = text(signed_in(Profile.AUDITOR).get(example.alfa.get_absolute_url()))
    assert "Hanna Innehavare" in page
    assert "Fördelning från ofördelat" in page
    assert example.decision.reference in page
    assert "+600" in page


def test_an_area_that_is_not_there_is_404(example: creators.Example) -> None:
    client = signed_in(Profile.AUDITOR)
    assert client.get(reverse("area", args=[example.agreement.slug, 9])).status_code == 404
    assert client.get(reverse("agreement", args=["saknas"])).status_code == 404


def test_the_spreadsheet_says_what_the_page_says(example: creators.Example) -> None:
    client = signed_in(Profile.AUDITOR)
    response = client.get(reverse("area_xlsx", args=[example.agreement.slug, 1]))
    book = openpyxl.load_workbook(BytesIO(response.content))
    totals = agreement_figures(example.agreement).totals
    last = list(book["Aktiviteter"].iter_rows(values_only=True))[-1]
    assert Decimal(str(last[4])) == totals.decided
    assert response["Content-Disposition"].endswith('-omrade-1.xlsx"')
    data = client.get(reverse("agreement_json", args=[example.agreement.slug])).json()
    assert data["totals"]["decided"] == "930.00"


# ---- Registering an allotment


def allotment(example: creators.Example, **changes: str) -> dict[str, str]:
    return {
        "decided_on": "2020-07-01",
        "registry_number": "S2020/00001/FS",
        f"fund-{example.fund.pk}": "1 234,50",
        f"fund-{example.earmarked.pk}": "",
    } | changes


def test_an_allotment_is_registered_and_booked(example: creators.Example) -> None:
    path = reverse("allotment_new", args=[example.agreement.slug])
    response = signed_in(Profile.OFFICER).post(path, allotment(example), follow=True)
    assert "1 234,50 kr är tilldelat och bokfört" in text(response)
    assert agreement_figures(example.agreement).totals.allotted == Decimal("2334.50")
    assert example.agreement.cases.get(registry_number="S2020/00001/FS").decisions.get().decided_on == datetime.date(
        2020, 7, 1
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"decided_on": "2020-09-11"}, "Dagen ligger efter i dag"),
        ({"decided_on": "igår"}, "Skriv dagen som 2020-03-06"),
        ({"registry_number": ""}, "Ange diarienumret"),
        ({"fund": "1,234.50"}, "Skriv blanksteg mellan tusental"),
        ({"fund": "-5"}, "Beloppet får inte vara mindre än"),
        ({"fund": ""}, "Fyll i minst ett tilldelat belopp"),
    ],
)
def test_a_bad_allotment_changes_nothing(example: creators.Example, changes: dict[str, str], error: str) -> None:
    if "fund" in changes:
        changes = {f"fund-{example.fund.pk}": changes["fund"]}
    path = reverse("allotment_new", args=[example.agreement.slug])
    response = signed_in(Profile.OFFICER).post(path, allotment(example, **changes))
    assert response.status_code == 422
    assert error in text(response)
    assert agreement_figures(example.agreement).totals.allotted == 1100


# ---- Covering


def cover_path(example: creators.Example) -> str:
    return reverse("line_cover", args=[example.gamma.decision_lines.get().pk])


def test_covering_from_another_fund_of_the_area(example: creators.Example) -> None:
    client = signed_in(Profile.OFFICER)
    form = client.get(cover_path(example)).context["form"]
    assert form.initial == {"amount": Decimal(30)}
    response = client.post(cover_path(example), {"fund": example.fund.pk, "amount": "30"}, follow=True)
    assert "30 kr är täckt ur Fri" in text(response)
    row = agreement_figures(example.agreement).activities[example.gamma.pk]
    assert row.figures.uncovered == 0
    assert {fund.name: balance for fund, balance in row.accounts} == {"Fri": 30, "Öronmärkt": 100}


def test_covering_more_than_is_lacking_is_refused(example: creators.Example) -> None:
    response = signed_in(Profile.OFFICER).post(cover_path(example), {"fund": example.fund.pk, "amount": "31"})
    assert response.status_code == 422
    assert "Gamma har 30 kr ej täckt" in text(response)
    assert agreement_figures(example.agreement).totals.uncovered == 30


def test_a_fund_that_is_not_offered_is_refused(example: creators.Example) -> None:
    other = creators.fund(creators.area(example.agreement, 2))
    creators.allot(other, 100)
    response = signed_in(Profile.OFFICER).post(cover_path(example), {"fund": other.pk, "amount": "30"})
    assert response.status_code == 422


def test_covering_by_the_decisions_lines(example: creators.Example) -> None:
    client = signed_in(Profile.OFFICER)
    path = reverse("line_cover_planned", args=[example.gamma.decision_lines.get().pk])
    response = client.post(path)
    assert response.status_code == 409
    assert "Inget är ofördelat i tilldelningarna som beslutet bygger på" in text(response)
    creators.allot(example.earmarked, 20, on=creators.TODAY)
    assert "20 kr är täckt enligt beslutets rader" in text(client.post(path, follow=True))
    assert agreement_figures(example.agreement).totals.uncovered == 10


def test_what_is_covered_in_full_is_not_covered_again(example: creators.Example) -> None:
    """Whatever was sent: of two who cover the same line, the later meets the state and not the form."""
    client = signed_in(Profile.OFFICER)
    client.post(cover_path(example), {"fund": example.fund.pk, "amount": "30"})
    planned = reverse("line_cover_planned", args=[example.gamma.decision_lines.get().pk])
    for path in (cover_path(example), planned):
        response = client.post(path, {"fund": "", "amount": "0"})
        assert response.status_code == 409
        assert "är redan täckt i sin helhet" in text(response)
    assert client.get(cover_path(example)).status_code == 200


def test_a_line_of_an_allotment_is_not_covered(example: creators.Example) -> None:
    line = example.agreement.decisions.filter(kind="allotment").first().lines.get()
    assert signed_in(Profile.OFFICER).get(reverse("line_cover", args=[line.pk])).status_code == 404


# ---- Acknowledging


def acknowledge(example: creators.Example, user: Client, **fields: str):
    rows = user.get(reverse("findings", args=[example.agreement.slug])).context["open"]
    (row,) = [row for row in rows if row["finding"]["id"] == "decisions.E101"]
    data = {"key": row["key"], "amount": row["amount"], "reason": "Beslutat av styrelsen."} | fields
    return user.post(reverse("acknowledge", args=[example.agreement.slug]), data, follow=True)


def test_a_finding_is_acknowledged_with_a_reason(example: creators.Example) -> None:
    response = acknowledge(example, signed_in(Profile.CONTROLLER))
    assert "Avvikelsen är kvitterad" in text(response)
    assert "decisions.E101" in [row["finding"]["id"] for row in response.context["acknowledged"]]
    assert Acknowledgement.objects.get().reason == "Beslutat av styrelsen."


def test_no_reason_no_acknowledgement(example: creators.Example) -> None:
    response = acknowledge(example, signed_in(Profile.OFFICER), reason=" ")
    assert response.status_code == 422
    assert "Skriv varför avvikelsen godtas" in text(response)


def test_what_has_changed_since_is_not_acknowledged(example: creators.Example) -> None:
    response = acknowledge(example, signed_in(Profile.OFFICER), amount="29.00")
    assert response.status_code == 422
    assert "har ändrats eller är åtgärdad" in text(response)
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("profile", sorted(set(Profile) - {Profile.OFFICER, Profile.CONTROLLER}))
def test_who_may_not_acknowledge(example: creators.Example, profile: Profile) -> None:
    response = signed_in(profile).post(reverse("acknowledge", args=[example.agreement.slug]), {"reason": "x"})
    assert response.status_code == 403


# ---- Queries: as many at one row as at three


def grown(rows: int) -> Agreement:
    """An agreement with as many areas as rows, each with as many funds, activities, focus areas and cases."""
    agreement = creators.agreement()
    for number in range(1, rows + 1):
        area = creators.area(agreement, number)
        funds = [creators.fund(area) for _ in range(rows)]
        activities = [creators.activity(area) for _ in range(rows)]
        letter = FocusArea.objects.create(area=area, letter="A", text="Stöd")
        for fund, activity in zip(funds, activities, strict=True):
            creators.allot(fund, 100)
            activity.focus_areas.add(letter)
        creators.decided_allocation({activity: {fund: 10} for fund, activity in zip(funds, activities, strict=True)})
    return agreement


def page_of(name: str, agreement: Agreement) -> str:
    match name:
        case "agreements":
            return reverse("agreements")
        case "agreement" | "findings" | "agreement_xlsx":
            return reverse(name, args=[agreement.slug])
        case "area":
            return reverse("area", args=[agreement.slug, 1])
        case _:
            return agreement.areas.get(number=1).activities.first().get_absolute_url()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("agreements", 8), ("agreement", 41), ("findings", 27), ("area", 41), ("activity", 74), ("agreement_xlsx", 14)],
)
def test_queries(django_assert_num_queries, name: str, queries: int, rows: int) -> None:
    agreement = grown(rows)
    client = Client()
    person: User = creators.user(Profile.AUDITOR)
    client.force_login(person)
    with django_assert_num_queries(queries):
        assert client.get(page_of(name, agreement)).status_code == 200
