"""Run every measurement in bench/measure_*.py and print our figures beside the peer's.

Each such module has `measure() -> list[Figure]`, which raises LeftOut where the machine lacks something.
Name modules on the command line to run only those: `python -m bench icmp snmp`.
With BENCH_HOUR=1 the growth of the console's memory is measured over an hour instead of some minutes.
"""

import importlib
import json
import pkgutil
import signal
import sys
from pathlib import Path

import bench
from bench.figure import Figure, LeftOut

TARGET = Path("build/bench.json")


def main(wanted: list[str]) -> int:
    signal.signal(signal.SIGTERM, _leave)
    names = [m.name for m in pkgutil.iter_modules(bench.__path__) if m.name.startswith("measure_")]
    figures: list[Figure] = []
    left_out: list[str] = []
    for name in sorted(names):
        short = name.removeprefix("measure_")
        if wanted and short not in wanted:
            continue
        try:
            found = importlib.import_module(f"bench.{name}").measure()
        except LeftOut as missing:
            left_out.append(f"{short}: {missing}")
            continue
        figures += found
        for figure in found:
            print(_line(figure), flush=True)
    for reason in left_out:
        print(f"LEFT OUT  {reason}")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps([f.row() for f in figures], indent=1, ensure_ascii=False) + "\n")
    return 0


def _leave(number: int, _: object) -> None:
    """Exit through the finally blocks, which end the child processes."""
    sys.exit(128 + number)


def _line(figure: Figure) -> str:
    peer = "" if figure.peer is None else f"  {figure.peer_name} {figure.peer:.4g} (x{figure.ratio:.2f})"
    budget = ""
    if figure.budget is not None:
        kind = "x" if figure.budget_is_ratio else ""
        budget = f"  budget {kind}{figure.budget:g} {'holds' if figure.holds else 'BROKEN'}"
    return f"{figure.name:<52} {figure.ours:>10.4g} {figure.unit}{peer}{budget}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
