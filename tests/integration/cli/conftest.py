"""What the tests of verbs share."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.support.cli.station import Station


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


@pytest.fixture(params=[False, True], ids=["journal", "engine"])
def desk(station: Station, request: pytest.FixtureRequest) -> Iterator[Station]:
    """A station whose verbs go to the journal, or to a running engine."""
    with station.engine() if request.param else nullcontext():
        yield station
