"""Cuts the power of a process that records, again and again, and looks for every event it had acknowledged.

Run as `python -m tests.support.journal.power_cuts DIRECTORY CUTS SEED [SYNCHRONOUS]`; prints how much was
acknowledged in all cuts together. What a cut leaves on the disk: `disk_log`.
"""

import os
import pickle
import random
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.journal import database
from gbdt_console.journal.sample_recorder import SampleRecorder
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JournalWriter
from tests.support.journal.disk_log import Disk, DiskLog, Step, after_power_cut, read_disk, write_disk
from tests.support.journal.reader import read_journal
from tests.support.places import ROOT

_CUTS_OF_A_LIFE = 10
_SESSIONS, _MOST_EVENTS = 3, 40


def cut_and_compare(directory: Path, cuts: int, seed: int, synchronous: str = "") -> int:
    """Cut the power `cuts` times; return the number of acknowledged events that were looked for.

    AssertionError when one is missing, when the chain does not hold or when the next start finds damage.
    """
    command = [sys.executable, "-m", __name__, str(directory), str(cuts), str(seed), synchronous]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return int(ended.stdout)


def main(directory: Path, cuts: int, seed: int, synchronous: str) -> None:
    # Each cut goes back in time, which a head outside of the disk that is cut would rightly tell.
    os.environ.update(RUNTIME_DIRECTORY=os.devnull + "/none", CACHE_DIRECTORY=os.devnull + "/none")
    luck = random.Random(seed)
    state = directory / "state"
    _in_a_child(partial(_record, state, "first", 1))
    before, kept, looked_for = read_disk(state), {"first.0.0"}, 0
    for number in range(-(-cuts // _CUTS_OF_A_LIFE)):
        steps = _live(directory, before, f"p{number}", luck.randrange(2**32), synchronous)
        assert any(step.what == "sync" for step in steps), "nothing of the disk was seen"
        for _ in range(min(_CUTS_OF_A_LIFE, cuts - number * _CUTS_OF_A_LIFE)):
            seen = steps[: luck.randint(1, len(steps))]
            acknowledged = kept | {step.name for step in seen if step.what == "told"}
            left = after_power_cut(before, seen, luck)
            _compare(directory, left, acknowledged)
            looked_for += len(acknowledged)
        before, kept = left, acknowledged
    print(looked_for)


def _live(directory: Path, before: Disk, prefix: str, seed: int, synchronous: str) -> list[Step]:
    """Return what happened on the disk while a process recorded, opened anew a few times."""
    state, notes = directory / "state", directory / "steps"
    shutil.rmtree(state)
    write_disk(before, state)

    def work() -> None:
        if synchronous:
            database.create = partial(database.create, synchronous=synchronous)
            database.extend = partial(database.extend, synchronous=synchronous)
        log, luck = DiskLog(state), random.Random(seed)
        for session in range(_SESSIONS):
            _record(state, f"{prefix}.{session}", luck.randint(1, _MOST_EVENTS), log)
        notes.write_bytes(pickle.dumps([tuple(step) for step in log.steps]))

    _in_a_child(work)
    return [Step(*values) for values in pickle.loads(notes.read_bytes())]


def _in_a_child(work: Callable[[], None]) -> None:
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0, "the recording process failed"


def _record(state: Path, prefix: str, events: int, log: DiskLog | None = None) -> None:
    """Record from three threads, and note each event once it is acknowledged."""
    writer = JournalWriter(state, SystemClock())
    recorder = SampleRecorder(writer.keep_samples)
    line = recorder.series("cut.line")
    writer.start()

    def one(number: int) -> None:
        target = f"{prefix}.{number % 3}.{number}"
        writer.record(BlipSeen(target, 1.0, 2.0), actor="duty").result()
        if log is not None:
            log.tell(target)

    with ThreadPoolExecutor(3) as pool:
        for number in range(events):
            pool.submit(one, number)
            recorder.put(line, 1_767_225_600 + number, Outcome.REPLY, 1.5)
            recorder.flush()
    writer.stop()


def _compare(directory: Path, left: Disk, acknowledged: set[str]) -> None:
    """Assert that all that was acknowledged is there, and that the next engine goes on from it."""
    disk = directory / "left"
    shutil.rmtree(disk, ignore_errors=True)
    write_disk(left, disk)
    _require(disk, acknowledged, directory / "copy")
    _in_a_child(partial(_record, disk, "after", 1))
    _require(disk, {*acknowledged, "after.0.0"}, directory / "copy")
    assert verify(disk / "journal.sqlite").is_sound


def _require(disk: Path, acknowledged: set[str], copy: Path) -> None:
    events = read_journal(disk / "journal.sqlite", copy)
    recorded = {str(data.get("target")) for _, _, data in events}
    assert acknowledged <= recorded, sorted(acknowledged - recorded)
    assert not {"journal.replaced", "journal.lost"} & {kind for _, kind, _ in events}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
