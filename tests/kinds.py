"""Proposals of every kind on the small agreement of `creators.Example`, as drafts."""

import datetime
from decimal import Decimal

from decisions import actions
from decisions.actions import Correction, Locking, Move, NewActivity, Rectification, Repayment, Right, Statement, Taken
from decisions.models import Case, Decision
from decisions.models.kinds import Kind
from grants.models import Activity, DevelopmentArea, Fund
from people.models import Role, User
from tests import creators
from tests.creators import TODAY, Example


def empower(example: Example) -> None:
    """The director may decide new activities and releases too."""
    creators.mandate(example.agreement, example.decision, kinds=(Kind.ACTIVITY, Kind.RELEASE))


def save(example: Example, content, *, by: User | None = None, **more) -> Decision:
    return actions.save_proposal(
        None, content, agreement=example.agreement, reason="Behov.", by=by or creators.officer(), on=TODAY, **more
    )


def release(example: Example, activity: Activity, amount: int, **more) -> Decision:
    taken = [Taken(example.fund, activity, Decimal(amount))]
    return save(example, Move(Kind.RELEASE, taken), **more)


def new_activity(
    example: Example, pool: int = 0, alfa: int = 0, *, name: str = "Delta", roles: list[Role] | None = None, **more
) -> Decision:
    taken = [Taken(example.fund, None, Decimal(pool)), Taken(example.fund, example.alfa, Decimal(alfa))]
    target = NewActivity(example.area, name, roles or [creators.role()])
    return save(example, Move(Kind.ACTIVITY, [each for each in taken if each.amount], target), **more)


def across(example: Example, target: Activity, pool: int = 0, alfa: int = 0, *, fund: Fund | None = None, **more):
    taken = [Taken(fund or example.fund, None, Decimal(pool)), Taken(example.fund, example.alfa, Decimal(alfa))]
    return save(example, Move(Kind.ACROSS, [each for each in taken if each.amount], target), **more)


def repayment(example: Example, amount: int, **more) -> Decision:
    facts = Repayment("RS/1/2020", "S2020/1/FS", datetime.date(2021, 1, 31))
    return save(example, Move(Kind.REPAYMENT, [Taken(example.fund, None, Decimal(amount))], None, facts), **more)


def lock(example: Example, *activities: Activity, kind: Kind = Kind.LOCK, **more) -> Decision:
    return save(example, Locking(kind, activities), **more)


def statement(case: Case, *points: str, by: User | None = None, title: str = "Förlängt avtal", **more) -> Decision:
    """A decision without money."""
    content = Statement(title, points)
    by = by or creators.officer()
    return actions.save_proposal(None, content, agreement=case.agreement, reason="", case=case, by=by, on=TODAY, **more)


def correction(
    example: Example,
    activity: Activity,
    amount: int,
    *,
    to: Activity | None = None,
    earlier: Decision | None = None,
    **more,
) -> Decision:
    """What `earlier` booked to the activity should have been `amount`."""
    earlier = earlier or example.decision
    movement = next(each for each in actions.correcting.movements_of(earlier) if each.target.activity_id == activity.pk)
    return save(example, Correction(earlier, [Right(movement, Decimal(amount), to)]), case=earlier.case, **more)


def rectification(example: Example, *, heading: str = "Rätt rubrik", earlier: Decision | None = None, **more):
    earlier = earlier or example.decision
    return save(example, Rectification(earlier, heading, earlier.reason, {}), case=earlier.case, **more)


def other_area(example: Example) -> tuple[DevelopmentArea, Activity]:
    """A second area with a fund of 500 kr and an activity that has 100 of it."""
    area = creators.area(example.agreement, 2)
    fund, activity = creators.fund(area, "Annan"), creators.activity(area, "Omega")
    creators.allot(fund, 500)
    creators.decided_allocation({activity: {fund: 100}})
    return area, activity
