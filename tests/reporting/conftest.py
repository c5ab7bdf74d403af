"""What tests of reports begin with."""

from copy import deepcopy

import pytest

from tests.reporting import reports


@pytest.fixture(scope="module")
def made_case(module_db: None) -> reports.Case:
    return reports.Case()


@pytest.fixture
def case(made_case: reports.Case, db: None) -> reports.Case:
    return deepcopy(made_case)
