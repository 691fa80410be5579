"""Runs the short form of a measurement, and judges that it ends with figures; never how fast they are."""

import pytest

from bench.module_run import run_module

ASTERISK, DETECTION, OBS = "asterisk", "detection", "obs"
"""The measurements that need real peers or the lab."""
NEWCOMER = "newcomer"
"""The measurement that tests/terminal does in full."""
_LIMIT_S = 240.0
"""Limits a measurement that hangs; on a quiet machine the longest takes 20 s."""


def assert_measures(name: str) -> None:
    run = run_module(name, _LIMIT_S, is_short=True)
    assert not run.failed, run.traceback
    if run.left_out and not run.figures:
        pytest.skip(f"{name}: {run.left_out}")
    assert run.figures
    names = [figure.name for figure in run.figures]
    assert len(names) == len(set(names))
    idle = [figure.line() for figure in run.figures if figure.work.planned and not figure.work.done]
    assert not idle
