"""One engine a state directory, and only where nobody else may write."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbdt_console.core.port import ClientKind
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.engine.clients.socket_server import ControlServer, SocketTakenError
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.state_directory import (
    EngineLock,
    StateDirectory,
    StateDirectoryTaken,
    StateDirectoryUnusable,
)
from tests.support.cli.station import Station
from tests.support.engine.ports import running
from tests.support.runner.permits import CAP_CHOWN, has_capability

NOBODY = 65_534


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    return StateDirectory(tmp_path / "state")


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


@pytest.fixture
def holder(state: StateDirectory) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is killed."""
    code = (
        "import sys; from pathlib import Path\n"
        "from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory\n"
        "with EngineLock(StateDirectory(Path(sys.argv[1]))): print('held', flush=True); sys.stdin.read()"
    )
    command = (sys.executable, "-c", code, str(state.path))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_lock_of_a_running_engine_outlives_its_removed_file(
    state: StateDirectory, holder: subprocess.Popen[str]
) -> None:
    for path in state.path.iterdir():
        path.unlink()
    with pytest.raises(StateDirectoryTaken), EngineLock(state):
        pass
    holder.kill()
    holder.wait()
    with EngineLock(state):
        pass


def test_a_second_engine_leaves_socket_and_journal_of_the_first(station: Station) -> None:
    with station.engine() as thread:
        socket = station.state / "engine.sock"
        inode = socket.stat().st_ino
        for path in (station.state / "engine.lock", station.state / "engine.log"):
            path.unlink(missing_ok=True)
        second = station.run("collect")
        assert second.exit_code == 4
        assert str(station.state) in second.stderr
        assert socket.stat().st_ino == inode
        recorded = station.run("meeting", "start", "Giao ban", "--chair", "1")
        assert recorded.exit_code == 0
        assert thread.engine.publisher.latest.meeting is not None, "by the engine, not beside it"
    assert station.run("verify").exit_code == 0


async def test_a_socket_on_which_somebody_listens_is_not_replaced(tmp_path: Path) -> None:
    with running(tmp_path):
        socket = tmp_path / "engine.sock"
        with pytest.raises(SocketTakenError):
            await ControlServer(socket, lambda *_: pytest.fail("welcomed"), {}).start()
        async with asyncio.timeout(60):
            port = await SocketPort.connect(socket, ClientKind.OBSERVER, "-")
            await port.close()


async def test_a_dead_engines_socket_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    code = "import socket,sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()"
    await (await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(path))).wait()
    assert path.is_socket()
    server = ControlServer(path, lambda *_: pytest.fail("welcomed"), {})
    await server.start()
    await server.close()
    assert not path.exists()


async def test_an_engine_that_ends_leaves_anothers_socket(tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    first, second = (ControlServer(path, lambda *_: pytest.fail("welcomed"), {}) for _ in range(2))
    await first.start()
    path.unlink()
    await second.start()
    await first.close()
    assert path.is_socket()
    await second.close()


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777, 0o1777, 0o775])
def test_a_state_directory_that_others_may_write_is_refused(mode: int, station: Station) -> None:
    station.state.chmod(mode)
    for verb in (("collect",), ("meeting", "start", "Họp", "--chair", "1")):
        result = station.run(*verb)
        assert result.exit_code == 4
        assert f"{mode:04o}" in result.stderr
        assert f"chmod 700 {station.state}" in result.stderr
    assert list(station.state.iterdir()) == []


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o755])
def test_a_state_directory_that_others_may_only_read_is_used(mode: int, state: StateDirectory) -> None:
    state.path.mkdir()
    state.path.chmod(mode)
    with records_of(state):
        pass


@pytest.mark.skipif(
    not has_capability(CAP_CHOWN), reason="needs CAP_CHOWN: only root may give a directory away"
)
def test_root_uses_no_state_directory_of_another_user(state: StateDirectory) -> None:
    state.path.mkdir(mode=0o700)
    os.chown(state.path, NOBODY, NOBODY)
    with pytest.raises(StateDirectoryUnusable, match="state-owner"), EngineLock(state):
        pass
    assert list(state.path.iterdir()) == []
