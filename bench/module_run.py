"""Run one measurement so that neither its error nor its hanging ends the others."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Timer

from bench.figure import Figure

PREFIX = "measure_"
"""Begins the names of the modules that measure."""
_ROOT = Path(__file__).parents[1]
_ENDS_WITHIN_S = 30.0
"""Seconds for a measurement to end its children and take its lab down; then its processes are killed."""
_TRACEBACK = 4_000
"""Characters of a failed measurement's last output that are kept."""


@dataclass(slots=True)
class ModuleRun:
    """How one measurement ended.

    name: its name, as in `python -m bench NAME`
    seconds: how long it took
    figures: what it measured, also where it failed after
    left_out: what this machine lacks for it
    failed: why it failed
    traceback: the last that it wrote on standard error, where it failed
    """

    name: str
    seconds: float = 0.0
    figures: list[Figure] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    failed: str = ""
    traceback: str = ""

    def row(self) -> dict[str, object]:
        """Return the row of build/bench.json."""
        return {
            "module": self.name,
            "seconds": round(self.seconds, 1),
            "failed": self.failed,
            "left_out": self.left_out,
            "figures": [figure.row() for figure in self.figures],
        }


def run_module(
    name: str,
    limit_s: float,
    *,
    is_short: bool,
    say: Callable[[str], None] = lambda line: None,
    package: str = "bench",
) -> ModuleRun:
    """Measure, for `limit_s` seconds at most; `say` takes each figure's line as it comes.

    package: the package that has the measurement
    """
    run, began_s = ModuleRun(name), time.monotonic()
    argv = [
        sys.executable,
        "-m",
        "bench.one_module",
        f"{package}.{PREFIX}{name}",
        *(["--short"] if is_short else []),
    ]
    with tempfile.TemporaryFile("w+", errors="replace") as errors:
        child = subprocess.Popen(
            argv, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True, cwd=_ROOT
        )
        late = Event()
        timer = Timer(limit_s, _end, [child, late])
        timer.start()
        try:
            _read(child, run, say)
            child.wait()
        finally:
            timer.cancel()
            _end(child)
        run.seconds = time.monotonic() - began_s
        if child.returncode:
            errors.seek(0)
            run.traceback = errors.read()[-_TRACEBACK:].strip()
            said = run.traceback.splitlines()[-1:] or [f"exit code {child.returncode}"]
            run.failed = f"not done within {limit_s:.0f} s" if late.is_set() else said[0]
    return run


def _read(child: "subprocess.Popen[str]", run: ModuleRun, say: Callable[[str], None]) -> None:
    assert child.stdout
    with child.stdout:
        for line in child.stdout:
            row = json.loads(line)
            if "left_out" in row:
                run.left_out.append(row["left_out"])
                say(f"LEFT OUT  {run.name}: {row['left_out']}")
                continue
            run.figures.append(Figure.of(row))
            say(run.figures[-1].line())


def _end(child: "subprocess.Popen[str]", late: Event | None = None) -> None:
    """Let the child end itself; kill what is left of its session. `late` is set first."""
    if late is not None:
        late.set()
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        child.terminate()
        child.wait(_ENDS_WITHIN_S)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
