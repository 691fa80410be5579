"""One lab for the whole session, torn down whatever happens."""

import os
from collections.abc import Iterator

import pytest

from tests.support.lab import Lab
from tests.support.lab_mcu import why_not
from tests.support.lab_plan import AGENTS

# The one permitted way out: Debian's sid could not be installed today. `make test` says so.
collect_ignore = ["test_real_mcu.py"] if why_not() else []

ELEVEN = 11
SIXTY = 60


@pytest.fixture(scope="session")
def province() -> Iterator[Lab]:
    """Sixty sites; the agents of the first eleven run."""
    if os.geteuid():
        pytest.skip("the lab needs root")
    lab = Lab(SIXTY)
    try:
        lab.start_agents(lab.sites[:ELEVEN], AGENTS)
        lab.settle(lab.sites)
        yield lab
    finally:
        lab.close()


@pytest.fixture
def lab(province: Lab) -> Iterator[Lab]:
    """The lab, healthy again after each test."""
    yield province
    province.heal()
