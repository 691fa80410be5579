"""Runs the short form of a measurement, and judges that it ends with figures; never how fast they are."""

import importlib
from collections.abc import Sequence
from contextlib import chdir

import pytest

from bench.figure import Figure, LeftOut
from bench.module_run import PREFIX, run_module
from tests.support.places import ROOT

ASTERISK, DETECTION, OBS = "asterisk", "detection", "obs"
"""The measurements that need real peers or the lab."""
NEWCOMER = "newcomer"
"""The measurement that tests/terminal does in full."""
_LIMIT_S = 240.0
"""Limits a measurement that hangs; on a quiet machine the longest takes 20 s."""


def assert_measures(name: str) -> None:
    """Measure in a process of its own, as `make bench` does; what a failed one leaves ends with it."""
    run = run_module(name, _LIMIT_S, is_short=True)
    assert not run.failed, run.traceback
    _judge(name, run.figures, run.left_out)


def assert_measures_here(name: str) -> None:
    """Measure in this process, which has most modules already: to import them costs more than to measure."""
    figures, left_out = [], []
    try:
        with chdir(ROOT):
            for found in importlib.import_module(f"bench.{PREFIX}{name}").measure(True):
                if isinstance(found, LeftOut):
                    left_out.append(str(found))
                else:
                    figures.append(Figure.of(found.row()))
    except LeftOut as missing:
        left_out.append(str(missing))
    _judge(name, figures, left_out)


def _judge(name: str, figures: Sequence[Figure], left_out: Sequence[str]) -> None:
    if left_out and not figures:
        pytest.skip(f"{name}: {left_out}")
    assert figures
    names = [figure.name for figure in figures]
    assert len(names) == len(set(names))
    idle = [figure.line() for figure in figures if figure.work.planned and not figure.work.done]
    assert not idle
