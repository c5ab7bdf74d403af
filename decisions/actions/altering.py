"""The body decided other amounts than those proposed: both are kept, and the shares follow what was decided."""

from collections.abc import Mapping
from decimal import Decimal

from decisions.actions.common import DecisionRefused
from decisions.actions.drafts import describe
from decisions.models import Decision, DecisionLine, LineShare
from decisions.models.decisions import Kind
from decisions.spreading import spread
from grants.figures import ZERO, read_book
from grants.kronor import format_kronor
from grants.models import Activity, Fund

SAID_IN_FULL = frozenset({Kind.REPAYMENT, Kind.CORRECTION})
"""Kinds whose points name their amounts: other amounts would leave the text saying something else for ever."""


def change_amounts(decision: Decision, amounts: Mapping[int, Decimal]) -> None:
    """Keep what was proposed beside every line, and give those in `amounts` (by the line's id) what was decided.

    Lines that give and take are spread over the funds anew, since money never leaves its fund; of others a cut is taken
    from the last fund first. Raises DecisionRefused when the decided amounts cannot stand: they do not take each other
    out, nothing is left to move, or a line would turn round. Part of the caller's transaction.
    """
    lines = list(decision.lines.select_related("activity").prefetch_related("shares__fund"))
    for line in lines:
        line.proposed_amount = line.amount
    changed = {
        line.pk: amounts[line.pk] for line in lines if amounts.get(line.pk, line.amount.amount) != line.amount.amount
    }
    if changed and decision.kind in SAID_IN_FULL:
        raise DecisionRefused(
            f"Ett beslut om {decision.get_kind_display()} nämner sina belopp i text. Registrera återremiss, "
            "och lämna in förslaget igen med beloppen enligt protokollet.",
            "said_in_full",
        )
    if changed and _takes_itself_out(lines):
        _respread(decision, lines, changed)
    else:
        _reshare_each(decision, lines, changed)
    for line in lines:
        line.save()


def _takes_itself_out(lines: list[DecisionLine]) -> bool:
    """What some give is what others get: nothing comes from what is unallocated."""
    gives = any(line.amount.amount < 0 for line in lines)
    return gives and not sum((line.amount.amount for line in lines), ZERO)


def _reshare_each(decision: Decision, lines: list[DecisionLine], changed: Mapping[int, Decimal]) -> None:
    before = _moved(lines)
    for line in lines:
        _reshare(decision, line, changed.get(line.pk, line.amount.amount))
    gets = any(line.amount.amount > 0 for line in lines)
    if changed and gets and sum((line.amount.amount for line in lines), ZERO) < 0:
        raise DecisionRefused(
            "Mer tas från aktiviteterna än vad som ges. Rätta beloppen efter protokollet.", "unbalanced"
        )
    # The title of a proposal is drawn from its amount, and goes into the frozen document with it.
    decision.title = decision.title.replace(format_kronor(before), format_kronor(_moved(lines)), 1)


def _moved(lines: list[DecisionLine]) -> Decimal:
    """What the title names: what activities get, or, when none does, what they give."""
    gets = sum((line.amount.amount for line in lines if line.amount.amount > 0), ZERO)
    return gets or -sum((line.amount.amount for line in lines), ZERO)


def _respread(decision: Decision, lines: list[DecisionLine], changed: Mapping[int, Decimal]) -> None:
    """A reallocation with other amounts, from what the activities hold now."""
    before, after = _by_activity(lines, {}), _by_activity(lines, changed)
    net = sum(after.values(), ZERO)
    if net:
        raise DecisionRefused(
            f"De beslutade ändringarna tar inte ut varandra: summan är {format_kronor(net, sign=True)}. "
            "Det som tas från några aktiviteter ska vara lika mycket som andra får. Rätta beloppen efter protokollet.",
            "unbalanced",
        )
    if not any(after.values()):
        raise DecisionRefused("Inget belopp är kvar att flytta. Registrera avslag i stället.", "nothing_left")
    funds = Fund.objects.filter(area__agreement=decision.agreement)
    held = read_book(decision.agreement).accounts if decision.agreement else {}
    shares = spread({activity.pk: amount for activity, amount in after.items()}, held, funds)
    LineShare.objects.filter(line__in=lines).delete()
    for line in lines:
        line.amount = changed.get(line.pk, line.amount.amount)
    LineShare.objects.bulk_create(
        LineShare(line=line, fund_id=fund_id, amount=amount)
        for line in lines
        for fund_id, amount in shares.get(line.activity_id or 0, {}).items()
    )
    if decision.title == describe(before):
        decision.title = describe({activity: amount for activity, amount in after.items() if amount})


def _by_activity(lines: list[DecisionLine], changed: Mapping[int, Decimal]) -> dict[Activity, Decimal]:
    return {line.activity: changed.get(line.pk, line.amount.amount) for line in lines if line.activity}


def _reshare(decision: Decision, line: DecisionLine, new: Decimal) -> None:
    """A cut is taken from the last shares first, an increase is put on the last one."""
    old = line.amount.amount
    if new == old:
        return
    if new * old < 0:
        allocates = decision.kind == Kind.ALLOCATION
        raise DecisionRefused(
            f"{line.activity}: ett belopp i en fördelning kan inte vara mindre än noll."
            if allocates
            else f"{line}: det beslutade beloppet ska ha samma tecken som det föreslagna, eller vara noll.",
            "negative",
        )
    sign = Decimal(1).copy_sign(old)
    difference = abs(new) - abs(old)
    for share in reversed(line.shares.all()):
        held = abs(share.amount.amount)
        change = max(difference, -held)
        difference -= change
        if held + change:
            share.amount = sign * (held + change)
            share.save()
        else:
            share.delete()
    line.amount = new
