"""Run a simulated Cisco codec behind delayed paths; print the ports of its SSH and of its WebSocket."""

import asyncio
import sys
import tempfile
from pathlib import Path

from bench.delayed_path import delayed_path
from bench.tied import tie_to_parent
from tests.support.rooms.xapi_office import xapi_office


async def main(round_trip_s: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            xapi_office(Path(folder)) as office,
            delayed_path("127.0.0.1", office.shell.port, round_trip_s) as shell,
            delayed_path("127.0.0.1", office.socket.port, round_trip_s) as socket,
        ):
            print(shell, socket, flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    tie_to_parent()
    asyncio.run(main(float(sys.argv[1])))
