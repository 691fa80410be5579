"""The first tier passes as an ordinary user, and as root of an ordinary container."""

import sys

import pytest

from tests.support.runner.lesser import WHO, run_as

FIRST_TIER = ("unit", "contract", "screen", "keys")


@pytest.mark.soak
@WHO
@pytest.mark.parametrize("part", FIRST_TIER)
def test_the_first_tier_passes(who: str, part: str) -> None:
    run_as(who, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", part, f"tests/{part}")
