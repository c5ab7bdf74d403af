"""Follow-up of a region: 50 agreements, 5 000 activities, 1 000 000 rows of outcome. Overview, dashboard, report."""

import datetime
from collections.abc import Iterator

from django.db import connection
from django.test import Client

from benchmarks import data
from benchmarks.harness import Job, Result, compare, statement
from benchmarks.pages import bare, get
from grants.models import Outcome, OutcomeImport, OutcomeMapping
from people.abilities import Profile
from people.models import User
from tests import creators

MONTHS = [datetime.date(2020, month, 1) for month in range(1, 9)]


def run(quick: bool) -> Iterator[Result]:
    agreements, activities, rows, pairs = (5, 10, 10_000, 2) if quick else (50, 100, 1_000_000, 7)
    sized = [data.sized_agreement(f"region-{serial}", activities) for serial in range(agreements)]
    for one in sized:
        data.decided(one)
    _fill(sized, rows, creators.user(Profile.CONTROLLER))
    slug, role = sized[0].agreement.slug, sized[0].activities[0].responsibilities.get().role_id
    size = f"{agreements} överenskommelser, {agreements * activities} aktiviteter, {rows:,} rader".replace(",", " ")
    client = Client()
    client.force_login(sized[0].officer)
    pages = {
        "översikt": "/oversikt/",
        "översikt, område och läge": "/oversikt/?arbetsomrade=2&status=pagar",
        "översikt, en funktion": f"/oversikt/?funktion={role}",
        "uppföljning": f"/uppfoljning/{slug}/",
        "uppföljning, ett område": f"/uppfoljning/{slug}/?omrade=2",
        "tertialrapport": f"/uppfoljning/{slug}/2020-T2/",
        "tertialrapport, Excel": f"/uppfoljning/{slug}/2020-T2/xlsx/",
    }
    for name, path in pages.items():
        yield compare(
            "dashboards",
            f"{name}, {size}",
            Job(lambda _, path=path: get(client, path)),
            bare(activities),
            pairs=pairs,
            rows=str(rows),
        )


def _fill(sized: list[data.Sized], rows: int, by: User) -> None:
    """A file a month and agreement, the rows spread evenly over activities. COPY, with the row triggers asleep."""
    mapping = OutcomeMapping.objects.create(
        name="Mätning", month_column="månad", activity_column="aktivitet", amount_column="belopp"
    )
    sources = OutcomeImport.objects.bulk_create(
        OutcomeImport(
            agreement=one.agreement, month=month, mapping=mapping, file_name="fil", sha256=f"{serial:064}", by=by
        )
        for one in sized
        for serial, month in enumerate(MONTHS)
    )
    columns = "source_id, row_number, month, activity_id, account_string, voucher, text, amount, amount_currency"
    places = [(source, one.activities) for source, one in zip(sources, (o for o in sized for _ in MONTHS), strict=True)]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Outcome._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for row in range(rows):
            source, activities = places[row % len(places)]
            turn = row // len(places)
            activity = activities[turn % len(activities)].pk
            amount = row % 97
            copy.write_row((source.pk, turn + 2, source.month, activity, "4000 100", f"V{row}", "Löner", amount, "SEK"))
    statement("VACUUM ANALYZE grants_outcome")
