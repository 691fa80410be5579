"""Measure the loading of the configuration beside PyYAML's C loader."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from bench.figure import Figure
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.example import example_text
from gbdt_console.settings.load import load_network

_SIZES = (11, 220, 3400)
_RUNS = 5
_BUDGET_MS = {220: 300.0, 3400: 1500.0}
_ENVIRON = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "example-secret")


def measure() -> list[Figure]:
    """Return the least CPU of a load at several sizes."""
    figures = []
    drivers = catalogue()
    with tempfile.TemporaryDirectory() as folder:
        for sites in _SIZES:
            path = Path(folder, f"{sites}.yaml")
            path.write_text(example_text(sites), encoding="utf-8")
            ours = _best_ms(lambda path=path: load_network(path, drivers, _ENVIRON))
            peer = _best_ms(lambda path=path: yaml.load(path.read_bytes(), yaml.CSafeLoader))
            name = f"configuration loaded and checked, {sites} sites"
            figures.append(Figure(name, "ms CPU", ours, peer, "yaml.CSafeLoader", _BUDGET_MS.get(sites)))
    return figures


def _best_ms(action: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(_RUNS):
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best * 1000
