"""The table of every address: the rule itself. A route that is not in it fails."""

from tests.access import decisions_rules, grants_rules, people_rules, reporting_rules
from tests.access.rule import Rule

RULES: dict[str, Rule] = people_rules.RULES | grants_rules.RULES | decisions_rules.RULES | reporting_rules.RULES

# Open without sign-in, or every signed-in person's own account: no profile is asked for.
# A provider's link is opened by whoever has it: its address is the key (tests/decisions/test_provider_links.py).
OPEN = {"health", "accessibility", "provider_report"}
OWN_ACCOUNT_PREFIXES = ("account_", "mfa_", "openid_connect_", "socialaccount_")
# Pages that a signed-in person without any profile may open: they say whom to ask.
WITHOUT_PROFILE = {"start", "help", "account"}
