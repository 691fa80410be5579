"""Run a simulated OBS behind a delayed path; print the path's port."""

import asyncio
import sys

from bench.delayed_path import delayed_path
from bench.tied import tie_to_parent
from gbdt_console.core.secret import Secret
from tests.support.mixer.simulated_mixer import prepared_studio
from tests.support.mixer.studio.server import ObsServer


async def main(password: str, round_trip_s: float, fade_s: float) -> None:
    studio = prepared_studio()
    studio.transition_s = fade_s
    server = ObsServer(studio, Secret(password))
    await server.open()
    async with delayed_path("127.0.0.1", server.port, round_trip_s) as near:
        print(near, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    tie_to_parent()
    asyncio.run(main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])))
