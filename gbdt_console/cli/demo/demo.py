"""`demo`: the console over a simulated province."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import click
import platformdirs

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.open_console import open_plant
from gbdt_console.cli.console.screen_supervisor import ScreenOptions
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.demo.meeting import begin_meeting
from gbdt_console.cli.demo.network import demo_network
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.sites import Network
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.settings.example import MOST_SITES
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.process import RunningSimulator, SimulatorFailed, start
from gbdt_console.simulator.world.plan import on_loopback, plan_for

_SEED = 188_053
"""By which the chair of the shipped province stays in the conference in the first round."""


@click.command()
@click.option("--scenario", default="morning", show_default=True, help="What happens: morning or quiet.")
@click.option(
    "--speed", type=click.FloatRange(0.1, 100.0), default=1.0, help="How fast the world's time runs."
)
@click.option("--sites", type=click.IntRange(1, MOST_SITES), help="How many points; else the province.")
@click.option("--autopilot/--no-autopilot", default=False, help="Let it press the keys until you do.")
@with_context
def demo(context: Context, scenario: str, speed: float, sites: int | None, autopilot: bool) -> None:
    """Open the console on a simulated province; nothing real is touched and no root is needed."""
    home = Path(platformdirs.user_state_dir("gbdt-console-demo"))
    used = replace(context, state=StateDirectory(home)) if context.is_default_state else context
    network = demo_network(sites)
    begin_meeting(used, network)
    asyncio.run(_open(used, network, scenario, speed, autopilot))


async def _open(context: Context, network: Network, scenario: str, speed: float, is_guided: bool) -> None:
    words = context.words(network.language)
    there = on_loopback(network)
    try:
        province = await start(plan_for(there, _SEED), scenario, speed)
    except SimulatorFailed as error:
        fail(Exit.FAILED, words, "verb.demo-failed", reason=error)
    async with province, _while_alive(province) as death:
        look = ScreenOptions(skip=province.skip if is_guided else None)
        await open_plant(WatchedPlant(there, SimulatedEcho(province.echo)), context, look)
    if death.done() and not death.cancelled():
        fail(Exit.FAILED, words, "demo.died", reason=death.result())


@asynccontextmanager
async def _while_alive(province: RunningSimulator) -> AsyncIterator[asyncio.Future[str]]:
    """End the block in order when the simulator dies in it: a console over nothing would show every line
    lost, which looks like a finding. Gives what becomes the reason of the death."""
    death = asyncio.ensure_future(province.death())
    here = asyncio.current_task()
    assert here is not None
    death.add_done_callback(lambda done: done.cancelled() or here.cancel())
    try:
        yield death
    except asyncio.CancelledError:
        if not death.done():
            raise
    finally:
        death.cancel()
