"""Records events from three threads for ever and prints each one's name once it is acknowledged.

Run as `python -m tests.support.journal.recording_child DIRECTORY PREFIX`, to be killed.
"""

import os
import sys
import threading
from itertools import count
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.journal.sample_recorder import SampleRecorder
from gbdt_console.journal.writer import JournalWriter


def main(directory: str, prefix: str) -> None:
    writer = JournalWriter(Path(directory), SystemClock())
    recorder = SampleRecorder(writer.keep_samples)
    line = recorder.series("kill.line")
    writer.start()
    for worker in range(3):
        threading.Thread(target=_record, args=(writer, f"{prefix}.{worker}"), daemon=True).start()
    for second in count(1_767_225_600):
        recorder.put(line, second, Outcome.REPLY, 1.5)
        recorder.flush()
        writer.record(BlipSeen("ignored.line", 1.0, 1.0)).result()


def _record(writer: JournalWriter, name: str) -> None:
    for number in count():
        target = f"{name}.{number}"
        writer.record(BlipSeen(target, 1.0, 2.0), actor="duty").result()
        os.write(1, f"{target}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
