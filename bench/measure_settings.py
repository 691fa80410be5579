"""Measure the loading of the configuration beside PyYAML's C loader."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from bench.figure import Figure, Work
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.example import example_text
from gbdt_console.settings.load import load_network

_SIZES = (11, 220, 3400)
_SHORT_SIZES = (11, 220)
_RUNS, _SHORT_RUNS = 3, 1
_BUDGET_MS = {220: 300.0, 3400: 1500.0}
_ENVIRON = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "example-secret")


def measure(is_short: bool) -> Iterator[Figure]:
    """Yield the least CPU of a load at several sizes."""
    drivers = catalogue()
    runs = _SHORT_RUNS if is_short else _RUNS
    with tempfile.TemporaryDirectory() as folder:
        for sites in _SHORT_SIZES if is_short else _SIZES:
            path = Path(folder, f"{sites}.yaml")
            path.write_text(example_text(sites), encoding="utf-8")
            ours, read = _best_ms(runs, lambda path=path: len(load_network(path, drivers, _ENVIRON).sites))
            peer, _ = _best_ms(runs, lambda path=path: len(yaml.load(path.read_bytes(), yaml.CSafeLoader)))
            name = f"configuration loaded and checked, {sites} sites"
            work = Work(read, runs * sites, "sites read")
            yield Figure(name, "ms CPU", ours, work, peer, "yaml.CSafeLoader", _BUDGET_MS.get(sites))


def _best_ms(runs: int, action: Callable[[], int]) -> tuple[float, int]:
    """Return the least CPU of an action, and the sum of what it returned."""
    best, total = float("inf"), 0
    for _ in range(runs):
        start = time.process_time()
        total += action()
        best = min(best, time.process_time() - start)
    return best * 1000, total
