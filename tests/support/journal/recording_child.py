"""Records events from three threads without an end, to be killed."""

import os
import threading
from itertools import count
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.journal.sample_recorder import SampleRecorder
from gbdt_console.journal.writer import JournalWriter


def record_for_ever(state: Path, prefix: str, told: int) -> None:
    """Record, and write each event's name to the file descriptor `told` once it is acknowledged."""
    writer = JournalWriter(state, SystemClock())
    recorder = SampleRecorder(writer.keep_samples)
    line = recorder.series("kill.line")
    writer.start()
    for worker in range(3):
        threading.Thread(target=_record, args=(writer, f"{prefix}.{worker}", told), daemon=True).start()
    for second in count(1_767_225_600):
        recorder.put(line, second, Outcome.REPLY, 1.5)
        recorder.flush()
        writer.record(BlipSeen("ignored.line", 1.0, 1.0)).result()


def _record(writer: JournalWriter, name: str, told: int) -> None:
    for number in count():
        target = f"{name}.{number}"
        writer.record(BlipSeen(target, 1.0, 2.0), actor="duty").result()
        os.write(told, f"{target}\n".encode())
