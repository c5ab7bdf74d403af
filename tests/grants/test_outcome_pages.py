"""Reading in through the pages: the file, the preview, the confirmation, the import, taking it back."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from grants import outcome
from grants.actions import close_month
from grants.models import Outcome, OutcomeImport, OutcomeUpload
from people.abilities import Profile
from people.models import User
from tests import creators
from tests.grants.outcome_files import csv, mapping, row

MARCH = datetime.date(2020, 3, 1)

pytestmark = pytest.mark.django_db


class Case:
    def __init__(self, client: Client) -> None:
        self.client = client
        self.agreement = creators.agreement("god-vard")
        self.area = creators.area(self.agreement)
        self.activity = creators.activity(self.area, "Hembesök", code="A1")
        self.mapping = mapping()
        self.controller = creators.user(Profile.CONTROLLER, name="Rut Controller")
        client.force_login(self.controller)

    def upload(self, content: bytes, month: str = "2020-03") -> HttpResponse:
        fields = {"agreement": "god-vard", "month": month, "mapping": self.mapping.pk}
        return self.client.post("/utfall/inlasning/", fields | {"file": SimpleUploadedFile("mars.csv", content)})

    def take(self, content: bytes, month: datetime.date = MARCH, by: User | None = None) -> OutcomeImport:
        return outcome.import_file(
            agreement=self.agreement,
            month=month,
            mapping=self.mapping,
            name="mars.csv",
            content=content,
            by=by or self.controller,
        )

    def text(self, path: str) -> str:
        response = self.client.get(path)
        assert response.status_code == 200
        return plain(response)


def plain(response: HttpResponse) -> str:
    """The page without its tags, no-break spaces as spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ")


@pytest.fixture
def case(client: Client) -> Case:
    return Case(client)


def test_from_the_file_over_the_preview_to_the_import(case: Case) -> None:
    response = case.upload(csv(row(amount="1 234,50"), row("X9", "1,00")))
    assert response.status_code == 302
    assert not OutcomeImport.objects.exists()
    shown = case.text(response["Location"])
    assert "1 235,50 kr i utfall för 2020-03, 2 rader" in shown
    assert "X9: 1 rad, 1 kr" in shown
    done = case.client.post(response["Location"], {"seen": "none"}, follow=True)
    assert "mars.csv är inläst för 2020-03" in plain(done)
    assert OutcomeImport.objects.get().by == case.controller
    assert Outcome.objects.get(activity=case.activity).amount.amount == Decimal("1234.50")


def test_what_is_wrong_in_the_rows_stands_with_row_and_column(case: Case) -> None:
    response = case.upload(csv(row(), row(amount="1,234.50")))
    assert response.status_code == 422
    assert "Inget är inläst: 1 fel i filen" in plain(response)
    assert "Rad 3 belopp" in plain(response)


@pytest.mark.parametrize(
    ("content", "month", "reason"),
    [
        (b"", "2020-03", "Filen är tom."),
        (csv(row()), "mars", "Månad"),
        (csv(row()), "2020-04", "Filen gäller 2020-03, men inläsningen gäller 2020-04"),
        (csv(["1", "2"], head=["a", "b"]), "2020-03", "Saknas: månad"),
    ],
)
def test_a_refused_file_says_why_beside_its_field(case: Case, content: bytes, month: str, reason: str) -> None:
    response = case.upload(content, month)
    assert response.status_code == 422
    assert reason in plain(response)


def test_a_closed_month_is_refused_beside_the_month(case: Case) -> None:
    close_month(agreement=case.agreement, month=MARCH, by=case.controller, on=creators.TODAY)
    response = case.upload(csv(row()))
    assert "2020-03 är stängd" in response.context["form"].errors["month"][0]


def test_a_file_on_its_way_in_belongs_to_the_one_who_chose_it(case: Case) -> None:
    path = case.upload(csv(row()))["Location"]
    other = Client()
    other.force_login(creators.user(Profile.CONTROLLER))
    assert other.get(path).status_code == 404
    assert other.post(path, {"seen": "none"}).status_code == 404
    assert not OutcomeImport.objects.exists()


def test_a_file_that_has_changed_since_it_was_chosen_is_refused(case: Case) -> None:
    path = case.upload(csv(row()))["Location"]
    OutcomeUpload.objects.update(content=csv(row(amount="9,00")))
    assert "Filen har ändrats sedan den valdes" in plain(case.client.post(path, {"seen": "none"}, follow=True))
    assert not OutcomeImport.objects.exists()


def test_a_confirmation_after_another_import_is_refused(case: Case) -> None:
    path = case.upload(csv(row()))["Location"]
    case.take(csv(row(amount="5,00")))
    response = case.client.post(path, {"seen": "none"}, follow=True)
    assert "En annan fil eller rättelse har kommit för månaden" in plain(response)
    assert OutcomeImport.objects.count() == 1


def test_a_confirmed_upload_cannot_be_confirmed_again(case: Case) -> None:
    path = case.upload(csv(row()))["Location"]
    case.client.post(path, {"seen": "none"})
    assert "Filen väntar inte på att läsas in" in plain(case.client.post(path, {"seen": "none"}, follow=True))
    assert OutcomeImport.objects.count() == 1


def test_the_preview_says_what_it_replaces(case: Case) -> None:
    case.take(csv(row(amount="70,00")))
    shown = case.text(case.upload(csv(row()))["Location"])
    assert "Ersätter en fil. mars.csv" in shown
    assert "Hembesök A1 100 70 0 +100" in shown


def test_the_import_shows_its_rows_and_the_bucket(case: Case) -> None:
    source = case.take(csv(row(), row("X9", "7,00", text="Okänd")))
    everything = case.text(source.get_absolute_url())
    assert "107 kr i utfall för 2020-03" in everything
    assert "ej kopplat" in everything
    assert "Hembesök 4010" not in case.text(source.get_absolute_url() + "?ej-kopplat")


def test_the_import_is_taken_back_with_a_reason(case: Case) -> None:
    source = case.take(csv(row()))
    path = f"{source.get_absolute_url()}aterta/"
    assert case.client.post(path, {"reason": ""}).status_code == 422
    assert "är utan utfall" in plain(case.client.post(path, {"reason": "Fel fil"}, follow=True))
    source.refresh_from_db()
    assert source.ended_why == "Fel fil"
    assert "gäller inte längre" in case.text(source.get_absolute_url())


def test_only_a_controller_is_offered_to_change(case: Case) -> None:
    source = case.take(csv(row()))
    case.client.force_login(creators.user(Profile.AUDITOR))
    for path in (source.get_absolute_url(), "/utfall/", "/manader/"):
        shown = case.text(path)
        for offer in ("Ta bort inläsningen", "Läs in", "Stäng 20"):
            assert offer not in shown
    assert case.client.get("/utfall/inlasning/").status_code == 403
    assert case.client.post(f"{source.get_absolute_url()}aterta/", {"reason": "x"}).status_code == 403


def test_rows_are_paged(case: Case) -> None:
    source = case.take(csv(*[row(text=f"rad {number}") for number in range(101)]))
    assert "Sida 1 av 2" in case.text(source.get_absolute_url())
    assert "rad 100" in case.text(source.get_absolute_url() + "?page=2")


@pytest.mark.parametrize("imports", [1, 3])
def test_the_pages_ask_a_fixed_number_of_questions(case: Case, imports: int, django_assert_num_queries: object) -> None:
    for month in range(1, imports + 1):
        creators.activity(creators.area(case.agreement, number=month + 1))
        source = case.take(csv(row(month=f"2020-0{month}")), datetime.date(2020, month, 1))
    for path, queries in (("/utfall/", 20), ("/manader/", 10), (source.get_absolute_url(), 7)):
        with django_assert_num_queries(queries):  # type: ignore[operator]
            case.client.get(path)


def test_without_agreements_and_mappings_the_pages_say_so(client: Client) -> None:
    client.force_login(creators.user(Profile.CONTROLLER))
    for path in ("/utfall/", "/manader/"):
        assert "Ingen överenskommelse ännu" in plain(client.get(path))
    assert "Det finns ingen kolumnmappning ännu" in plain(client.get("/utfall/inlasning/"))


def test_the_follow_up_shows_every_column_and_what_is_not_matched(client: Client) -> None:
    example = creators.Example()
    example.alfa.code = "A1"
    example.alfa.save()
    controller = creators.user(Profile.CONTROLLER)
    outcome.import_file(
        agreement=example.agreement,
        month=MARCH,
        mapping=mapping(),
        name="mars.csv",
        content=csv(row(amount="650,00"), row("X9", "7,00")),
        by=controller,
    )
    client.force_login(controller)
    shown = plain(client.get("/utfall/"))
    assert re.search(r"Alfa Funktion \d+ 600 600 0 650 −50", shown)
    assert "Område 1 930 900 30 650 250" in shown
    assert "Summa 930 900 30 650 250" in shown
    assert "7 kr är inte kopplat till någon aktivitet" in shown
    assert "utfallet 657 kr" in shown
