"""A client sends nothing to a stranger's engine, and waits for no engine that stands still."""

import asyncio
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gbdt_console.cli.client import connect
from gbdt_console.cli.console.attach import attach
from gbdt_console.cli.context import Context
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.clients import socket_port
from gbdt_console.engine.clients.socket_port import EngineRefuses, SocketPort
from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory
from tests.support.cli.station import Station
from tests.support.runner.permits import CAP_SETUID, has_capability
from tests.support.screens.scripted_port import make_snapshot

NOBODY = 65_534
MEETING = ("meeting", "start", "Giao ban", "--chair", "1")

Answers = Callable[[dict[str, Any]], wire.Answer | None]


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


@contextmanager
def served(state: Path, answers: Answers) -> Iterator[list[dict[str, Any]]]:
    """An engine that holds the lock and gives these answers; yields the requests that it got."""
    heard: list[dict[str, Any]] = []

    def talk(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            for line in lines:
                heard.append(json.loads(line))
                if answer := answers(heard[-1]):
                    connection.sendall(wire.answer_line(answer))

    def accept() -> None:
        while True:
            try:
                threading.Thread(target=talk, args=listener.accept()[:1], daemon=True).start()
            except OSError:
                return

    with EngineLock(StateDirectory(state)), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(state / "engine.sock"))
        listener.listen()
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield heard
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def only_welcome(request: dict[str, Any]) -> wire.Answer | None:
    return wire.Welcome(wire.PROTOCOL, "c1") if request["do"] == "hello" else None


def up_to_the_first_step(request: dict[str, Any]) -> wire.Answer | None:
    """Everything is answered at first, and the command is only taken."""
    if request["do"] == "snapshots":
        return wire.Update(make_snapshot(1), {})
    if request["do"] == "submit":
        return wire.ProgressMessage(Progress(request["request_id"], Stage.REQUESTED))
    return only_welcome(request)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_port, "SILENT_AFTER_S", 0.2)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("answers", "verb", "exit_code"),
    [
        (only_welcome, ("status",), 4),
        (only_welcome, ("watch",), 4),
        (only_welcome, MEETING, 5),
        (up_to_the_first_step, ("watch", "--after", "0"), 4),
        (up_to_the_first_step, MEETING, 5),
    ],
)
def test_a_verb_ends_when_the_engine_stalls_after_its_welcome(
    answers: Answers, verb: tuple[str, ...], exit_code: int, station: Station
) -> None:
    with served(station.state, answers):
        result = station.run(*verb)
    assert result.exit_code == exit_code
    assert "has not answered for 10 seconds" in result.stderr


def test_a_verb_ends_when_an_engine_answers_and_tells_no_state(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "_SNAPSHOT_WITHIN_S", 0.2)

    def only_pongs(request: dict[str, Any]) -> wire.Answer | None:
        return wire.Pong() if request["do"] == "ping" else only_welcome(request)

    with served(station.state, only_pongs) as heard:
        result = station.run(*MEETING)
    assert result.exit_code == 4
    assert "told no state" in result.stderr
    assert not [request for request in heard if request["do"] == "submit"]


@pytest.mark.usefixtures("_impatient")
def test_a_console_ends_when_the_engine_stalls_after_its_welcome(
    station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    context = Context(None, StateDirectory(station.state), "en")
    with served(station.state, only_welcome), pytest.raises(SystemExit) as ended:
        attach(context, AppOptions())
    assert ended.value.code == 4
    assert "has not answered" in capsys.readouterr().err


@pytest.mark.usefixtures("_impatient")
def test_a_slow_command_of_an_engine_that_answers_is_waited_for(station: Station) -> None:
    pings, asked = 0, ""

    def slow(request: dict[str, Any]) -> wire.Answer | None:
        nonlocal pings, asked
        if request["do"] == "submit":
            asked = request["request_id"]
            return None
        if request["do"] == "ping":
            pings += 1
            return wire.Pong() if pings != 12 else wire.ProgressMessage(Progress(asked, Stage.RECORDED))
        return up_to_the_first_step(request)

    with served(station.state, slow):
        assert station.run(*MEETING).exit_code == 0
    assert pings == 12, "more than twice the silence that is borne"


@pytest.mark.skipif(
    not has_capability(CAP_SETUID), reason="needs CAP_SETUID: only root may serve as another user"
)
async def test_a_client_sends_nothing_to_a_server_of_another_user(tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    code = (
        "import os, socket, sys\n"
        f"os.setuid({NOBODY})\n"
        "listener = socket.socket(fileno=int(sys.argv[1]))\n"
        "listener.listen()\n"
        "print('listens', flush=True)\n"
        "print(listener.accept()[0].recv(4096), flush=True)"
    )
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as bound:
        bound.bind(str(path))
        command = (sys.executable, "-c", code, str(bound.fileno()))
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, pass_fds=(bound.fileno(),)
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "listens\n"
            with pytest.raises(EngineRefuses) as refused:
                await SocketPort.connect(path, ClientKind.CONSOLE, "tty")
            assert await asyncio.to_thread(process.stdout.readline) == "b''\n"
    assert (refused.value.code, refused.value.params["uid"]) == ("verb.untrusted-engine", NOBODY)
