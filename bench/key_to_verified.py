"""Time a key until the real console shows that the MCU has confirmed it.

Console, simulated province, simulated MCU behind a delayed path and terminal are processes on the same
cores. Each key follows the cursor after more than a second, since it acts on the site that has been under
the cursor for a second.
"""

import asyncio
import getpass
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.confirmed_keys import WITHIN_S, OrderKey, figures
from bench.figure import Figure
from bench.loopback import on_loopback
from bench.pty_console import PtyConsole, pty_console
from bench.screen_replay import Replay, live_replay
from gbdt_console.compose import load
from gbdt_console.core.conference.commands import BlockMicrophone, UnblockMicrophone
from gbdt_console.core.sites import Site
from gbdt_console.settings.example import example_text
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import plan_for
from gbdt_console.text.words import Words

JOINED_S = 2.0
"""Seconds from the live wall to the first key: the MCU is asked beside the pings."""
_JOINED_WITHIN_S = 60.0
"""A busy machine takes longer; a key that comes before orders nothing, and the next one the wrong thing."""
_STOOD_S = 1.2, 1.8
"""Least and most seconds between two keys."""
_LEFT, _RIGHT, _BLOCK = b"\x1b[D", b"\x1b[C", b"m"
SECRETS = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "measurement")


@dataclass(frozen=True, slots=True)
class McuAccess:
    """An MCU at a port of this machine.

    port: TCP port of its AMI
    user: account of the console
    secret: password of the account
    conference: name of the conference
    count: sites of the example, all of which are in the conference
    """

    port: int
    user: str
    secret: str
    conference: str
    count: int


async def key_to_verified(size: tuple[int, int], access: McuAccess, title: str, sites: int) -> list[Figure]:
    """Return the figures of a console of `size` columns and lines.

    sites: how many sites its keys block and unblock
    """
    with tempfile.TemporaryDirectory(prefix="gbdt-bench-") as name:
        folder = Path(name)
        plain_file, sites_file = folder / "plain.yaml", folder / "sites.yaml"
        secrets = SECRETS | {"GBDT_MCU_PASSWORD": access.secret}
        plain_file.write_text(on_loopback(example_text(access.count)), encoding="utf-8")
        sites_file.write_text(controlled(plain_file.read_text("utf-8"), access), encoding="utf-8")
        network = load(sites_file, secrets)
        words = Words(network.language)
        async with await start(plan_for(load(plain_file, secrets), 1), "quiet") as simulator:
            host, echo = simulator.echo
            async with pty_console(size, folder, host, str(echo), secrets=secrets) as console:
                replay = await live_replay(size, console)
                await asyncio.sleep(JOINED_S)
                await _join(console, replay, network.sites[0], words)
                keys = await _press(console, network.sites, sites)
    return list(figures(f"{title}: key to verified on the screen", replay, keys, words))


def controlled(text: str, access: McuAccess) -> str:
    """Add an MCU and conference numbers to the example.

    The user of this process is the operator.
    """
    mcu = (
        f"mcu: {{driver: asterisk-confbridge, address: 127.0.0.1, port: {access.port}, "
        f"user: {access.user}, password: env:GBDT_MCU_PASSWORD, conference: {access.conference}}}"
    )
    text = text.replace("\ncentre:\n", f"\ncentre:\n  {mcu}\n").replace("[trucca]", f"[{getpass.getuser()}]")
    return re.sub(r"( +)id: d(\d{4})\n", r"\g<0>\1conference_number: 2\2\n", text)


async def _join(console: PtyConsole, replay: Replay, site: Site, words: Words) -> None:
    """Block and unblock the site under the cursor until the MCU has confirmed it; this is not measured."""
    deadline_s = console.now_s + _JOINED_WITHIN_S
    for command in (BlockMicrophone, UnblockMicrophone):
        is_confirmed = False
        while not is_confirmed and console.now_s < deadline_s:
            key = OrderKey(console.press(_BLOCK), command(site.id), site)
            await asyncio.sleep(WITHIN_S)
            is_confirmed = key.shown_s(replay, words) is not None


async def _press(console: PtyConsole, sites: Sequence[Site], count: int) -> list[OrderKey]:
    """Block and unblock one site after the other."""
    rng = Random(3)
    keys = []
    place, step = 0, 1
    for _ in range(count):
        if not 0 <= place + step < len(sites):
            step = -step
        place += step
        console.press(_RIGHT if step > 0 else _LEFT)
        for command in (BlockMicrophone, UnblockMicrophone):
            await asyncio.sleep(rng.uniform(*_STOOD_S))
            site = sites[place]
            keys.append(OrderKey(console.press(_BLOCK), command(site.id), site))
        await asyncio.sleep(rng.uniform(*_STOOD_S))
    return keys
