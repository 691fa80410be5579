"""Marks every test by the folder below tests/ it lives in, and makes what all of them share cheap."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from gbdt_console.text.words import Words
from tests.support.runner.marks import mark_by_folder, name_who_may_run_again, searches_of_other_thirds
from tests.support.runner.missing_tools import leave_out_without_its_program

HERE = Path(__file__).parent
BUSY = "busy-machine"
"""Hypothesis judges no example by the time it took: beside other work one takes a second by chance."""
IN_MEMORY = Path("/dev/shm")
NO_RECORDS = "gbdt-console-no-records"
"""Stands for this user's own records, beside which a demonstration may run while tests do."""
ROOM_BYTES = 1 << 30
"""Free memory that the tests' files may need: a wheel trial's environments are the largest."""

RECOMPILE = "PYTHONDONTWRITEBYTECODE"
"""Makes each console that a test starts compile the whole program anew: 0.3 s of CPU time; pytest itself
compiles all tests anew, which takes 4 to 10 s."""
YOUNG_OBJECTS = 400_000
"""Limits searches for cyclic garbage to one every so many new objects: at Python's own 700 they took a third
of the CPU time of a test of screens."""

settings.register_profile(BUSY, settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(BUSY)


def pytest_configure() -> None:
    """Set what holds for a whole run of pytest."""
    os.environ.pop(RECOMPILE, None)
    sys.dont_write_bytecode = False
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    _keep_in_memory()
    Words.missing = _no_words  # type: ignore[method-assign]
    os.environ["XDG_STATE_HOME"] = str(Path(tempfile.gettempdir(), NO_RECORDS))
    _keep_witnesses_apart()


def _keep_witnesses_apart() -> None:
    """Let the journals of a run leave their heads in a folder that ends with it."""
    for variable in ("RUNTIME_DIRECTORY", "CACHE_DIRECTORY"):
        folder = os.environ[variable] = tempfile.mkdtemp(prefix="gbdt-witness-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _no_words(_: Words, code: str) -> str:
    """Fail the test that says a code which a catalogue lacks: a screen would show the code."""
    raise AssertionError(f"no words for {code!r}")


def pytest_collection_finish() -> None:
    """Leave modules and tests out of every later search for garbage: they stay to the end."""
    gc.collect()
    gc.freeze()


def _keep_in_memory() -> None:
    """Put temporary files on a file system in memory.

    Journals wait for the disk after each entry, which beside other work is most of such a test's time.
    """
    if "TMPDIR" not in os.environ and _may_hold_programs(IN_MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


def _may_hold_programs(place: Path) -> bool:
    """Tell whether tests may write there and start what they wrote."""
    if not os.access(place, os.W_OK):
        return False
    is_noexec = os.statvfs(place).f_flag & os.ST_NOEXEC
    return not is_noexec and shutil.disk_usage(place).free >= ROOM_BYTES


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    mark_by_folder(items, HERE)
    name_who_may_run_again(items)
    if others := set(searches_of_other_thirds(items)):
        config.hook.pytest_deselected(items=list(others))
        items[:] = [item for item in items if item not in others]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave out, where that is allowed, what lacks a program."""
    report = yield
    leave_out_without_its_program(call, report)
    return report
