"""A journal and samples on a disk of one megabyte that fills up, and is freed again.

Run as `python -m tests.support.journal.full_disk DIRECTORY` in a mount namespace of its own; prints what
was seen as JSON.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen, Event, PointChanged
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.commit_queue import RetryPolicy
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.write_request import RecordingRefusedError
from gbdt_console.journal.writer import JOURNAL_NAME, JournalWriter

UNSHARE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
"""Begins a command that runs it in a mount namespace of its own."""
SLOW_RETRIES = RetryPolicy(first_s=60.0)
LARGE = BlipSeen("x" * 20_000 + ".line", 1.0, 2.0)


def main(directory: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(directory)], check=True)
    state, filler = directory / "state", directory / "filler"
    changes: SimpleQueue[Recording] = SimpleQueue()
    seen: dict[str, object] = {}

    filler.write_bytes(b"\0" * 700_000)
    writer = JournalWriter(state, SystemClock(), SLOW_RETRIES)
    writer.on_change(changes.put)
    writer.start()
    written = _record_until_refused(writer)
    automatic = writer.record(down(5.0))
    seen["filled up"] = [written > 5, changes.get(timeout=60), automatic.done()]
    filler.unlink()
    seen["freed"] = [_is_recorded(writer, down(6.0)), automatic.done(), writer.recording]
    writer.stop()

    fill(filler)
    writer = JournalWriter(state, SystemClock(), SLOW_RETRIES)
    ledger = writer.start()
    seen["started full"] = [writer.recording, ledger[LastStates].points.get("sapa.line")]
    filler.unlink()
    seen["freed again"] = [_is_recorded(writer, down(7.0)), writer.recording]
    writer.stop()

    report = verify(state / JOURNAL_NAME)
    seen["in the end"] = [report.is_sound, report.events >= written + 2, bool(list(state.glob("*damaged*")))]
    print(json.dumps(seen))


def down(at_utc: float) -> PointChanged:
    return PointChanged("sapa.line", "up", PointState.DOWN, at_utc)


def _record_until_refused(writer: JournalWriter) -> int:
    for number in range(1_000):
        if not _is_recorded(writer, LARGE):
            return number
    raise AssertionError("the disk never filled up")


def _is_recorded(writer: JournalWriter, event: Event) -> bool:
    try:
        writer.record(event, "duty").result(10)
    except RecordingRefusedError:
        return False
    return True


def has_mount_namespaces() -> bool:
    """Tell whether this machine gives a test a disk of its own."""
    return subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode == 0


def fill(filler: Path) -> None:
    """Fill the disk to its last byte."""
    with filler.open("wb", buffering=0) as target:
        try:
            while target.write(b"\0" * 512):
                pass
        except OSError:
            pass


if __name__ == "__main__":
    main(Path(sys.argv[1]))
