"""The filters of `{% load kronor %}`."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from djmoney.money import Money


def render(expression: str, value) -> str:
    return Template("{% load kronor %}{{ value|" + expression + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        ("kr", Decimal("1266508.00"), "1\u00a0266\u00a0508"),
        ("kr", Decimal("-0.50"), "\u22120,50"),
        ("kr", Money("1266508.00", "SEK"), "1\u00a0266\u00a0508"),
        ("kr", 0, "0"),
        ("kr_unit", Decimal(1266508), "1\u00a0266\u00a0508\u00a0kr"),
        ("signed", Decimal(2000000), "+2\u00a0000\u00a0000"),
        ("signed", Decimal(-2000000), "\u22122\u00a0000\u00a0000"),
        ("mkr", Decimal(71862709), "71,9\u00a0mkr"),
        ("percent", Decimal("0.57"), "57,00\u00a0%"),
        ("percent:0", Decimal("0.57"), "57\u00a0%"),
        ("month", date(2020, 3, 24), "2020-03"),
        ("isodate", date(2020, 3, 24), "2020-03-24"),
    ],
)
def test_writes(expression, value, expected):
    assert render(expression, value) == expected


@pytest.mark.parametrize("expression", ["kr", "kr_unit", "signed", "mkr", "percent", "month", "isodate"])
def test_nothing_is_written_as_nothing(expression):
    assert render(expression, None) == ""
    assert render(expression, "") == ""


def test_floats_are_no_money():
    with pytest.raises(TypeError):
        render("kr", 1.5)
