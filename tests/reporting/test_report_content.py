"""What a report holds besides the key row: settlement, how conditions are met, method, what a version changed."""

import dataclasses
import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest

from decisions import actions as decisions
from decisions.fulfilment import State
from decisions.models import ConditionMark
from grants import actions as grants
from people.abilities import Profile
from reporting.files import report_csv, report_xlsx
from reporting.models import FiledReport
from reporting.report import Report, differences
from reporting.report.schema import schema
from tests import creators
from tests.reporting import reports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made_case")]
SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


FOLLOWS = (
    "agreement.slug",
    "agreement.year",
    "as_of",
    "filing",
    "format",
    "outcome_in_accounts",
    "decisions[].kind",
    "requirement.kind",
    "requirement.status_text",
    "requirement.voluntary",
    "earmarks[].allotted",
    "earmarks[].unallocated",
    "earmarks[].used",
    "economy.funds[].",
    "economy.registry_number",
    "economy.state_numbers",
    "economy.sums.",
    "settlement.activities[]",
    "settlement.funds[]",
    "settlement.sums.",
)
"""Where a value is that no difference names: what a report is known by, sums and parts of what is told elsewhere."""


def controller():
    return creators.user(Profile.CONTROLLER)


def test_the_settlement_is_stated_with_its_sums(case):
    report = case.report()
    part = report.settlement
    for row in part.activities:
        assert row.outcome == row.charged + row.own_financing
        assert row.left == row.booked - row.charged == sum(share.left for share in row.shares)
    for row in part.funds:
        kept = row.charged + row.releasable + row.bound + row.unallocated + row.repayable
        assert row.allotted - row.repaid == kept
    assert part.sums.charged + part.sums.own_financing == report.amounts.outcome == Decimal("309.75")
    csv = {row["namn"]: row for row in reports.csv_rows(report_csv(report)) if row["nivå"] == "aktivitet"}
    assert csv["Beta"]["bärs av bidraget"] == "99,50"
    *_, last = reports.sheet(report_xlsx(report, report.canonical()), "Avräkning aktiviteter", formulas=True)
    assert last[4].startswith("=SUM(")


def test_a_condition_says_for_how_many_it_is_met_and_what_is_lacking():
    condition = creators.condition(3).condition
    case = reports.Case()
    ConditionMark.objects.create(
        activity=case.example.alfa,
        condition=condition,
        state=State.NOT_MET,
        evidence="Ingen plan finns.",
        on=reports.LAST,
        by=case.writer,
    )
    (told,) = case.report().conditions
    assert (told.number, told.met, told.not_met, told.unknown) == (3, 0, 1, 2)
    assert told.lacking == [("Ingen plan finns.", ["Alfa"])]


def test_the_method_names_the_months_that_are_closed(case):
    may = datetime.date(2020, 5, 1)
    assert any("Ingen månad är stängd" in text for text in case.report().method)
    grants.close_month(agreement=case.example.agreement, month=may, by=controller(), on=creators.TODAY)
    assert any(text.endswith("rättelse: 2020-05.") for text in case.report().method)


def test_a_correction_and_a_reallocation_after_filing_are_flagged_and_named_by_version_2(case, client):
    case.answered()
    example, may = case.example, datetime.date(2020, 5, 1)
    grants.close_month(agreement=example.agreement, month=may, by=controller(), on=creators.TODAY)
    first = case.file()
    frozen = first.frozen
    grants.correct_outcome(
        example.beta, month=may, amount=Decimal("0.50"), reason="Fel konto.", by=controller(), on=creators.TODAY
    )
    waiting = example.submitted({example.alfa: -100, example.beta: 100})
    decisions.decide(waiting, by=creators.director(), on=datetime.date(2020, 8, 28), seen=decisions.seen_token(waiting))
    kept = FiledReport.objects.get(pk=first.pk)
    assert (kept.frozen, kept.sha256) == (frozen, first.sha256)
    client.force_login(case.writer)
    assert "Skiljer sig från nuvarande siffror" in client.get(first.get_absolute_url()).content.decode()
    second = case.file(what_changed="Ett fel konto är rättat.")
    named = {(row.where, row.what, row.filed, row.now) for row in Report.thaw(second.frozen).filing.changes}
    assert ("Område 1, Beta", "utfall", "99,50\xa0kr", "100\xa0kr") in named
    assert any(where == "Beslut" and what.startswith("omfördelning") for where, what, _, _ in named)
    assert "99,50\xa0kr" in client.get(second.get_absolute_url()).content.decode()
    assert FiledReport.objects.get(pk=first.pk).frozen == frozen


def test_every_thing_that_a_report_says_is_told_when_it_is_said_otherwise(case):
    """Each value of the report is changed by itself: some difference names it. What follows from others is left out."""
    case.answered()
    creators.condition(3)
    case.example.agreement.payments.create(registry_number="S2020/1", payer="Kammarkollegiet", amount=900)
    _shared(case)
    report = case.report()
    silent = {
        place
        for place, changed in _changes(report, report, "")
        if not place.startswith(FOLLOWS) and not differences(report, changed)
    }
    assert sorted(silent) == []


def _shared(case):
    """Ten kronor of Alfa on one private provider, fixed."""
    key = decisions.add_provider_key(
        case.example.agreement,
        name="Nyckel",
        kind="listed",
        as_of=reports.LAST,
        source="Prov",
        content="namn;vikt;ägarform\nHälsan AB;1;privat\n".encode(),
        by=case.writer,
    )
    draft = decisions.draft_by_key(
        case.example.alfa, title="Listade", key=key, amount=Decimal(10), by=case.writer, on=reports.LAST
    )
    return decisions.fix(draft, by=case.writer, on=reports.LAST)


def _changes(root, part, place, put=lambda value: value):
    """Every value of a report changed by itself: (its place, the report with it)."""
    for each in dataclasses.fields(part):
        value, name = getattr(part, each.name), f"{place}.{each.name}".lstrip(".")

        def within(new, part=part, each=each, put=put):
            return put(dataclasses.replace(part, **{each.name: new}))

        if dataclasses.is_dataclass(value):
            yield from _changes(root, value, name, within)
        elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
            yield f"{name}[]", within(value[1:])
            yield from _changes(root, value[0], f"{name}[]", lambda new, value=value, to=within: to((new, *value[1:])))
        elif value != ():
            yield name, within(_other(value))


def _other(value):
    match value:
        case bool():
            return not value
        case Decimal() | int():
            return value + 1
        case datetime.date():
            return value + datetime.timedelta(days=1)
        case tuple():
            return (*value, "annat")
    return f"{value or ''} annat"


def test_a_report_of_the_first_format_is_still_read(case):
    said = case.report().to_json()
    for name in ("settlement", "method"):
        del said[name]
    old = Report.thaw(json.dumps(said | {"format": 1}))
    assert (old.format, old.settlement, old.method) == (1, None, ())
    assert report_csv(old)


def test_the_documented_schema_is_that_of_the_report_and_holds_for_it(case):
    written = json.loads(SCHEMA.read_text())
    assert written == schema()
    case.answered()
    said = json.loads(case.file().frozen)
    assert _breaches(said, written, written["$defs"], "rapporten") == []
    said["settlement"]["sums"]["charged"] = 1.5
    assert _breaches(said, written, written["$defs"], "rapporten") == ["rapporten.settlement.sums.charged"]


def _breaches(value, rule, parts, place):
    """Where a value breaks the schema: of the keywords of JSON Schema those that ours uses."""
    if "$ref" in rule:
        rule = parts[rule["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in rule:
        known, _ = rule["anyOf"]
        return [] if value is None else _breaches(value, known, parts, place)
    if rule["type"] == "array":
        return [text for item in value for text in _breaches(item, rule["items"], parts, f"{place}[]")]
    if rule["type"] == "object":
        if sorted(value) != rule["required"]:
            return [place]
        return [
            text
            for name, item in value.items()
            for text in _breaches(item, rule["properties"][name], parts, f"{place}.{name}")
        ]
    kind = {"string": str, "integer": int, "boolean": bool}[rule["type"]]
    return [] if type(value) is kind else [place]
