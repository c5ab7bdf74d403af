"""The follow-up of providers: computed by hand, the same figures to the öre in every form, and what is chosen."""

import csv
import io
import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from decisions import actions, tasks
from decisions.provider_files import LABELS
from decisions.provider_follow_up import Choice, provider_follow_up
from decisions.provider_pages import BECAME, GIVEN
from decisions.provider_shape import AMOUNTS, ProviderFollowUp
from grants.kronor import parse_kronor
from grants.models import Agreement, Provider, ProviderKey
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY
from tests.decisions.test_distributions import Care
from tests.html_tables import Tables
from tests.pdfs import spoken

pytestmark = pytest.mark.django_db

Figures = dict[str, dict[str, Decimal]]
"""The amounts of each provider, and of "Summa", by their Swedish names."""
FILTERS = ("", "overenskommelse={slug}&agarform=private&status=over", "ar=2020&utforare={provider}")
ACTUAL = "utförare;Hembesök;CNI över 1,0\nBVC Privat;450;180\n".encode()


class Followed(Care):
    """BVC Privat: estimated 520 000, paid, then 468 000 in fact; it accounts for 470 000,50. BVC Region: estimated
    285 000. In another agreement BVC Privat gets 66,67 by a key and VC Norr 33,33, nothing of it paid."""

    def __init__(self) -> None:
        super().__init__()
        first = self.fixed(nature="estimate")
        day = {"by": self.officer, "on": TODAY}
        actions.note_payout(first, paid_on=TODAY, reference="V 1", **day)
        self.private = Provider.objects.get(name="BVC Privat")
        _, token = actions.make_link(first, self.private, expires_on=TODAY, **day)
        words = {"activities": "Besök.", "quantities": "450", "comment": "", "author": "Vera"}
        link = actions.find_link(token, TODAY)
        actions.save_provider_report(link, **words, costs=Decimal("470000.50"), final=True, on=TODAY)
        draft = actions.revise_by_prices(first, content=ACTUAL, note="Utfall.", nature="actual", **day)
        actions.fix(draft, **day)
        self.other()

    def key(self, name: str) -> ProviderKey:
        """All of it to one private provider."""
        content = f"namn;vikt;ägarform\n{name};1;privat\n".encode()
        return actions.add_provider_key(
            self.agreement, name=name, kind="fixed", as_of=TODAY, source="Prov", content=content, by=self.officer
        )

    def other(self) -> None:
        agreement = creators.agreement("kvinnors-halsa-2021", year=2021)
        fund = creators.fund(creators.area(agreement))
        creators.allot(fund, 100)
        activity = creators.activity(fund.area, "Gynekologi")
        creators.decided_allocation({activity: {fund: 100}})
        key = actions.add_provider_key(
            agreement,
            name="Listade",
            kind="listed",
            as_of=TODAY,
            source="Listning",
            content="namn;vikt;ägarform\nBVC Privat;2;privat\nVC Norr;1;privat\n".encode(),
            by=self.officer,
        )
        draft = actions.draft_by_key(
            activity, title="Per listad", key=key, amount=Decimal(100), by=self.officer, on=TODAY
        )
        actions.fix(draft, by=self.officer, on=TODAY)


@pytest.fixture(scope="module")
def made(module_db: None) -> Followed:
    return Followed()


@pytest.fixture
def followed(made: Followed, db: None) -> Followed:
    return deepcopy(made)


def found(**chosen) -> ProviderFollowUp:
    return provider_follow_up(Agreement.objects.all(), Choice(**chosen), on=TODAY)


def test_a_provider_computed_by_hand_over_two_agreements(followed: Followed) -> None:
    line = next(row for row in found().providers if row.id == followed.private.pk)
    amounts = line.amounts
    assert (amounts.fixed, amounts.private, amounts.own) == (468_067, 468_067, 0)
    assert (amounts.paid, amounts.to_pay) == (520_000, -52_000 + 67)
    assert (amounts.estimated, amounts.actual) == (0, 468_067)
    assert (amounts.replaced, amounts.difference) == (520_000, -52_000)
    assert (amounts.reported, amounts.left) == (Decimal("470000.50"), Decimal("-1933.50"))
    parts = [(part.agreement, part.basis, part.report_kind) for part in line.parts]
    assert parts == [("Kvinnors halsa 2021", "faktiskt", "off"), (followed.agreement.name, "faktiskt", "done")]


def test_private_and_region_run_stand_apart_and_sum(followed: Followed) -> None:
    whole = found()
    assert [(group.name, len(group.providers)) for group in whole.groups] == [
        ("Privata utförare", 2),
        ("Regiondrivna utförare", 1),
    ]
    region = whole.groups[1].providers[0]
    assert (region.amounts.own, region.amounts.estimated, region.amounts.paid) == (285_000, 285_000, 0)
    assert region.parts[0].handling == "godkänd avvikelse"
    for name in AMOUNTS:
        assert sum(getattr(group.amounts, name) for group in whole.groups) == getattr(whole.totals, name)


def test_who_is_left_out_of_a_newer_version_is_to_pay_back(followed: Followed) -> None:
    day = {"by": followed.officer, "on": TODAY}
    ten = {"amount": Decimal(10)}
    draft = actions.draft_by_key(followed.activity, title="Ny", key=followed.key("VC Norr"), **ten, **day)
    first = actions.fix(draft, **day)
    actions.note_payout(first, paid_on=TODAY, reference="", **day)
    told = {"note": "Bytt.", "nature": "actual"}
    actions.fix(actions.revise_by_key(first, key=followed.key("VC Söder"), **ten, **told, **day), **day)
    line = next(row for row in found().providers if row.name == "VC Norr")
    part = next(part for part in line.parts if part.title == "Ny")
    assert (part.basis, part.amounts.fixed, part.amounts.to_pay) == ("inte längre med", 0, -10)


def test_what_is_chosen(followed: Followed) -> None:
    def names(**chosen) -> list[str]:
        return [row.name for row in found(**chosen).providers]

    assert names(ownership="region") == ["BVC Region"]
    assert names(agreement="kvinnors-halsa-2021") == ["BVC Privat", "VC Norr"]
    assert names(year=2020) == ["BVC Privat", "BVC Region"]
    assert names(status="uppskattat") == ["BVC Region"]
    assert names(status="over") == ["BVC Privat"]
    assert names(status="ej-betalt", ownership="private", year=2021) == ["BVC Privat", "VC Norr"]
    assert names(status="ej-redovisat", provider=followed.private.pk) == ["BVC Privat"]
    assert found(year=2019).totals.fixed == 0


@pytest.mark.parametrize("chosen", FILTERS)
def test_page_xlsx_csv_json_and_pdf_say_the_same_to_the_ore(client: Client, followed: Followed, chosen: str) -> None:
    cache.clear()
    client.force_login(creators.user(Profile.AUDITOR))
    query = "?" + chosen.format(provider=followed.private.pk, slug=followed.agreement.slug)
    path = "/uppfoljning/utforare/"
    assert client.get(f"{path}pdf/{query}").status_code == 202
    tasks.render_provider_follow_up(
        **ProcrastinateJob.objects.get(task_name="decisions.render_provider_follow_up").args
    )
    page = of_page(client.get(path + query).text)
    assert len(page) > 1
    assert of_json(client.get(f"{path}json/{query}").content) == page
    assert of_sheet(client.get(f"{path}xlsx/{query}").content) == page
    assert of_csv(client.get(f"{path}csv/{query}").content) == page
    assert of_pdf(client.get(f"{path}pdf/{query}").content, set(page)) == page


def of_page(html: str) -> Figures:
    tables = Tables(html).rows
    read: Figures = {}
    for id, names in (("fordelat", GIVEN), ("redovisat", BECAME)):
        for name, *cells in (row for row in tables[id][1:] if len(row) == len(names) + 1):
            read.setdefault(name.split("|")[0].strip(), {}).update(amounts(names, map(parse_kronor, cells)))
    return without_groups(read)


def of_json(content: bytes) -> Figures:
    data = json.loads(content)
    rows = [row for group in data["groups"] for row in group["providers"]]
    named = [*((row["name"], row["amounts"]) for row in rows), ("Summa", data["totals"])]
    return {name: amounts(AMOUNTS, (Decimal(row[key]) for key in AMOUNTS)) for name, row in named}


def of_sheet(content: bytes) -> Figures:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Utförare"]
    rows = [row for row in sheet.iter_rows(min_row=2) if all(cell.data_type == "n" for cell in row[3:14])]
    return of_cells((row[1].value, [round(Decimal(cell.value), 2) for cell in row[3:14]]) for row in rows)


def of_csv(content: bytes) -> Figures:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]
    return of_cells((row[1], [Decimal(cell.replace(",", ".")) for cell in row[3:14]]) for row in rows)


def of_pdf(content: bytes, names: set[str]) -> Figures:
    """The rows of the two tables, from what a screen reader is given: a head and its cells."""
    rows: list[tuple[str, list[str]]] = []
    for part in spoken(content):
        if part.kind == "TH":
            rows.append((part.text.strip(), []))
        elif part.kind == "TD" and rows:
            rows[-1][1].append(part.text.replace(" ", ""))
    read: Figures = {}
    for wanted in (GIVEN, BECAME):
        for name, cells in rows:
            if name in names and len(cells) == len(wanted):
                read.setdefault(name, {}).update(amounts(wanted, map(parse_kronor, cells)))
    return read


def of_cells(rows: Iterator[tuple[str, list[Decimal]]]) -> Figures:
    return {name: amounts(AMOUNTS, cells) for name, cells in rows}


def amounts(names, values) -> dict[str, Decimal]:
    return {LABELS[name]: value for name, value in zip(names, values, strict=True)}


def without_groups(read: Figures) -> Figures:
    return {name: row for name, row in read.items() if not name.endswith(", summa")}


def test_it_costs_the_same_however_many_rows(followed: Followed, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        found()
    with django_assert_num_queries(3):
        assert len(found(provider=followed.private.pk, year=2021).providers) == 1
