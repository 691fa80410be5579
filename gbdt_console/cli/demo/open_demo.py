"""Opens the full screen over a simulated province, and ends with its simulator."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.open_console import open_plant
from gbdt_console.cli.context import Context
from gbdt_console.cli.demo.meeting import begin_meeting
from gbdt_console.cli.demo_network import demo_network
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.json_value import Json
from gbdt_console.core.sites import Network
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.process import RunningSimulator, SimulatorFailed, start
from gbdt_console.simulator.world.plan import on_loopback, plan_for

_SEED = 188_053
"""A seed with which the shipped province's chair stays in the conference in the scenario's first round."""


def open_demo(
    context: Context, made_of: Mapping[str, Any], *, scenario: str, speed: float, is_guided: bool
) -> None:
    """Show the demonstration until it is left; the parameters are the verb's.

    made_of: what `demo_network` makes the network of
    """
    network = replace(demo_network(**made_of), language=context.words().language)
    begin_meeting(context, network, is_before=is_guided)
    noted: dict[str, Json] = {**made_of, "language": network.language}
    asyncio.run(_open(context, network, noted, scenario, speed, is_guided))


async def _open(
    context: Context, network: Network, noted: dict[str, Json], scenario: str, speed: float, is_guided: bool
) -> None:
    words = context.words(network.language)
    simulated = on_loopback(network)
    try:
        starting = start(plan_for(simulated, _SEED), scenario, speed)
        # The simulator starts on another core meanwhile.
        province, _ = await asyncio.gather(starting, asyncio.to_thread(import_module, "gbdt_console.app"))
    except SimulatorFailed as error:
        fail(Exit.FAILED, words, "verb.demo-failed", reason=error)
    async with province, _while_alive(province) as death:
        options = AppOptions(skip=province.skip if is_guided else None)
        await open_plant(WatchedPlant(simulated, SimulatedEcho(province.echo), demo=noted), context, options)
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
