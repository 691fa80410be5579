"""A whole engine's records on a disk that is frozen and thawed: it neither writes nor refuses in between.

Run as `python -m tests.support.journal.frozen_disk DIRECTORY` as root in a mount namespace of its own; prints
what was seen as JSON. A loop device with ext4 is frozen by fsfreeze: every write waits.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen, RecordingRefused
from gbdt_console.core.snapshot import Recording
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.write_request import RecordingRefusedError
from gbdt_console.journal.writer import JOURNAL_NAME, JournalWriter


@contextmanager
def mounted(directory: Path) -> Iterator[Path]:
    """Mount a disk of its own below `directory` for as long as the block lasts; yield its root."""
    disk, image = directory / "disk", directory / "image"
    disk.mkdir()
    with image.open("wb") as file:
        file.truncate(40_000_000)
    for command in (["mkfs.ext4", "-q", str(image)], ["mount", "-o", "loop", str(image), str(disk)]):
        subprocess.run(command, check=True)
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def main(directory: Path) -> None:
    with mounted(directory) as disk:
        seen = _seen(disk)
    print(json.dumps(seen))


def _seen(disk: Path) -> dict[str, object]:
    changes: SimpleQueue[Recording] = SimpleQueue()
    seen: dict[str, object] = {}
    refusals: list[object] = []
    writer = JournalWriter(disk / "state", SystemClock())
    writer.on_change(changes.put)
    writer.on_entries(
        lambda entries: refusals.extend(e.event for e in entries if isinstance(e.event, RecordingRefused))
    )
    writer.start()
    seen["before"] = writer.record(BlipSeen("a.line", 1.0, 2.0), "duty").result(10).seq
    subprocess.run(["fsfreeze", "--freeze", str(disk)], check=True)
    try:
        doubted = threading.Event()
        (frozen,) = writer.record_together([BlipSeen("c.line", 1.0, 2.0)], "duty", "", doubted.set)
        seen["doubted"] = [doubted.wait(20), frozen.done()]
        seen["state"] = changes.get(timeout=60)
        seen["refused"] = _is_refused(writer)
        waiting = writer.record(BlipSeen("b.line", 1.0, 2.0))
    finally:
        subprocess.run(["fsfreeze", "--unfreeze", str(disk)], check=True)
    seen["found"] = frozen.result(30).seq
    seen["after"] = [waiting.result(30).event is not None, changes.get(timeout=30), len(refusals)]
    writer.stop()
    seen["sound"] = verify(disk / "state" / JOURNAL_NAME).is_sound
    return seen


def _is_refused(writer: JournalWriter) -> bool:
    try:
        writer.record(BlipSeen("d.line", 1.0, 2.0), "duty").result(20)
    except RecordingRefusedError:
        return True
    return False


if __name__ == "__main__":
    main(Path(sys.argv[1]))
