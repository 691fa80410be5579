"""Marks every test by the folder below tests/ it lives in."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
BUSY = "busy-machine"
"""Hypothesis judges no example by the time it took: beside other work one takes a second by chance."""

settings.register_profile(BUSY, settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(BUSY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = Path(item.path).relative_to(HERE).parts[0]
        item.add_marker(getattr(pytest.mark, folder))
