"""Who may GET and POST at each address of the people app."""

from people.abilities import Ability
from tests.access.rule import Rule, form, page

RULES: dict[str, Rule] = {
    "account": page(),
    "help": page(),
    "organisation": page(),
    "letterhead": form(Ability.ADMINISTER),
    "tenure_new": form(Ability.ADMINISTER),
    "tenure_end": form(Ability.ADMINISTER, "tenure"),
    "user_new": form(Ability.ADMINISTER),
    "user": form(Ability.ADMINISTER, "user"),
}
