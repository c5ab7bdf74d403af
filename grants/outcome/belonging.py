"""Which agreement a file belongs to, when nobody has said."""

import datetime

from grants.models import AccountRule, Activity, Agreement, OutcomeMapping
from grants.outcome.account_strings import ACTIVITY, written
from grants.outcome.cells import as_code
from grants.outcome.entries import Entries, read_entries
from grants.outcome.refusals import OutcomeRefused
from grants.outcome.resource import account_parts
from grants.outcome.rules import Matcher


def find_agreement(content: bytes, mapping: OutcomeMapping, month: datetime.date) -> Agreement:
    """The one agreement whose activity codes the file holds, else whose rules its account strings follow.

    Raises OutcomeRefused if none or several do.
    """
    codes, strings = _codes_and_strings(read_entries(content, mapping, month), mapping)
    found = {one.area.agreement for one in Activity.objects.filter(code__in=codes).select_related("area__agreement")}
    if not found:
        rules = AccountRule.objects.in_force().select_related("agreement")
        found = {rule.agreement for rule in rules if any(map(Matcher([rule]).find, strings))}
    if not found:
        raise OutcomeRefused(
            "Ingen aktivitetskod i filen hör till någon överenskommelse. Ange överenskommelsen.", "no_agreement"
        )
    if len(found) > 1:
        slugs = ", ".join(sorted(agreement.slug for agreement in found))
        raise OutcomeRefused(f"Filen har koder från flera överenskommelser ({slugs}). Dela den.", "several_agreements")
    return found.pop()


def _codes_and_strings(entries: Entries, mapping: OutcomeMapping) -> tuple[set[str], set[str]]:
    codes, strings = set(), set()
    for _, _, account, activity, *_ in entries.rows:
        try:
            parts = account_parts(account, activity, mapping.account_separator)
            codes.add(as_code(activity) if activity else parts[ACTIVITY])
        except ValueError:
            continue
        strings.add(written(parts))
    return codes - {""}, strings
