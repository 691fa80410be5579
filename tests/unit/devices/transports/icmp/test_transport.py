"""The transport over a network by hand and a clock by hand: loss, lateness, forgeries, errors."""

import asyncio
import errno
from collections.abc import Awaitable, Callable, Sequence

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import EchoOutcome
from gbdt_console.devices.transports.icmp.transport import IcmpTransport
from tests.support.engine import time_loop
from tests.support.icmp.hand_wire import IDENTIFIER, HandWire, counted

HOSTS = ["10.0.0.1", "10.0.0.2", "10.0.0.3"]
MS = 0.001


class Bench:
    """A transport on the hand wire and every outcome it told."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.wire = HandWire(clock)
        self.told: list[EchoOutcome] = []
        self.batches = 0
        self.transport = IcmpTransport(clock, self.wire.opened)
        self.transport.open(HOSTS, self._take)

    def _take(self, outcomes: Sequence[EchoOutcome]) -> None:
        self.batches += 1
        self.told.extend(outcomes)

    @property
    def short(self) -> list[tuple[int, Outcome, float | None]]:
        return [(o.target, o.outcome, None if o.rtt_ms is None else round(o.rtt_ms, 3)) for o in self.told]

    def counters(self) -> dict[str, int]:
        return counted(self.transport.counters())


def play(script: Callable[[Bench], Awaitable[None]]) -> Bench:
    clock = ManualClock()
    benches: list[Bench] = []

    async def run() -> None:
        benches.append(Bench(clock))
        await script(benches[0])
        await asyncio.sleep(MS)
        benches[0].transport.close()
        assert benches[0].wire.is_closed

    time_loop.run(clock, run())
    return benches[0]


def test_a_reply_within_its_second_carries_its_round_trip() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(1)
        await asyncio.sleep(20 * MS)
        bench.wire.reply()

    bench = play(script)
    assert bench.short == [(1, Outcome.REPLY, 20.0)]
    assert bench.told[0].known_s - bench.told[0].sent_s == pytest.approx(0.02)
    assert bench.counters() == {"sent": 1, "replies": 1}


def test_silence_is_lost_one_second_after_sending_and_told_once() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        await asyncio.sleep(0.5)
        bench.transport.probe(2)
        await asyncio.sleep(20)

    bench = play(script)
    assert bench.short == [(0, Outcome.LOST, None), (2, Outcome.LOST, None)]
    assert [o.known_s - o.sent_s for o in bench.told] == pytest.approx([1.0, 1.0], abs=0.021)
    assert bench.counters() == {"sent": 2, "lost": 2}


def test_a_late_reply_follows_the_loss_with_its_real_round_trip() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        await asyncio.sleep(9.9)
        bench.wire.reply()

    bench = play(script)
    assert bench.short == [(0, Outcome.LOST, None), (0, Outcome.LATE, 9_900.0)]


def test_a_reply_after_ten_seconds_says_nothing() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        await asyncio.sleep(10.1)
        bench.wire.reply()

    bench = play(script)
    assert bench.short == [(0, Outcome.LOST, None)]
    assert bench.counters() == {"sent": 1, "lost": 1, "expired": 1}


def test_a_reply_just_past_the_second_is_lost_then_late_before_a_sweep() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        bench.clock.advance(1.001)
        bench.wire.reply()

    assert play(script).short == [(0, Outcome.LOST, None), (0, Outcome.LATE, 1_001.0)]


def test_a_reply_in_time_is_no_loss_though_the_loop_was_busy() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        bench.clock.advance(5 * MS)
        bench.wire.reply()
        bench.clock.advance(3.0)

    assert play(script).short == [(0, Outcome.REPLY, 5.0)]


def test_a_pile_of_replies_larger_than_one_reading_is_no_loss_either() -> None:
    async def script(bench: Bench) -> None:
        for number in range(3_000):
            bench.transport.probe(number % 3)
            bench.wire.reply()
        bench.clock.advance(3.0)

    assert play(script).counters() == {"sent": 3_000, "replies": 3_000}


@pytest.mark.parametrize("jump_s", [3_600.0, -3_600.0, 0.4, -0.4])
def test_a_wall_clock_jump_never_bends_a_round_trip_by_more_than_the_wait(jump_s: float) -> None:
    """The stamp is from before the jump; the moment of reading, 2 ms later, stands in for it."""

    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        await asyncio.sleep(30 * MS)
        bench.wire.reply()
        bench.clock.jump_wall(jump_s)
        bench.clock.advance(2 * MS)
        await asyncio.sleep(MS)
        bench.transport.probe(1)
        await asyncio.sleep(30 * MS)
        bench.wire.reply()
        bench.clock.advance(2 * MS)

    assert play(script).short == [(0, Outcome.REPLY, 32.0), (1, Outcome.REPLY, 30.0)]


@pytest.mark.parametrize(
    ("forged", "counter"),
    [
        ({"source": "10.0.0.2"}, "strays"),
        ({"identifier": IDENTIFIER + 1}, "strays"),
        ({"sequence": 1}, "strays"),
        ({"sequence": 0xFFFF}, "strays"),
        ({"cookie": 1}, "strays"),
        ({"kind": 8}, "malformed"),
        ({"code": 1}, "malformed"),
    ],
)
def test_a_forged_reply_is_counted_and_the_true_one_still_taken(forged: dict[str, int], counter: str) -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        bench.wire.reply(**forged)
        await asyncio.sleep(10 * MS)
        bench.wire.reply()

    bench = play(script)
    assert bench.short == [(0, Outcome.REPLY, 10.0)]
    assert bench.counters() == {"sent": 1, "replies": 1, counter: 1}


def test_truncated_and_oversized_packets_are_malformed() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        whole = bytes(1) + bench.wire.sent[0][0][1:]
        for packet in (b"", whole[:7], whole[:15], whole + b"\0"):
            bench.wire.arrive(packet, HOSTS[0])
        bench.wire.arrive(whole, HOSTS[0], flags=0x20)

    bench = play(script)
    assert bench.told == []
    assert bench.counters() == {"sent": 1, "malformed": 5}


def test_a_second_copy_is_a_duplicate() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        bench.wire.reply()
        bench.wire.reply()

    bench = play(script)
    assert bench.short == [(0, Outcome.REPLY, 0.0)]
    assert bench.counters() == {"sent": 1, "replies": 1, "duplicates": 1}


def test_outcomes_of_one_wake_up_come_in_one_batch() -> None:
    async def script(bench: Bench) -> None:
        for target in (0, 1, 2):
            bench.transport.probe(target)
        for request in (2, 0, 1):
            bench.wire.reply(request)

    bench = play(script)
    assert [o.target for o in bench.told] == [2, 0, 1]
    assert bench.batches == 1


def test_an_old_reply_to_a_reused_sequence_number_ends_no_new_probe() -> None:
    """66 000 probes: the first ones' slots are taken again, by other targets too."""

    async def script(bench: Bench) -> None:
        for number in range(66_000):
            bench.transport.probe(number % 2)
            bench.wire.reply()
            if number % 1_000 == 0:
                await asyncio.sleep(100 * MS)
        await asyncio.sleep(100 * MS)
        bench.told.clear()
        bench.transport.probe(0)
        newest = int.from_bytes(bench.wire.sent[-1][0][6:8], "big")
        bench.wire.reply(newest)
        await asyncio.sleep(5 * MS)
        bench.wire.reply()

    bench = play(script)
    assert bench.short == [(0, Outcome.REPLY, 5.0)]
    assert bench.counters() == {"sent": 66_001, "replies": 66_001, "strays": 1}


def test_more_probes_than_sequence_numbers_within_a_second_end_as_lost() -> None:
    async def script(bench: Bench) -> None:
        for _ in range(65_537):
            bench.transport.probe(0)
        await asyncio.sleep(2)

    bench = play(script)
    assert len(bench.told) == 65_537
    assert {o.outcome for o in bench.told} == {Outcome.LOST}


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOBUFS, errno.EPERM, errno.ENETUNREACH])
def test_what_cannot_be_sent_ends_as_lost_in_its_time_and_is_counted(number: int) -> None:
    async def script(bench: Bench) -> None:
        bench.wire.refusals.extend([OSError(number, "")] * 3)
        bench.transport.probe(0)
        await asyncio.sleep(0.9)
        assert bench.told == []
        await asyncio.sleep(1)

    bench = play(script)
    assert bench.short == [(0, Outcome.LOST, None)]
    assert bench.counters() == {"lost": 1, f"unsent.{errno.errorcode[number]}": 1}


def test_an_error_about_another_probe_does_not_cost_this_one() -> None:
    """The kernel tells it on the next send or receive, whatever that is for."""

    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        bench.wire.refusals.append(OSError(errno.EHOSTUNREACH, ""))
        bench.wire.error(3, 1)
        bench.transport.probe(1)
        bench.wire.read_errors.append(OSError(errno.EHOSTUNREACH, ""))
        await asyncio.sleep(10 * MS)
        bench.wire.reply()

    bench = play(script)
    assert bench.short == [(1, Outcome.REPLY, 10.0)]
    assert bench.counters() == {"sent": 2, "replies": 1, "destination-host-unreachable": 1}


def test_an_unreachable_is_evidence_and_no_faster_loss() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        await asyncio.sleep(0.1)
        bench.wire.error(3, 13)
        bench.wire.error(11, 0)
        bench.wire.error(3, 99)
        bench.wire.error(3, 1, destination="10.9.9.9")
        await asyncio.sleep(0.8)
        assert bench.told == []
        await asyncio.sleep(0.3)

    bench = play(script)
    assert bench.short == [(0, Outcome.LOST, None)]
    assert bench.counters() == {
        "sent": 1,
        "lost": 1,
        "communication-administratively-prohibited": 1,
        "ttl-expired": 1,
        "other-icmp-error": 1,
    }


def test_forgotten_probes_say_nothing_more() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        await asyncio.sleep(1.5)
        bench.transport.probe(1)
        bench.transport.forget()
        bench.wire.reply(0)
        bench.wire.reply(1)
        await asyncio.sleep(2)
        bench.transport.probe(2)
        bench.wire.reply()

    bench = play(script)
    assert bench.short == [(0, Outcome.LOST, None), (2, Outcome.REPLY, 0.0)]
    assert bench.counters() == {"sent": 3, "replies": 1, "lost": 1, "expired": 2}


def test_after_close_nothing_happens_any_more() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0)
        bench.transport.close()
        bench.transport.close()
        bench.transport.probe(1)
        await asyncio.sleep(5)

    bench = play(script)
    assert bench.told == []
    assert len(bench.wire.sent) == 1


def test_silence_is_told_overdue_at_the_probe_s_own_time_out_then_lost() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0, 0.45)
        bench.transport.probe(1, 0.3, is_quick=True)
        bench.transport.probe(2, 1.0)
        await asyncio.sleep(5)

    bench = play(script)
    told = [(o.target, o.outcome, o.is_quick) for o in bench.told]
    assert told == [
        (1, Outcome.OVERDUE, True),
        (0, Outcome.OVERDUE, False),
        *((target, Outcome.LOST, target == 1) for target in (0, 1, 2)),
    ]
    waited_s = [o.known_s - o.sent_s for o in bench.told]
    assert waited_s == pytest.approx([0.3, 0.45, 1.0, 1.0, 1.0], abs=0.021)
    assert bench.counters() == {"sent": 3, "lost": 3}


def test_a_reply_after_its_time_out_and_within_its_second_is_a_reply() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0, 0.3)
        await asyncio.sleep(0.8)
        bench.wire.reply()
        await asyncio.sleep(2)

    assert play(script).short == [(0, Outcome.OVERDUE, None), (0, Outcome.REPLY, 800.0)]


def test_a_probe_sent_while_another_waits_for_its_second_is_overdue_in_time() -> None:
    async def script(bench: Bench) -> None:
        bench.transport.probe(0, 0.3)
        await asyncio.sleep(0.5)
        bench.transport.probe(1, 0.3)
        await asyncio.sleep(2)

    bench = play(script)
    overdue = [o for o in bench.told if o.outcome is Outcome.OVERDUE]
    assert [o.target for o in overdue] == [0, 1]
    assert [o.known_s - o.sent_s for o in overdue] == pytest.approx([0.3, 0.3], abs=0.021)


def test_nothing_is_overdue_while_replies_wait_to_be_read() -> None:
    """A turn reads 2 048 packets; the reply behind them came in time."""

    async def script(bench: Bench) -> None:
        for _ in range(6_000):
            bench.transport.probe(0, 0.3)
        for request in range(6_000):
            bench.wire.reply(request)
        bench.clock.advance(0.5)

    assert {outcome for _, outcome, _ in play(script).short} == {Outcome.REPLY}


def test_replies_that_wait_behind_a_stall_are_no_losses() -> None:
    """More replies than two turns read, older than a second: none of them is lost before it is read."""

    async def script(bench: Bench) -> None:
        for _ in range(6_000):
            bench.transport.probe(0, 0.3)
        for request in range(6_000):
            bench.wire.reply(request)
        bench.clock.advance(2.0)
        await asyncio.sleep(0.1)

    assert {outcome for _, outcome, _ in play(script).short} == {Outcome.REPLY}
