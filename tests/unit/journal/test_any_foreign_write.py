"""Whatever is laid over the journal, and whenever: an acknowledged entry is in it, or counted missing."""

import os
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gbdt_console.core.events import BlipSeen
from gbdt_console.core.journal_events import EntriesLost, JournalReplaced
from gbdt_console.journal.database import with_companions
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import CommitBench


class ForeignWrites(RuleBasedStateMachine):
    """A journal, copies of its files from earlier, and what was acknowledged."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.bench = CommitBench(Path(self.home.name))
        self.acknowledged: list[str] = []
        self.copies: list[list[bytes]] = []
        self.counted = 0
        self.is_touched = False

    @initialize()
    def first(self) -> None:
        self.write(1)
        self.copy()

    @rule(count=st.integers(1, 4))
    def write(self, count: int) -> None:
        events = [BlipSeen(f"t{len(self.acknowledged) + n}{'x' * 700}", 1.0, 2.0) for n in range(count)]
        for request, event in zip(self.bench.write(*events, actor="duty"), events, strict=True):
            assert request.future.exception(0) is None
            self.acknowledged.append(event.target)

    @rule()
    def rest(self) -> None:
        self.bench.commits.write(())

    @rule()
    def copy(self) -> None:
        if not self.is_touched:
            files = with_companions(self.bench.path)[:2]
            self.copies.append([file.read_bytes() if file.exists() else b"" for file in files])

    @rule(data=st.data(), has_log=st.booleans())
    def lay_over(self, data: st.DataObject, has_log: bool) -> None:
        copied = data.draw(st.sampled_from(self.copies))
        for file, content in list(zip(with_companions(self.bench.path), copied, strict=False))[: 1 + has_log]:
            if file.exists():
                file.write_bytes(content)
        self.is_touched = True

    @rule(part=st.sampled_from([0.0, 0.5, 0.9]))
    def shorten_the_log(self, part: float) -> None:
        log = with_companions(self.bench.path)[1]
        if log.exists():
            os.truncate(log, int(log.stat().st_size * part))
            self.is_touched = True

    @rule()
    def touch(self) -> None:
        os.utime(self.bench.path)

    @rule(is_set_back=st.booleans(), data=st.data())
    def restart(self, is_set_back: bool, data: st.DataObject) -> None:
        """End in good order, perhaps lay an older copy over while nothing runs, and start."""
        self.bench.commits.close()
        self.note_told()
        if is_set_back:
            for file, content in zip(
                with_companions(self.bench.path), data.draw(st.sampled_from(self.copies)), strict=False
            ):
                file.write_bytes(content)
        self.bench = CommitBench(self.bench.path.parent)
        self.is_touched = False

    def note_told(self) -> None:
        for entry in self.bench.committed:
            if isinstance(entry.event, EntriesLost):
                self.counted += (entry.event.missing or len(self.acknowledged)) - entry.event.rewritten
            elif isinstance(entry.event, JournalReplaced):
                self.counted += entry.event.kept + entry.event.lost
        self.bench.committed.clear()

    @invariant()
    def nothing_is_lost_unsaid(self) -> None:
        if self.is_touched:
            self.bench.commits.write(())
            self.is_touched = False
        self.note_told()
        assert verify(self.bench.path).is_sound
        with EventStore.view(self.bench.path) as store:
            events = [entry.event for entry in store.read(limit=10_000)]
        there = {event.target for event in events if isinstance(event, BlipSeen)}
        missing = set(self.acknowledged) - there
        assert len(missing) <= self.counted

    def teardown(self) -> None:
        self.bench.commits.close()
        self.home.cleanup()


ForeignWrites.TestCase.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
test_an_acknowledged_entry_is_there_or_counted = ForeignWrites.TestCase
