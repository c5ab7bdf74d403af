"""Who may GET and POST at each address of the grants app."""

from people.abilities import Ability
from tests.access.rule import Rule, button, form, page

RULES: dict[str, Rule] = {
    "outcome_upload": form(Ability.IMPORT_OUTCOME),
    "outcome_preview": form(Ability.IMPORT_OUTCOME, "own_upload"),
    "outcome_import": page("outcome_import"),
    "outcome_undo": button(Ability.IMPORT_OUTCOME, "outcome_import"),
    "outcome_unmatched": page(),
    "outcome_rules": page(),
    "outcome_rule_new": form(Ability.IMPORT_OUTCOME, "slug"),
    "outcome_rule_end": button(Ability.IMPORT_OUTCOME, "outcome_rule"),
    "outcome_mappings": page(),
    "outcome_mapping_new": form(Ability.IMPORT_OUTCOME),
    "outcome_mapping": form(Ability.IMPORT_OUTCOME, "outcome_mapping"),
    "payments": page(),
    "payment_new": form(Ability.EDIT_AGREEMENT, "slug"),
    "payment_edit": form(Ability.EDIT_AGREEMENT, "payment"),
    "payment_requisitioned": form(Ability.EDIT_AGREEMENT, "payment"),
    "payment_received": form(Ability.RECEIVE_PAYMENT, "payment"),
    "activity_outcome": page("activity"),
}
