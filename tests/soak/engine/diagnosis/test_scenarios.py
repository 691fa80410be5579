"""Every fault scenario at twenty random timings; `make test` plays the first three of them."""

import pytest

from tests.support.engine.fault_scenarios import SCENARIOS, play

SEEDS = 20


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_cause_is_found_at_twenty_moments(name: str) -> None:
    for seed in range(SEEDS):
        play(SCENARIOS[name], seed)
