"""What waits for a decision, and for whom."""

import datetime

from decisions.authority import Authority
from decisions.models import Decision
from decisions.models.decisions import Body
from people.abilities import Ability, may
from people.models import User


def waiting_for(user: User, on: datetime.date) -> list[Decision]:
    """The submitted decisions that this user decides (or, as registrar, records), the oldest first, none left out."""
    if may(user, Ability.RECORD):
        return list(Decision.objects.waiting_for(Body.BOARD).for_page())
    if not may(user, Ability.DECIDE):
        return []
    waiting = Decision.objects.waiting_for(Body.DIRECTOR).for_page()
    authority = Authority(user, on)
    return [decision for decision in waiting.prefetch_related("events") if authority.may_decide(decision).allowed]


def waiting_count(user: User, on: datetime.date) -> int:
    """How many wait, for the menu: without asking each decision who may decide it."""
    if may(user, Ability.RECORD):
        return Decision.objects.waiting_for(Body.BOARD).count()
    if may(user, Ability.DECIDE):
        return Decision.objects.waiting_for(Body.DIRECTOR).count()
    return 0
