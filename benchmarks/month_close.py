"""Closing a month of an agreement with 1 000 activities and 100 000 rows of outcome in it: checklist, picture, page."""

import datetime
from collections.abc import Iterator

from django.db import connection
from django.test import Client

from benchmarks import data
from benchmarks.harness import Job, Result, compare, statement
from benchmarks.pages import bare, get
from decisions import actions
from decisions.frozen import checksum
from decisions.models import MonthPicture
from grants.actions import reopen_month
from grants.models import Outcome, OutcomeImport, OutcomeMapping
from people.abilities import Profile
from people.models import User
from tests import creators

MONTH = datetime.date(2020, 8, 1)
NOTE = "Mätning."


def run(quick: bool) -> Iterator[Result]:
    activities, rows, pairs = (100, 10_000, 3) if quick else (1_000, 100_000, 7)
    sized = data.sized_agreement("stangning", activities)
    data.decided(sized)
    by = creators.user(Profile.CONTROLLER)
    _fill(sized, rows, by)
    size = f"{activities} aktiviteter, {rows:,} rader".replace(",", " ")
    yield compare(
        "month_close",
        f"stänga en månad, {size}",
        Job(lambda _: _close(sized, by), lambda: _reopen(by)),
        Job(_bare, _bare_table),
        pairs=pairs,
        rows=str(rows),
    )
    client = Client()
    client.force_login(by)
    path = f"/manader/{sized.agreement.slug}/2020-08/"
    yield compare(
        "month_close", f"månadens sida, {size}", Job(lambda _: get(client, path)), bare(activities), pairs=pairs
    )


def _fill(sized: data.Sized, rows: int, by: User) -> None:
    mapping = OutcomeMapping.objects.create(
        name="Mätning", month_column="månad", activity_column="aktivitet", amount_column="belopp"
    )
    source = OutcomeImport.objects.create(
        agreement=sized.agreement, month=MONTH, mapping=mapping, file_name="fil", sha256="0" * 64, by=by
    )
    columns = "source_id, row_number, month, activity_id, account_string, voucher, text, amount, amount_currency"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Outcome._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for row in range(rows):
            activity = sized.activities[row % len(sized.activities)].pk
            copy.write_row((source.pk, row + 2, MONTH, activity, "4000 100", f"V{row}", "Löner", row % 997 + 1, "SEK"))
    statement("ANALYZE grants_outcome")


def _close(sized: data.Sized, by: User) -> None:
    actions.close_month(agreement=sized.agreement, month=MONTH, by=by, on=data.TODAY, note=NOTE)


def _reopen(by: User) -> None:
    """So that it can be closed again; not timed."""
    latest = MonthPicture.objects.order_by("pk").last()
    if latest is not None and latest.close.reopened_at is None:
        reopen_month(latest.close, reason=NOTE, by=by)


def _bare_table() -> None:
    statement("CREATE TABLE IF NOT EXISTS bare_picture (frozen text, sha256 text)")


def _bare(_: None) -> None:
    """One sum by activity over the same rows, kept as text with its checksum: no budget, no list, no lock."""
    sums = statement("SELECT activity_id, sum(amount) FROM grants_outcome GROUP BY activity_id")
    text = repr(sums)
    statement("INSERT INTO bare_picture VALUES (%s, %s)", text, checksum(text))
