"""The two doors into a running engine, held to one contract: local thread and control socket."""

import asyncio
import math
import sqlite3
import stat
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.commands import (
    Command,
    EndMeeting,
    ReportScreenFailure,
    StartMeeting,
    SwitchOperator,
    TakeControl,
)
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.commands import RecordNotice, RegisterMeeting
from gbdt_console.core.meetings.registration import NoticeChannel
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.people import Operator
from gbdt_console.core.port import ClientKind, ConsolePort, PortClosed
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.site_history import HOUR_S, SitePast
from gbdt_console.core.site_view import TREND_UNKNOWN
from gbdt_console.engine.clients import protocol as wire
from gbdt_console.engine.clients.socket_port import NoEngine, SocketPort
from gbdt_console.engine.conference.conferences import Conferences
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.local_port import LocalPort
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.engine.ports import MEETING, PIN, life, local, opened, outcome, remote, running
from tests.support.meetings.shown import registered


@pytest.fixture(params=[local, remote], ids=["local", "socket"])
def way(request):
    return request.param


async def test_snapshots_come_and_go_on(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port, asyncio.timeout(60):
            versions = []
            async for snapshot in port.snapshots():
                versions.append(snapshot.version)
                if len(versions) == 3 and all(view.rtt_ms for view in snapshot.sites):
                    break
                versions = versions[-2:]
            assert versions == sorted(set(versions))
            assert [view.number for view in snapshot.sites] == [1, 2, 3]


async def test_a_command_lives_until_it_is_recorded(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port:
            assert [p.stage for p in await life(port, MEETING)] == [Stage.REQUESTED, Stage.RECORDED]
            async with asyncio.timeout(60):
                async for snapshot in port.snapshots():
                    if snapshot.meeting is not None:
                        break
            assert snapshot.meeting is not None
            assert snapshot.meeting.running_order == ("s2", "s3")
            assert await outcome(port, MEETING) == (Stage.FAILED, "meeting.already-running")
            assert await outcome(port, EndMeeting()) == (Stage.RECORDED, "")
            assert await outcome(port, EndMeeting()) == (Stage.FAILED, "meeting.none")
    report = verify(tmp_path / "journal.sqlite")
    assert report.is_sound


async def test_two_starts_at_once_make_one_meeting(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port:
            ends = await asyncio.gather(*(outcome(port, MEETING) for _ in range(5)))
            assert sorted(stage for stage, _ in ends) == [Stage.FAILED] * 4 + [Stage.RECORDED]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (StartMeeting("Họp", "nowhere", 1.0, 2.0), "meeting.site-unknown"),
        (StartMeeting("Họp", "s1", 1.0, 2.0, ("s9",)), "meeting.site-unknown"),
        (StartMeeting("Họp", "s1", 1.0, 2.0, ("s2", "s2")), "meeting.speaker-twice"),
        (StartMeeting("Họp", "s1", 2.0, 1.0), "meeting.end-before-opening"),
        (StartMeeting("  ", "s1", 1.0, 2.0), "meeting.untitled"),
        (SwitchOperator("nobody", "1"), "operator.unlisted"),
        (SwitchOperator("duty", "1"), "operator.no-pin"),
        (SwitchOperator("deputy", "1"), "operator.pin-wrong"),
    ],
)
async def test_what_makes_no_sense_is_refused(command: Command, code: str, way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port:
            assert await outcome(port, command) == (Stage.FAILED, code)


async def test_entries_have_no_gap_and_no_repeat(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port:
            await life(port, MEETING)
            seen = []
            async with asyncio.timeout(60):
                async for entry in port.events(after_seq=0):
                    seen.append(entry)
                    if entry.kind == "meeting.started":
                        await life(port, EndMeeting())
                    if entry.kind == "meeting.ended":
                        break
            assert [entry.seq for entry in seen] == list(range(1, len(seen) + 1))
            started = next(entry for entry in seen if entry.kind == "meeting.started")
            assert started.actor == "duty"
            assert started.data["title"] == "Giao ban"


def done_by_people(past: SitePast) -> list[str]:
    """Kinds of the entries that do not depend on when the engine first reached the site."""
    return [entry.kind for entry in past.entries if entry.kind != "contract.answered"]


async def test_the_past_of_a_site_reaches_up_to_now(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port, asyncio.timeout(60):
            await life(port, MEETING)
            async for snapshot in port.snapshots():
                if all(view.state is PointState.UP for view in snapshot.sites):
                    break
            past = await port.past("s1")
            assert len(past.seconds) == HOUR_S
            assert past.seconds[0] == TREND_UNKNOWN
            assert 120 in past.seconds[-10:]
            assert done_by_people(past) == ["meeting.started"]
            assert done_by_people(await port.past("s2")) == []
            nowhere = await port.past("nowhere")
            assert set(nowhere.seconds) == {TREND_UNKNOWN}
            assert nowhere.entries == ()


async def test_notices_come_as_they_were_sent_but_of_a_closed_meeting_without_text(
    way, tmp_path: Path
) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port, asyncio.timeout(60):
            for number, is_closed in ((1, False), (2, True)):
                plan = replace(
                    registered(number, time.time() + 9e5, 1).plan, sites=("s1",), chair_site_id="s1"
                )
                registering = RegisterMeeting(replace(plan, is_closed=is_closed), is_sure=True)
                assert (await life(port, registering))[-1].stage is Stage.RECORDED
                for text in ("Bản 1", "Bản 2"):
                    told = RecordNotice(number, "sites", ("s1",), NoticeChannel.FAX, text)
                    assert (await life(port, told))[-1].stage is Stage.RECORDED
            assert [notice.text for notice in await port.notices(1)] == ["Bản 1", "Bản 2"]
            assert [notice.text for notice in await port.notices(2)] == ["", ""]
            assert await port.notices(3) == ()


async def test_a_screen_that_died_is_on_record(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port, asyncio.timeout(60):
            failure = ReportScreenFailure("ZeroDivisionError", "wall.py:\x1b[2J17")
            assert await outcome(port, failure) == (Stage.RECORDED, "")
            async for entry in port.events(after_seq=0):
                if entry.kind == "screen.failed":
                    break
            assert entry.data["error"] == "ZeroDivisionError"
            assert "\x1b" not in str(entry.data["place"])


async def test_only_one_client_may_act_and_control_can_be_taken(tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with (
            opened(local, thread, tmp_path, ClientKind.CONSOLE) as first,
            opened(remote, thread, tmp_path, ClientKind.CONSOLE) as second,
            opened(remote, thread, tmp_path, ClientKind.OBSERVER) as observer,
        ):
            assert await outcome(second, MEETING) == (Stage.FAILED, "control.held")
            assert await outcome(observer, MEETING) == (Stage.FAILED, "control.observer")
            assert await outcome(observer, TakeControl()) == (Stage.FAILED, "control.observer")
            assert await outcome(second, TakeControl()) == (Stage.RECORDED, "")
            assert await outcome(second, MEETING) == (Stage.RECORDED, "")
            assert await outcome(first, EndMeeting()) == (Stage.FAILED, "control.held")
            async with asyncio.timeout(60):
                async for snapshot in observer.snapshots():
                    if snapshot.control.client_id == second.client_id:
                        break
            assert snapshot.control.operator == "trực trung tâm"


async def test_a_verb_of_the_holders_operator_may_act(tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with (
            opened(local, thread, tmp_path, ClientKind.CONSOLE),
            opened(remote, thread, tmp_path, ClientKind.VERB) as verb,
        ):
            assert await outcome(verb, MEETING) == (Stage.RECORDED, "")


async def test_whoever_is_not_listed_may_only_look(way, tmp_path: Path) -> None:
    stranger = Operator("duty", "trực trung tâm", ("nobody-here",))
    with running(tmp_path, (stranger,)) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port:
            assert await outcome(port, MEETING) == (Stage.FAILED, "control.operator-unknown")
            assert await outcome(port, TakeControl()) == (Stage.FAILED, "control.operator-unknown")


async def test_a_pin_is_not_guessed(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port:
            guesses = [await outcome(port, SwitchOperator("deputy", str(n))) for n in range(6)]
            assert guesses == [(Stage.FAILED, "operator.pin-wrong")] * 5 + [
                (Stage.FAILED, "operator.pin-locked")
            ]
            assert await outcome(port, SwitchOperator("deputy", PIN)) == (
                Stage.FAILED,
                "operator.pin-locked",
            )


async def test_the_right_pin_brings_another_operator_on_duty(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port:
            assert await outcome(port, SwitchOperator("deputy", PIN)) == (Stage.RECORDED, "")
            await life(port, MEETING)
            async with asyncio.timeout(60):
                async for entry in port.events(after_seq=0):
                    if entry.kind == "meeting.started":
                        break
            assert entry.actor == "deputy"
    assert PIN.encode() not in (tmp_path / "journal.sqlite").read_bytes()


async def test_the_end_of_the_engine_is_told(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        port = await way(thread, tmp_path, ClientKind.CONSOLE)
        with pytest.raises(PortClosed):
            await stop_at_first_snapshot(port, thread)
        with pytest.raises(PortClosed):
            await life(port, MEETING)


async def stop_at_first_snapshot(port: ConsolePort, thread: EngineThread) -> None:
    async for _ in port.snapshots():
        await asyncio.to_thread(thread.stop)


async def test_control_is_free_when_its_holder_leaves(tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(local, thread, tmp_path, ClientKind.OBSERVER) as observer, asyncio.timeout(60):
            async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as holder:
                await held_by(observer, holder.client_id)
            await held_by(observer, "")
            async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as port:
                await held_by(observer, port.client_id)
                assert await outcome(port, MEETING) == (Stage.RECORDED, "")


async def held_by(port: ConsolePort, client_id: str) -> None:
    async for snapshot in port.snapshots():
        if snapshot.control.client_id == client_id:
            return


async def test_without_an_engine_there_is_no_port(tmp_path: Path) -> None:
    with pytest.raises(NoEngine):
        await SocketPort.connect(tmp_path / "engine.sock", ClientKind.VERB, "-")


async def test_the_socket_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    with running(tmp_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


@pytest.mark.parametrize(
    "first_line",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"[]\n",
        b"\xff\xfe\n",
        b'{"do":"snapshots"}\n',
        b"{" * 1_100_000 + b"\n",
        b"\n",
    ],
)
async def test_nonsense_on_the_socket_is_turned_away_and_harms_nobody(
    first_line: bytes, tmp_path: Path
) -> None:
    with running(tmp_path) as thread:
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "engine.sock"))
        writer.write(first_line)
        answer = await all_that_comes(reader)
        assert answer == b"" or wire.read_answer(answer) == wire.Refusal("control.wrong-protocol")
        writer.close()
        async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as port:
            assert await outcome(port, MEETING) == (Stage.RECORDED, "")


async def all_that_comes(reader: asyncio.StreamReader) -> bytes:
    """Until the engine hangs up; what it has not read by then resets the connection."""
    async with asyncio.timeout(60):
        try:
            return await reader.read()
        except ConnectionError:
            return b""


async def test_a_viewer_that_stops_reading_delays_nobody(tmp_path: Path) -> None:
    with running(tmp_path, sites=400) as thread:
        _, writer = await asyncio.open_unix_connection(str(tmp_path / "engine.sock"))
        hello = wire.Hello(wire.PROTOCOL, "observer", "-")
        writer.write(wire.request_line(hello) + wire.request_line(wire.WatchSnapshots()))
        async with opened(remote, thread, tmp_path, ClientKind.CONSOLE) as port, asyncio.timeout(60):
            seen = []
            async for snapshot in port.snapshots():
                seen.append(snapshot.version)
                if len(seen) == 4:
                    break
            assert len(snapshot.sites) == 400
        writer.close()


async def test_a_console_that_looks_on_is_told_while_the_engine_is_still_ending(tmp_path: Path) -> None:
    """The thread lives on for a moment after its last word; whoever wakes up then must not wait for more."""
    with running(tmp_path) as thread:
        port = LocalPort(thread, ClientKind.CONSOLE, "tty1")
        snapshots, events = port.snapshots(), port.events()
        await anext(snapshots)
        following = [asyncio.ensure_future(rest_of(stream)) for stream in (snapshots, events)]
        thread.call(thread.engine.publisher.close)
        async with asyncio.timeout(60):
            ends = await asyncio.gather(*following, return_exceptions=True)
        assert [type(end) for end in ends] == [PortClosed, PortClosed]


async def rest_of(events: AsyncIterator[object]) -> None:
    async for _ in events:
        pass


async def test_stills_cross_with_their_pixels_and_the_moment_asked_about(
    way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    still = Still.of_rows("s1", 12.5, 2, bytes(range(250, 256)) * 2)

    def given(_: Conferences, since_s: float) -> tuple[Still, ...]:
        asked.append(since_s)
        return (still, Still("s2", 12.5))

    monkeypatch.setattr(Conferences, "stills", given)
    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.OBSERVER) as port, asyncio.timeout(60):
            assert await port.stills(-1.0) == (still, Still("s2", 12.5))
    assert asked == [-1.0]


async def test_after_the_engines_end_every_question_says_that_it_is_gone(way, tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        port = await way(thread, tmp_path, ClientKind.CONSOLE)
        await asyncio.to_thread(thread.stop)
        async with asyncio.timeout(60):
            with pytest.raises(PortClosed):
                await anext(port.snapshots())
            with pytest.raises(PortClosed):
                await anext(port.events())
            with pytest.raises(PortClosed):
                await port.past("s1")
            with pytest.raises(PortClosed):
                await port.notices(1)
            with pytest.raises(PortClosed):
                await port.stills(-1.0)
        await port.close()


@pytest.mark.parametrize(
    "when", [(math.inf, math.inf), (math.nan, 2.0), (1.0, math.inf), (1.0, 1e15), (-1e15, 2.0)]
)
async def test_a_meeting_at_no_possible_time_is_refused(when: tuple[float, float], tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        async with opened(local, thread, tmp_path, ClientKind.CONSOLE) as port:
            assert await outcome(port, StartMeeting("Họp", "s1", *when)) == (
                Stage.FAILED,
                "meeting.end-before-opening",
            )


async def test_a_journal_that_cannot_be_read_keeps_nobody_waiting(
    way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> EventStore:
        raise sqlite3.DatabaseError("file is not a database")

    with running(tmp_path) as thread:
        async with opened(way, thread, tmp_path, ClientKind.CONSOLE) as port, asyncio.timeout(60):
            monkeypatch.setattr(EventStore, "view", refuse)  # a ruined file would be mended by the next write
            assert (await port.past("s1")).entries == ()
            with pytest.raises(PortClosed):
                await anext(port.events(after_seq=0))


async def test_a_client_that_leaves_in_mid_request_keeps_its_turn(tmp_path: Path) -> None:
    with running(tmp_path) as thread:
        port = LocalPort(thread, ClientKind.CONSOLE, "tty1")

        async def leave_and_ask_again() -> list[Stage]:
            session = thread.engine.join(ClientKind.VERB, "tty1")
            first = asyncio.ensure_future(drained(session.submit("a", MEETING)))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            first.cancel()
            return [p.stage for p in await drained(session.submit("b", MEETING))]

        asking = asyncio.run_coroutine_threadsafe(leave_and_ask_again(), thread.loop)
        stages = await asyncio.wrap_future(asking)
        assert stages[-1] is Stage.FAILED
        await port.close()


async def drained(life: AsyncIterator[Progress]) -> list[Progress]:
    return [progress async for progress in life]


async def test_what_a_client_calls_its_terminal_is_cleaned(tmp_path: Path) -> None:
    with running(tmp_path):
        async with asyncio.timeout(60):
            port = await SocketPort.connect(
                tmp_path / "engine.sock", ClientKind.CONSOLE, "\x1b[2Jpts" + "x" * 900
            )
            async for snapshot in port.snapshots():
                if snapshot.control.client_id == port.client_id:
                    break
            assert "\x1b" not in snapshot.control.terminal
            assert len(snapshot.control.terminal) <= 200
            await port.close()
