"""Run every measurement in bench/measure_*.py and print our figures beside the peer's.

Each such module has `measure(is_short)`, which yields a Figure as soon as it has one, and yields or raises
LeftOut where the machine lacks something. It runs in a process of its own: where it fails or hangs, its row
says so and the others go on. build/bench.json is written after each.

Name modules to run only those: `python -m bench icmp snmp`. With `--short` each measures for seconds only,
which shows that it works and nothing else. With BENCH_HOUR=1 the growth of the console's memory is measured
over an hour.
"""

import argparse
import json
import os
import pkgutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import bench
from bench.module_run import PREFIX, ModuleRun, run_module

_TARGET = Path("build/bench.json")
_HOUR_S = 4_500.0 if os.environ.get("BENCH_HOUR") == "1" else 0.0
WHOLE_S = 900.0 + _HOUR_S
MODULE_S = 240.0 + _HOUR_S
"""Most seconds of all measurements together, and of one."""


def main(argv: Sequence[str]) -> int:
    """Return 1 where a measurement failed."""
    asked = _asked(argv)
    ends_s = time.monotonic() + WHOLE_S
    runs: list[ModuleRun] = []
    for name in asked.modules or module_names():
        left_s = ends_s - time.monotonic()
        if left_s > 0:
            runs.append(run_module(name, min(MODULE_S, left_s), is_short=asked.short, say=_say))
        else:
            runs.append(ModuleRun(name, failed=f"no time was left of {WHOLE_S / 60:.0f} min"))
        if runs[-1].failed:
            _say(f"{runs[-1].traceback}\nFAILED    {name}: {runs[-1].failed}")
        _write(asked.to, runs)
    _sum_up(runs)
    return 1 if any(run.failed for run in runs) else 0


def module_names() -> list[str]:
    """Return the names of all measurements."""
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name.removeprefix(PREFIX) for name in found if name.startswith(PREFIX))


def _asked(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("modules", nargs="*", metavar="NAME", help=f"of {', '.join(module_names())}")
    parser.add_argument("--short", action="store_true", help="seconds each, to see that all work")
    parser.add_argument("--to", type=Path, default=_TARGET, metavar="FILE", help=f"default: {_TARGET}")
    asked = parser.parse_args(argv)
    unknown = set(asked.modules) - set(module_names())
    if unknown:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    return asked


def _write(target: Path, runs: Sequence[ModuleRun]) -> None:
    """Replace the file as a whole: who ends the run early has what was measured."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.write_text(json.dumps([run.row() for run in runs], indent=1, ensure_ascii=False) + "\n")
    unfinished.replace(target)


def _sum_up(runs: Sequence[ModuleRun]) -> None:
    _say("\nminutes figures")
    for run in runs:
        _say(f"{run.seconds / 60:>7.1f} {len(run.figures):>7}  {run.name}")
    _say(f"{sum(run.seconds for run in runs) / 60:>7.1f} {sum(len(run.figures) for run in runs):>7}  all\n")
    figures = [figure for run in runs for figure in run.figures]
    for run in runs:
        for missing in run.left_out:
            _say(f"LEFT OUT  {run.name}: {missing}")
    for figure in figures:
        if figure.holds is False or figure.lacks:
            _say(figure.line())
    for run in runs:
        if run.failed:
            _say(f"FAILED    {run.name}: {run.failed}")


def _leave(number: int, _: object) -> None:
    """Exit through the finally blocks, which end the measurement that runs."""
    sys.exit(128 + number)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    sys.exit(main(sys.argv[1:]))
