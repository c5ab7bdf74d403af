"""Follow-up of a region: 50 agreements, 5 000 activities, 1 000 000 rows of outcome. Overview, dashboard, report."""

import datetime
from collections.abc import Iterator

from django.db import connection, transaction
from django.test import Client

from benchmarks import data
from benchmarks.harness import Job, Result, compare, statement
from benchmarks.pages import bare, get
from grants.models import Account, Activity, ActivityRole, Agreement, Outcome, OutcomeImport, OutcomeMapping
from people.abilities import Profile
from people.models import Role, User
from tests import creators

DECIDED = 20_000
MONTHS = [datetime.date(2020, month, 1) for month in range(1, 9)]


def run(quick: bool) -> Iterator[Result]:
    agreements, activities, rows, pairs = (5, 10, 10_000, 2) if quick else (50, 100, 1_000_000, 7)
    reader = creators.user(Profile.CONTROLLER)
    roles = [creators.role(f"Funktion {serial}") for serial in range(data.ROLES)]
    made = [_agreement(serial, activities, roles) for serial in range(agreements)]
    _fill(made, rows, reader)
    slug, role = made[0].slug, roles[0].pk
    size = f"{agreements} överenskommelser, {agreements * activities} aktiviteter, {rows} rader"
    client = Client()
    client.force_login(reader)
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


def _agreement(serial: int, activities: int, roles: list[Role]) -> Agreement:
    """Two areas with a fund each, allotted and decided by the application's own actions, for one activity; the lines
    and the movements of the others are copies of that one, written with the row triggers asleep."""
    agreement = creators.agreement(f"region-{serial}")
    funds = [creators.fund(creators.area(agreement, number)) for number in (1, 2)]
    rows = Activity.objects.bulk_create(
        Activity(area=funds[turn % 2].area, name=f"Aktivitet {turn}", position=turn) for turn in range(activities)
    )
    ActivityRole.objects.bulk_create(
        ActivityRole(activity=row, role=roles[turn % len(roles)]) for turn, row in enumerate(rows)
    )
    for fund in funds:
        creators.allot(fund, data.ALLOTTED)
    decision = creators.decided_allocation({rows[0]: {funds[0]: DECIDED}})
    Account.objects.bulk_create(
        Account(fund=funds[turn % 2], activity=row, kind=Account.Kind.ACTIVITY) for turn, row in enumerate(rows) if turn
    )
    with transaction.atomic():
        statement("SET LOCAL session_replication_role = replica")
        statement(LINES, agreement.pk, decision.pk)
        statement(MOVEMENTS, agreement.pk, agreement.pk)
    return agreement


LINES = """
INSERT INTO decisions_decisionline (decision_id, activity_id, position, amount, amount_currency, locks, note)
SELECT l.decision_id, a.id, a.position, l.amount, l.amount_currency, false, ''
FROM decisions_decisionline l, grants_activity a JOIN grants_developmentarea d ON d.id = a.area_id
WHERE d.agreement_id = %s AND l.activity_id <> a.id AND l.decision_id = %s
"""
MOVEMENTS = """
INSERT INTO grants_movement
    (source_id, target_id, kind, amount, amount_currency, booked_on, decided_on, reference, text, by_id, created_at)
SELECT
    p.id, c.id, m.kind, m.amount, m.amount_currency, m.booked_on, m.decided_on, m.reference, '', m.by_id, m.created_at
FROM grants_account c JOIN grants_fund f ON f.id = c.fund_id JOIN grants_developmentarea d ON d.id = f.area_id
JOIN grants_account p ON p.fund_id = f.id AND p.kind = 'pool'
CROSS JOIN (SELECT x.* FROM grants_movement x JOIN grants_account t ON t.id = x.target_id
    JOIN grants_fund g ON g.id = t.fund_id JOIN grants_developmentarea e ON e.id = g.area_id
    WHERE e.agreement_id = %s AND x.kind = 'allocation' ORDER BY x.id LIMIT 1) m
WHERE d.agreement_id = %s AND c.kind = 'activity' AND c.id <> m.target_id
"""


def _fill(made: list[Agreement], rows: int, by: User) -> None:
    """A file a month and agreement, the rows spread evenly over activities. COPY, with the row triggers asleep."""
    mapping = OutcomeMapping.objects.create(
        name="Mätning", month_column="månad", activity_column="aktivitet", amount_column="belopp"
    )
    sources = OutcomeImport.objects.bulk_create(
        OutcomeImport(agreement=one, month=month, mapping=mapping, file_name="fil", sha256=f"{turn:064}", by=by)
        for one in made
        for turn, month in enumerate(MONTHS)
    )
    ids = {one.pk: list(Activity.objects.of(one).values_list("pk", flat=True)) for one in made}
    columns = "source_id, row_number, month, activity_id, account_string, voucher, text, amount, amount_currency"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        with cursor.copy(f"COPY {Outcome._meta.db_table} ({columns}) FROM STDIN") as copy:
            for row in range(rows):
                source, turn = sources[row % len(sources)], row // len(sources)
                held = ids[source.agreement_id]
                told = ("4000 100", f"V{row}", "Löner", row % 97, "SEK")
                copy.write_row((source.pk, turn + 2, source.month, held[turn % len(held)], *told))
    statement("VACUUM ANALYZE")
