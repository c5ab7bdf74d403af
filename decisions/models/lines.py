"""What a decision moves: lines with decided amounts, the shares they are planned on, and the movements that fund them.

Beslutat / Bokfört / Ej täckt: uncovered = decided − funded.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from decisions.models.decisions import Decision
from decisions.models.kinds import BUDGETING, FINAL, Kind, Status
from grants.models import Activity, Fund, Movement
from grants.models.fields import kronor_field
from people.abilities import Ability, may
from people.models import User

_FINAL_SQL = ", ".join(f"'{status}'" for status in sorted(FINAL))


def frozen_with(decision_sql: str, name: str) -> pgtrigger.Trigger:
    """Refuses every change to a row whose decision is final. `decision_sql` finds the decision's id from `row_`."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("row_", "record"), ("decision", "bigint")],
        # The two parts put in are literals of this package, never input.
        func=f"""
        IF TG_OP = 'DELETE' THEN row_ := OLD; ELSE row_ := NEW; END IF;
        decision := ({decision_sql});
        IF EXISTS (SELECT 1 FROM decisions_decision d WHERE d.id = decision AND d.status IN ({_FINAL_SQL})) THEN
            RAISE EXCEPTION 'decision % is final', decision
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
        END IF;
        RETURN row_;
        """,  # noqa: S608
    )


class LineQuerySet(models.QuerySet["DecisionLine"]):
    def visible_to(self, user: User) -> "LineQuerySet":
        return self if may(user, Ability.SEE) else self.none()

    def decided_by(self, activities: Iterable[int]) -> dict[int, Decimal]:
        """Decided kronor of these activities: what is allocated and every signed change since."""
        lines = self.filter(
            activity__in=list(activities), decision__status=Status.DECIDED, decision__kind__in=BUDGETING
        )
        rows = lines.order_by().values_list("activity_id").annotate(total=models.Sum("amount"))
        return {activity_id: total for activity_id, total in rows if activity_id is not None}

    def decided_about(self, activities: Iterable[Activity]) -> "LineQuerySet":
        """Decided lines about these activities, with their fundings, the oldest decision first."""
        rows = self.filter(activity__in=list(activities), decision__status=Status.DECIDED)
        rows = rows.select_related("decision__case").prefetch_related("fundings")
        return rows.order_by("decision__decided_on", "decision_id")

    def for_checks(self) -> "LineQuerySet":
        return self.select_related("activity__area").prefetch_related(
            "shares__fund__area", "activity__responsibilities"
        )

    def for_page(self) -> "LineQuerySet":
        """With everything that a decision page shows of a line."""
        return self.select_related("activity__area__agreement").prefetch_related(
            "shares__fund__area__funds",
            "fundings",
            "activity__responsibilities__role",
            "activity__area__funds",
            "activity__area__activities__responsibilities",
        )

    def for_covering(self) -> "LineQuerySet":
        """Lines of activities in decided allocations, with what tells how much is lacking and where it may be taken."""
        return (
            self.exclude(activity=None)
            .filter(decision__status=Status.DECIDED, decision__kind=Kind.ALLOCATION)
            .select_related("decision__case", "decision__agreement", "activity__area__agreement")
            .prefetch_related("fundings", "shares", "activity__area__funds")
        )

    def for_reach(self, decisions: Iterable[Decision]) -> dict[int, list["DecisionLine"]]:
        """The lines with their areas, by the decision's id: what a mandate is held against. One query."""
        found: dict[int, list[DecisionLine]] = defaultdict(list)
        for line in self.filter(decision__in=decisions).select_related("activity__area"):
            found[line.decision_id].append(line)
        return found

    def by_decision(self, decisions: Iterable[Decision]) -> dict[int, list["DecisionLine"]]:
        """The lines of each decision in order, by the decision's id."""
        found: dict[int, list[DecisionLine]] = defaultdict(list)
        for line in self.filter(decision__in=decisions).for_checks():
            found[line.decision_id].append(line)
        return found


class DecisionLine(models.Model):
    """One amount for one activity. `amount` is what is decided: the new money of an allocation, the signed change of a
    reallocation; `proposed_amount` is kept beside it when the board decides something else."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="lines")
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decision_lines",
        verbose_name="aktivitet",
    )
    position = models.PositiveSmallIntegerField("ordning", default=0)
    amount = kronor_field("beslutat belopp")
    proposed_amount = kronor_field("föreslaget belopp", null=True, blank=True)
    locks = models.BooleanField("låser aktiviteten", default=False)
    note = models.CharField("anmärkning", max_length=500, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = "beslutsrad"
        verbose_name_plural = "beslutsrader"
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "activity"], name="line_once_per_activity"),
        ]
        triggers = [frozen_with("row_.decision_id", "line_of_a_final_decision")]

    def __str__(self) -> str:
        return f"{self.activity or 'tilldelning'}: {self.amount}"


class LineShare(models.Model):
    """How much of a line is planned on which fund, in kronor with the line's sign: a cell of the grid.

    `proposed_amount` is kept of a recorded repayment, whose only line is the state's: what each fund was to repay."""

    line = models.ForeignKey(DecisionLine, on_delete=models.CASCADE, related_name="shares")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="line_shares")
    amount = kronor_field("belopp")
    proposed_amount = kronor_field("föreslaget belopp", null=True, blank=True)

    class Meta:
        verbose_name = "andel"
        ordering: ClassVar[list[str]] = ["fund__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "fund"], name="share_once_per_fund"),
            models.CheckConstraint(
                condition=~Q(amount=Decimal(0)) | Q(proposed_amount__isnull=False, proposed_amount__lt=Decimal(0)),
                name="share_is_not_zero",
            ),
        ]
        triggers = [
            frozen_with(
                "SELECT l.decision_id FROM decisions_decisionline l WHERE l.id = row_.line_id",
                "share_of_a_final_decision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.amount}"


class Funding(models.Model):
    """The movement that carries (part of) a line out. Added when booked, at the decision or later; never changed."""

    line = models.ForeignKey(DecisionLine, on_delete=models.PROTECT, related_name="fundings")
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="fundings")
    amount = kronor_field("belopp")

    class Meta:
        verbose_name = "finansiering"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.UniqueConstraint(fields=["line", "movement"], name="funding_once_per_movement")]
        triggers = [
            pgtrigger.Protect(name="funding_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="funding_within_the_decided_amount",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                declare=[("decided", "numeric"), ("funded", "numeric")],
                func="""
                SELECT amount INTO decided FROM decisions_decisionline WHERE id = NEW.line_id FOR NO KEY UPDATE;
                SELECT sum(amount) INTO funded FROM decisions_funding WHERE line_id = NEW.line_id;
                IF abs(funded) > abs(decided) OR funded * decided < 0 THEN
                    RAISE EXCEPTION 'line % is decided at % and would be funded with %', NEW.line_id, decided, funded
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_within_the_decided_amount';
                END IF;
                RETURN NULL;
                """,
            ),
            # Only an allocation says what serves the state's purpose (`decisions.earmarks`).
            pgtrigger.Trigger(
                name="funding_keeps_the_earmark",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                func="""
                IF EXISTS (
                    SELECT 1 FROM grants_movement m JOIN grants_account t ON t.id = m.target_id
                    JOIN grants_fund f ON f.id = t.fund_id JOIN decisions_decisionline l ON l.id = NEW.line_id
                    JOIN decisions_decision d ON d.id = l.decision_id
                    WHERE m.id = NEW.movement_id AND t.kind = 'activity' AND f.earmarked AND d.kind <> 'allocation'
                      AND NOT EXISTS (SELECT 1 FROM grants_movement e WHERE e.target_id = t.id AND e.id < m.id)
                ) THEN
                    RAISE EXCEPTION 'movement % puts earmarked money on another purpose', NEW.movement_id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_keeps_the_earmark';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.amount}"
