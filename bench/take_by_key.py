"""Time the key of a take until the real console shows that the mixer has confirmed it.

Console, simulated province, simulated MCU and terminal are processes on the same cores; the mixer is behind a
delayed path. A typed number and Space put that site on air at once.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.confirmed_keys import OrderKey, figures
from bench.console_verb import verb
from bench.figure import Figure
from bench.key_to_verified import JOINED_S, SECRETS, McuAccess, controlled
from bench.loopback import on_loopback
from bench.pty_console import PtyConsole, pty_console
from bench.screen_replay import live_replay
from gbdt_console.compose import load
from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.sites import Site
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import plan_for
from gbdt_console.text.words import Words

_SIZE = (120, 40)
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


async def take_by_key(mcu: McuAccess, mixer: MixerAccess, title: str, takes: int) -> list[Figure]:
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
                replay = await live_replay(_SIZE, console)
                await verb(folder, secrets, "meeting", "start", "bench", "--chair", "1")
                await asyncio.sleep(JOINED_S)
                keys = await _press(console, network.sites[: len(mixer.sources)], takes)
    title = f"{title}: key of a take to verified on the screen"
    return list(figures(title, replay, keys, Words(network.language)))


def _with_mixer(text: str, mixer: MixerAccess) -> str:
    entry = (
        f"mixer: {{driver: obs-websocket, address: 127.0.0.1, port: {mixer.port}, "
        f"password: env:GBDT_MIXER_PASSWORD}}"
    )
    text = text.replace("\ncentre:\n", f"\ncentre:\n  {entry}\n")
    for number, source in enumerate(mixer.sources, 1):
        text = text.replace(f"    id: d{number:04}\n", f"    id: d{number:04}\n    mixer_source: {source}\n")
    return text


async def _press(console: PtyConsole, sites: Sequence[Site], takes: int) -> list[OrderKey]:
    """Take one site after the other."""
    rng, keys = Random(5), []
    for site in islice(cycle([*sites[1:], sites[0]]), takes):
        console.press(str(site.number).encode())
        await asyncio.sleep(_TYPED_S)
        keys.append(OrderKey(console.press(b" "), TakeFrame(site.id), site))
        await asyncio.sleep(rng.uniform(*_STOOD_S))
    return keys
