"""The limits of the control socket, held over real sockets by a real engine."""

import asyncio
import os
import select
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting, ReportScreenFailure, SwitchOperator
from gbdt_console.core.os_user import user_name
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage
from gbdt_console.engine.clients import socket_port, socket_server
from gbdt_console.engine.clients.client_limits import ClientLimits
from gbdt_console.engine.clients.peer import PERSON_GROUP, peer_uid
from gbdt_console.engine.clients.socket_port import EngineRefuses, SocketPort
from gbdt_console.journal.chain import REQUEST
from gbdt_console.journal.verifying import verify
from tests.support.engine.ports import MEETING, PIN, local, opened, outcome, remote, running
from tests.support.engine.raw_client import RawClient
from tests.support.journal.reader import read_journal
from tests.support.runner.permits import CAP_SETGID, has_capability

USUAL = ClientLimits()
LOGIN = user_name(os.getuid())
MEETING_FIELDS = {"title": "Giao ban", "chair_site_id": "s1", "opening_utc": 1.8e9, "end_utc": 1.8e9 + 3_600}


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "engine.sock"


def limit(monkeypatch: pytest.MonkeyPatch, limits: ClientLimits) -> None:
    monkeypatch.setattr(socket_server, "ClientLimits", lambda: limits)


@asynccontextmanager
async def raw(socket: Path, kind: str | None = "observer") -> AsyncIterator[RawClient]:
    client = await RawClient.connect(socket, kind)
    try:
        async with asyncio.timeout(60):
            yield client
    finally:
        client.close()


def recorded(tmp_path: Path, kind: str) -> list[dict[str, object]]:
    """The fields of the journal's events of that kind."""
    rows = read_journal(tmp_path / "journal.sqlite", tmp_path / "copy")
    found = [data for _, of, data in rows if of == kind]
    return [{name: value for name, value in data.items() if name != REQUEST} for data in found]


async def test_a_second_subscription_to_events_ends_the_connection(socket: Path, tmp_path: Path) -> None:
    with running(tmp_path):
        async with raw(socket) as client:
            client.say(do="events", after_seq=0)
            client.say(do="events", after_seq=0)
            answers = await client.answers()
    assert answers[0]["say"] == "welcome"
    assert answers[-1] == {"say": "refusal", "code": "control.wrong-protocol"}


async def test_a_second_subscription_to_snapshots_brings_nothing_more(socket: Path, tmp_path: Path) -> None:
    with running(tmp_path):
        async with raw(socket) as client:
            for _ in range(5):
                client.say(do="snapshots")
            versions = []
            while len(versions) < 3:
                versions.append((await client.answer_of("snapshot"))["part"]["version"])
    assert versions == sorted(set(versions)), "each version once"


async def test_a_client_that_reads_nothing_is_disconnected(
    socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, replace(USUAL, stalled_s=0.2))
    with running(tmp_path, sites=400):
        async with raw(socket) as idle, raw(socket) as client:
            client.stop_reading()
            client.say(do="snapshots")
            await client.until_cut()
            idle.say(do="ping")
            assert (await idle.answer_of("pong")) == {"say": "pong"}, "nothing waits for it, so it stays"


@pytest.mark.parametrize("request_id", ["r" * 33, "", "a b", "a\n", "\x1b[2J", "ễ", None, 7])
async def test_a_request_id_that_is_no_short_word_is_turned_away(
    request_id: object, socket: Path, tmp_path: Path
) -> None:
    with running(tmp_path):
        async with raw(socket, "console") as client:
            client.say(do="submit", request_id=request_id, name="StartMeeting", fields=MEETING_FIELDS)
            assert [answer["say"] for answer in await client.answers()] == ["welcome"]
    assert len(recorded(tmp_path, "meeting.started")) == 0


async def test_requests_beyond_the_rate_are_read_later(
    socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, replace(USUAL, requests_at_once=10.0, requests_per_s=1e-6))
    with running(tmp_path) as thread:
        async with raw(socket) as client:
            for _ in range(500):
                client.say(do="ping")
            assert [(await client.answer())["say"] for _ in range(11)] == ["welcome"] + ["pong"] * 10
            next_one = asyncio.ensure_future(client.answer())
            async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as port:
                assert await outcome(port, MEETING) == (Stage.RECORDED, ""), "others are not slowed down"
            assert not next_one.done()
            next_one.cancel()


async def test_a_repeated_request_over_the_socket_is_done_once(socket: Path, tmp_path: Path) -> None:
    with running(tmp_path):
        async with raw(socket, "console") as client:
            for _ in range(5):
                client.submit("a1", "StartMeeting", **MEETING_FIELDS)
            found = [(await client.answer_of("progress"))["progress"]["stage"] for _ in range(10)]
        async with raw(socket, "console") as again:
            again.submit("a1", "StartMeeting", **MEETING_FIELDS)
            found += [(await again.answer_of("progress"))["progress"]["stage"] for _ in range(2)]
    assert sorted(found) == ["recorded"] * 6 + ["requested"] * 6
    assert len(recorded(tmp_path, "meeting.started")) == 1


async def test_an_observer_reports_no_failures_of_its_screen(tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(remote, thread, tmp_path, ClientKind.OBSERVER) as port:
            report = ReportScreenFailure("ZeroDivisionError", "wall.py:17")
            assert {await outcome(port, report) for _ in range(20)} == {(Stage.FAILED, "control.observer")}
    assert len(recorded(tmp_path, "screen.failed")) == 0


async def test_consoles_report_nine_failures_and_then_nine_a_minute(tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as port:
            report = ReportScreenFailure("ZeroDivisionError", "wall.py:17")
            ends = [await outcome(port, report) for _ in range(9)]
        async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as port:
            assert await outcome(port, report) == (Stage.FAILED, "control.too-often")
    assert ends == [(Stage.RECORDED, "")] * 9
    assert len(recorded(tmp_path, "screen.failed")) == 9


async def test_wrong_pins_are_journalled_told_and_lock_one_person(socket: Path, tmp_path: Path) -> None:
    wrong = SwitchOperator("deputy", "1")
    with running(tmp_path) as thread:
        ends = []
        for guesses in (4, 2):
            async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as guesser:
                ends += [(await outcome(guesser, wrong))[1] for _ in range(guesses)]
        assert ends == ["operator.pin-wrong"] * 5 + ["operator.pin-locked"]
        assert await switched(socket) == "failed", "whatever the environment says"
        if has_capability(CAP_SETGID):
            assert await switched(socket, PERSON_GROUP + 1002) == "recorded"
        async with opened(local, thread, tmp_path, ClientKind.OBSERVER) as port, asyncio.timeout(60):
            async for snapshot in port.snapshots():
                told = [alarm for alarm in snapshot.alarms if alarm.key.type == AlarmType.PIN_GUESSED]
                if told:
                    break
    assert dict(told[0].params) == {"terminal": "tty2", "user": LOGIN, "wanted": "trực phụ"}
    refusal = {
        "wanted": "trực phụ", "operator": "trực trung tâm", "terminal": "tty2", "is_locked": False,
        "user": LOGIN,
    }  # fmt: skip
    assert recorded(tmp_path, "operator.pin-refused") == [refusal] * 4 + [refusal | {"is_locked": True}]


async def switched(socket: Path, *groups: int) -> str:
    """The stage of a switch with the right PIN by a console of those groups, which calls itself another's."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.engine.switching_client", str(socket), "deputy", PIN,
        stdout=asyncio.subprocess.PIPE, env=os.environ | {"SUDO_UID": "1002"}, extra_groups=groups or None,
    )  # fmt: skip
    out, _ = await child.communicate()
    return out.decode().strip()


async def test_an_observer_switches_to_no_operator(tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(remote, thread, tmp_path, ClientKind.OBSERVER) as port:
            assert await outcome(port, SwitchOperator("deputy", PIN)) == (
                Stage.FAILED,
                "control.observer",
            )


async def test_a_connection_that_says_no_hello_is_ended(
    socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, replace(USUAL, hello_s=0.1))
    with running(tmp_path):
        async with raw(socket, None) as client:
            await client.push(b'{"do":"hello","protocol"')
            assert [answer["say"] for answer in await client.answers()] == ["refusal"]


async def test_silent_connections_leave_room_for_a_console(socket: Path, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        silent = [await RawClient.connect(socket, None) for _ in range(60)]
        for client in silent[17:]:
            assert (await client.answer())["code"] == "control.too-many-clients"
        for client in silent[:8]:
            client.close()
        async with asyncio.timeout(60):
            while True:
                try:
                    async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as port:
                        assert await outcome(port, MEETING) == (Stage.RECORDED, "")
                        break
                except EngineRefuses:  # the engine has not seen the eight go
                    await asyncio.sleep(0.01)
        for client in silent:
            client.close()


async def test_a_refusal_before_the_hello_reaches_the_client(
    socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def after_the_end(connected: Any) -> int:
        hung_up = select.poll()
        hung_up.register(connected.fileno(), 0)
        assert hung_up.poll(10_000)
        return peer_uid(connected)

    monkeypatch.setattr(socket_port, "peer_uid", after_the_end)
    with running(tmp_path) as thread:
        silent = [await RawClient.connect(socket, None) for _ in range(17)]
        with pytest.raises(EngineRefuses, match="too-many-clients"):
            await remote(thread, tmp_path, ClientKind.VERB)
        for client in silent:
            client.close()


async def test_a_client_gives_up_an_engine_that_never_welcomes_it(
    socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    monkeypatch.setattr(socket_port, "WELCOME_WITHIN_S", 0.01)
    async with await asyncio.start_unix_server(hang, socket), asyncio.timeout(60):
        with pytest.raises(EngineRefuses, match="no-answer"):
            await SocketPort.connect(socket, ClientKind.VERB, "tty")


async def test_observers_leave_places_for_those_who_act(
    socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, replace(USUAL, clients=4, observers=3))
    with running(tmp_path) as thread:
        observers = [await RawClient.connect(socket) for _ in range(3)]
        for client in observers:
            assert (await client.answer())["say"] == "welcome"
        async with raw(socket) as fourth:
            assert (await fourth.answers())[-1]["code"] == "control.too-many-clients"
        async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as port:
            assert await outcome(port, MEETING) == (Stage.RECORDED, "")
            with pytest.raises(EngineRefuses, match="too-many-clients"):
                await remote(thread, tmp_path, ClientKind.VERB)
            assert await outcome(port, EndMeeting()) == (Stage.RECORDED, "")
        for client in observers:
            client.close()


async def test_a_command_of_another_form_ends_the_connection(socket: Path, tmp_path: Path) -> None:
    with running(tmp_path):
        async with raw(socket, "console") as client:
            client.submit("a", "StartMeeting", title=7)
            assert (await client.answers())[-1] == {"say": "refusal", "code": "control.wrong-protocol"}
    assert verify(tmp_path / "journal.sqlite").is_sound
