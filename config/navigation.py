"""The menu: what a profile may open, and how much waits there."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from decisions.queue import waiting_count
from people.abilities import Ability, may
from people.models import User


@dataclass(frozen=True)
class NavItem:
    label: str
    path: str
    count: int = 0


def navigation(user: User | AnonymousUser, on: datetime.date) -> list[NavItem]:
    """The menu of this user on that day; empty without a profile."""
    if not isinstance(user, User) or not may(user, Ability.SEE):
        return []
    items = [
        NavItem("Start", "/"),
        NavItem("Överenskommelser", "/overenskommelser/"),
        NavItem("Ärenden", "/arenden/"),
        NavItem("Att besluta", "/att-besluta/", waiting_count(user, on)),
        NavItem("Uppdrag", "/uppdrag/"),
        NavItem("Uppföljning", "/utfall/"),
        NavItem("Redovisning", "/redovisning/"),
    ]
    if may(user, Ability.ADMINISTER):
        items.append(NavItem("Organisation", "/organisation/"))
    return items
