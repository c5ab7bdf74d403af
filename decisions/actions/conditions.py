"""The library of conditions, how an agreement uses one of them, and which of them a decision carries."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from decisions.actions.common import DecisionRefused, draft_of, note_edit, refuse_outsider, require
from decisions.carried import wordings_to_carry
from decisions.edits import picture
from decisions.models import Condition, ConditionWording, Decision, DecisionCondition
from grants.models import Agreement
from people.abilities import Ability
from people.models import User

# ---- The library ------------------------------------------------------------------------------------------------


@transaction.atomic
def add_condition(
    *, name: str, text: str, standard: bool, valid_from: datetime.date, by: User, source: str = "", code: str = ""
) -> Condition:
    """A new condition with its first wording, last in the library. Raises DecisionRefused."""
    require(by, Ability.EDIT_AGREEMENT)
    if not name.strip():
        raise DecisionRefused("Skriv vad villkoret kallas.", "no_name")
    last = Condition.objects.aggregate(last=Max("number"))["last"] or 0
    condition = Condition.objects.create(number=last + 1, name=name.strip(), standard=standard, code=code)
    add_wording(condition, text=text, valid_from=valid_from, source=source, by=by)
    return condition


@transaction.atomic
def add_wording(
    condition: Condition, *, text: str, valid_from: datetime.date, by: User, source: str = ""
) -> ConditionWording:
    """A new wording from a day on. Decisions that carry an earlier one keep it. Raises DecisionRefused."""
    require(by, Ability.EDIT_AGREEMENT)
    # The lock makes two people who add a wording at once come one after the other.
    condition = Condition.objects.select_for_update().get(pk=condition.pk)
    if not text.strip():
        raise DecisionRefused("Skriv villkorets lydelse.", "no_text")
    latest = condition.wordings.order_by("-valid_from").first()
    if latest is not None and valid_from <= latest.valid_from:
        raise DecisionRefused(
            f"Den senaste lydelsen gäller från {latest.valid_from}. En ny lydelse gäller från en senare dag.",
            "not_later",
        )
    if latest is not None and text.strip() == latest.text:
        raise DecisionRefused("Lydelsen är densamma som den senaste.", "same_text")
    return condition.wordings.create(text=text.strip(), valid_from=valid_from, source=source.strip(), added_by=by)


@transaction.atomic
def set_terms(agreement: Agreement, *, hands_out_to_own_units: bool, assignment_sentence: str, by: User) -> Agreement:
    """How condition 4 is used in this agreement. Raises DecisionRefused."""
    require(by, Ability.EDIT_AGREEMENT)
    if not assignment_sentence.strip():
        raise DecisionRefused("Skriv meningen som visar att verksamheten har uppdraget.", "no_sentence")
    agreement.hands_out_to_own_units = hands_out_to_own_units
    agreement.assignment_sentence = assignment_sentence.strip()
    agreement.save(update_fields=["hands_out_to_own_units", "assignment_sentence"])
    return agreement


# ---- What a decision carries ------------------------------------------------------------------------------------


@transaction.atomic
def choose_conditions(
    decision: Decision, *, reasons: Mapping[int, str], version: int, by: User, on: datetime.date
) -> Decision:
    """Replace the draft's departures from the standard. `reasons` maps the id of each condition that departs (a
    standard one that is waived, another that is added) to why. Raises Stale or DecisionRefused."""
    decision = draft_of(decision, version=version)
    refuse_outsider(decision, by, on)
    conditions = {wording.condition_id: wording.condition for wording in _in_force(on)}
    for pk, reason in reasons.items():
        if pk not in conditions:
            raise DecisionRefused(f"Ett av villkoren har ingen lydelse som gäller {on}.", "not_in_force")
        if not reason.strip():
            raise DecisionRefused(f"Skriv ett skäl för villkoret {conditions[pk]}.", "no_reason")
    before = picture(decision)
    decision.condition_choices.all().delete()
    for pk, reason in reasons.items():
        decision.condition_choices.create(
            condition=conditions[pk], waived=conditions[pk].standard, reason=reason.strip(), by=by, chosen_on=on
        )
    decision.version += 1
    decision.save(update_fields=["version"])
    note_edit(decision, before, by=by, on=on)
    return decision


def _in_force(on: datetime.date) -> list[ConditionWording]:
    return list(ConditionWording.objects.in_force(on).select_related("condition"))


def attach_conditions(decision: Decision, on: datetime.date) -> None:
    """The wordings in force follow every decision (doc 002 § 2.1.5: "ska framgå i alla beslutsunderlag"). Called when a
    draft is handed in, within its transaction."""
    decision.conditions.all().delete()
    DecisionCondition.objects.bulk_create(
        DecisionCondition(decision=decision, wording=wording) for wording in wordings_to_carry(decision, on)
    )
