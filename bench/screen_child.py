"""Run the console as its verb does, with simulated pings.

On SIGUSR1 it writes the native ids of its threads into its folder.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path

from gbdt_console import collector
from gbdt_console.cli.console.read_beside import picture_while_read
from gbdt_console.cli.context import Context


def main(folder: Path, echo: tuple[str, int]) -> None:
    def write_threads(*_: object) -> None:
        made = folder / "threads.new"
        made.write_text(json.dumps({t.name: t.native_id for t in threading.enumerate()}))
        made.rename(folder / "threads.json")

    collector.hold_back()
    signal.signal(signal.SIGUSR1, write_threads)
    context = Context.of(str(folder / "sites.yaml"), str(folder / "state"), None, os.environ)
    with picture_while_read(context) as read_network:
        import asyncio

        from gbdt_console.cli.console.engine_with_readers import WatchedPlant
        from gbdt_console.cli.console.open_console import open_plant
        from gbdt_console.core.app_options import AppOptions
        from gbdt_console.simulator.icmp.echo_transport import SimulatedEcho

        network = read_network()
        asyncio.run(open_plant(WatchedPlant(network, SimulatedEcho(echo)), context, AppOptions()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), (sys.argv[2], int(sys.argv[3])))
