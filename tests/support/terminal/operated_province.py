"""Run a console over a quiet simulated province whose faults another process causes.

The last argument is a folder: the state is kept there, and 'province' there names the simulator's control
socket. 'before' in front of it: the meeting is still to come.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.open_console import open_plant
from gbdt_console.cli.context import Context
from gbdt_console.cli.demo.meeting import begin_meeting
from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.sites import Network
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.plan import on_loopback, plan_for

_SEED = 1


async def _open(context: Context, network: Network, folder: Path) -> None:
    simulated = on_loopback(network)
    async with await start(plan_for(simulated, _SEED), "quiet") as province:
        (folder / "province").write_text(str(province.control))
        await open_plant(WatchedPlant(simulated, SimulatedEcho(province.echo)), context, AppOptions())


def main(folder: Path, *, is_before: bool) -> None:
    context = replace(Context.of_call([], {}), state=StateDirectory(folder / "state"))
    network = replace(demo_network(None), language="vi")
    begin_meeting(context, network, is_before=is_before)
    asyncio.run(_open(context, network, folder))


if __name__ == "__main__":
    main(Path(sys.argv[-1]), is_before="before" in sys.argv)
