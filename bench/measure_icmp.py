"""Measure our pings beside fping's, at 2 000 loopback addresses."""

import asyncio
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bench.figure import Figure, LeftOut, Work
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.detector import Detector, Outcome
from gbdt_console.core.monitoring.echo import EchoOutcome, EchoUnavailable
from gbdt_console.devices.transports.icmp.icmp_socket import open_echo_socket
from gbdt_console.devices.transports.icmp.transport import IcmpTransport

TARGETS = 2_000
TICK_S = 0.01
TICKS = 80
BUSY_S = 0.01
ADDRESSES = [f"127.1.{i // 250}.{i % 250 + 1}" for i in range(TARGETS)]
FPING_PACE_MS = {"paced": str(TICK_S * TICKS * 1_000 / TARGETS), "burst": "0"}
_ROUNDS, _SHORT_ROUNDS = 3, 1
_BUSY, _SHORT_BUSY = 50, 5


@dataclass(frozen=True, slots=True)
class Pings:
    """CPU per probe, microseconds, and how many probes were answered."""

    us: float
    answered: int


def measure(is_short: bool) -> Iterator[Figure | LeftOut]:
    """Yield medians of several rounds.

    Ours and fping alternate. 'Paced' spreads a round over 0.8 s.
    """
    try:
        open_echo_socket().socket.close()
    except EchoUnavailable as missing:
        raise LeftOut(missing.code) from missing
    has_peer = shutil.which("fping") is not None
    if not has_peer:
        yield LeftOut("fping is not installed")
    rounds = _SHORT_ROUNDS if is_short else _ROUNDS
    name = f"icmp CPU per probe, {TARGETS} targets"
    yield _beside_fping(name, "paced", rounds, has_peer=has_peer, budget=1.0)
    yield _beside_fping(f"{name} in one burst", "burst", rounds, has_peer=has_peer)
    stepped = _median(rounds, partial(_ours, "paced", detects=True))
    yield Figure(f"icmp and detector CPU per probe, {TARGETS} targets", "us", *stepped)
    name = "icmp RTT on loopback with the loop busy for 10 ms"
    yield Figure(name, "ms", *asyncio.run(_rtt_of_busy_loop(_SHORT_BUSY if is_short else _BUSY)), budget=1.0)


def _beside_fping(
    name: str, pace: str, rounds: int, *, has_peer: bool, budget: float | None = None
) -> Figure:
    ours, work = _median(rounds, partial(_ours, pace, detects=False))
    if not has_peer:
        return Figure(name, "us", ours, work, budget=budget, budget_is_ratio=True)
    peer, peer_work = _median(rounds, partial(fping_round, pace))
    return Figure(name, "us", ours, work, peer, "fping", budget, budget_is_ratio=True, peer_work=peer_work)


def _median(rounds: int, one: Callable[[], Pings]) -> tuple[float, Work]:
    done = [one() for _ in range(rounds)]
    work = Work(sum(pings.answered for pings in done), rounds * TARGETS, "probes answered")
    return statistics.median(pings.us for pings in done), work


def _ours(pace: str, *, detects: bool) -> Pings:
    return asyncio.run(_round(0 if pace == "burst" else TICK_S, detects))


async def _round(tick_s: float, detects: bool) -> Pings:
    clock = SystemClock()
    detectors = [Detector(DetectionRules(), clock.monotonic()) for _ in ADDRESSES]
    ended = answered = 0
    is_done = asyncio.Event()

    def take(outcomes: Sequence[EchoOutcome]) -> None:
        nonlocal ended, answered
        ended += len(outcomes)
        answered += sum(report.outcome is Outcome.REPLY for report in outcomes)
        if detects:
            for report in outcomes:
                detectors[report.target].step(report.known_s, report.outcome, report.rtt_ms)
        if ended >= TARGETS:
            is_done.set()

    transport = IcmpTransport(clock)
    transport.open(ADDRESSES, take)
    before_s = _cpu_s(resource.getrusage(resource.RUSAGE_SELF))
    for start in range(0, TARGETS, TARGETS // TICKS):
        for target in range(start, start + TARGETS // TICKS):
            transport.probe(target)
        await asyncio.sleep(tick_s)
    await is_done.wait()
    spent_s = _cpu_s(resource.getrusage(resource.RUSAGE_SELF)) - before_s
    transport.close()
    return Pings(spent_s / TARGETS * 1e6, answered)


def fping_round(pace: str) -> Pings:
    """Measure one round of fping.

    The CPU of an fping with one target is subtracted.
    """
    whole_s, answered = _fping_s(ADDRESSES, pace)
    alone_s, _ = _fping_s(ADDRESSES[:1], pace)
    return Pings((whole_s - alone_s) / TARGETS * 1e6, answered)


def _fping_s(addresses: Sequence[str], pace: str) -> tuple[float, int]:
    """Return the CPU seconds, and how many targets answered."""
    with tempfile.TemporaryFile("w+") as listed, tempfile.TemporaryFile("w+") as summary:
        listed.write("\n".join(addresses))
        listed.seek(0)
        child = subprocess.Popen(
            ["fping", "-q", "-c", "1", "-t", "1000", "-i", FPING_PACE_MS[pace]],
            stdin=listed,
            stdout=subprocess.DEVNULL,
            stderr=summary,
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        summary.seek(0)
        answered = sum("= 1/1/" in line for line in summary)
    return _cpu_s(usage), answered


def _cpu_s(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


async def _rtt_of_busy_loop(times: int) -> tuple[float, Work]:
    """Return the median round trip of replies to a busy loop."""
    reports: list[EchoOutcome] = []
    is_done = asyncio.Event()

    def take(outcomes: Sequence[EchoOutcome]) -> None:
        reports.extend(outcomes)
        is_done.set()

    transport = IcmpTransport(SystemClock())
    transport.open(ADDRESSES, take)
    for target in range(times):
        is_done.clear()
        transport.probe(target)
        time.sleep(BUSY_S)
        await is_done.wait()
    transport.close()
    rtts_ms = [report.rtt_ms for report in reports if report.rtt_ms is not None]
    return statistics.median(rtts_ms), Work(len(rtts_ms), times, "probes answered")
