"""The pages of distribution to providers: from a file to a fixed distribution, its lists, its queries."""

import io
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from decisions import actions
from grants.models import Distribution, Provider, ProviderKey
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY
from tests.decisions.test_distributions import VISITS, Care

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(module_db: None) -> Care:
    return Care()


@pytest.fixture
def care(made: Care, db: None) -> Care:
    return deepcopy(made)


@pytest.fixture
def officer(care: Care, client: Client) -> Client:
    client.force_login(care.officer)
    return client


def upload(content: bytes, name: str = "besok.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def by_prices(care: Care, client: Client, content: bytes):
    path = reverse("distribution_by_prices", args=[care.agreement.slug])
    fields = {"activity": care.activity.pk, "title": "Hembesök", "price_list": care.prices.pk, "nature": "estimate"}
    return client.post(path, {**fields, "file": upload(content)}, follow=True)


def test_from_a_file_to_a_fixed_distribution(care: Care, officer: Client) -> None:
    page = by_prices(care, officer, VISITS)
    draft = Distribution.objects.get()
    text = page.content.decode()
    assert "805\u00a0000\u00a0kr till 2 utförare" in text
    assert "335\u00a0877\u00a0kr" in text
    fixed = officer.post(reverse("distribution_fix", args=[draft.pk]), follow=True).content.decode()
    assert "Att betala till privata utförare: 520\u00a0000\u00a0kr" in fixed
    assert "Godkänd avvikelse, regiondrivna: 285\u00a0000\u00a0kr" in fixed


def test_errors_in_a_file_are_shown_by_row_and_column_and_nothing_is_kept(care: Care, officer: Client) -> None:
    page = by_prices(care, officer, VISITS.replace(b"300;75", b"300;x5"))
    assert page.status_code == 422
    assert "Rad 3" in page.content.decode()
    assert "CNI över 1,0" in page.content.decode()
    assert not Distribution.objects.exists()
    assert not Provider.objects.exists()


def test_a_key_from_a_file_and_a_distribution_by_it(care: Care, officer: Client) -> None:
    path = reverse("provider_key_new", args=[care.agreement.slug])
    fields = {"name": "Listade", "kind": "listed", "as_of": "2020-01-31", "source": "Listningen"}
    listing = "namn;vikt;ägarform\nA;12 000;privat\nB;5 001,5;regiondriven\n".encode("cp1252")
    page = officer.post(path, {**fields, "file": upload(listing)}, follow=True)
    assert "5001,5" in page.content.decode()
    key = ProviderKey.objects.get()
    path = reverse("distribution_by_key", args=[care.agreement.slug])
    fields = {"activity": care.activity.pk, "title": "Per listad", "key": key.pk, "amount": "1 000", "nature": "actual"}
    officer.post(path, fields)
    assert [row.decided.amount for row in Distribution.objects.get().rows.all()] == [706, 294]


def test_the_payment_list_is_for_private_providers_and_says_what_is_new(care: Care, officer: Client) -> None:
    first = care.fixed(nature="estimate")
    actual = "utförare;Hembesök;CNI över 1,0\nBVC Privat;450;180\n".encode()
    path = reverse("distribution_revise", args=[first.pk])
    officer.post(path, {"file": upload(actual), "note": "Utfall.", "nature": "actual"})
    second = Distribution.objects.get(version=2)
    officer.post(reverse("distribution_fix", args=[second.pk]))
    lines = officer.get(reverse("distribution_csv", args=[second.pk])).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("BVC Privat;;468000,00;520000,00;")
    assert lines[1].split(";")[4] == "-52000,00"
    assert len(lines) == 2
    book = load_workbook(io.BytesIO(officer.get(reverse("distribution_xlsx", args=[second.pk])).content))
    assert [cell.value for cell in book["Utbetalning"][2]][:5] == ["BVC Privat", "", 468_000, 520_000, -52_000]
    assert [cell.value for cell in book["Regiondrivna"][2]][:2] == ["BVC Region", 285_000]


def test_where_the_agreement_hands_out_region_run_units_are_transferred_to(care: Care, officer: Client) -> None:
    actions.set_terms(
        care.agreement, hands_out_to_own_units=True, assignment_sentence="Vi har uppdraget.", by=care.officer
    )
    fixed = care.fixed()
    assert "Att föra över till regiondrivna" in officer.get(fixed.get_absolute_url()).content.decode()
    listed = officer.get(reverse("distribution_variances_csv", args=[fixed.pk])).content.decode("utf-8-sig")
    assert listed.startswith("Utförare;Att föra över, kr;")


def test_a_draft_is_adjusted_and_thrown_away(care: Care, officer: Client) -> None:
    draft = care.draft()
    row = draft.rows.get(provider__name="BVC Privat")
    path = reverse("distribution_adjust", args=[draft.pk, row.provider_id])
    assert officer.post(path, {"decided": "500 000", "reason": ""}).status_code == 422
    assert "Tak." in officer.post(path, {"decided": "500 000", "reason": "Tak."}, follow=True).content.decode()
    officer.post(reverse("distribution_discard", args=[draft.pk]))
    assert not Distribution.objects.exists()


def test_a_price_list_wants_both_words_and_price(care: Care, officer: Client) -> None:
    path = reverse("price_list_new", args=[care.agreement.slug])
    fields = {"name": "2020", "source": "Avtal", "item_1": "Besök", "price_1": "800", "item_2": "Tillägg"}
    assert officer.post(path, fields).status_code == 422
    assert officer.post(path, {**fields, "price_2": "600"}, follow=True).status_code == 200
    made = care.agreement.price_lists.get(name="2020")
    assert [(item.name, str(item.supplement_to)) for item in made.items.all()] == [
        ("Besök", "None"),
        ("Tillägg", "Besök"),
    ]


def test_the_register_is_kept(care: Care, officer: Client) -> None:
    officer.post(reverse("provider_new"), {"name": "Nya BVC", "ownership": "private", "active": "on"})
    made = Provider.objects.get()
    officer.post(reverse("provider_edit", args=[made.pk]), {"name": "Nya BVC", "ownership": "region"})
    made.refresh_from_db()
    assert (made.ownership, made.active) == ("region", False)
    assert "används inte" in officer.get(reverse("providers")).content.decode()


def test_others_read_and_change_nothing(care: Care, client: Client) -> None:
    client.force_login(creators.user(Profile.AUDITOR))
    page = client.get(care.draft().get_absolute_url()).content.decode()
    assert "behörighet" in page
    assert "Fastställ 805" not in page


LIST_QUERIES, PAGE_QUERIES, FILE_QUERIES = 10, 18, 11


def visits(count: int) -> bytes:
    rows = [f"BVC {number};10;1;privat" for number in range(count)]
    return "\n".join(["utförare;Hembesök;CNI över 1,0;Ägarform", *rows]).encode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_with_one_row_as_with_three(
    care: Care, officer: Client, django_assert_num_queries, count: int
) -> None:
    for _ in range(count):
        fixed = care.fixed(visits(count))
    for row in fixed.rows.all():
        actions.make_link(fixed, row.provider, expires_on=TODAY, by=care.officer, on=TODAY)
    officer.get(reverse("providers"))
    with django_assert_num_queries(LIST_QUERIES):
        officer.get(reverse("distributions"))
    with django_assert_num_queries(PAGE_QUERIES):
        officer.get(fixed.get_absolute_url())
    with django_assert_num_queries(FILE_QUERIES):
        officer.get(reverse("distribution_xlsx", args=[fixed.pk]))


def test_where_nothing_is_distributed_the_follow_up_says_so(officer: Client) -> None:
    assert "Ingen utförare att visa" in officer.get("/uppfoljning/utforare/").text
