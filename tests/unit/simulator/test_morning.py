"""The whole morning through the real child process: a real engine over real sockets, and its journal.

Both are moved by hand in one time, so that nine minutes pass in a few seconds and nothing depends on how busy
the machine is.
"""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from gbdt_console.cli.demo_network import demo_network
from gbdt_console.compose import Plant, build_engine
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.engine.journal_records import JournalRecords
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.simulator import scenario as scenarios
from gbdt_console.simulator.echo_transport import SimulatedEcho
from gbdt_console.simulator.faults import FaultCode
from gbdt_console.simulator.plan import Plan, on_loopback, plan_for
from gbdt_console.simulator.process import start
from tests.support import lockstep
from tests.support.journal_reader import read_journal

SEED = 20100813
MORNING = scenarios.load("morning")
ROUND_S = MORNING.repeat_s or 0.0

Data = dict[str, object]


@dataclass(frozen=True)
class Morning:
    """Who was struck by what, what the journal says of it, and the engine's figures in the end."""

    network: Network
    struck: Mapping[FaultCode, str]
    events: Sequence[tuple[str, Data]]
    counters: Mapping[str, int]

    def of(self, kind: str, **data: object) -> list[Data]:
        return [found for of_kind, found in self.events if of_kind == kind and data.items() <= found.items()]

    def at(self, code: FaultCode, kind: DeviceKind) -> str:
        """The device of that kind at the site that was struck."""
        site = next(site for site in self.network.sites if site.id == self.struck[code])
        return next(device.id for device in site.devices if device.kind is kind)

    def traps(self, device: str) -> list[object]:
        return [seen["code"] for seen in self.of("trap.seen", device=device)]

    def states(self, target: str) -> list[object]:
        return [change["after"] for change in self.of("point.changed", target=target)]


async def _play(
    loop: lockstep.LockstepLoop, network: Network, plan: Plan, state: Path, clock: ManualClock
) -> Mapping[str, int]:
    async with await start(plan, "morning", speed=0) as simulator:
        records = JournalRecords(state, clock)
        plant = Plant(network, SimulatedEcho(simulator.echo))
        engine = build_engine(plant, records, state / "engine.sock", clock)
        stop = asyncio.Event()
        with lockstep.Coupling(loop, simulator.control):
            running = asyncio.ensure_future(engine.run(stop))
            await asyncio.wait((running,), timeout=ROUND_S - 1)
            counters = dict(engine.hub.latest.counters)
            stop.set()
            await running
        records.close()
    return counters


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    network = on_loopback(demo_network(None))
    plan, clock = plan_for(network, SEED), ManualClock()
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        counters = lockstep.run(clock, lambda loop: _play(loop, network, plan, state, clock))
        events = [(kind, data) for _, kind, data in read_journal(state / JOURNAL_NAME, state / "copy")]
    struck = {fault.code: fault.target for _, fault in MORNING.round(plan, 0)}
    return Morning(network, struck, events, counters)


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


def test_one_ups_says_that_it_is_on_battery_again_and_again_and_that_the_mains_is_back(
    morning: Morning,
) -> None:
    ups = morning.at(FaultCode.MAINS_LOST, DeviceKind.UPS)
    assert morning.traps(ups)[:2] == ["ups-mains-lost", "ups-on-battery"]
    assert morning.traps(ups)[-1] == "ups-power-restored"
    said = morning.of("trap.seen", code="ups-on-battery")
    assert {seen["device"] for seen in said} == {ups}
    assert len(said) + sum(int(str(seen["repeats"])) for seen in said) >= 3


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
