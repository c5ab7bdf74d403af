"""Reading a page's tables back, as whoever looks at them does: rows of cells of text."""

from html.parser import HTMLParser


class Tables(HTMLParser):
    """`rows`: by the table's id ("" without one), each row's cells. Text within .role belongs to the cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self._table = ""
        self._in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "table":
                self._table = dict(attrs).get("id") or ""
                self.rows.setdefault(self._table, [])
            case "tr":
                self.rows[self._table].append([])
            case "td" | "th":
                self.rows[self._table][-1].append("")
                self._in_cell = True
            case "span" | "small" if self._in_cell:
                self.rows[self._table][-1][-1] += "|"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[self._table][-1][-1] += data


class _Captioned(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[tuple[list[str], list[list[list[str]]]]] = []
        self._into: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "table":
                self.tables.append(([], []))
            case "caption":
                self._into = self.tables[-1][0]
            case "tr":
                self.tables[-1][1].append([])
            case "td" | "th":
                self._into = []
                self.tables[-1][1][-1].append(self._into)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "td", "th"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)


def captioned(html: str) -> list[tuple[str, list[list[str]]]]:
    """Every table of a page: its caption and its rows of cells, the head first."""
    return [
        ("".join(caption).strip(), [["".join(cell).strip() for cell in row] for row in rows])
        for caption, rows in _Captioned(html).tables
    ]
