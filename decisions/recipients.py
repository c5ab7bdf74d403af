"""Who gets an extract of a decision ("Utdrag till"), by itself or by the document that it rests on."""

from collections import defaultdict
from collections.abc import Iterable

from decisions.models import Assignment, Decision, Recipient
from people.models import Role


def unaddressed(decisions: Iterable[Decision]) -> dict[int, list[Role]]:
    """The roles with an assignment that no extract goes to, neither by role nor by their unit or one of its other
    names; by the decisions' ids. At most three queries, however many; one when nobody is given any assignment."""
    given = Assignment.objects.filter(decision__in=decisions, role__isnull=False).select_related("role__unit")
    assigned: dict[int, dict[int, Role]] = defaultdict(dict)
    for one in given.prefetch_related("role__unit__aliases"):
        if one.role:
            assigned[one.decision_id][one.role.pk] = one.role
    if not assigned:
        return {}
    reached = _reached(assigned)
    return {pk: [role for role in roles.values() if not _names(role) & reached[pk]] for pk, roles in assigned.items()}


def _reached(decisions: Iterable[int]) -> dict[int, set[object]]:
    """What each names: roles by id, whoever else by name."""
    found: dict[int, set[object]] = defaultdict(set)
    for recipient in Recipient.objects.of(list(decisions)).select_related("document"):
        decision_id = recipient.decision_id or (recipient.document.decision_id if recipient.document else None)
        if decision_id:
            found[decision_id] |= {recipient.role_id, recipient.name.casefold()}
    return found


def _names(role: Role) -> set[object]:
    unit = role.unit
    names = [unit.name, *(alias.name for alias in unit.aliases.all())] if unit else []
    return {role.pk, *(name.casefold() for name in names)}


def sent_by_hand(decision: Decision) -> list[str]:
    """The names of those without a role here: no address is known, so somebody sends it to them some other way."""
    rows = Recipient.objects.of([decision.pk]).filter(role__isnull=True)
    return list(dict.fromkeys(row.name for row in rows))
