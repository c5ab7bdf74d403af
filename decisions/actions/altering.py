"""The body decided other amounts or other words than those proposed: both are kept, and the shares follow what was
decided."""

import re
from collections.abc import Mapping
from decimal import Decimal

from decisions.actions.common import DecisionRefused
from decisions.actions.drafts import describe
from decisions.models import Decision, DecisionLine, DecisionPoint, LineShare
from decisions.models.kinds import CORRECTING, Kind
from decisions.spreading import spread
from grants.figures import ZERO, read_book
from grants.kronor import format_kronor
from grants.models import Activity, Fund

STRUCK = "Punkten utgår."
NOT_WITHIN_A_NUMBER = r"(?<!\d)(?<!\d\s)"


def alter(
    decision: Decision,
    *,
    amounts: Mapping[int, Decimal],
    repaid: Mapping[int, Decimal],
    points: Mapping[int, str],
) -> None:
    """Make the decision say what the body decided, and keep what was proposed beside it.

    `amounts`: by the line's id. `repaid`: of a repayment, kronor above zero by the fund's id. `points`: by number; ""
    is struck, and a number past the last is added. Raises DecisionRefused when the decided cannot stand. Part of the
    caller's transaction.
    """
    if decision.kind in CORRECTING and (amounts or points):
        raise DecisionRefused(
            f"Ett beslut om {decision.get_kind_display()} följer av det som rättas och kan inte ändras. "
            "Registrera återremiss, så att förslaget kan lämnas in igen så som protokollet säger.",
            "follows_from_what_it_corrects",
        )
    if decision.kind == Kind.REPAYMENT:
        points = {**_points_naming(decision, repaid, points), **points}
        _change_repaid(decision, repaid)
    else:
        change_amounts(decision, amounts)
    change_points(decision, points)


def change_points(decision: Decision, points: Mapping[int, str]) -> None:
    """Give the points the decided words. Raises DecisionRefused when a decision without money has nothing left."""
    proposed = {point.number: point for point in decision.points.all()}
    for number, words in sorted(points.items()):
        point, text = proposed.get(number), words.strip() or STRUCK
        if point is None:
            DecisionPoint.objects.create(decision=decision, number=number, text=text, proposed_text="")
        elif text != point.text:
            point.text, point.proposed_text = text, point.text
            point.save()
    texts = decision.points.values_list("text", flat=True)
    if decision.kind == Kind.OTHER and points and set(texts) == {STRUCK}:
        raise DecisionRefused("Alla punkter utgår. Registrera avslag i stället.", "nothing_left")


def _change_repaid(decision: Decision, repaid: Mapping[int, Decimal]) -> None:
    """A repayment has one line, the state's, with a share for each fund."""
    line = decision.lines.get()
    shares = list(line.shares.select_related("fund"))
    before = line.amount.amount
    for share in shares:
        decided = repaid.get(share.fund_id, -share.amount.amount)
        if decided < 0:
            raise DecisionRefused(f"{share.fund}: det som återbetalas kan inte vara mindre än noll.", "negative")
        share.proposed_amount, share.amount = share.amount, -decided
        share.save()
    line.proposed_amount, line.amount = line.amount, sum((share.amount.amount for share in shares), ZERO)
    after = line.amount.amount
    if not after:
        raise DecisionRefused("Inget belopp är kvar att återbetala. Registrera avslag i stället.", "nothing_left")
    line.save()
    decision.title = decision.title.replace(format_kronor(-before), format_kronor(-after), 1)


def _points_naming(decision: Decision, repaid: Mapping[int, Decimal], points: Mapping[int, str]) -> dict[int, str]:
    """The points that name what is repaid, with the decided amounts: else they would say something else for ever.
    Raises DecisionRefused where none names a changed amount and the minutes' words are not among `points`."""
    found: dict[int, str] = {}
    written = list(decision.points.all())
    for share in LineShare.objects.filter(line__decision=decision).select_related("fund"):
        old = -share.amount.amount
        new = repaid.get(share.fund_id, old)
        if new == old:
            continue
        amount = re.compile(NOT_WITHIN_A_NUMBER + r"\s".join(map(re.escape, format_kronor(old).split())))
        naming = [each for each in written if str(share.fund) in each.text and amount.search(each.text)]
        if written and not naming and not points:
            raise DecisionRefused(
                f"Ingen beslutspunkt nämner {format_kronor(old)} av tilldelningen {share.fund}. "
                "Skriv beslutspunkterna så som de står i protokollet.",
                "unnamed",
            )
        for each in naming:
            found[each.number] = amount.sub(format_kronor(new), found.get(each.number, each.text), 1) if new else ""
    return found


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
