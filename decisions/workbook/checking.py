"""Where the rows of a workbook contradict each other, or what is registered already."""

from collections import Counter
from collections.abc import Iterator, Sequence

from decisions.workbook.columns import AGREEMENT
from decisions.workbook.faults import CellError
from decisions.workbook.plan import Plan, Row
from grants.models import Activity, Agreement


def contradictions(plan: Plan) -> Iterator[CellError]:
    """Every fault that takes more than one cell to see."""
    yield from _agreement(plan)
    yield from _repeated("Områden", "Nummer", plan.areas, "number")
    yield from _repeated("Nycklar", "Namn", plan.keys, "name")
    yield from _repeated("Tilldelningar", "Namn", plan.funds, "area", "name")
    yield from _repeated("Aktiviteter", "Namn", plan.activities, "area", "name")
    yield from _repeated("Aktiviteter", "Kod", [row for row in plan.activities if "code" in row.fields], "code")
    yield from _without_area(plan)
    yield from _without_key(plan)
    yield from _payments(plan)
    yield from _taken_codes(plan)


def _agreement(plan: Plan) -> Iterator[CellError]:
    fields = plan.agreement
    if fields["ends_on"] < fields["starts_on"]:
        yield CellError(AGREEMENT, 0, "Gäller till", "Dagen ligger före den då överenskommelsen börjar gälla.")
    if Agreement.objects.filter(slug=fields["slug"]).exists():
        yield CellError(AGREEMENT, 0, "Adress", f"Det finns redan en överenskommelse med adressen {fields['slug']}.")
    if plan.allotted and "decided_on" not in fields:
        yield CellError(AGREEMENT, 0, "Statens beslut", "Fyll i dagen: det finns tilldelade belopp.")
    if not plan.areas:
        yield CellError("Områden", 2, "Nummer", "Fyll i minst ett område.")


def _repeated(sheet: str, column: str, rows: Sequence[Row], *names: str) -> Iterator[CellError]:
    """A row whose values another row above has as well, whatever case."""
    values = {row.number: tuple(str(row.fields[name]).casefold() for name in names) for row in rows}
    seen: Counter[tuple[str, ...]] = Counter()
    for number, value in values.items():
        seen[value] += 1
        if seen[value] > 1:
            yield CellError(sheet, number, column, "Står redan på en rad ovanför.")


def _without_area(plan: Plan) -> Iterator[CellError]:
    numbers = {row.fields["number"] for row in plan.areas}
    for sheet, rows in (("Tilldelningar", plan.funds), ("Aktiviteter", plan.activities)):
        for row in rows:
            if row.fields["area"] not in numbers:
                yield CellError(
                    sheet, row.number, "Område", f"Område {row.fields['area']} finns inte i bladet Områden."
                )


def _without_key(plan: Plan) -> Iterator[CellError]:
    names = {row.fields["name"] for row in plan.keys}
    for row in plan.keys:
        if row.fields["weight"] > row.fields["total"]:
            yield CellError("Nycklar", row.number, "Regionens vikt", "Vikten är större än summan av alla vikter.")
    for row in plan.funds:
        if row.fields.get("key") not in names | {None}:
            yield CellError("Tilldelningar", row.number, "Nyckel", "Nyckeln finns inte i bladet Nycklar.")


def _payments(plan: Plan) -> Iterator[CellError]:
    funds = {(row.fields["area"], row.fields["name"].casefold()) for row in plan.funds}
    for row in plan.payments:
        area, fund = row.fields.get("area"), row.fields.get("fund")
        if (area is None) is not (fund is None):
            yield CellError(
                "Utbetalningar", row.number, "Tilldelning", "Fyll i både område och tilldelning, eller ingen."
            )
        elif area is not None and fund is not None and (area, fund.casefold()) not in funds:
            yield CellError("Utbetalningar", row.number, "Tilldelning", f"Område {area} har ingen tilldelning {fund}.")
        if "received_on" in row.fields and "amount" not in row.fields:
            yield CellError("Utbetalningar", row.number, "Belopp", "Fyll i beloppet: utbetalningen är mottagen.")


def _taken_codes(plan: Plan) -> Iterator[CellError]:
    codes = {row.fields["code"]: row for row in plan.activities if "code" in row.fields}
    for taken in Activity.objects.filter(code__in=codes).select_related("area__agreement"):
        row = codes[taken.code]
        yield CellError("Aktiviteter", row.number, "Kod", f"Koden används redan av {taken}, {taken.area.agreement}.")
