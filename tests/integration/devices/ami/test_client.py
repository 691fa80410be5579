"""The AMI client and the driver above it, against a server that says whatever it is told to say."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.conference.state import ConferenceState, ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.devices.ami import client
from gbdt_console.devices.ami.client import AmiClient, AmiLogin
from gbdt_console.devices.ami.packet import Packet
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge

SECRET = "bí-mật-của-phòng"
HOST, USER, CONFERENCE = "127.0.0.1", "console", "giaoban"
Action = dict[str, str]
Say = Callable[[bytes], None]
MEMBERS = {f"PJSIP/site{n}-0000000{n}": (f"0214000000{n}", n % 2 == 0) for n in range(5)}


@dataclass
class Server:
    """Logs everybody in; `answer` says the rest. `received` is all that came over the wire."""

    answer: Callable[[Action, Say], Awaitable[None]]
    port: int = 0
    received: bytearray = field(default_factory=bytearray)
    patience_s: float | None = None
    """How long it waits for the next question before it closes; for ever if None."""

    async def _next(self, reader: asyncio.StreamReader) -> bytes:
        async with asyncio.timeout(self.patience_s):
            return await reader.readuntil(b"\r\n\r\n")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"Asterisk Call Manager/11.0.0\r\n")
            while raw := await self._next(reader):
                self.received += raw
                action = dict(line.split(": ", 1) for line in raw.decode().split("\r\n") if line)
                await self._reply(action, writer.write)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _reply(self, action: Action, say: Say) -> None:
        if action["Action"] == "Challenge":
            say(packet(Response="Success", ActionID=action["ActionID"], Challenge="77"))
        elif action["Action"] == "Login":
            right = hashlib.md5(("77" + SECRET).encode(), usedforsecurity=False).hexdigest()
            response = "Success" if action["Key"] == right else "Error"
            say(packet(Response=response, ActionID=action["ActionID"], Message="Authentication failed"))
        else:
            await self.answer(action, say)


def packet(**fields: str) -> bytes:
    return "".join([*(f"{key}: {value}\r\n" for key, value in fields.items()), "\r\n"]).encode()


@asynccontextmanager
async def serving(answer: Callable[[Action, Say], Awaitable[None]]) -> AsyncIterator[Server]:
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, HOST, 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def login(port: int, secret: str = SECRET) -> AmiLogin:
    return AmiLogin(HOST, port, USER, Secret(secret))


@asynccontextmanager
async def connected(answer: Callable[[Action, Say], Awaitable[None]]) -> AsyncIterator[AmiClient]:
    async with serving(answer) as server:
        ami = AmiClient(login(server.port), lambda event: None, lambda: None)
        await ami.open()
        try:
            yield ami
        finally:
            await ami.close()


async def fault_of(asking: Awaitable[object]) -> ControlFault:
    with pytest.raises(ControlError) as refusal:
        await asking
    return refusal.value.fault


def answers_to(action: Action) -> list[bytes]:
    """What a sound server says to a question of the look."""
    own = {"ActionID": action["ActionID"]}
    name = action["Action"]
    row = {"ConfbridgeListRooms": name, "ConfbridgeList": name, "BridgeList": "BridgeListItem"}[name]
    rows: list[dict[str, str]] = [{"Conference": CONFERENCE, "Locked": "No"}]
    if name == "ConfbridgeList":
        rows = [
            {
                "Muted": "Yes" if is_muted else "No",
                "Channel": channel,
                "CallerIDNum": number,
                "Uniqueid": number,
            }
            for channel, (number, is_muted) in MEMBERS.items()
        ]
    if name == "BridgeList":
        rows = [{"BridgeName": CONFERENCE, "BridgeVideoSource": "02140000003"}]
    end = {"Event": f"{name}Complete", **own, "EventList": "Complete", "ListItems": str(len(rows))}
    head = packet(Response="Success", **own, EventList="start")
    return [head, *(packet(Event=row, **own, **fields) for fields in rows), packet(**end)]


NOISE = st.sampled_from(
    [
        b"\r\n", b"\n\n\n", b"Event: X\r\n\r\n", b"no colon at all\r\n\r\n", b"\xff\xfe\x00: \x80\r\n\r\n",
        packet(Response="Success", Message="for nobody"), packet(Event="ConfbridgeList", Channel="PJSIP/x"),
        packet(Event="ConfbridgeLeave", Conference=CONFERENCE, Channel="PJSIP/site1-00000001"),
        packet(Event="ConfbridgeListComplete", EventList="Complete", ListItems="0"),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Harm:
    """What befalls the packets of one answer: an order and choice of them, noise, and where the bytes end."""

    places: list[int]
    noise: list[tuple[int, bytes]]
    keep: int
    step: int

    def done_to(self, packets: list[bytes]) -> list[bytes]:
        chosen = [packets[place] for place in self.places if place < len(packets)]
        for place, noise in self.noise:
            chosen.insert(place % (len(chosen) + 1), noise)
        data = b"".join(chosen)
        data = data[: len(data) - self.keep] if self.keep else data
        return [data[at : at + self.step] for at in range(0, len(data), self.step)]


def harms() -> st.SearchStrategy[Harm]:
    whole, place = list(range(7)), st.integers(0, 6)
    some_rows_for_others = st.lists(st.integers(1, 5), min_size=5, max_size=5).map(lambda rows: [0, *rows, 6])
    orders = st.one_of(
        st.just(whole), st.permutations(whole), st.lists(place, max_size=9), some_rows_for_others
    )
    noise = st.lists(st.tuples(st.integers(0, 9), NOISE), max_size=3)
    return st.builds(
        Harm, orders, noise, st.sampled_from([0, 0, 0, 1, 2, 3, 40]), st.sampled_from([1, 7, 4096])
    )


TRUE_ROSTER = {channel: (number, is_muted) for channel, (number, is_muted) in MEMBERS.items()}


@given(st.sampled_from(["ConfbridgeListRooms", "ConfbridgeList", "BridgeList"]), harms())
@settings(max_examples=300, deadline=None)
def test_a_look_gives_the_whole_truth_or_an_error(question: str, harm: Harm) -> None:
    async def look() -> ConferenceState | ControlFault:
        async def answer(action: Action, say: Say) -> None:
            packets = answers_to(action)
            is_harmed = action["Action"] == question
            for piece in harm.done_to(packets) if is_harmed else packets:
                say(piece)
            if is_harmed:
                server.patience_s = 0.005

        async with serving(answer) as server:
            mcu = ConfBridge(login(server.port), CONFERENCE)
            await mcu.open()
            try:
                return await mcu.conference()
            except ControlError as error:
                return error.fault
            finally:
                await mcu.close()

    seen = asyncio.run(look())
    if isinstance(seen, ConferenceState) and seen.is_running:
        assert {p.id: (p.number, p.is_blocked) for p in seen.participants} == TRUE_ROSTER
        assert len(seen.participants) == len(TRUE_ROSTER)
        assert seen.shown in (None, "PJSIP/site3-00000003")
    else:
        assert isinstance(seen, ControlFault)


@given(st.lists(st.binary(min_size=1, max_size=80), max_size=8))
@settings(max_examples=80, deadline=None)
def test_any_bytes_end_in_an_answer_or_a_control_error(pieces: list[bytes]) -> None:
    async def play() -> None:
        async def answer(action: Action, say: Say) -> None:
            for piece in pieces:
                say(piece)
            raise ConnectionError

        async with connected(answer) as ami:
            assert await fault_of(ami.ask("Ping", {})) is ControlFault.CLOSED

    asyncio.run(play())


async def test_answers_in_another_order_reach_who_asked() -> None:
    waiting: list[tuple[Action, Say]] = []

    async def answer(action: Action, say: Say) -> None:
        waiting.append((action, say))
        if len(waiting) == 3:
            for asked, tell in reversed(waiting):
                own = asked["ActionID"]
                is_good = asked["Channel"] == "PJSIP/good"
                tell(
                    packet(Response="Success" if is_good else "Error", ActionID=own, Message=asked["Channel"])
                )

    async with connected(answer) as ami:
        channels = ["PJSIP/bad", "PJSIP/good", "PJSIP/worse"]
        questions = [ami.ask("ConfbridgeMute", {"Channel": channel}) for channel in channels]
        bad, good, worse = await asyncio.gather(*questions, return_exceptions=True)
    assert isinstance(good, Packet)
    assert isinstance(bad, ControlError)
    assert isinstance(worse, ControlError)
    assert [bad.words, good.get("Message"), worse.words] == channels


async def test_an_answer_that_comes_too_late_is_nobody_s(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Action] = []

    async def answer(action: Action, say: Say) -> None:
        asked.append(action)
        if len(asked) == 2:
            say(packet(Response="Success", ActionID=asked[0]["ActionID"], Message="the first"))
            say(packet(Response="Success", ActionID=action["ActionID"], Message="the second"))

    async with connected(answer) as ami:
        monkeypatch.setattr(client, "ANSWER_S", 0.02)
        assert await fault_of(ami.ask("Ping", {})) is ControlFault.SILENT
        monkeypatch.setattr(client, "ANSWER_S", 10)
        assert (await ami.ask("Ping", {})).get("Message") == "the second"


async def test_an_event_that_bears_the_question_s_mark_is_not_its_answer() -> None:
    async def answer(action: Action, say: Say) -> None:
        own = action["ActionID"]
        say(packet(Event="OriginateResponse", ActionID=own, Response="Success"))
        say(packet(Response="Error", ActionID=own, Message="Originate failed"))

    async with connected(answer) as ami:
        assert await fault_of(ami.ask("Originate", {})) is ControlFault.REFUSED


async def test_an_action_s_mark_cannot_be_guessed_from_the_one_before() -> None:
    seen: list[str] = []

    async def answer(action: Action, say: Say) -> None:
        seen.append(action["ActionID"])
        say(packet(Response="Success", ActionID=action["ActionID"]))

    for _ in range(2):
        async with connected(answer) as ami:
            await ami.ask("Ping", {})
    assert len(set(seen)) == 2


async def test_a_list_that_never_ends_is_given_up() -> None:
    async def answer(action: Action, say: Say) -> None:
        own = action["ActionID"]
        say(packet(Response="Success", ActionID=own))
        for _ in range(5_000):
            say(packet(Event="ConfbridgeList", ActionID=own, Channel="PJSIP/x"))

    async with connected(answer) as ami:
        asking = ami.ask_list("ConfbridgeList", {}, "ConfbridgeList")
        assert await fault_of(asking) is ControlFault.MALFORMED


async def test_the_secret_is_nowhere_but_in_the_digest(caplog: pytest.LogCaptureFixture) -> None:
    async def answer(action: Action, say: Say) -> None:
        say(b"x" * 100_000)

    with caplog.at_level(logging.DEBUG):
        async with serving(answer) as server:
            mcu = ConfBridge(login(server.port), CONFERENCE)
            await mcu.open()
            with pytest.raises(ControlError) as refusal:
                await mcu.conference()
            assert refusal.value.fault is ControlFault.MALFORMED
            await mcu.close()
            wrong = AmiClient(login(server.port, "sai-" + SECRET), lambda event: None, lambda: None)
            with pytest.raises(ControlError) as denial:
                await wrong.open()
        assert denial.value.fault is ControlFault.CREDENTIALS
        said = [repr(refusal), repr(denial), str(denial.value), repr(login(1)), str(vars(wrong)), caplog.text]
    assert SECRET not in "".join(said)
    assert SECRET.encode() not in server.received


async def test_a_cancelled_opening_leaves_no_connection_and_no_task() -> None:
    async def answer(action: Action, say: Say) -> None:
        raise AssertionError

    arrived, gone = asyncio.Event(), asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await reader.read()
        gone.set()
        writer.close()

    async with await asyncio.start_server(silent, HOST, 0) as listening:
        mcu = ConfBridge(login(listening.sockets[0].getsockname()[1]), CONFERENCE)
        opening = asyncio.create_task(mcu.open())
        await arrived.wait()
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        async with asyncio.timeout(60):
            await gone.wait()


@pytest.mark.parametrize(
    ("banner", "fault"),
    [
        (b"", ControlFault.CLOSED),
        (b"Asterisk Call Man", ControlFault.CLOSED),
        (b"SSH-2.0-OpenSSH_9.9\r\n", ControlFault.MALFORMED),
        (b"Asterisk Call Manager/" + b"9" * 500 + b"\r\n", ControlFault.MALFORMED),
        (b"\x00" * 200_000, ControlFault.MALFORMED),
    ],
)
async def test_what_is_no_manager_is_told(banner: bytes, fault: ControlFault) -> None:
    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(banner)
        writer.close()

    async with await asyncio.start_server(other, HOST, 0) as listening:
        mcu = ConfBridge(login(listening.sockets[0].getsockname()[1]), CONFERENCE)
        assert await fault_of(mcu.open()) is fault


async def test_nobody_listens_there() -> None:
    async with await asyncio.start_server(lambda reader, writer: None, HOST, 0) as listening:
        port = listening.sockets[0].getsockname()[1]
    assert await fault_of(ConfBridge(login(port), CONFERENCE).open()) is ControlFault.REFUSED
