"""A writer whose commit waits for a line on standard input; it tells what it says of the event meanwhile.

Run as `python -m tests.support.journal.stopped_writer DIRECTORY`, to be stopped and continued by signals.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen, Entry
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JournalWriter


def main(directory: Path) -> None:
    writer = JournalWriter(directory, SystemClock())
    writer.start()
    append = EventStore.append

    def wait(store: EventStore, drafts: Sequence[UnchainedEntry]) -> list[Entry]:
        print("committing", flush=True)
        sys.stdin.readline()
        return append(store, drafts)

    EventStore.append = wait  # type: ignore[method-assign]
    event = BlipSeen("a.line", 1.0, 2.0)
    (future,) = writer.record_together([event], "duty", "", lambda: print("doubt", flush=True))
    print("recorded", future.result(60).seq, writer.recording, flush=True)
    sys.stdin.readline()
    EventStore.append = append  # type: ignore[method-assign]
    writer.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
