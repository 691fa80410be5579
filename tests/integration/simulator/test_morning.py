"""The whole morning through the real child process: a real engine over real sockets, and its journal.

Both are moved by hand in one time, so that nine minutes pass in a few seconds and nothing depends on how busy
the machine is. A meeting runs from the start; after two minutes the centre blocks all but the chair.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gbdt_console.cli.demo_network import demo_network
from gbdt_console.compose import Plant, build_engine
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command, StartMeeting
from gbdt_console.core.conference.commands import BlockOthers
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.resource_ids import MCU
from gbdt_console.core.rooms.commands import MuteRoom
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.sites import Device, DeviceKind, Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.records.journal_records import JournalRecords
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world import scenario as scenarios
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan, on_loopback, plan_for
from tests.support.journal.reader import read_journal
from tests.support.simulator import lockstep

SEED = 188_053
MORNING = scenarios.load("morning")
ROUND_S = MORNING.repeat_s or 0.0
MUTED_AT_S = 20.0
BLOCKED_FROM_S = 120.0

Data = dict[str, object]


@dataclass(frozen=True)
class Morning:
    """Who was struck by what, what the journal says of it, how blocking the others and muting one room ended,
    and all that could be seen."""

    network: Network
    struck: Mapping[FaultCode, str]
    speakers: Sequence[str]
    events: Sequence[tuple[str, Data]]
    blocking: Progress
    muting: Progress
    seen: Sequence[Snapshot]

    @property
    def counters(self) -> Mapping[str, int]:
        return dict(self.seen[-1].counters)

    @property
    def conference(self) -> ConferenceView:
        conference = self.seen[-1].conference
        assert conference is not None
        return conference

    def rooms(self, site_id: str) -> Iterator[tuple[Snapshot, RoomView]]:
        """What was known of that room's codec each time."""
        return ((shot, room) for shot in self.seen for room in shot.rooms if room.site_id == site_id)

    def of(self, kind: str, **data: object) -> list[Data]:
        return [found for of_kind, found in self.events if of_kind == kind and data.items() <= found.items()]

    def number(self, site_id: str) -> str:
        return self.network.site(site_id).conference_number

    def alarms(self, kind: str) -> list[tuple[str, bool]]:
        """The resources that had that alarm each time, and whether it ended."""
        return [
            (str(raised["resource"]), self._ends_after(place, raised["number"]))
            for place, (of_kind, raised) in enumerate(self.events)
            if of_kind == "alarm.raised" and raised["type"] == kind
        ]

    def _ends_after(self, place: int, number: object) -> bool:
        later = self.events[place:]
        return any(kind == "alarm.cleared" and data["number"] == number for kind, data in later)

    def blocks(self, target: str) -> list[object]:
        """How the running policy's blocks of that target ended."""
        asked = self.of("order.ended", what="microphone.block", target=target, operator="")
        return [ended["stage"] for ended in asked]

    def at(self, code: FaultCode, kind: DeviceKind) -> str:
        """The device of that kind at the site that was struck."""
        site = next(site for site in self.network.sites if site.id == self.struck[code])
        return next(device.id for device in site.devices if device.kind is kind)

    def traps(self, device: str) -> list[object]:
        return [seen["code"] for seen in self.of("trap.seen", device=device)]

    def states(self, target: str) -> list[object]:
        return [change["after"] for change in self.of("point.changed", target=target)]


async def _ask(engine: Engine, command: Command) -> Progress:
    session = engine.join(ClientKind.CONSOLE, "tty")
    last = [step async for step in session.submit(new_request_id(), command)][-1]
    session.leave()
    return last


async def _play(
    loop: lockstep.LockstepLoop, network: Network, plan: ProvincePlan, state: Path, clock: ManualClock
) -> tuple[Progress, Progress, Sequence[Snapshot]]:
    seen: list[Snapshot] = []
    reverting = next(f.target for _, f in MORNING.round(plan, 0) if f.code is FaultCode.CODEC_REVERTS)
    async with await start(plan, "morning", speed=0) as simulator:
        records = JournalRecords(state, clock)
        plant = Plant(network, SimulatedEcho(simulator.echo))
        engine = build_engine(plant, records, state / "engine.sock", clock)
        engine.publisher.on_snapshot(seen.append)
        stop, ready = asyncio.Event(), asyncio.Event()
        with lockstep.Coupling(loop, simulator.control):
            running = asyncio.ensure_future(engine.run(stop, ready.set))
            await ready.wait()
            began_utc = clock.utc()
            meeting = StartMeeting("Giao ban", network.sites[0].id, began_utc, began_utc + 7_200)
            assert (await _ask(engine, meeting)).stage is Stage.RECORDED
            await asyncio.wait((running,), timeout=MUTED_AT_S)
            muting = await _ask(engine, MuteRoom(reverting))
            await asyncio.wait((running,), timeout=BLOCKED_FROM_S - MUTED_AT_S)
            blocking = await _ask(engine, BlockOthers())
            await asyncio.wait((running,), timeout=ROUND_S - 5 - BLOCKED_FROM_S)
            stop.set()
            await running
        records.close()
    return blocking, muting, seen


def _by_telnet(network: Network) -> Network:
    """The key exchange of SSH waits for a thread, and so for the machine."""

    def wired(device: Device) -> Device:
        control = device.control
        if control is None:
            return device
        if control.driver == "cisco-xapi":  # it has no telnet
            control = replace(control, driver="polycom-text", port=24, options={})
        return replace(device, control=replace(control, wire="telnet"))

    sites = (replace(site, devices=tuple(map(wired, site.devices))) for site in network.sites)
    return replace(network, sites=tuple(sites))


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    network = on_loopback(_by_telnet(demo_network(None)))
    plan, clock = plan_for(network, SEED), ManualClock()
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        ends = lockstep.run(clock, lambda loop: _play(loop, network, plan, state, clock))
        events = [(kind, data) for _, kind, data in read_journal(state / JOURNAL_NAME, state / "copy")]
    faults = [fault for _, fault in MORNING.round(plan, 0)]
    struck = {fault.code: fault.target for fault in faults}
    speakers = [fault.target for fault in faults if fault.code is FaultCode.TALK]
    return Morning(network, struck, speakers, events, *ends)


def test_the_lines_that_went_down_are_those_that_were_struck_and_no_other(morning: Morning) -> None:
    """A cut, three behind one node, one whose router started anew; nobody's while the centre was blind."""
    members = {
        s.id for s in morning.network.sites if s.line.upstream_id == morning.struck[FaultCode.LOSE_NODE]
    }
    assert len(members) == 3
    rebooted = morning.struck[FaultCode.REBOOT].partition(".")[0]
    down = [str(change["target"]) for change in morning.of("point.changed", after="down")]
    lines = sorted(target for target in down if target.endswith(".line"))
    assert lines == sorted(f"{id_}.line" for id_ in (morning.struck[FaultCode.CUT_LINE], rebooted, *members))
    assert all(morning.states(line) == ["down", "up"] for line in lines if line != _noisy(morning))
    assert morning.states(_noisy(morning))[-1] == "degraded"


def _noisy(morning: Morning) -> str:
    return f"{morning.struck[FaultCode.LINE_LOSS]}.line"


def test_a_codec_that_is_off_is_down_at_a_site_that_is_not(morning: Morning) -> None:
    codec = morning.at(FaultCode.CODEC_OFF, DeviceKind.CODEC)
    first = morning.of("point.changed")[0]
    assert (first["target"], first["after"]) == (codec, "down")
    assert morning.states(codec)[:2] == ["down", "up"]
    assert morning.of("device.restarted", device=codec)
    assert "cold-start" in morning.traps(codec)


def test_one_ups_says_that_it_is_on_battery_again_and_that_the_mains_is_back(
    morning: Morning,
) -> None:
    ups = morning.at(FaultCode.MAINS_LOST, DeviceKind.UPS)
    assert morning.traps(ups)[:2] == ["ups-mains-lost", "ups-on-battery"]
    assert morning.traps(ups)[-1] == "ups-power-restored"
    said = morning.of("trap.seen", code="ups-on-battery")
    assert {seen["device"] for seen in said} == {ups}
    assert len(said) + sum(int(str(seen["repeats"])) for seen in said) >= 2


def test_a_router_that_started_anew_is_seen_by_its_clock_and_says_so(morning: Morning) -> None:
    router = morning.struck[FaultCode.REBOOT]
    assert len(morning.of("device.restarted", device=router)) == 1
    assert morning.traps(router) == ["cold-start"]


def test_a_line_that_is_back_is_told_by_its_router_and_its_codec(morning: Morning) -> None:
    cut = morning.struck[FaultCode.CUT_LINE]
    assert "link-up" in morning.traps(f"{cut}.router")
    assert "gatekeeper-ok" in morning.traps(f"{cut}.codec")
    assert not morning.of("trap.seen", code="link-down"), "that one was lost with the line"


def test_a_hung_agent_is_silent_while_its_device_answers(morning: Morning) -> None:
    stuck = morning.struck[FaultCode.HANG_AGENT]
    assert [fault["fault"] for fault in morning.of("device.fault", device=stuck)] == ["silent", ""]
    assert morning.states(stuck) == []


def test_an_outlet_that_was_switched_off_takes_its_codec_along_until_it_is_on_again(morning: Morning) -> None:
    pdu = morning.struck[FaultCode.OUTLET_OFF]
    codec = pdu.replace(".pdu", ".codec")
    assert morning.states(codec)[-2:] == ["down", "up"]
    assert len(morning.of("device.restarted", device=codec)) == 1
    assert morning.states(pdu) in ([], ["down", "up"]), "the PDU itself went with its line at most"


def test_a_blind_centre_is_said_once_and_ends(morning: Morning) -> None:
    (began,), (ended,) = morning.of("blindness.began"), morning.of("blindness.ended")
    assert began["reason"] == ended["reason"] == "anchors"


def test_every_trap_was_believed(morning: Morning) -> None:
    """Also those of version 3, and after a router's restart."""
    assert morning.counters["trap.taken"] == morning.counters["trap.received"] > 20


def test_who_speaks_long_out_of_turn_is_an_alarm_and_who_has_the_floor_or_coughs_is_none(
    morning: Morning,
) -> None:
    _, loud, *_ = morning.speakers
    assert morning.alarms("microphone.open") == [(loud, True)]


def test_strangers_and_sites_that_called_twice_are_told_apart_until_they_are_gone(morning: Morning) -> None:
    twice = morning.struck[FaultCode.CALL_TWICE]
    ((caller, is_over),) = morning.alarms("caller.unexpected")
    assert is_over
    assert morning.number(twice) not in caller
    assert morning.alarms("site.twice") == [(twice, True)]


def test_an_mcu_that_lies_about_two_of_them_is_found_out_and_closes_them_in_the_end(morning: Morning) -> None:
    liar, turncoat = (morning.struck[c] for c in (FaultCode.BLOCK_IGNORED, FaultCode.BLOCK_REVERTED))
    assert (morning.blocking.stage, morning.blocking.code) == (Stage.FAILED, "order.some-failed")
    assert morning.of("order.ended", target=liar)[0]["stage"] == "failed"
    assert morning.blocks(liar)[-1] == "verified"
    assert morning.of("order.ended", target=turncoat)[0]["stage"] == "verified"
    reverted = morning.of("order.reverted", what="microphone.block")
    assert {seen["target"] for seen in reverted} == {turncoat}


def test_who_comes_back_from_a_cut_or_a_lost_node_is_closed_again_by_itself(morning: Morning) -> None:
    node = morning.struck[FaultCode.LOSE_NODE]
    members = [s.id for s in morning.network.sites if s.line.upstream_id == node]
    for site in (morning.struck[FaultCode.CUT_LINE], *members):
        assert "verified" in morning.blocks(site), site


def test_a_site_that_stays_out_is_missed_until_it_calls_in(morning: Morning) -> None:
    assert (morning.struck[FaultCode.HANG_UP], True) in morning.alarms("site.absent")


def test_an_mcu_that_is_lost_is_an_alarm_and_then_all_are_back_and_closed(morning: Morning) -> None:
    assert morning.alarms("mcu.lost") == [(MCU, True), (MCU, True)], "lost, and once the centre was blind"
    assert morning.conference.fault is None
    rows = morning.conference.roster
    assert {row.standing for row in rows} == {RosterStatus.CONNECTED}
    assert len(rows) == len(morning.network.sites)
    open_now = [row.site_id for row in rows if row.participant and row.participant.is_blocked is False]
    assert open_now == [morning.network.sites[0].id]
    talking = [row.site_id for row in rows if row.participant and row.participant.is_talking]
    assert talking == open_now


def _said(shot: Snapshot, room: RoomView) -> bool | None:
    """Whether the room is muted by its own codec, as far as that is known."""
    state = room.known(shot.at_s)
    return None if state is None else state.is_muted


def test_every_codec_is_known_but_the_silent_one_until_it_is_mended(morning: Morning) -> None:
    silent = morning.struck[FaultCode.CODEC_SILENT]
    faults = [room.fault for _, room in morning.rooms(silent)]
    assert ControlFault.SILENT in faults
    last = morning.seen[-1]
    assert {room.site_id for room in last.rooms} == {site.id for site in morning.network.sites}
    assert {room.fault for room in last.rooms} == {None}
    assert {_said(last, room) for room in last.rooms} == {False}


def test_a_late_codec_is_waited_for(morning: Morning) -> None:
    late = morning.struck[FaultCode.CODEC_LATE]
    said = [_said(shot, room) for shot, room in morning.rooms(late)]
    assert False in said


def test_a_room_that_muted_itself_is_said_to_be(morning: Morning) -> None:
    hushed, fibber = (f.target for _, f in _first(morning, FaultCode.ROOM_MUTES))
    for room_id in (hushed, fibber):
        assert True in [_said(shot, room) for shot, room in morning.rooms(room_id)]


def test_a_codec_that_lies_says_muted_while_the_mcu_hears_it(morning: Morning) -> None:
    fibber = morning.struck[FaultCode.CODEC_LIES]
    assert any(
        _said(shot, room) is True
        for shot, room in morning.rooms(fibber)
        for row in (shot.conference.roster if shot.conference else ())
        if row.site_id == fibber and row.participant and row.participant.is_talking
    )


def test_a_codec_that_reverts_is_found_out(morning: Morning) -> None:
    assert morning.muting.stage is Stage.VERIFIED
    waverer = morning.struck[FaultCode.CODEC_REVERTS]
    (reverted,) = morning.of("order.reverted", what="room.mute")
    assert reverted["target"] == waverer


def _first(morning: Morning, code: FaultCode) -> list[tuple[float, WorldFault]]:
    plan = plan_for(morning.network, SEED)
    return [(at_s, fault) for at_s, fault in MORNING.round(plan, 0) if fault.code is code]


def test_the_room_that_presents_is_told_by_its_codec(morning: Morning) -> None:
    told = [
        room.state.content_source
        for _, room in morning.rooms(morning.struck[FaultCode.PRESENTS])
        if room.state
    ]
    assert "4" in told
    assert told[-1] == "", "it ended"
