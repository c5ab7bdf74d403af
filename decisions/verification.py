"""Proof of the hard rules over the whole database, in SQL of its own: it does not trust the triggers that hold them.

Each rule is a query for the rows that break it. What a rule finds was put there past the application.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pgtrigger
from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, Model, UniqueConstraint

MODULES = ("people", "grants", "decisions", "reporting")


@dataclass(frozen=True)
class Rule:
    """`sql` finds the rows that break the rule: one column, a text that names the row."""

    name: str
    text: str
    sql: str


@dataclass(frozen=True)
class Breach:
    rule: str
    text: str
    rows: tuple[str, ...]


DAYS = """
    SELECT account, booked_on, sum(sum(change)) OVER (PARTITION BY account ORDER BY booked_on) AS balance
    FROM (
        SELECT source_id AS account, booked_on, -amount AS change FROM grants_movement
        UNION ALL
        SELECT target_id, booked_on, amount FROM grants_movement
    ) changes GROUP BY account, booked_on
"""

RULES = (
    Rule(
        "movement_amount_is_positive",
        "Ett bokat belopp är större än noll.",
        "SELECT 'bokning ' || id FROM grants_movement WHERE amount <= 0",
    ),
    Rule(
        "movement_in_kronor",
        "Alla belopp är i svenska kronor.",
        """SELECT 'bokning ' || id FROM grants_movement WHERE amount_currency <> 'SEK'
        UNION ALL SELECT 'beslutsrad ' || id FROM decisions_decisionline WHERE amount_currency <> 'SEK'
        UNION ALL SELECT 'finansiering ' || id FROM decisions_funding WHERE amount_currency <> 'SEK'""",
    ),
    Rule(
        "movement_within_one_fund",
        "Pengar flyttas bara inom en tilldelning.",
        """SELECT 'bokning ' || m.id FROM grants_movement m JOIN grants_account s ON s.id = m.source_id
        JOIN grants_account t ON t.id = m.target_id WHERE s.fund_id <> t.fund_id OR s.id = t.id""",
    ),
    Rule(
        "movement_kind_fits_accounts",
        "Slaget av bokning passar kontona.",
        """SELECT 'bokning ' || m.id FROM grants_movement m JOIN grants_account s ON s.id = m.source_id
        JOIN grants_account t ON t.id = m.target_id
        WHERE m.kind <> 'reversal' AND (m.kind, s.kind, t.kind) NOT IN (
            ('allotment', 'state', 'pool'), ('allocation', 'pool', 'activity'), ('release', 'activity', 'pool'),
            ('reallocation', 'activity', 'activity'), ('repayment', 'pool', 'state'))""",
    ),
    Rule(
        "movement_names_its_decision",
        "Varje bokning har en hänvisning.",
        "SELECT 'bokning ' || id FROM grants_movement WHERE reference = ''",
    ),
    Rule(
        "movement_leaves_nothing_below_zero",
        "Inget konto utom statens står under noll vid någon dags slut.",
        f"""SELECT 'konto ' || account || ' ' || booked_on || ': ' || balance FROM ({DAYS}) days
        JOIN grants_account a ON a.id = days.account WHERE a.kind <> 'state' AND balance < 0""",  # noqa: S608 - no input
    ),
    Rule(
        "movement_reversal_mirrors",
        "En rättelse är spegeln av det som den rättar.",
        """SELECT 'bokning ' || m.id FROM grants_movement m LEFT JOIN grants_movement o ON o.id = m.reverses_id
        WHERE (m.kind = 'reversal') <> (m.reverses_id IS NOT NULL) OR (m.kind = 'reversal' AND (
            o.id IS NULL OR o.kind = 'reversal' OR o.source_id <> m.target_id OR o.target_id <> m.source_id
            OR o.amount <> m.amount OR m.booked_on < o.booked_on))""",
    ),
    Rule(
        "movement_reversed_once",
        "En bokning rättas högst en gång.",
        """SELECT 'bokning ' || reverses_id FROM grants_movement WHERE reverses_id IS NOT NULL
        GROUP BY reverses_id HAVING count(*) > 1""",
    ),
    Rule(
        "movement_in_an_open_month",
        "Inget bokas i en månad som är stängd.",
        """SELECT 'bokning ' || m.id FROM grants_movement m JOIN grants_account s ON s.id = m.source_id
        JOIN grants_fund f ON f.id = s.fund_id JOIN grants_developmentarea a ON a.id = f.area_id
        JOIN grants_periodclose p ON p.agreement_id = a.agreement_id
            AND p.month = date_trunc('month', m.booked_on)::date
        WHERE p.closed_at <= m.created_at AND (p.reopened_at IS NULL OR p.reopened_at > m.created_at)""",
    ),
    Rule(
        "account_within_one_agreement",
        "Ett konto hör till en tilldelning och en aktivitet i samma överenskommelse.",
        """SELECT 'konto ' || k.id FROM grants_account k JOIN grants_fund f ON f.id = k.fund_id
        JOIN grants_developmentarea fa ON fa.id = f.area_id LEFT JOIN grants_activity a ON a.id = k.activity_id
        LEFT JOIN grants_developmentarea aa ON aa.id = a.area_id
        WHERE (k.kind = 'activity') <> (k.activity_id IS NOT NULL) OR aa.agreement_id <> fa.agreement_id""",
    ),
    Rule(
        "movement_has_its_decision",
        "Varje bokning vilar på ett fattat beslut.",
        """SELECT 'bokning ' || m.id FROM grants_movement m WHERE NOT EXISTS (
            SELECT 1 FROM decisions_funding f JOIN decisions_decisionline l ON l.id = f.line_id
            JOIN decisions_decision d ON d.id = l.decision_id WHERE f.movement_id = m.id AND d.status = 'decided')""",
    ),
    Rule(
        "funding_matches_its_movement",
        "Det som finansierar en beslutsrad är bokningens belopp, på beslutets aktivitet.",
        """SELECT 'finansiering ' || f.id FROM decisions_funding f JOIN grants_movement m ON m.id = f.movement_id
        JOIN decisions_decisionline l ON l.id = f.line_id JOIN grants_account s ON s.id = m.source_id
        JOIN grants_account t ON t.id = m.target_id
        WHERE abs(f.amount) <> m.amount OR (l.activity_id IS NOT NULL
            AND l.activity_id IS DISTINCT FROM CASE WHEN f.amount > 0 THEN t.activity_id ELSE s.activity_id END)""",
    ),
    Rule(
        "funding_within_the_decided_amount",
        "Ingen beslutsrad är bokad med mer än det beslutade.",
        """SELECT 'beslutsrad ' || l.id FROM decisions_decisionline l JOIN decisions_funding f ON f.line_id = l.id
        GROUP BY l.id HAVING abs(sum(f.amount)) > abs(l.amount) OR sum(f.amount) * l.amount < 0""",
    ),
    Rule(
        "reallocation_whole_and_net_zero",
        "En beslutad omfördelning är bokad i sin helhet och summerar till noll.",
        """SELECT 'beslut ' || d.number FROM decisions_decision d WHERE d.kind = 'reallocation' AND d.status = 'decided'
        AND ((SELECT coalesce(sum(l.amount), 0) FROM decisions_decisionline l WHERE l.decision_id = d.id) <> 0
            OR EXISTS (SELECT 1 FROM decisions_decisionline l WHERE l.decision_id = d.id AND l.amount <> (
                SELECT coalesce(sum(f.amount), 0) FROM decisions_funding f WHERE f.line_id = l.id)))""",
    ),
    Rule(
        "decision_booked_whole",
        "Det som bokas i sin helhet är bokfört med det beslutade på varje rad.",
        """SELECT 'beslut ' || d.number || ', rad ' || l.id FROM decisions_decision d
        JOIN decisions_decisionline l ON l.decision_id = d.id WHERE d.status = 'decided'
        AND d.kind IN ('activity', 'release', 'across', 'repayment', 'correction') AND l.amount <> (
            SELECT coalesce(sum(f.amount), 0) FROM decisions_funding f WHERE f.line_id = l.id)""",
    ),
    Rule(
        "correction_cites_a_decided_decision",
        "En rättelse hänvisar till ett fattat beslut, och det som den rättar är det beslutets.",
        """SELECT 'beslut ' || d.number FROM decisions_decision d WHERE d.status = 'decided'
        AND d.kind IN ('correction', 'rectification') AND (1 <> (
            SELECT count(*) FROM decisions_decisionlink k JOIN decisions_decision o ON o.id = k.other_id
            WHERE k.decision_id = d.id AND k.kind = 'corrects' AND o.status = 'decided')
        OR EXISTS (SELECT 1 FROM decisions_correctedmovement c WHERE c.decision_id = d.id AND NOT EXISTS (
            SELECT 1 FROM decisions_funding f JOIN decisions_decisionline l ON l.id = f.line_id
            JOIN decisions_decisionlink k ON k.other_id = l.decision_id AND k.kind = 'corrects'
            WHERE f.movement_id = c.movement_id AND k.decision_id = d.id)))""",
    ),
    Rule(
        "funding_keeps_the_earmark",
        "Öronmärkta pengar når bara de aktiviteter som en fördelning har gett dem till.",
        # By the earmark as it stood when the movement was written: the state may earmark what was free before.
        """SELECT 'bokning ' || m.id FROM grants_movement m JOIN grants_account t ON t.id = m.target_id
        JOIN decisions_funding u ON u.movement_id = m.id JOIN decisions_decisionline l ON l.id = u.line_id
        JOIN decisions_decision d ON d.id = l.decision_id
        WHERE t.kind = 'activity' AND d.kind <> 'allocation' AND l.activity_id = t.activity_id
        AND NOT EXISTS (SELECT 1 FROM grants_movement e WHERE e.target_id = t.id AND e.id < m.id)
        AND (SELECT h.earmarked FROM grants_fundevent h WHERE h.pgh_obj_id = t.fund_id
            AND h.pgh_created_at <= m.created_at ORDER BY h.pgh_id DESC LIMIT 1)""",
    ),
    Rule(
        "decision_has_a_day_iff_decided",
        "Ett beslut har en beslutsdag när det är beslutat eller avslaget, och bara då.",
        """SELECT 'beslut ' || number FROM decisions_decision
        WHERE (status IN ('decided', 'rejected')) <> (decided_on IS NOT NULL)""",
    ),
    Rule(
        "decision_by_the_board_has_its_paragraph",
        "Ett beslut av regionstyrelsen har sin paragraf och den som registrerade det.",
        """SELECT 'beslut ' || number FROM decisions_decision WHERE status = 'decided' AND body = 'board'
        AND (section_number = '' OR recorded_by_id IS NULL)""",
    ),
    Rule(
        "decision_by_the_director_rests_on_a_mandate",
        "Ett beslut av regiondirektören är fattat av någon och vilar på ett mandat som räcker till.",
        # A correction rests on what let the decision that it corrects be made, however many corrections lie between.
        """WITH RECURSIVE power AS (
            SELECT d.id, d.id AS root FROM decisions_decision d
            UNION ALL SELECT p.id, k.other_id FROM power p JOIN decisions_decision d ON d.id = p.root
            JOIN decisions_decisionlink k ON k.decision_id = p.root AND k.kind = 'corrects'
            WHERE d.kind IN ('correction', 'rectification')
        ) SELECT 'beslut ' || d.number FROM decisions_decision d LEFT JOIN decisions_mandate m ON m.id = d.mandate_id
        WHERE d.status = 'decided' AND d.body = 'director' AND (m.id IS NULL OR d.role_id IS DISTINCT FROM m.role_id
            OR NOT EXISTS (SELECT 1 FROM power p JOIN decisions_decision r ON r.id = p.root WHERE p.id = d.id
                AND r.kind = ANY (m.kinds)) OR d.decided_on < m.valid_from OR d.decided_on > m.valid_until
            OR m.agreement_id <> d.agreement_id
            OR m.ceiling < (SELECT greatest(coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0),
                coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0))
                FROM decisions_decisionline l WHERE l.decision_id = d.id)
            OR (m.area_numbers <> '{}' AND EXISTS (SELECT 1 FROM decisions_decisionline l
                JOIN grants_activity a ON a.id = l.activity_id JOIN grants_developmentarea o ON o.id = a.area_id
                WHERE l.decision_id = d.id AND o.number <> ALL (m.area_numbers)))
            OR (d.recorded_by_id IS NULL AND (d.decided_by_id IS NULL OR d.decided_at IS NULL)))""",
    ),
    Rule(
        "decision_of_the_state_is_recorded",
        "Statens beslut är registrerat av någon.",
        """SELECT 'beslut ' || number FROM decisions_decision WHERE status = 'decided' AND body = 'state'
        AND recorded_by_id IS NULL""",
    ),
    Rule(
        "decision_not_by_its_author",
        "Den som har upprättat, ändrat eller lämnat in ett förslag beslutar det inte.",
        """SELECT 'beslut ' || d.number FROM decisions_decision d WHERE d.status = 'decided'
        AND (d.decided_by_id IN (d.created_by_id, d.submitted_by_id) OR EXISTS (
            SELECT 1 FROM decisions_event e WHERE e.decision_id = d.id AND e.by_id = d.decided_by_id
            AND e.what IN ('created', 'edited', 'answered', 'submitted') AND e.id > coalesce(
                (SELECT max(r.id) FROM decisions_event r WHERE r.decision_id = d.id AND r.what = 'returned'), 0)))""",
    ),
)


def breaches() -> list[Breach]:
    """The broken rules, in their order; empty when every rule holds and the guards stand."""
    found = [breach for rule in RULES if (breach := _broken(rule))]
    return found + list(_missing_guards())


def _broken(rule: Rule) -> Breach | None:
    with connection.cursor() as cursor:
        cursor.execute(rule.sql)
        rows = tuple(row[0] for row in cursor.fetchall())
    return Breach(rule.name, rule.text, rows) if rows else None


def _missing_guards() -> Iterator[Breach]:
    """The triggers and constraints that hold the rules are there, and none is turned off."""
    if off := sorted(_expected_triggers() - _enabled_triggers()):
        text = "En trigger som vaktar boken saknas eller är avstängd."
        yield Breach("trigger_is_enabled", text, tuple(f"{table}: {trigger}" for table, trigger in off))
    if gone := sorted(_expected_constraints() - _constraints()):
        text = "Ett villkor i databasen saknas eller är inte prövat."
        yield Breach("constraint_is_in_force", text, tuple(gone))


def _expected_triggers() -> set[tuple[str, str]]:
    return {
        (model._meta.db_table, trigger.get_pgid(model))
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label in MODULES
    }


def _models() -> list[type[Model]]:
    return [model for app in MODULES for model in apps.get_app_config(app).get_models()]


def _enabled_triggers() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"""
        )
        return set(cursor.fetchall())


def _expected_constraints() -> set[str]:
    kinds = (CheckConstraint, UniqueConstraint)
    return {one.name for model in _models() for one in model._meta.constraints if isinstance(one, kinds)}


def _constraints() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conname FROM pg_constraint WHERE convalidated
            UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indisunique AND i.indisvalid"""
        )
        return {name for (name,) in cursor.fetchall()}


@dataclass(frozen=True)
class Count:
    """A line of what the book holds: how many rows and, where it means something, how many kronor."""

    name: str
    text: str
    rows: int
    amount: str


COUNTS = (
    ("movements", "bokningar", "SELECT count(*), coalesce(sum(amount), 0) FROM grants_movement"),
    (
        "allotted",
        "tilldelat",
        """SELECT count(*), coalesce(sum(CASE WHEN m.kind = 'reversal' THEN -m.amount ELSE m.amount END), 0)
        FROM grants_movement m LEFT JOIN grants_movement o ON o.id = m.reverses_id
        WHERE 'allotment' IN (m.kind, o.kind)""",
    ),
    *(
        (
            name,
            text,
            f"""SELECT count(DISTINCT a.id), coalesce(sum(change), 0) FROM grants_account a JOIN (
            SELECT source_id AS account, -amount AS change FROM grants_movement
            UNION ALL SELECT target_id, amount FROM grants_movement) c ON c.account = a.id
            WHERE a.kind = '{kind}'""",  # noqa: S608 - three literals of this module
        )
        for name, text, kind in (
            ("allocated", "på aktiviteter", "activity"),
            ("unallocated", "ofördelat", "pool"),
            ("state", "hos staten", "state"),
        )
    ),
    (
        "decided",
        "beslutade rader",
        """SELECT count(*), coalesce(sum(l.amount), 0) FROM decisions_decisionline l
        JOIN decisions_decision d ON d.id = l.decision_id WHERE d.status = 'decided' AND l.activity_id IS NOT NULL""",
    ),
    ("fundings", "finansieringar", "SELECT count(*), coalesce(sum(amount), 0) FROM decisions_funding"),
)


def counts() -> list[Count]:
    """What was proved: rows and kronor of the whole database."""
    found = []
    with connection.cursor() as cursor:
        for name, text, sql in COUNTS:
            cursor.execute(sql)
            rows, amount = cursor.fetchone()
            found.append(Count(name, text, rows, f"{amount:.2f}"))
    return found
