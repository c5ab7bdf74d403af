from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from config import clock


def test_the_pinned_day_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIDRAGSBOKEN_TODAY", "2021-03-31")
    assert clock.today() == date(2021, 3, 31)
    assert clock.is_pinned()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2020, 12, 31, 22, 59, tzinfo=UTC), date(2020, 12, 31)),
        (datetime(2020, 12, 31, 23, 0, tzinfo=UTC), date(2021, 1, 1)),
        (datetime(2020, 6, 30, 22, 0, tzinfo=UTC), date(2020, 7, 1)),
    ],
)
def test_without_a_pin_it_is_the_date_in_sweden(monkeypatch: pytest.MonkeyPatch, moment: datetime, day: date) -> None:
    monkeypatch.delenv("BIDRAGSBOKEN_TODAY")
    with time_machine.travel(moment, tick=False):
        assert clock.today() == day
    assert not clock.is_pinned()


@pytest.mark.parametrize("wrong", ["2020-13-01", "i går", "10/9 2020"])
def test_a_pin_that_is_no_date_is_refused_with_the_right_form(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("BIDRAGSBOKEN_TODAY", wrong)
    with pytest.raises(ImproperlyConfigured, match="2020-09-10"):
        clock.today()
