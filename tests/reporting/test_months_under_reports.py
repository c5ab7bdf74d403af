"""A month that a filed report covers is never opened again, whatever door is tried."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from grants.actions import GrantsRefused, close_month, reopen_month
from grants.models import PeriodClose
from people.abilities import Profile
from tests import creators

pytestmark = pytest.mark.django_db

AUGUST, SEPTEMBER = datetime.date(2020, 8, 1), datetime.date(2020, 9, 1)
LATER = datetime.date(2020, 10, 2)


def test_a_month_under_a_filed_report_stays_closed(case):
    case.answered()
    controller = creators.user(Profile.CONTROLLER)
    agreement = case.example.agreement
    under, after = (close_month(agreement=agreement, month=day, by=controller, on=LATER) for day in (AUGUST, SEPTEMBER))
    case.file()
    with pytest.raises(GrantsRefused, match="En inlämnad redovisning bygger på 2020-08"):
        reopen_month(under, reason="Rättelse", by=controller)
    with pytest.raises(IntegrityError, match="lies under a filed report"), transaction.atomic():
        PeriodClose.objects.filter(pk=under.pk).update(
            reopened_at=datetime.datetime(2020, 10, 2, tzinfo=datetime.UTC), reopened_by=controller, reason="psql"
        )
    assert reopen_month(after, reason="Rättelse", by=controller).reopened_by == controller


def test_without_a_filed_report_it_opens(case):
    case.answered()
    controller = creators.user(Profile.CONTROLLER)
    close = close_month(agreement=case.example.agreement, month=AUGUST, by=controller, on=LATER)
    assert reopen_month(close, reason="Rättelse", by=controller).reopened_by == controller


def test_another_agreements_report_does_not_matter(case):
    case.answered()
    controller = creators.user(Profile.CONTROLLER)
    case.file()
    close = close_month(agreement=creators.agreement(), month=AUGUST, by=controller, on=LATER)
    assert reopen_month(close, reason="Rättelse", by=controller).reopened_by == controller
