"""One row of the table of addresses."""

from dataclasses import dataclass

from people.abilities import MAY, Ability, Profile

EVERYONE = frozenset(Profile)


def having(ability: Ability) -> frozenset[Profile]:
    return frozenset(profile for profile in Profile if ability in MAY[profile])


@dataclass(frozen=True)
class Rule:
    """Who may GET and who may POST (None: the method does not exist, 405), and the world's object in the address."""

    get: frozenset[Profile] | None
    post: frozenset[Profile] | None = None
    args: str = ""


def page(args: str = "") -> Rule:
    """Read by every profile, written by none."""
    return Rule(EVERYONE, None, args)


def form(ability: Ability, args: str = "", *, read: frozenset[Profile] | None = None) -> Rule:
    return Rule(having(ability) if read is None else read, having(ability), args)


def button(ability: Ability, args: str = "") -> Rule:
    return Rule(None, having(ability), args)
