"""What differs between a filed report and what the book says now, in words: where, what, filed, now."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal

from grants.kronor import format_kronor
from reporting.report.differences_behind import behind
from reporting.report.pairs import MISSING, pairs
from reporting.report.settled import ActivitySettled, FundSettled, SettledPart
from reporting.report.shape import Amounts, AnswerRow, AreaPart, Difference, Report, RequirementFacts

WORDS = {
    "allotted": "tilldelat",
    "decided": "beslutat",
    "allocated": "bokfört",
    "uncovered": "ej täckt",
    "unallocated": "ofördelat",
    "outcome": "utfall",
    "left": "kvar",
    "repaid": "återbetalat",
    "charged": "bärs av bidraget",
    "own_financing": "egen finansiering",
    "repayable": "att återbetala",
}


def differences(filed: Report, now: Report) -> list[Difference]:
    """Empty when nothing has changed; who filed it and when is not compared."""
    return [
        *_amounts("Hela överenskommelsen", filed.amounts, now.amounts),
        *_unmatched(filed, now),
        *_areas(filed, now),
        *_settlement(filed.settlement, now.settlement),
        *_decisions(filed, now),
        *_texts("Sammanfattning", filed.narrative, now.narrative),
        *_answers("Hela överenskommelsen", filed.answers, now.answers),
        *_requirement(filed, now),
        *behind(filed, now),
    ]


def _amounts(where: str, filed: Amounts, now: Amounts) -> Iterator[Difference]:
    for part in fields(Amounts):
        before, after = getattr(filed, part.name), getattr(now, part.name)
        if before != after:
            yield Difference(where, WORDS[part.name], format_kronor(before), format_kronor(after))


def _unmatched(filed: Report, now: Report) -> Iterator[Difference]:
    if filed.unmatched_outcome != now.unmatched_outcome:
        yield Difference(
            "Utfall som inte är kopplat till någon aktivitet",
            "utfall",
            format_kronor(filed.unmatched_outcome),
            format_kronor(now.unmatched_outcome),
        )


def _areas(filed: Report, now: Report) -> Iterator[Difference]:
    for number, before, after in pairs(filed.areas, now.areas, "number"):
        where = f"Område {number}"
        if before is None or after is None:
            yield Difference(where, "området", before.name if before else MISSING, after.name if after else MISSING)
            continue
        yield from _amounts(where, before.amounts, after.amounts)
        yield from _texts(where, before.narrative, after.narrative)
        yield from _answers(where, before.answers, after.answers)
        yield from _funds(where, before, after)
        yield from _activities(where, before, after)


def _funds(where: str, filed: AreaPart, now: AreaPart) -> Iterator[Difference]:
    for name, before, after in pairs(filed.funds, now.funds, "name"):
        for part in ("allotted", "allocated", "unallocated", "repaid"):
            old, new = getattr(before, part, None), getattr(after, part, None)
            if old != new:
                yield Difference(f"{where}, tilldelningen {name}", WORDS[part], _kronor(old), _kronor(new))


def _activities(where: str, filed: AreaPart, now: AreaPart) -> Iterator[Difference]:
    for name, before, after in pairs(filed.activities, now.activities, "name"):
        if before is None or after is None:
            yield Difference(
                f"{where}, {name}", "aktiviteten", "finns" if before else MISSING, "finns" if after else MISSING
            )
            continue
        yield from _amounts(f"{where}, {name}", before.amounts, after.amounts)
        if before.roles != after.roles:
            yield Difference(f"{where}, {name}", "ansvarig funktion", ", ".join(before.roles), ", ".join(after.roles))


def _settlement(filed: SettledPart | None, now: SettledPart | None) -> Iterator[Difference]:
    """What follows from the outcome; a report filed before the settlement was part of it has none to compare."""
    if filed is None or now is None:
        return
    for name, before, after in pairs(filed.activities, now.activities, "place"):
        yield from _settled(name, before, after, ("charged", "own_financing", "repayable"))
    for name, before, after in pairs(filed.funds, now.funds, "place"):
        yield from _settled(name, before, after, ("charged", "repayable"))


def _settled(
    place: str,
    filed: ActivitySettled | FundSettled | None,
    now: ActivitySettled | FundSettled | None,
    parts: tuple[str, ...],
) -> Iterator[Difference]:
    if filed is None or now is None:
        return  # told among the activities or funds of its area
    for part in parts:
        old, new = getattr(filed, part), getattr(now, part)
        if old != new:
            yield Difference(place, WORDS[part], _kronor(old), _kronor(new))


def _decisions(filed: Report, now: Report) -> Iterator[Difference]:
    for number, before, after in pairs(filed.decisions, now.decisions, "number"):
        if before is None or after is None:
            row = before or after
            what = f"{row.kind_text} {number}, {row.decided_on}"
            yield Difference("Beslut", what, "finns" if before else MISSING, "finns" if after else MISSING)


def _texts(where: str, filed: str, now: str) -> Iterator[Difference]:
    if filed.strip() != now.strip():
        yield Difference(where, "svaret i ord", "en text" if filed.strip() else "tomt", _changed(filed, now))


def _answers(where: str, filed: Iterable[AnswerRow], now: Iterable[AnswerRow]) -> Iterator[Difference]:
    """An answer is the same one when it is to the same question about the same thing."""
    old = {(row.subject, row.question): _answer(row) for row in filed}
    new = {(row.subject, row.question): _answer(row) for row in now}
    for subject, question in dict.fromkeys([*new, *old]):
        before, after = old.get((subject, question), ""), new.get((subject, question), "")
        if before != after:
            yield Difference(f"{where}, {subject}", f"svaret på ”{question}”", before or MISSING, after or MISSING)


def _answer(row: AnswerRow) -> str:
    """With the checksum of a file: another file may have the same name."""
    return f"{row.answer} ({row.file.sha256[:12]})" if row.file else row.answer


def _changed(filed: str, now: str) -> str:
    if not now.strip():
        return "tomt"
    return "en annan text" if filed.strip() else "en text"


def _requirement(filed: Report, now: Report) -> Iterator[Difference]:
    before, after = filed.requirement, now.requirement
    if (before.status, before.due_on) != (after.status, after.due_on):
        yield Difference("Kravet", "läge och sista dag", _status(before), _status(after))


def _status(requirement: RequirementFacts) -> str:
    return f"{requirement.status_text} {requirement.due_on or ''}".strip()


def _kronor(amount: Decimal | None) -> str:
    return MISSING if amount is None else format_kronor(amount)
