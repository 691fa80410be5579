"""One lab for the whole session, with the real peers in it."""

import pytest

from gbdt_console.devices.ami import client as ami_client
from gbdt_console.devices.obs import client as obs_client
from tests.support.lab.fixtures import lab, mcu, province, standing
from tests.support.lab.mcu import why_not
from tests.support.mixer.real_obs import office, standing_obs

__all__ = ["lab", "mcu", "office", "province", "standing", "standing_obs"]

# The one permitted way out: Debian's sid could not be installed today. `make test` says so.
OF_A_REAL_MCU = ["engine/conference", "engine/meetings", "devices/ami", "bench/test_asterisk.py"]
collect_ignore = OF_A_REAL_MCU if why_not() else []

PATIENT_S = 30.0


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let drivers in this process wait for peers that a busy machine lets wait.

    How soon they call a peer silent is tested with simulated ones.
    """
    for client in (ami_client, obs_client):
        for limit in ("CONNECT_S", "GREETING_S", "HELLO_S", "ANSWER_S", "LIST_S"):
            if hasattr(client, limit):
                monkeypatch.setattr(client, limit, PATIENT_S)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests with OBS last: it draws its picture all the time, and would beside all others."""
    items.sort(key=lambda item: standing_obs.__name__ in getattr(item, "fixturenames", ()))
