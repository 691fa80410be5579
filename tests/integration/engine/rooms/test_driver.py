"""Rooms with the real driver: in fake time over a spoilt wire, and on loopback by telnet and SSH."""

import asyncio
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.clock import ManualClock, SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.commands import MuteRoom, OpenRoom, RecallPreset, RoomCommand, SleepCodec
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices import open_devices as opening
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.command_request import Client, CommandRequest
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.engine.records.samples import Samples
from gbdt_console.engine.rooms.feature import RoomFeature
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.rooms.codec_listeners import SshListener, TelnetListener
from tests.support.rooms.codec_stands import PolycomStand
from tests.support.rooms.engine_rooms import ask, known, room, rooms_of

PASSWORD = "Cau-giay-7301"
LIMIT_S = 30


def played(scenario, **kind: bool) -> None:  # type: ignore[no-untyped-def]
    """The scenario with one Polycom, of whom nothing but the wire is made up."""
    stands: list[PolycomStand] = []

    def codecs(clock: ManualClock):  # type: ignore[no-untyped-def]
        stands.append(PolycomStand(clock, "8G1", **kind))
        return {"s2.codec": stands[0].driver}

    async def begin(bench: Bench) -> None:
        await bench.until(lambda: known(bench), 60)
        await scenario(bench, stands[0])

    run_engine(rooms_of(2), begin, mcu=FakeMcu(), codecs_of=codecs)


@pytest.mark.parametrize("kind", [{}, {"is_ssh": True}, {"lags": True}])
def test_a_polycom_is_muted_opened_and_asked_until_it_says_so(kind: dict[str, bool]) -> None:
    async def scenario(bench: Bench, stand: PolycomStand) -> None:
        assert (await ask(bench, MuteRoom("s2"))).stage is Stage.VERIFIED
        assert stand.truth()
        assert (await ask(bench, OpenRoom("s2"))).stage is Stage.VERIFIED
        assert not stand.truth()
        assert (await ask(bench, RecallPreset("s2", 4))).code == "order.not-readable"
        assert stand.codec.preset == 4
        refused = await ask(bench, RecallPreset("s2", 100))
        assert (refused.stage, refused.code) == (Stage.FAILED, "control.refused")
        assert "preset near go 100" not in stand.line.sent

    played(scenario, **kind)


@pytest.mark.parametrize("kind", [{}, {"is_ssh": True}, {"lags": True}])
def test_a_polycom_s_answer_is_no_reason_to_ask_again(kind: dict[str, bool]) -> None:
    async def scenario(bench: Bench, stand: PolycomStand) -> None:
        before = len(stand.line.sent)
        await asyncio.sleep(150)
        asked = stand.line.sent[before:]
        assert asked.count("mute near get") in range(8, 12)

    played(scenario, **kind)


def test_a_polycom_tells_what_its_room_presents_and_how_its_monitor_is_divided() -> None:
    async def scenario(bench: Bench, stand: PolycomStand) -> None:
        def shown() -> tuple[str | None, str | None]:
            state = room(bench).state
            return (None, None) if state is None else (state.content_source, state.screen_layout)

        await bench.until(lambda: shown() == ("", "full_screen"), 30)
        stand.codec.present("4")
        await bench.until(lambda: shown() == ("4", "full_screen"), 3)
        stand.codec.layout = "side_by_side"
        await bench.until(lambda: shown() == ("4", "side_by_side"), 60)

    played(scenario)


def test_a_polycom_without_these_commands_leaves_content_and_monitor_unknown() -> None:
    async def scenario(bench: Bench, stand: PolycomStand) -> None:
        stand.codec.misbehaviour.knows_pictures = False
        await asyncio.sleep(60)
        state = room(bench).state
        assert state is not None
        assert (state.content_source, state.screen_layout, state.is_muted) == (None, None, False)

    played(scenario)


def test_a_polycom_that_reverts_and_one_that_does_nothing_are_found_out() -> None:
    async def scenario(bench: Bench, stand: PolycomStand) -> None:
        stand.revert_after(2.0)
        assert (await ask(bench, MuteRoom("s2"))).stage is Stage.VERIFIED
        await bench.until(lambda: bool(bench.events("order.reverted")), 10)
        stand.revert_after(None)
        stand.obey(False)
        assert (await ask(bench, MuteRoom("s2"))).code == "order.not-obeyed"

    played(scenario)


def test_a_person_in_the_room_is_seen_at_once_and_another_device_is_not_trusted() -> None:
    async def scenario(bench: Bench, stand: PolycomStand) -> None:
        stand.press(True)
        await bench.until(lambda: bool((state := room(bench).state) and state.is_muted), 3)
        stand.codec.serial = "8G2"
        stand.cut()
        await bench.until(lambda: room(bench).fault is not None, 5)
        stand.proxy.is_cut = False
        await bench.until(lambda: room(bench).fault is ControlFault.UNTRUSTED, 60)
        assert not known(bench)

    played(scenario)


def controlled(wire: str, port: int) -> Network:
    """s2 has its codec on this machine."""
    plain = rooms_of(2)
    control = DeviceControl("polycom-text", wire, port, "admin", Secret(PASSWORD))
    site = plain.sites[1]
    devices = tuple(
        replace(d, address="127.0.0.1", control=control) if d.id == "s2.codec" else d for d in site.devices
    )
    return replace(plain, sites=(plain.sites[0], replace(site, devices=devices)))


@asynccontextmanager
async def rooms_on_loopback(wire: str, port: int, known_hosts: Path) -> AsyncIterator[RoomFeature]:
    clock = SystemClock()
    network = controlled(wire, port)
    codecs = opening.codecs(network, clock, known_hosts)
    assert codecs.keys() == {"s2.codec"}
    records, ledger = NoRecords(clock), Ledger()
    active, samples = ActiveAlarms(ledger, clock, records.record), Samples((), clock, records)
    rooms = RoomFeature(
        EngineContext(
            network,
            clock,
            ledger,
            records.record,
            records.record_together,
            lambda: None,
            active,
            samples,
            codecs=codecs,
        )
    )
    running = asyncio.ensure_future(rooms.run())
    try:
        async with asyncio.timeout(LIMIT_S):
            yield rooms
    finally:
        running.cancel()
        await asyncio.wait((running,))


async def seen(rooms: RoomFeature, so: Callable[[RoomView], bool]) -> RoomView:
    while not so(view := view_of(rooms)):
        await asyncio.sleep(0.02)
    return view


async def ordered(rooms: RoomFeature, command: RoomCommand) -> Progress:
    client = Client("c1", ClientKind.VERB, 0, 0, "tty1", "duty")
    request = CommandRequest("r", command, client, "duty", "Trực ca 1", lambda step: None, str, no_part)
    return await rooms.handlers()[type(command)](request)


async def no_part(command: object, on_step: object) -> Progress:
    raise AssertionError(f"a room's command has no parts: {command}")


def view_of(rooms: RoomFeature) -> RoomView:
    return rooms.fill(Snapshot("a", 1, 0.0, 0.0, "thử", ())).rooms[0]


async def has_all_ends(rooms: RoomFeature, codec: SimulatedCodec) -> None:
    await seen(rooms, lambda view: view.state is not None)
    assert (await ordered(rooms, MuteRoom("s2"))).stage is Stage.VERIFIED
    assert codec.is_muted
    assert (await ordered(rooms, SleepCodec("s2"))).code == "order.not-readable"
    assert codec.is_asleep


async def test_a_polycom_on_loopback_by_telnet(tmp_path: Path) -> None:
    codec = SimulatedCodec(misbehaviour=Misbehaviour(password=PASSWORD))
    port = TelnetListener(codec)
    await port.open()
    async with rooms_on_loopback("telnet", port.port, tmp_path / "known_hosts") as rooms:
        await has_all_ends(rooms, codec)
        assert view_of(rooms).is_plain_text
    await port.close()
    assert not (tmp_path / "known_hosts").exists()


async def test_a_polycom_on_loopback_by_ssh_and_one_that_took_its_place(tmp_path: Path) -> None:
    known_hosts = tmp_path / "known_hosts"
    codec = SimulatedCodec(misbehaviour=Misbehaviour(password=PASSWORD))
    port = SshListener(codec)
    await port.open()
    async with rooms_on_loopback("ssh", port.port, known_hosts) as rooms:
        await has_all_ends(rooms, codec)
        assert not view_of(rooms).is_plain_text
    await port.close()
    assert stat.S_IMODE(known_hosts.stat().st_mode) == 0o600
    assert PASSWORD not in known_hosts.read_text()
    other = SshListener(SimulatedCodec(misbehaviour=Misbehaviour(password=PASSWORD)))
    await other.open(port=port.port)
    async with rooms_on_loopback("ssh", port.port, known_hosts) as rooms:
        await seen(rooms, lambda view: view.fault is ControlFault.UNTRUSTED)
    await other.close()
