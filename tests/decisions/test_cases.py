"""Cases and decisions have addresses."""

import pytest

from people.abilities import Profile
from tests import creators

pytestmark = pytest.mark.django_db


def test_a_decision_and_its_case_can_be_opened(client):
    example = creators.Example()
    client.force_login(creators.user(Profile.AUDITOR))
    assert client.get(example.decision.get_absolute_url()).status_code == 200
    assert client.get(example.case.get_absolute_url()).status_code == 200
