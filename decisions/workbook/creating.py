"""The agreement of a plan, written through the same doors as everyone's."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from decisions.actions.drafts import open_case
from decisions.actions.recording import register_allotment
from decisions.workbook.plan import Fields, Plan, Row
from grants import setting_up
from grants.actions import add_activity
from grants.models import Agreement, DevelopmentArea, Fund
from people.models import Role, User

NOT_OF_THE_MODEL = frozenset({"decided_on", "area", "fund", "allotted", "key", "coordinator", "roles"})


@transaction.atomic
def create(plan: Plan, *, by: User, on: datetime.date) -> Agreement:
    """The agreement with all its parts, and the allotment of the known amounts as the state's decision: all or nothing.

    Raises Refused without the ability, or when something was registered since the plan was read.
    """
    roles = _roles(plan)
    agreement = setting_up.create_agreement(
        by=by, **_plain(plan.agreement), coordinator=_coordinator(plan.agreement, roles)
    )
    areas = {
        row.fields["number"]: setting_up.add_area(
            agreement, by=by, **_plain(row.fields), coordinator=_coordinator(row.fields, roles)
        )
        for row in plan.areas
    }
    keys = {row.fields["name"]: setting_up.add_key(agreement, by=by, **row.fields) for row in plan.keys}
    funds = {
        _place(row): setting_up.add_fund(
            areas[row.fields["area"]], by=by, **_plain(row.fields), key=keys.get(row.fields.get("key"))
        )
        for row in plan.funds
    }
    _add_activities(plan.activities, areas, roles, by=by)
    for row in plan.payments:
        fund = funds.get((row.fields.get("area", 0), row.fields.get("fund", "").casefold()))
        setting_up.add_payment(agreement, by=by, **_plain(row.fields), fund=fund)
    _allot(plan, agreement, funds, by=by, on=on)
    return agreement


def _plain(fields: Fields) -> dict[str, Any]:
    """The fields that the model has under the same name."""
    return {name: value for name, value in fields.items() if name not in NOT_OF_THE_MODEL}


def _place(row: Row) -> tuple[int, str]:
    return row.fields["area"], row.fields["name"].casefold()


def _roles(plan: Plan) -> dict[str, Role]:
    """Every role by the lower case of its name and of each alias; the new ones are made."""
    for name in plan.new_roles:
        Role.objects.create(name=name)
    found: dict[str, Role] = {}
    for role in Role.objects.prefetch_related("aliases"):
        found |= {name.casefold(): role for name in (role.name, *(alias.name for alias in role.aliases.all()))}
    return found


def _coordinator(fields: Fields, roles: dict[str, Role]) -> Role | None:
    return roles[fields["coordinator"].casefold()] if "coordinator" in fields else None


def _add_activities(
    rows: Iterable[Row], areas: dict[int, DevelopmentArea], roles: dict[str, Role], *, by: User
) -> None:
    for row in rows:
        responsible = [roles[name.casefold()] for name in row.fields.get("roles", [])]
        activity = add_activity(area=areas[row.fields["area"]], name=row.fields["name"], roles=responsible, by=by)
        activity.code = row.fields.get("code", "")
        activity.description = row.fields.get("description", "")
        activity.save(update_fields=["code", "description"])


def _allot(
    plan: Plan, agreement: Agreement, funds: dict[tuple[int, str], Fund], *, by: User, on: datetime.date
) -> None:
    amounts = {funds[_place(row)]: row.fields["allotted"] for row in plan.funds if row.fields.get("allotted")}
    if not amounts:
        return
    case = open_case(registry_number=agreement.registry_number, title=str(agreement), agreement=agreement, by=by, on=on)
    register_allotment(agreement=agreement, case=case, amounts=amounts, decided_on=plan.agreement["decided_on"], by=by)
