"""What the tests of verbs share."""

from pathlib import Path

import pytest

from tests.support.cli.station import Station


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)
