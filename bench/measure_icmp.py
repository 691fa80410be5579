"""Measure our pings beside fping's, at 2 000 loopback addresses."""

import asyncio
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence

from bench.figure import Figure, LeftOut
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.detector import DetectionRules, Detector
from gbdt_console.core.monitoring.echo import EchoOutcome, EchoUnavailable
from gbdt_console.devices.transports.icmp.icmp_socket import open_echo_socket
from gbdt_console.devices.transports.icmp.transport import IcmpTransport

TARGETS = 2_000
ROUNDS = 5
TICK_S = 0.01
TICKS = 80
BUSY_S = 0.01
ADDRESSES = [f"127.1.{i // 250}.{i % 250 + 1}" for i in range(TARGETS)]
FPING_PACE_MS = {"paced": str(TICK_S * TICKS * 1_000 / TARGETS), "burst": "0"}


def measure() -> list[Figure]:
    """Return medians of ROUNDS rounds.

    Ours and fping alternate. 'Paced' spreads a round over 0.8 s.
    """
    if shutil.which("fping") is None:
        raise LeftOut("fping is not installed")
    try:
        open_echo_socket().socket.close()
    except EchoUnavailable as missing:
        raise LeftOut(missing.code) from missing
    paced = _beside_fping("paced")
    burst = _beside_fping("burst")
    stepped = statistics.median(_ours_us("paced", detects=True) for _ in range(ROUNDS))
    busy = asyncio.run(_rtt_of_busy_loop())
    return [
        Figure("icmp CPU per probe, 2 000 targets", "us", *paced, "fping", 1.0, budget_is_ratio=True),
        Figure("icmp CPU per probe, 2 000 targets in one burst", "us", *burst, "fping"),
        Figure("icmp and detector CPU per probe, 2 000 targets", "us", stepped),
        Figure("icmp RTT on loopback with the loop busy for 10 ms", "ms", busy, budget=1.0),
    ]


def _beside_fping(pace: str) -> tuple[float, float]:
    turns = [(_ours_us(pace, detects=False), _fping_us(pace)) for _ in range(ROUNDS)]
    return statistics.median(ours for ours, _ in turns), statistics.median(peer for _, peer in turns)


def _ours_us(pace: str, *, detects: bool) -> float:
    return asyncio.run(_round(0 if pace == "burst" else TICK_S, detects))


async def _round(tick_s: float, detects: bool) -> float:
    clock = SystemClock()
    detectors = [Detector(DetectionRules(), clock.monotonic()) for _ in ADDRESSES]
    ended = 0
    is_done = asyncio.Event()

    def take(outcomes: Sequence[EchoOutcome]) -> None:
        nonlocal ended
        ended += len(outcomes)
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
    return spent_s / TARGETS * 1e6


def _fping_us(pace: str) -> float:
    """Return the CPU of one round of fping.

    The CPU of an fping with one target is subtracted.
    """
    return (_fping_s(ADDRESSES, pace) - _fping_s(ADDRESSES[:1], pace)) / TARGETS * 1e6


def _fping_s(addresses: Sequence[str], pace: str) -> float:
    with tempfile.TemporaryFile("w+") as listed:
        listed.write("\n".join(addresses))
        listed.seek(0)
        child = subprocess.Popen(
            ["fping", "-q", "-c", "1", "-t", "1000", "-i", FPING_PACE_MS[pace]],
            stdin=listed,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return _cpu_s(usage)


def _cpu_s(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


async def _rtt_of_busy_loop() -> float:
    """Return the median round trip of replies to a busy loop."""
    reports: list[EchoOutcome] = []
    is_done = asyncio.Event()

    def take(outcomes: Sequence[EchoOutcome]) -> None:
        reports.extend(outcomes)
        is_done.set()

    transport = IcmpTransport(SystemClock())
    transport.open(ADDRESSES, take)
    for target in range(50):
        is_done.clear()
        transport.probe(target)
        time.sleep(BUSY_S)
        await is_done.wait()
    transport.close()
    return statistics.median(report.rtt_ms or 0.0 for report in reports)
