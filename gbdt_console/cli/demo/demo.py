"""`demo`: opens the console over a simulated province."""

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
from gbdt_console.cli.demo.network import MCUS, demo_network
from gbdt_console.cli.failures import Exit, fail, require_terminal
from gbdt_console.core.cleaning import clean
from gbdt_console.core.sites import Network
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.settings.example import MOST_SITES
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.process import RunningSimulator, SimulatorFailed, start
from gbdt_console.simulator.world.plan import on_loopback, plan_for

_SEED = 188_053
"""A seed with which the shipped province's chair stays in the conference in the scenario's first round."""


@click.command()
@click.option("--scenario", default="morning", show_default=True, help="Scenario: morning or quiet.")
@click.option("--speed", type=click.FloatRange(0.1, 100.0), default=1.0, help="Speed of the simulated time.")
@click.option("--sites", type=click.IntRange(1, MOST_SITES), help="Number of sites; default: the province.")
@click.option(
    "--mcu", type=click.Choice(list(MCUS)), default="codian", show_default=True,
    help="MCU: codian composes pictures, asterisk shows one site to all.",
)  # fmt: skip
@click.option("--autopilot/--no-autopilot", default=False, help="Self-running demo until you press a key.")
@with_context
def demo(context: Context, scenario: str, speed: float, sites: int | None, mcu: str, autopilot: bool) -> None:
    """Open the console on a simulated province; no real device is touched, root is not needed."""
    home = Path(platformdirs.user_state_dir("gbdt-console-demo"))
    used = replace(context, state=StateDirectory(home)) if context.is_default_state else context
    if context.config is not None and not context.config.is_file():
        fail(Exit.CONFIG, used.words(), "verb.config-absent", file=clean(str(context.config)))
    require_terminal(used.words)
    network = replace(demo_network(sites, mcu), language=used.words().language)
    begin_meeting(used, network)
    asyncio.run(_open(used, network, scenario, speed, autopilot))


async def _open(context: Context, network: Network, scenario: str, speed: float, is_guided: bool) -> None:
    words = context.words(network.language)
    simulated = on_loopback(network)
    try:
        province = await start(plan_for(simulated, _SEED), scenario, speed)
    except SimulatorFailed as error:
        fail(Exit.FAILED, words, "verb.demo-failed", reason=error)
    async with province, _while_alive(province) as death:
        options = ScreenOptions(skip=province.skip if is_guided else None)
        await open_plant(WatchedPlant(simulated, SimulatedEcho(province.echo)), context, options)
    if death.done() and not death.cancelled():
        fail(Exit.FAILED, words, "demo.died", reason=death.result())


@asynccontextmanager
async def _while_alive(province: RunningSimulator) -> AsyncIterator[asyncio.Future[str]]:
    """Cancel the block when the simulator ends, and yield the reason.

    A console without its simulator would show every line lost, which looks like a finding.
    """
    death = asyncio.ensure_future(province.death())
    block = asyncio.current_task()
    assert block is not None
    death.add_done_callback(lambda done: done.cancelled() or block.cancel())
    try:
        yield death
    except asyncio.CancelledError:
        if not death.done():
            raise
    finally:
        death.cancel()
