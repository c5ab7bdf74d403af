"""A key file is read whole or refused with the row that is wrong."""

from decimal import Decimal

import pytest

from grants.keyfile import KeyFileError, read_key


def rows(text: str, encoding: str = "utf-8"):
    return [(row.name, row.written, row.weight) for row in read_key(text.encode(encoding))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_reads_the_encodings_that_swedish_files_have(encoding):
    assert rows("name;weight\r\nÖstersund;12000\r\n", encoding) == [("Östersund", "12000", Decimal(12000))]


def test_windows_dash_is_a_dash():
    assert rows("name;weight\nNorr – Söder;1\n", "cp1252")[0][0] == "Norr – Söder"


def test_byte_order_mark_does_not_break_a_quoted_head():
    assert len(rows('"namn; enhet";vikt\nA;1\n', "utf-8-sig")) == 1


def test_keeps_order_and_writing():
    text = 'enhet;folkmängd\nB;130 697\n\n"A; norra";0,57\nC;0.5\n'
    assert rows(text) == [
        ("B", "130 697", Decimal(130697)),
        ("A; norra", "0,57", Decimal("0.57")),
        ("C", "0.5", Decimal("0.5")),
    ]


def test_reads_no_break_spaces_and_long_decimals():
    assert rows("name;weight\nA;10\u00a0319\u00a0473\nB;1234,5678\n")[1][2] == Decimal("1234.5678")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "tom"),
        ("\n\n", "tom"),
        ("A;1\nB;2\n", "Rubrikraden saknas"),
        ("A;-1\nB;2\n", "Rubrikraden saknas"),
        ("name,weight\nA,1\n", "Rad 1 .*semikolon"),
        ("name;weight\nA;1;2\n", "Rad 2 .*två kolumner"),
        ("name;weight\nA;1\n;2\n", "Rad 3 saknar namn"),
        ("name;weight\nA;\n", "Rad 2: .*inget tal"),
        ("name;weight\nA;x\n", "Rad 2: .*inget tal"),
        ("name;weight\nA;-1\n", "Rad 2: .*inget tal"),
        ("name;weight\nA;1e3\n", "Rad 2: .*inget tal"),
        ("name;weight\nA;12 34\n", "Rad 2: .*inget tal"),
        ("name;weight\nA;\u0661\n", "Rad 2: .*inget tal"),
        ("name;weight\nA;1.234\n", "Rad 2: .*tusental och decimaler"),
        ("name;weight\nA;1\nB;2\na ;3\n", "mer än en rad"),
        ('name;weight\n"A;1\n', "Rad 2 .*citattecknen"),
    ],
)
def test_refuses_with_the_row(text, reason):
    with pytest.raises(KeyFileError, match=reason):
        rows(text)


def test_refuses_what_is_no_text():
    with pytest.raises(KeyFileError, match="Windows-1252"):
        read_key("name;weight\nA;1\n".encode("utf-16"))
