"""Fixtures of a lab of sixty sites, and of a conference in it."""

import os
from collections.abc import Iterator

import pytest

from tests.support.lab.conference import Mcu, conference_in
from tests.support.lab.lab import Lab
from tests.support.lab.namespaces import inside
from tests.support.lab.plan import AGENTS, ELEVEN, FILTERED, SIXTY


@pytest.fixture(scope="session")
def province() -> Iterator[Lab]:
    """Sixty sites and FILTERED; the agents of the first eleven run."""
    if os.geteuid():
        pytest.skip("the lab needs root")
    lab = Lab(SIXTY, has_filtered=True)
    try:
        lab.start_agents(lab.sites[:ELEVEN], AGENTS)
        lab.settle((*lab.sites, FILTERED))
        yield lab
    finally:
        lab.close()


@pytest.fixture
def lab(province: Lab) -> Iterator[Lab]:
    """The lab, healthy again after each test."""
    yield province
    province.heal()


@pytest.fixture(scope="module")
def standing(province: Lab) -> Iterator[Mcu]:
    """For as long as one file's tests: it would be a load for the others."""
    with conference_in(province) as mcu:
        yield mcu


@pytest.fixture
def mcu(standing: Mcu, lab: Lab) -> Iterator[Mcu]:
    """Eleven in the conference; what the test opens, it opens in the centre."""
    standing.heal()
    with inside(lab.namespaces, "centre"):
        yield standing
