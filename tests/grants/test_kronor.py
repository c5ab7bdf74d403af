"""Swedish money is read as it was meant or not at all, and written so that it can be read back."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.kronor import (
    LARGEST,
    KronorError,
    MonthError,
    format_kronor,
    format_mkr,
    format_month,
    format_percent,
    format_plain,
    parse_kronor,
    parse_month,
    parse_plain,
)
from tests.grants.money_cases import ACCEPTED, FORMATTED, REFUSED

proven = settings(derandomize=True, deadline=None, max_examples=400)
amounts = st.decimals(min_value=-LARGEST, max_value=LARGEST, places=2)
SPACES = " \u00a0\u2007\u2009\u202f"


@pytest.mark.parametrize(("text", "expected"), ACCEPTED.items())
def test_reads(text, expected):
    amount = parse_kronor(text)
    assert str(amount) == expected


@pytest.mark.parametrize(("text", "message"), REFUSED.items())
def test_refuses_with_the_reason(text, message):
    with pytest.raises(KronorError) as refusal:
        parse_kronor(text)
    assert str(refusal.value) == message


@pytest.mark.parametrize("value", [12, 12.5, None, Decimal(12), b"12"])
def test_reads_only_text(value):
    with pytest.raises(TypeError):
        parse_kronor(value)


@proven
@given(amounts, st.sampled_from(["auto", 2]), st.booleans(), st.booleans())
def test_what_is_written_reads_back(amount, decimals, unit, sign):
    text = format_kronor(amount, decimals=decimals, unit=unit, sign=sign)
    assert parse_kronor(text) == amount


@proven
@given(amounts)
def test_plain_form_reads_back(amount):
    assert parse_plain(format_plain(amount)) == amount
    assert re.fullmatch(r"-?[0-9]+\.[0-9]{2}", format_plain(amount))


@proven
@given(
    st.integers(0, 10**12 - 1),
    st.sampled_from(["", ",5", ",05", ",50"]),
    st.sampled_from(["", "+", "-", "\u2212"]),
    st.sampled_from([*SPACES, "", "."]),
)
def test_every_honest_grouping_reads(whole, decimals, sign, separator):
    grouped = f"{whole:,}".replace(",", separator)
    text = sign + grouped + decimals
    if separator == "." and grouped.count(".") == 1 and not decimals:
        with pytest.raises(KronorError):
            parse_kronor(text)
        return
    expected = Decimal(whole) + Decimal(decimals.replace(",", "0.") or 0)
    assert parse_kronor(text) == (-expected if sign in ("-", "\u2212") else expected)


@settings(proven, max_examples=3000)
@given(st.text(alphabet="0123456789 ,.+-\u2212\u00a0\u202fkmtr", max_size=14))
def test_never_reads_other_digits_than_the_text_has(text):
    """Whatever is accepted means what is left when the separators are taken away, and is grouped three and three."""
    try:
        amount = parse_kronor(text)
    except KronorError:
        return
    bare = re.sub(rf"[{SPACES}]", "", text)
    factor = {"mkr": 10**6, "tkr": 1000}.get(bare[-3:], 1)
    number = bare.removesuffix("kr").rstrip("mt").replace("\u2212", "-")
    whole, _, decimals = number.partition(",")
    assert Fraction(amount) == Fraction(f"{whole.replace('.', '')}.{decimals or '0'}") * factor
    inner = re.split(rf"[.{SPACES}]", re.sub(r"^[^0-9]*|[^0-9]*$", "", text).split(",")[0])
    assert len(inner) == 1 or all(len(group) == 3 for group in inner[1:])


@proven
@given(st.text(max_size=70))
def test_any_text_is_an_amount_or_a_refusal(text):
    try:
        amount = parse_kronor(text)
    except KronorError:
        return
    assert abs(amount) <= LARGEST
    assert amount.as_tuple().exponent == -2


@pytest.mark.parametrize(("amount", "expected"), FORMATTED.items())
def test_writes(amount, expected):
    assert format_kronor(Decimal(amount), unit=False) == expected
    assert format_kronor(Decimal(amount)) == f"{expected}\u00a0kr"


@pytest.mark.parametrize(
    ("amount", "options", "expected"),
    [
        (Decimal(12), {"decimals": 2}, "12,00\u00a0kr"),
        (Decimal("12.50"), {"decimals": 0}, "13\u00a0kr"),
        (Decimal("-12.50"), {"decimals": 0}, "\u221213\u00a0kr"),
        (Decimal("-0.4"), {"decimals": 0}, "0\u00a0kr"),
        (Decimal(5), {"sign": True}, "+5\u00a0kr"),
        (Decimal(-5), {"sign": True}, "\u22125\u00a0kr"),
        (Decimal("0.00"), {"sign": True}, "0\u00a0kr"),
        (Decimal("1E+3"), {}, "1\u00a0000\u00a0kr"),
        (5, {}, "5\u00a0kr"),
    ],
)
def test_writes_with_options(amount, options, expected):
    assert format_kronor(amount, **options) == expected


def test_writes_millions_rounded_half_up():
    assert format_mkr(Decimal(71862709)) == "71,9\u00a0mkr"
    assert format_mkr(Decimal(1435000000)) == "1\u00a0435,0\u00a0mkr"
    assert format_mkr(Decimal(250000)) == "0,3\u00a0mkr"
    assert format_mkr(Decimal(-2600000)) == "\u22122,6\u00a0mkr"
    assert format_mkr(Decimal(1266508), 2, unit=False) == "1,27"


def test_writes_shares():
    assert format_percent(Decimal("0.57")) == "57,00\u00a0%"
    assert format_percent(Decimal(130) / 230) == "56,52\u00a0%"
    assert format_percent(Decimal(130697) / 10319473, 6) == "1,266508\u00a0%"


def test_plain_form_never_rounds():
    assert format_plain(Decimal(18174397)) == "18174397.00"
    assert format_plain(Decimal("-0.00")) == "0.00"
    with pytest.raises(KronorError):
        format_plain(Decimal("0.005"))


@pytest.mark.parametrize(
    "text", ["18174397", "18174397.0", "1.000.00", " 1.00", "1,00", "+1.00", "\u0661.00", "1.00\n"]
)
def test_plain_form_is_strict(text):
    with pytest.raises(KronorError):
        parse_plain(text)


@pytest.mark.parametrize("write", [format_kronor, format_mkr, format_percent, format_plain])
def test_floats_texts_and_what_is_no_number_are_not_written(write):
    for value in (1.5, "12", None, True):
        with pytest.raises(TypeError):
            write(value)
    for value in ("NaN", "Infinity"):
        with pytest.raises(ValueError, match="not an amount"):
            write(Decimal(value))


@proven
@given(st.dates())
def test_months_read_back(day):
    assert parse_month(format_month(day)) == day.replace(day=1)


@pytest.mark.parametrize(
    "text", ["", "2020", "2020-3", "2020-13", "2020-00", "0000-01", "202003", "2020-03-01", "mars"]
)
def test_refuses_what_is_no_month(text):
    with pytest.raises(MonthError, match="2020-03"):
        parse_month(text)


def test_month_of_a_date():
    assert format_month(date(2020, 3, 24)) == "2020-03"
