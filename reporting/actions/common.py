"""What every write of this app shares."""

from config.refused import Refused
from people.abilities import Ability, may, refusal
from people.models import User


class ReportRefused(Refused):
    """A rule about reports refuses. Nothing has changed."""

    code = "report"


def require(user: User, ability: Ability) -> None:
    if not may(user, ability):
        raise ReportRefused(refusal(ability), "not_allowed")
