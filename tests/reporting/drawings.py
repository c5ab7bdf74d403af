"""Every amount of a report, looked for in each of its drawings: the same rows, the same figures, to the öre."""

import html
import re
from decimal import Decimal

from grants.kronor import format_kronor, format_plain
from reporting.files import report_csv, report_pdf, report_xlsx
from reporting.files.csv import COLUMNS
from reporting.report import Report
from reporting.report.economy import FIGURES as ECONOMY_FIGURES
from reporting.report.settled import ACTIVITY_FIGURES, FUND_FIGURES
from tests.reporting import reports

KEYS = ("allotted", "decided", "allocated", "uncovered", "unallocated", "outcome")
HELD = ("decided", "allocated", "uncovered", "outcome", "left")
NOT_REPAID = tuple(name for name in FUND_FIGURES if name != "repaid")
"""On paper what is repaid stands in words below the fund's name."""


BETWEEN = 400
"""Characters that may stand between a row's name and its amounts: roles, funds, references; no whole row."""


def rows(report: dict) -> list[tuple[str, dict, tuple[str, ...]]]:
    """Each row of amounts of the JSON: its name, the amounts, and those that page and PDF write side by side."""
    settled, economy = report["settlement"], report["economy"]
    by_section = {
        "summary": [
            *((f"{area['number']}. {area['name']}", area["amounts"], KEYS) for area in report["areas"]),
            ("Summa", report["amounts"], KEYS),
        ],
        "areas": [(row["name"], row["amounts"], HELD) for area in report["areas"] for row in area["activities"]],
        "months": [(row["month"][:7], row, ("amount",)) for row in report["months"]],
        "settlement": [
            *((row["name"], row, ACTIVITY_FIGURES) for row in settled["activities"]),
            *((row["name"], row, NOT_REPAID) for row in settled["funds"]),
            ("Summa", settled["sums"], NOT_REPAID),
        ],
        "economy": [
            *((row["name"], row, ECONOMY_FIGURES) for row in economy["funds"]),
            ("Summa", economy["sums"], ECONOMY_FIGURES),
            ("Mottaget", economy["sums"], ("received",)),
        ],
        "earmarks": [(row["fund"], row, ("used", "unused")) for row in report["earmarks"]],
        "distributions": [
            (row["provider"], row, ("amount",)) for part in report["distributions"] for row in part["providers"]
        ],
        "decisions": [(row["number"], row, ("amount",)) for row in report["decisions"]],
    }
    drawn = [section["key"] for section in report["template"]["sections"]]
    return [row for key in drawn for row in by_section.get(key, ())]


def side_by_side(row: dict, names: tuple[str, ...]) -> str:
    return " ".join(written(Decimal(row[name])) for name in names)


def written(amount: Decimal) -> str:
    return format_kronor(amount, unit=False).replace("\xa0", " ")


def page_text(content: bytes) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", content.decode())).split())


def pdf_text(report: Report, text: str) -> str:
    """Some columns of the document always have their öre: 398 000,00 is 398 000."""
    return re.sub(r",00\b", "", reports.pdf_text(report_pdf(report, text)))


def missing_on_paper(report: dict, text: str) -> list[str]:
    """Rows of the JSON that do not stand in the text with all their amounts beside each other."""
    wanted = ((name, side_by_side(row, names)) for name, row, names in rows(report))
    return [
        f"{name}: {amounts}"
        for name, amounts in wanted
        if not re.search(rf"{_broken(name)}.{{0,{BETWEEN}}}?{re.escape(amounts)}(?![\d,])", text)
    ]


def _broken(name: str) -> str:
    """The name as a pattern: a line may end wherever the document lets it, also after a stroke."""
    return r"\s?".join(re.escape(letter) for letter in name if not letter.isspace())


def missing_in_sheets(report: Report, content: bytes) -> list[str]:
    """Rows of settlement, areas and activities that a sheet does not hold exactly."""
    settled = report.settlement
    tables = {
        "Områden": [(f"{row.number}. {row.name}", *vars(row.amounts).values()) for row in report.areas],
        "Aktiviteter": [
            (row.name, *(getattr(row.amounts, name) for name in HELD))
            for area in report.areas
            for row in area.activities
        ],
        "Avräkning aktiviteter": [
            *((row.name, *(getattr(row, name) for name in ACTIVITY_FIGURES)) for row in settled.activities),
        ],
        "Avräkning tilldelningar": [
            *((row.name, *(getattr(row, name) for name in FUND_FIGURES)) for row in settled.funds),
            ("Summa", *(getattr(settled.sums, name) for name in FUND_FIGURES)),
        ],
        "Ekonomi": [
            *((row.name, *(getattr(row, name) for name in ECONOMY_FIGURES)) for row in report.economy.funds),
            ("Summa", *(getattr(report.economy.sums, name) for name in ECONOMY_FIGURES)),
        ],
        "Månader": [(f"{row.month:%Y-%m}", row.amount) for row in report.months],
    } | (
        {"Utförare": [(row.provider, row.amount) for part in report.distributions for row in part.providers]}
        if report.distributions
        else {}
    )
    held = {table: _amounts(content, table) for table in tables}
    return [f"{table}: {row}" for table, wanted in tables.items() for row in wanted if row not in held[table]]


def _amounts(content: bytes, table: str) -> set[tuple]:
    """The rows of a sheet: name, and its numbers as kronor."""
    found = reports.sheet(content, table)
    return {
        (row[0], *(Decimal(str(cell)).quantize(Decimal("0.01")) for cell in row[1:] if isinstance(cell, int | float)))
        for row in found
    }


def wrong_sums(content: bytes) -> list[str]:
    """Formulas whose stated value is not what the rows above add up to."""
    wrong = []
    for table in (
        "Områden",
        "Aktiviteter",
        "Månader",
        "Avräkning aktiviteter",
        "Avräkning per del",
        "Avräkning tilldelningar",
        "Ekonomi",
    ):
        *body, last = reports.sheet(content, table)[1:]
        for column, cell in enumerate(last):
            if isinstance(cell, int | float):
                added = sum((Decimal(str(row[column] or 0)) for row in body), Decimal(0))
                if added != Decimal(str(cell)):
                    wrong.append(f"{table}, kolumn {column}: {added} är inte {cell}")
    return wrong


def missing_in_csv(report: Report, content: bytes) -> list[str]:
    lines = {tuple(row.values()) for row in reports.csv_rows(content)}
    wanted = (
        [
            (
                "aktivitet",
                row.area_number,
                row.name,
                {name: getattr(row, name) for name in ("outcome", "charged", "own_financing", "repayable")},
            )
            for row in report.settlement.activities
        ]
        + [
            (
                "tilldelning",
                row.area_number,
                row.name,
                {name: getattr(row, name) for name in FUND_FIGURES if name != "unallocated"},
            )
            for row in report.settlement.funds
        ]
        + [
            ("aktivitet", area.number, row.name, {name: getattr(row.amounts, name) for name in HELD})
            for area in report.areas
            for row in area.activities
        ]
        + [("överenskommelsen", "", report.agreement.name, vars(report.amounts))]
        + [("månad", "", f"{row.month:%Y-%m}", {"outcome": row.amount}) for row in report.months]
        + [("beslut", "", row.title, {"decided": row.amount}) for row in report.decisions]
    )
    answers = {line[-2:] for line in lines if line[0] == "svar"}
    lost = [row.question for _, row in report.all_answers if (row.question, row.answer) not in answers]
    lost += _missing_economy(report, reports.csv_rows(content))
    return lost + [f"{row[:3]}" for row in wanted if not any(_holds(line, *row) for line in lines)]


def _missing_economy(report: Report, lines: list[dict[str, str]]) -> list[str]:
    """What the economic report, the payments and the providers' parts say that no line of the CSV does."""
    part = report.economy
    wanted = [
        {
            "nivå": "tilldelning",
            "område": str(row.area_number),
            "namn": row.name,
            "oanvänt": _swedish(row.unused),
            "vårt diarienummer": part.registry_number,
            "statens diarienummer": ", ".join(row.state_numbers),
            "återbetalas senast": str(row.repay_by or ""),
        }
        for row in part.funds
    ]
    wanted += [
        {"nivå": "utbetalning", "statens diarienummer": row.registry_number, "utbetalt av staten": _swedish(row.amount)}
        for row in part.payments
        if row.amount is not None
    ]
    wanted += [
        {"nivå": "utförare", "namn": row.provider, "till utförare": _swedish(row.amount)}
        for shared in report.distributions
        for row in shared.providers
    ]
    wanted += [
        {
            "nivå": "överenskommelsen",
            "oanvänt": _swedish(part.sums.unused),
            "utbetalt av staten": _swedish(part.sums.received),
        }
    ]
    return [str(row) for row in wanted if not any(row.items() <= line.items() for line in lines)]


def _swedish(amount: Decimal) -> str:
    return format_plain(amount).replace(".", ",")


def _holds(line: tuple[str, ...], level: str, area: int | str, name: str, amounts: dict[str, Decimal]) -> bool:
    cells = dict(zip(COLUMNS, line[4 : 4 + len(COLUMNS)], strict=True))
    return line[:3] == (level, str(area), name) and all(
        cells[column] == format_plain(amount).replace(".", ",") for column, amount in amounts.items()
    )


def missing(report: Report, page: bytes) -> list[str]:
    """What any of the five drawings lacks or says otherwise; empty when all say the same."""
    text, said = report.canonical(), report.to_json()
    book = report_xlsx(report, text)
    return [
        *(f"sidan: {row}" for row in missing_on_paper(said, page_text(page))),
        *(f"PDF: {row}" for row in missing_on_paper(said, pdf_text(report, text))),
        *missing_in_sheets(report, book),
        *wrong_sums(book),
        *missing_in_csv(report, report_csv(report)),
    ]
