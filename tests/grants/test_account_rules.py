"""Rules from account string to activity: the longest match wins; rows of open months follow, closed ones never."""

import datetime
import random
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from grants import outcome
from grants.actions import close_month
from grants.figures import read_book
from grants.models import ACCOUNT_PARTS, AccountRule, Outcome, OutcomeMapping
from grants.outcome import OutcomeRefused
from grants.outcome.account_strings import parts_of, written
from grants.outcome.rules import Matcher, fits, rank
from people.abilities import Profile
from tests import creators
from tests.grants.outcome_files import csv, mapping, row

JANUARY, MARCH, APRIL = (datetime.date(2020, month, 1) for month in (1, 3, 4))

codes = st.text("0123AB", max_size=4)
strings = st.tuples(codes, codes, codes, codes, codes)
patterns = st.builds(lambda code, star: code + ("*" if star and code else ""), codes, st.booleans())
rules = st.builds(
    lambda parts, month: AccountRule(**dict(zip(ACCOUNT_PARTS, parts, strict=True)), first_month=JANUARY),
    st.tuples(patterns, patterns, patterns, patterns, patterns).filter(any),
    st.just(JANUARY),
)


@given(strings)
@settings(max_examples=25)
def test_an_account_string_gives_its_parts_back(parts: tuple[str, ...]) -> None:
    assert parts_of(written(parts)) == parts


def test_a_part_with_a_space_stays_one_part() -> None:
    assert parts_of(written(["40 10", "", "x"])) == ("40 10", "", "x", "", "")


@given(st.lists(rules, min_size=1, max_size=8), strings, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_longest_match_wins_in_whatever_order(
    made: list[AccountRule], parts: tuple[str, ...], shuffler: random.Random
) -> None:
    shuffled = shuffler.sample(made, len(made))
    found = Matcher(shuffled).find(written(parts))
    fitting = [one for one in made if all(map(fits, one.parts, parts))]
    assert (found is None) == (not fitting)
    if found is not None:
        assert found in fitting
        assert rank(found.parts) == max(rank(one.parts) for one in fitting)
        again = Matcher(made).find(written(parts))
        assert again is not None
        assert again.parts == found.parts


@given(patterns, codes)
@settings(max_examples=50)
def test_a_pattern_fits_itself_and_what_begins_so(pattern: str, more: str) -> None:
    value = pattern.rstrip("*")
    assert fits(pattern, value)
    assert fits(pattern, value.lower())
    assert fits(pattern, value + more) == (not more or pattern.endswith("*") or not pattern)


class Case:
    """A mapping without a code column; March holds unit 2110 for 100 kr and unit 2200 for 40."""

    def __init__(self) -> None:
        self.agreement = creators.agreement("god-vard")
        area = creators.area(self.agreement)
        self.first, self.second = creators.activity(area, "Första"), creators.activity(area, "Andra")
        self.mapping = OutcomeMapping.objects.create(
            name="Kontosträng", month_column="månad", amount_column="belopp", account_columns="konto;enhet;objekt"
        )
        self.by = creators.user(Profile.CONTROLLER)

    def take(self, month: datetime.date = MARCH) -> None:
        cells = [row(month=f"{month:%Y-%m}"), row(month=f"{month:%Y-%m}", amount="40,00")]
        cells[1][2] = "2200"
        outcome.import_file(
            agreement=self.agreement, month=month, mapping=self.mapping, name="f", content=csv(*cells), by=self.by
        )

    def rule(self, activity: object = None, first_month: datetime.date = JANUARY, **parts: str) -> outcome.Connected:
        return outcome.make_rule(activity=activity or self.first, parts=parts, first_month=first_month, by=self.by)

    def outcome(self) -> dict[str, Decimal]:
        book = read_book(self.agreement)
        return {
            "first": book.outcome[self.first.pk],
            "second": book.outcome[self.second.pk],
            "unmatched": book.unmatched_outcome,
        }


@pytest.fixture
def case(db: None) -> Case:
    return Case()


def test_a_rule_connects_the_rows_of_open_months_and_of_files_to_come(case: Case) -> None:
    case.take()
    assert case.outcome() == {"first": 0, "second": 0, "unmatched": 140}
    made = case.rule(unit="21*")
    assert (made.rows, made.amount, made.closed) == (1, 100, 0)
    case.take(APRIL)
    assert case.outcome() == {"first": 200, "second": 0, "unmatched": 80}
    assert set(Outcome.objects.filter(activity=case.first).values_list("rule", flat=True)) == {made.rule.pk}


def test_a_longer_rule_takes_over_and_gives_back_when_it_ends(case: Case) -> None:
    case.take()
    case.rule(unit="2*")
    longer = case.rule(case.second, unit="2110", account="40*")
    assert case.outcome() == {"first": 40, "second": 100, "unmatched": 0}
    ended = outcome.end_rule(longer.rule, by=case.by)
    assert (ended.rows, case.outcome()) == (1, {"first": 140, "second": 0, "unmatched": 0})
    with pytest.raises(OutcomeRefused, match="redan borttagen"):
        outcome.end_rule(longer.rule, by=case.by)


def test_a_closed_month_stays_as_it_was_closed(case: Case) -> None:
    case.take()
    case.take(APRIL)
    close_month(agreement=case.agreement, month=MARCH, by=case.by, on=creators.TODAY)
    made = case.rule(unit="2110")
    assert (made.rows, made.closed) == (1, 1)
    assert Outcome.objects.get(month=MARCH, amount=100).activity is None
    with pytest.raises(IntegrityError, match="2020-03 is closed"), transaction.atomic():
        Outcome.objects.filter(month=MARCH).update(activity=case.first)


def test_a_rule_holds_in_its_months_only(case: Case) -> None:
    case.take()
    case.take(APRIL)
    case.rule(first_month=APRIL, unit="2110")
    assert Outcome.objects.get(activity=case.first).month == APRIL


def test_a_known_code_of_the_row_is_stronger_than_a_rule(case: Case) -> None:
    case.first.code = "A1"
    case.first.save()
    case.rule(case.second, unit="2110")
    columns, content = mapping(), csv(row(), row("X9", "7,00"))
    outcome.import_file(agreement=case.agreement, month=MARCH, mapping=columns, name="f", content=content, by=case.by)
    assert case.outcome() == {"first": 100, "second": 7, "unmatched": 0}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({}, "Skriv minst en del"),
        ({"unit": " "}, "Skriv minst en del"),
        ({"unit": "*"}, "Skriv minst en del"),
        ({"unit": "2*1"}, "en stjärna står bara sist"),
        ({"unit": "21", "account": "*"}, "Konto: en stjärna"),
        ({"unit": "2200"}, "hör redan till Första från 2020-01"),
    ],
)
def test_a_rule_that_says_nothing_or_twice_is_refused(case: Case, parts: dict[str, str], reason: str) -> None:
    case.rule(unit="2200")
    with pytest.raises(OutcomeRefused, match=re.escape(reason)):
        case.rule(case.second, **parts)
    assert AccountRule.objects.count() == 1


def test_only_a_controller_makes_rules(case: Case) -> None:
    case.by = creators.officer()
    with pytest.raises(OutcomeRefused, match="Du har inte behörighet"):
        case.rule(unit="2110")


def test_the_database_keeps_rows_and_rules(case: Case) -> None:
    case.take()
    stranger = creators.activity(creators.area(creators.agreement()))
    for change in (
        lambda: Outcome.objects.update(amount=1),
        lambda: Outcome.objects.update(account_string="x"),
        lambda: AccountRule.objects.create(
            agreement=case.agreement, activity=stranger, unit="1", first_month=MARCH, by=case.by
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("files", [1, 3])
def test_the_questions_do_not_grow_with_the_rows(
    case: Case, files: int, client: Client, django_assert_num_queries
) -> None:
    for month in range(1, files + 1):
        case.take(datetime.date(2020, month, 1))
        case.rule(case.second, unit=f"9{month}")
    client.force_login(case.by)
    for path, queries in (("ej-kopplat", 11), ("regler", 8), ("mappningar", 4)):
        with django_assert_num_queries(queries):
            assert client.get(f"/utfall/{path}/").status_code == 200


def plain(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ")


def test_the_bucket_is_connected_from_its_page(case: Case, client: Client) -> None:
    case.take()
    client.force_login(case.by)
    shown = plain(client.get("/utfall/ej-kopplat/"))
    assert "140 kr att koppla" in shown
    assert "4010 2110 9520 2020-03 1 100" in shown
    data = {"activity": case.first.pk, "account": "4010", "unit": "2110", "project": "9520", "first_month": "2020-01"}
    done = plain(client.post("/utfall/regler/god-vard/ny/", data, follow=True))
    assert "1 rad i öppna månader bytte aktivitet, 100 kr" in done
    assert "40 kr att koppla" in done
    rows = plain(client.get(f"/aktiviteter/{case.first.pk}/utfall/?manad=2020-03"))
    assert "100 kr i utfall för 2020-03" in rows
    assert "regel: konto 4010, enhet 2110, projekt eller objekt 9520 100" in rows
    rule = AccountRule.objects.get()
    assert "Ta bort regeln" in plain(client.get("/utfall/regler/"))
    assert "är borttagen" in plain(client.post(f"/utfall/regler/{rule.pk}/avsluta/", follow=True))
    assert case.outcome()["unmatched"] == 140


def test_a_rule_with_faults_says_so_beside_the_field(case: Case, client: Client) -> None:
    client.force_login(case.by)
    response = client.post("/utfall/regler/god-vard/ny/", {"activity": "", "unit": "2*1", "first_month": "mars"})
    assert response.status_code == 422
    assert {"activity", "first_month"} <= set(response.context["form"].errors)
    data = {"activity": case.first.pk, "unit": "2*1", "first_month": "2020-01"}
    assert "unit" in client.post("/utfall/regler/god-vard/ny/", data).context["form"].errors


def test_a_mapping_is_made_and_changed_on_its_page(case: Case, client: Client) -> None:
    client.force_login(case.by)
    fields = {
        "name": "Raindance",
        "format": "table",
        "account_column": "Kontosträng",
        "account_separator": ".",
        "amount_column": "Belopp",
        "head_row": "3",
        "credit_is_cost": "on",
    }
    assert client.post("/utfall/mappningar/ny/", fields | {"amount_column": ""}).status_code == 422
    assert "är sparad" in plain(client.post("/utfall/mappningar/ny/", fields, follow=True))
    made = OutcomeMapping.objects.get(name="Raindance")
    content = "Region Exempel\nUtfall mars\nKontosträng;Belopp\n4010.2110..9;-12,50\n".encode()
    outcome.import_file(agreement=case.agreement, month=MARCH, mapping=made, name="f", content=content, by=case.by)
    only = Outcome.objects.get()
    assert (only.account_string, only.amount.amount, only.row_number) == ("4010 2110 – 9", Decimal("12.50"), 4)
    shown = client.get(f"/utfall/mappningar/{made.pk}/").content.decode()
    assert 'value="Kontosträng"' in shown
    client.post(f"/utfall/mappningar/{made.pk}/", fields | {"name": "Raindance 2"})
    made.refresh_from_db()
    assert made.name == "Raindance 2"
