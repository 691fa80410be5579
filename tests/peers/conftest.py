"""One lab for the whole session, with the real peers in it."""

import pytest

from tests.support.lab.fixtures import lab, mcu, province, standing
from tests.support.lab.mcu import why_not
from tests.support.mixer.real_obs import office, standing_obs

__all__ = ["lab", "mcu", "office", "province", "standing", "standing_obs"]

# The one permitted way out: Debian's sid could not be installed today. `make test` says so.
OF_A_REAL_MCU = ["engine/conference", "engine/meetings", "devices/ami", "bench/test_asterisk.py"]
collect_ignore = OF_A_REAL_MCU if why_not() else []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests with OBS last: it draws its picture all the time, and would beside all others."""
    items.sort(key=lambda item: standing_obs.__name__ in getattr(item, "fixturenames", ()))
