"""The money field: what the user wrote is read, refused with a reason, and shown again."""

from decimal import Decimal

import pytest
from django import forms
from djmoney.money import Money

from grants.fields import KronorField
from tests.grants.money_cases import REFUSED


class AmountForm(forms.Form):
    amount = KronorField(label="Belopp", min_value=0, max_value=Decimal(1000))
    note = KronorField(label="Varav", required=False)


@pytest.mark.parametrize(
    ("text", "expected"), [("12,5", "12.50"), ("1 000", "1000.00"), ("0,5 tkr", "500.00"), ("0", "0.00")]
)
def test_cleans_to_decimal(text, expected):
    form = AmountForm({"amount": text})
    assert form.is_valid()
    assert str(form.cleaned_data["amount"]) == expected
    assert form.cleaned_data["note"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Skriv ett belopp."),
        ("-0,01", "Beloppet får inte vara mindre än 0\u00a0kr."),
        ("1000,01", "Beloppet får inte vara större än 1\u00a0000\u00a0kr."),
        ("1.234", REFUSED["1.234"]),
    ],
)
def test_refuses_in_swedish_and_keeps_what_was_written(text, message):
    form = AmountForm({"amount": text})
    assert form.errors["amount"] == [message]
    assert f'value="{text}"' in str(form["amount"]) or not text


def test_shows_an_amount_as_swedes_write_it():
    html = str(AmountForm(initial={"amount": Decimal("1266508.50")})["amount"])
    assert 'value="1\u00a0266\u00a0508,50"' in html
    assert 'inputmode="decimal"' in html
    assert 'autocomplete="off"' in html


@pytest.mark.parametrize(
    ("text", "changed"), [("1\u00a0000", False), ("1 tkr", False), ("1001", True), ("", True), ("x", True)]
)
def test_only_another_amount_is_a_change(text, changed):
    form = AmountForm({"amount": text}, initial={"amount": Decimal("1000.00")})
    assert ("amount" in form.changed_data) is changed


def test_takes_what_a_money_field_holds():
    held = Money("1000.00", "SEK")
    form = AmountForm({"amount": "1 000"}, initial={"amount": held})
    assert form.changed_data == []
    assert 'value="1\u00a0000"' in str(AmountForm(initial={"amount": held})["amount"])


def test_floats_are_no_money():
    with pytest.raises(TypeError):
        KronorField().clean(12.5)
