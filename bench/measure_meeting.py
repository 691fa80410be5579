"""Measure keys in a meeting of 220 sites while everything changes: scroll, type, take.

Ten times a second somebody begins or ends to speak at the simulated MCU; lines are pinged every second, and
devices as often as a meeting asks for. Console, province, MCU and terminal are processes on the same cores.
"""

import asyncio
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.console_verb import verb
from bench.figure import Figure, Work
from bench.key_to_verified import JOINED_S, SECRETS, McuAccess, controlled
from bench.loopback import on_loopback
from bench.mixer_run import child_port
from bench.pty_console import PtyConsole, pty_console
from bench.screen_replay import Replay, live_replay
from gbdt_console.compose import load
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import plan_for
from gbdt_console.ui.drawing.glyphs import UNICODE
from gbdt_console.ui.site_groups import MOST_IN_SIGHT

_ROUND_TRIP_S = 0.020
_USER, _SECRET, _CONFERENCE = "console", "measurement", "bench"
_SIZE = (200, 60)
_ROUNDS, _SHORT_ROUNDS = 12, 2
_SHORT_SITES = 5
_P95_MS, _WORST_MS = 30.0, 80.0
_WITHIN_S = 2.0
_PAUSE_S = 0.3, 0.6
_RIGHT, _TAKE = b"\x1b[C", b" "


@dataclass(frozen=True, slots=True)
class _Key:
    """A key and how the bottom line shows that it was taken.

    at_s: seconds since the start
    is_shown: tells by the bottom line
    """

    at_s: float
    is_shown: Callable[[str], bool]


def measure(is_short: bool) -> Iterator[Figure]:
    sites, rounds = (_SHORT_SITES, _SHORT_ROUNDS) if is_short else (MOST_IN_SIGHT, _ROUNDS)
    numbers = [f"2{number:04}" for number in range(1, sites + 1)]
    words = ("ami-talking", _CONFERENCE, _USER, _SECRET, str(_ROUND_TRIP_S), *numbers)
    with child_port("bench.mcu_child", *words) as port:
        access = McuAccess(port, _USER, _SECRET, _CONFERENCE, sites)
        yield from asyncio.run(_figures(access, rounds))


async def _figures(access: McuAccess, rounds: int) -> list[Figure]:
    secrets = SECRETS | {"GBDT_MCU_PASSWORD": access.secret}
    with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as name:
        folder = Path(name)
        plain_file, sites_file = folder / "plain.yaml", folder / "sites.yaml"
        plain_file.write_text(on_loopback(example_text(access.count)), encoding="utf-8")
        sites_file.write_text(controlled(plain_file.read_text("utf-8"), access), encoding="utf-8")
        async with await start(plan_for(load(plain_file, secrets), 1), "quiet") as simulator:
            host, echo = simulator.echo
            async with pty_console(_SIZE, folder, host, str(echo), secrets=secrets) as console:
                replay = await live_replay(_SIZE, console)
                await verb(folder, secrets, "meeting", "start", "bench", "--chair", "1")
                await asyncio.sleep(JOINED_S)
                keys = await _press(console, access.count, rounds)
                title = f"keys in a meeting of {access.count} sites while everything changes"
                return list(_latencies(title, replay, keys))


async def _press(console: PtyConsole, sites: int, rounds: int) -> list[_Key]:
    """Scroll by one, type a number, take that site; again and again."""
    rng, keys, cursor = Random(4), [], 1
    for _ in range(rounds):
        cursor = cursor % sites + 1
        on_cursor = _begins_with(str(cursor))
        keys.append(_Key(console.press(_RIGHT), on_cursor))
        typed = ""
        for digit in str(rng.randint(1, sites)):
            await asyncio.sleep(rng.uniform(*_PAUSE_S))
            typed += digit
            keys.append(_Key(console.press(digit.encode()), _has(typed + UNICODE.caret)))
        await asyncio.sleep(rng.uniform(*_PAUSE_S))
        keys.append(_Key(console.press(_TAKE), _lacks(UNICODE.caret)))
        await asyncio.sleep(rng.uniform(1.2, 1.8))
    return keys


def _begins_with(number: str) -> Callable[[str], bool]:
    return lambda line: line.split(maxsplit=1)[:1] == [number]


def _has(text: str) -> Callable[[str], bool]:
    return lambda line: text in line


def _lacks(text: str) -> Callable[[str], bool]:
    return lambda line: text not in line


def _latencies(title: str, replay: Replay, keys: Sequence[_Key]) -> Iterator[Figure]:
    found_s = (replay.said_s(key.is_shown, key.at_s, _WITHIN_S) for key in keys)
    took_ms = sorted(
        (at_s - key.at_s) * 1_000 for at_s, key in zip(found_s, keys, strict=True) if at_s is not None
    ) or [0.0]
    work = Work(len(took_ms), len(keys), "keys shown")
    yield Figure(f"{title}, p50", "ms", statistics.median(took_ms), work)
    yield Figure(f"{title}, p95", "ms", took_ms[int(len(took_ms) * 0.95)], work, budget=_P95_MS)
    yield Figure(f"{title}, worst", "ms", took_ms[-1], work, budget=_WORST_MS)
