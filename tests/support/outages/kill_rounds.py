"""Kills engines that record outages, and compares the journal with what each had acknowledged.

Run as `python -m tests.support.outages.kill_rounds DIRECTORY KILLS SEED [full]`; prints counts as JSON. With
`full` DIRECTORY becomes a disk of a few megabytes that is full at every kill; that needs a mount namespace.
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.events import OutageEvent
from gbdt_console.core.outages.planning import plan_events
from gbdt_console.journal.replay import fold
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.engine.warm_engine import warm_up
from tests.support.journal.full_disk import UNSHARE, fill
from tests.support.journal.kept import kept_ledger
from tests.support.journal.reader import read_journal
from tests.support.outages.killed_engine import digest, live
from tests.support.places import ROOT


class KillRounds:
    """Lives that go on with the same journal, each ended by SIGKILL.

    done: names of acknowledged commands
    refused: names of refused commands
    entries: kind and state by sequence number, as the engines published them
    """

    def __init__(self, disk: Path, copy: Path, seed: int, *, is_full: bool) -> None:
        self._state = disk / "state"
        self._filler = disk / "filler"
        self._copy = copy
        self._is_full = is_full
        self._luck = random.Random(seed)
        self._rows: list[tuple[int, str, dict[str, object]]] = []
        self._ledger = Ledger()
        self.done: set[str] = set()
        self.refused: set[str] = set()
        self.entries: dict[int, tuple[str, str]] = {}

    def play(self, life: int) -> None:
        """Live once, be killed, and compare."""
        read, write = os.pipe()
        if self._is_full and self._luck.random() < 0.3 and life:
            fill(self._filler)
        child = os.fork()
        if not child:
            os.close(read)
            try:
                live(self._state, life, self._luck.randrange(2**32), write)
            finally:
                os._exit(1)
        os.close(write)
        with os.fdopen(read) as told:
            try:
                self._listen(told)
            finally:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            self._note(told.readlines())
        self._compare(life)
        self._filler.unlink(missing_ok=True)

    def _listen(self, told: TextIO) -> None:
        """Take a few lines; on a disk that fills up, some before and some after."""
        if self._is_full:
            self._note([told.readline() for _ in range(self._luck.randint(1, 15))])
            fill(self._filler)
            if self._luck.random() < 0.3:
                self._note([told.readline() for _ in range(self._luck.randint(1, 5))])
                self._filler.unlink()
        lines = [told.readline() for _ in range(self._luck.randint(1, 30))]
        assert lines[-1], "the engine ended by itself"
        self._note(lines)

    def _note(self, lines: list[str]) -> None:
        for line in lines:
            if not line.endswith("\n"):
                continue
            match json.loads(line):
                case ["done", name]:
                    self.done.add(name)
                case ["refused", name]:
                    self.refused.add(name)
                case ["entry", seq, kind, state]:
                    assert self.entries.setdefault(seq, (kind, state)) == (kind, state), "one number, once"

    def _compare(self, life: int) -> None:
        """Assert that the journal has all that was acknowledged, and folds to the state of that moment.

        What the lives before wrote must stand as it did, so that only what is new is compared again.
        """
        rows = read_journal(self._state / JOURNAL_NAME, self._copy)
        before, self._rows = self._rows, rows
        assert rows[: len(before)] == before, f"life {life}: what was written is another"
        assert not {"journal.replaced", "journal.lost"} & {kind for _, kind, _ in rows}
        borne = Counter(text for _, _, data in rows for text in data.values() if isinstance(text, str))
        found = {name: borne[name] for name in self.done if borne[name] != 1}
        assert not found, f"life {life}: acknowledged, and in the journal so often: {found}"
        written = self.refused & borne.keys()
        assert not written, f"life {life}: refused, and yet in the journal: {sorted(written)}"
        with closing(EventStore.view(self._copy / JOURNAL_NAME)) as store:
            self._compare_states(store, len(before))

    def _compare_states(self, store: EventStore, compared_seq: int) -> None:
        ledger = self._ledger
        left = {seq: told for seq, told in self.entries.items() if seq > compared_seq}
        for row in store.rows(compared_seq):
            entry = row.entry()
            ledger.apply(entry.event)
            kind, state = left.pop(entry.seq, (entry.kind, ""))
            assert kind == entry.kind, entry
            if state and isinstance(entry.event, OutageEvent):
                assert state == digest(ledger[OutageBook], entry.event), entry
        assert not left, "published and lost"
        folded = fold(store)
        assert folded[OutageBook] == ledger[OutageBook], "the fold from the last checkpoint"
        again = kept_ledger(ledger)
        assert again[OutageBook] == ledger[OutageBook], "the state that a checkpoint gives back"
        assert folded[CalendarBook] == ledger[CalendarBook] == again[CalendarBook], "the calendar likewise"
        _require_one_record_a_site(again)
        _require_one_meeting_a_day(again)

    def counts(self) -> dict[str, object]:
        kinds = Counter(kind for kind, _ in self.entries.values())
        return {
            "done": len(self.done),
            "refused": len(self.refused),
            "is_sound": verify(self._state / JOURNAL_NAME).is_sound,
            "kinds": dict(kinds),
        }


def _require_one_record_a_site(ledger: Ledger) -> None:
    """Assert that no site is cut off in two records once the next engine has planned what is due."""
    alarms, book = ledger[AlarmBook], ledger[OutageBook]
    while due := plan_events(alarms, book, book.last_number + 1, lambda site_id: "vnpt", 0.0):
        for event in due:
            book.apply(event)
    down = [site for outage in book.outages.values() for site in outage.sites_down]
    twice = [o for o in book.outages.values() if {s for s in o.sites_down if down.count(s) > 1}]
    assert not twice, f"a site is cut off in two records: {twice}"


def _require_one_meeting_a_day(ledger: Ledger) -> None:
    """Assert that no day of a series has two meetings."""
    book = ledger[CalendarBook]
    known = (*book.meetings.values(), *book.past.values())
    days = Counter((meeting.series, meeting.series_date) for meeting in known if meeting.series)
    twice = [day for day, count in days.items() if count > 1]
    assert not twice, f"one day of a series has two meetings: {twice}"


def play_rounds(directory: Path, kills: int, seed: int, *, is_full: bool) -> dict[str, Any]:
    """Play all of them in a process of its own, and return its counts.

    AssertionError where something that was acknowledged is lost.
    """
    command = [sys.executable, "-m", __name__, str(directory), str(kills), str(seed)]
    if is_full:
        command = [*UNSHARE, *command, "full"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    counts: dict[str, Any] = json.loads(ended.stdout)
    return counts


def main(directory: Path, kills: int, seed: int, *, is_full: bool) -> None:
    disk = directory / "disk"
    disk.mkdir()
    if is_full:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=True)
    warm_up()
    rounds = KillRounds(disk, directory / "copy", seed, is_full=is_full)
    for life in range(kills):
        rounds.play(life)
    print(json.dumps(rounds.counts()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), is_full="full" in sys.argv[4:])
