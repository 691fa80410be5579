"""Time the key of a take until the real console shows 'confirmed by the device'.

Console, simulated province, simulated MCU and terminal are processes on the same cores; the mixer is behind a
delayed path. A typed number and Space put that site on air at once.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.figure import Figure
from bench.key_to_verified import SECRETS, STARTED_S, McuAccess, controlled
from bench.loopback import on_loopback
from bench.pty_console import PtyConsole, pty_console
from bench.screen_replay import Replay
from gbdt_console.compose import load
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import plan_for
from gbdt_console.text.words import Words

_SIZE = (120, 40)
_TIMES = 30
_STOOD_S = 1.2, 1.8
"""Least and most seconds between two takes."""
_TYPED_S = 0.1
"""Seconds from the number to Space."""


@dataclass(frozen=True, slots=True)
class MixerAccess:
    """A mixer at a port of this machine.

    port: TCP port of its obs-websocket server
    password: its password
    sources: names of the sources of the first sites, by their number
    """

    port: int
    password: str
    sources: tuple[str, ...]


async def take_by_key(mcu: McuAccess, mixer: MixerAccess, title: str) -> list[Figure]:
    """Return the figures of a console of 120 columns and 40 lines in a meeting."""
    secrets = SECRETS | {"GBDT_MCU_PASSWORD": mcu.secret, "GBDT_MIXER_PASSWORD": mixer.password}
    with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as name:
        folder = Path(name)
        plain_file, sites_file = folder / "plain.yaml", folder / "sites.yaml"
        plain_file.write_text(on_loopback(example_text(mcu.count)), encoding="utf-8")
        sites_file.write_text(_with_mixer(controlled(plain_file.read_text("utf-8"), mcu), mixer), "utf-8")
        network = load(sites_file, secrets)
        async with await start(plan_for(load(plain_file, secrets), 1), "quiet") as simulator:
            host, echo = simulator.echo
            async with pty_console(_SIZE, folder, host, str(echo), secrets=secrets) as console:
                await asyncio.sleep(STARTED_S)
                await _start_meeting(folder, secrets)
                await asyncio.sleep(_STOOD_S[1])
                pressed = await _press(console, len(mixer.sources))
        replay, words = Replay(_SIZE, console.chunks), Words(network.language)
    end = f"{words('order.frame.take')}: {words('stage.verified')}"
    took_ms = sorted(
        (replay.shown_s(f"{number} {network.sites[number - 1].name}: {end}", at_s) - at_s) * 1_000
        for at_s, number in pressed
    )
    return [
        Figure(f"{title}: key of a take to verified on the screen, p50", "ms", statistics.median(took_ms)),
        Figure(f"{title}: key of a take to verified on the screen, p95", "ms", took_ms[int(0.95 * _TIMES)]),
    ]


def _with_mixer(text: str, mixer: MixerAccess) -> str:
    entry = (
        f"mixer: {{driver: obs-websocket, address: 127.0.0.1, port: {mixer.port}, "
        f"password: env:GBDT_MIXER_PASSWORD}}"
    )
    text = text.replace("\ncentre:\n", f"\ncentre:\n  {entry}\n")
    for number, source in enumerate(mixer.sources, 1):
        text = text.replace(f"    id: d{number:04}\n", f"    id: d{number:04}\n    mixer_source: {source}\n")
    return text


async def _start_meeting(folder: Path, secrets: dict[str, str]) -> None:
    """Start a meeting chaired by site 1, by the verb beside the running console."""
    program = "from gbdt_console.cli.main import main; main()"
    words = ["meeting", "start", "bench", "--chair", "1"]
    where = ["--config", str(folder / "sites.yaml"), "--state-dir", str(folder / "state")]
    verb = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *words, *where,
        env=os.environ | secrets, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await verb.communicate()
    if verb.returncode:
        raise RuntimeError(said.decode())


async def _press(console: PtyConsole, sites: int) -> list[tuple[float, int]]:
    """Take one site after the other; return the second of each take's key, and the site's number."""
    rng, pressed = Random(5), []
    for number in islice(cycle([*range(2, sites + 1), 1]), _TIMES):
        console.press(str(number).encode())
        await asyncio.sleep(_TYPED_S)
        pressed.append((console.press(b" "), number))
        await asyncio.sleep(rng.uniform(*_STOOD_S))
    return pressed
