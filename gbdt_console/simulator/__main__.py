"""The simulator's own process: reads a plan on stdin, prints its addresses as one line of JSON, then serves.

The process ends at end of file on stdin, so it never outlives the console that started it, or on a signal.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.simulator.province import Province
from gbdt_console.simulator.world import scenario as scenarios
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.world_clock import WorldClock

_REFUSED = 2
"""Exit code for a plan, scenario or speed that the simulator does not accept."""


async def _serve(name: str, speed: float) -> int:
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    try:
        plan = ProvincePlan.from_json(sys.stdin.readline())
        scenario = scenarios.load(name)
    except (ValueError, KeyError, TypeError) as error:
        return _refuse(f"{type(error).__name__}: {error}")
    loop.add_reader(sys.stdin.fileno(), _end_at_eof, end)
    with tempfile.TemporaryDirectory(prefix="gbdt-sim-") as folder:
        control = Path(folder) / "control"
        try:
            province = await Province.open(plan, scenario, WorldClock(SystemClock(), speed), control)
        except OSError as error:
            return _refuse(str(error))
        _print_json({"ready": len(plan.devices), "echo": province.echo, "control": str(control)})
        await end.wait()
        province.close()
    return 0


def _end_at_eof(end: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        end.set()


def _refuse(reason: str) -> int:
    _print_json({"error": reason})
    return _REFUSED


def _print_json(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m gbdt_console.simulator")
    parser.add_argument("--scenario", default="quiet")
    parser.add_argument("--speed", type=float, default=1.0)
    options = parser.parse_args()
    if options.speed and not 0.01 <= options.speed <= 1000:
        return _refuse("speed is between 0.01 and 1000, or 0 to be moved by hand")
    return asyncio.run(_serve(options.scenario, options.speed))


if __name__ == "__main__":
    sys.exit(main())
