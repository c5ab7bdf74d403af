"""The sheet of questions and its columns: one table for what is written, its instructions and what is read."""

from decisions.workbook.columns import Column, Content
from reporting.models import Question

SHEET = "Frågor"
KINDS = {label.capitalize(): value for value, label in Question.Kind.choices}
SCOPES = {label.capitalize(): value for value, label in Question.Scope.choices}
FIGURES = {label.capitalize(): value for value, label in Question.Figure.choices}

COLUMNS = (
    Column("Avsnitt", "section", help="Rubriken som frågan står under. Tom: samma som raden ovanför.", longest=200),
    Column("Nr", "number", Content.NUMBER, "Frågans nummer. Behövs bara om en annan fråga beror på den."),
    Column("Fråga", "text", required=True, longest=500),
    Column("Förklaring", "help", help="Visas under frågan för den som svarar.", longest=5_000),
    Column("Svaret är", "kind", Content.ONE_OF, "Tomt: text.", choices=tuple(KINDS)),
    Column("Ställs om", "scope", Content.ONE_OF, "Tomt: varje utvecklingsområde.", choices=tuple(SCOPES)),
    Column(
        "Val eller kolumner",
        "choices",
        help="Ett val, eller en kolumn i tabellen, på varje rad i cellen (Alt+Retur ger ny rad).",
        longest=5_000,
    ),
    Column("Måste besvaras", "required", Content.YES_OR_NO, "Tomt: ja."),
    Column("Högst antal ord", "word_limit", Content.NUMBER, "Bara för text."),
    Column("Fylls i med", "figure", Content.ONE_OF, "Siffran ur boken. Bara för belopp.", choices=tuple(FIGURES)),
    Column(
        "Beror på nr", "condition", Content.NUMBER, "Frågan ställs bara om frågan med det numret får ett visst svar."
    ),
    Column("Om svaret är", "condition_value", help="Det svar som gör att frågan ställs, till exempel ja.", longest=200),
)
HEADS = {column.field: column.head for column in COLUMNS}
