"""One Kamailio for the tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.support.lab.kamailio import Registrar, running


@pytest.fixture(scope="package")
def registrar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registrar]:
    with running(tmp_path_factory.mktemp("kamailio")) as server:
        yield server
