"""The same contract against the real snmpd on loopback: versions, users, restarts, tampered answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gbdt_console.core.sites import AuthProtocol, SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpCredentials, SnmpReader, SnmpRefused, SnmpSilent
from gbdt_console.devices.transports.snmp.open import Backend, open_reader
from tests.support.snmp.snmpd import AUTH_PASSWORD, PRIVACY_PASSWORD, Snmpd, community, user
from tests.support.snmp.tamper import Tamper

pytestmark = pytest.mark.real

NAME, OBJECT_ID, UPTIME, NOT_THERE = (
    "1.3.6.1.2.1.1.5.0",
    "1.3.6.1.2.1.1.2.0",
    "1.3.6.1.2.1.1.3.0",
    "1.3.6.1.2.1.1.99.0",
)
SYSTEM = "1.3.6.1.2.1.1"
PATIENCE_S = 0.3
STRICT = user("strict")


@pytest.fixture(scope="module")
def snmpd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snmpd]:
    yield from _running(tmp_path_factory.mktemp("snmpd"))


@pytest.fixture
def own_snmpd(tmp_path: Path) -> Iterator[Snmpd]:
    """For a test that stops or changes it."""
    yield from _running(tmp_path)


def _running(folder: Path) -> Iterator[Snmpd]:
    daemon = Snmpd(folder)
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.resume()
        daemon.stop()


@pytest.fixture(params=list(Backend))
def backend(request: pytest.FixtureRequest) -> Backend:
    return request.param


def reader_of(
    port: int, credential: SnmpCredential, backend: Backend, timeout_s: float = 5.0, retries: int = 0
) -> SnmpReader:
    return open_reader("127.0.0.1", port, credential, timeout_s=timeout_s, retries=retries, backend=backend)


WELCOME = [
    community(SnmpVersion.V1),
    community(SnmpVersion.V2C),
    user("nobody", None, None),
    user("onlyauth", privacy=None),
    *(user(f"u-{auth}", auth) for auth in AuthProtocol),
]


@pytest.mark.parametrize("credential", WELCOME, ids=lambda c: c.user or c.version)
async def test_whom_the_agent_knows_reads_and_walks(
    snmpd: Snmpd, backend: Backend, credential: SnmpCredential
) -> None:
    reader = reader_of(snmpd.port, credential, backend)
    found = await reader.get([NAME, NOT_THERE, OBJECT_ID, UPTIME])
    assert set(found) == {NAME, OBJECT_ID, UPTIME}
    assert found[NAME] == b"lab-agent"
    assert found[OBJECT_ID] == "1.3.6.1.4.1.8072.3.2.10"
    assert isinstance(found[UPTIME], int)
    walked = await reader.walk(SYSTEM)
    assert walked[NAME] == b"lab-agent"
    assert len(walked) > 20
    assert all(name.startswith(SYSTEM + ".") for name in walked)
    counted = reader.counters()
    assert counted["dropped"] == counted["timeouts"] == 0
    await reader.close()


UNWELCOME = [
    user("ghost"),
    user("strict", auth_password="not-the-password"),
    user("strict", AuthProtocol.SHA512),
    user("strict", privacy_password="not-the-password"),
    user("strict", privacy=None),
    user("nobody", privacy=None),
]


@pytest.mark.parametrize("number", range(len(UNWELCOME)))
async def test_whom_the_agent_does_not_know_is_told_so_without_secrets(
    snmpd: Snmpd, backend: Backend, number: int
) -> None:
    reader = reader_of(snmpd.port, UNWELCOME[number], backend, PATIENCE_S)
    for _ in range(2):
        with pytest.raises(SnmpCredentials) as caught:
            await reader.get([NAME])
        shown = repr(caught.value) + repr(caught.value.__cause__) + repr(reader)
        assert "not-the-password" not in shown
        assert AUTH_PASSWORD not in shown
        assert PRIVACY_PASSWORD not in shown
    await reader.close()


async def test_a_wrong_community_looks_like_silence(snmpd: Snmpd, backend: Backend) -> None:
    with pytest.raises(SnmpSilent):
        await reader_of(snmpd.port, community(name="other"), backend, PATIENCE_S).get([NAME])


async def test_a_restarted_agent_is_read_at_once(own_snmpd: Snmpd, backend: Backend) -> None:
    reader = reader_of(own_snmpd.port, STRICT, backend)
    assert await reader.get([NAME])
    boots = own_snmpd.boots()
    own_snmpd.restart()
    assert own_snmpd.boots() == boots + 1
    assert await reader.get([NAME]) == {NAME: b"lab-agent"}
    assert reader.counters()["timeouts"] == 0
    await reader.close()


async def test_a_new_engine_id_is_learned_at_once(own_snmpd: Snmpd, backend: Backend) -> None:
    reader = reader_of(own_snmpd.port, STRICT, backend)
    assert await reader.get([NAME])
    own_snmpd.exchange_board("second")
    assert await reader.get([NAME]) == {NAME: b"lab-agent"}
    assert reader.counters()["timeouts"] == 0
    await reader.close()


async def test_an_agent_that_stops_and_comes_back_is_read_again(own_snmpd: Snmpd, backend: Backend) -> None:
    reader = reader_of(own_snmpd.port, STRICT, backend, PATIENCE_S, retries=1)
    assert await reader.get([NAME])
    own_snmpd.pause()
    with pytest.raises(SnmpSilent):
        await reader.get([NAME])
    own_snmpd.resume()
    assert await reader.get([NAME])
    own_snmpd.stop()
    with pytest.raises(SnmpRefused):
        await reader.get([NAME])
    own_snmpd.start()
    assert await reader.get([NAME])
    await reader.close()


def _flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("name", ["onlyauth", "strict"])
async def test_an_answer_changed_on_its_way_is_not_believed(
    snmpd: Snmpd, backend: Backend, name: str
) -> None:
    credential = user("onlyauth", privacy=None) if name == "onlyauth" else STRICT
    async with Tamper(snmpd.port) as road:
        reader = reader_of(road.port, credential, backend)
        assert await reader.get([NAME])
        before = reader.counters()["dropped"]
        road.change = lambda answer: [_flip(answer, len(answer) - 2), answer]
        assert await reader.get([NAME]) == {NAME: b"lab-agent"}
        assert reader.counters()["dropped"] == before + 1
        await reader.close()


async def test_an_answer_without_its_protection_is_not_believed(snmpd: Snmpd, backend: Backend) -> None:
    """An attacker who saw the message number answers without a digest."""

    def strip(answer: bytes) -> list[bytes]:
        level = answer.index(b"\x04\x01\x01\x02\x01\x03")
        digest = answer.index(b"\x04\x18")
        bare = answer[: level + 2] + b"\x00" + answer[level + 3 :]
        return [bare[: digest + 2] + bytes(24) + bare[digest + 26 :], answer]

    async with Tamper(snmpd.port) as road:
        reader = reader_of(road.port, user("onlyauth", privacy=None), backend)
        assert await reader.get([NAME])
        road.change = strip
        assert await reader.get([NAME]) == {NAME: b"lab-agent"}
        assert reader.counters()["dropped"] == 1
        await reader.close()
