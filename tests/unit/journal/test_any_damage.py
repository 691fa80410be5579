"""Whatever happens to the files, an acknowledged event is still there or its loss is said."""

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.events import BlipSeen, MeetingStarted
from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.journal.database import with_companions
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import CommitBench

PAGE = 4_096
WIDE = "x" * 900
"""Makes an event fill a quarter of a page, so that a few events make many pages."""

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 6)),
        st.tuples(st.just("write"), st.integers(1, 6)),
        st.tuples(st.just("next week"), st.just(0)),
        st.tuples(st.sampled_from(["restart", "kill"]), st.just(0)),
        st.tuples(st.sampled_from(["remove", "remove the log", "replace"]), st.just(0)),
        st.tuples(st.sampled_from(["ruin a page", "cut"]), st.integers(0, 200)),
    ),
    min_size=4,
    max_size=20,
)

ENDS = ("ruin a page", "cut", "kill", "restart")
"""Acts that end the running writer."""


@dataclass
class Model:
    """A journal under all that may happen to it, beside the events that it acknowledged."""

    home: Path
    lives: int = 0
    acknowledged: set[str] = field(default_factory=set)
    is_file_hurt: bool = False
    bench: CommitBench = field(init=False)

    def __post_init__(self) -> None:
        self._live(self.home / "0")
        self.bench.write(MeetingStarted("m1", "Giao ban", "s1", 1.0, 2.0, []), actor="duty")

    def do(self, act: str, number: int) -> None:
        path = self.bench.path
        match act:
            case "write":
                self._write(number)
            case "next week":
                self.bench.clock.advance(7 * 86_400)
            case "restart":
                self.bench.commits.close()
                self._live(path.parent)
            case "kill":
                self._leave_as_killed()
                self._live(self.bench.path.parent)
            case "remove":
                for file in with_companions(path):
                    file.unlink(missing_ok=True)
            case "remove the log":
                with_companions(path)[1].unlink(missing_ok=True)
            case "replace":
                EventStore.create(path.with_name("other"))
                path.with_name("other").rename(path)
            case _:
                self._hurt(act, number)

    def _write(self, count: int) -> None:
        """People's events: each is acknowledged or refused at once."""
        events = [
            BlipSeen(f"{self.lives}.{len(self.acknowledged)}.{n}{WIDE}", 1.0, 2.0) for n in range(count)
        ]
        requests = self.bench.write(*events, actor="duty")
        for event, request in zip(events, requests, strict=True):
            assert request.future.done()
            if request.future.exception(0) is None:
                self.acknowledged.add(event.target)

    def _hurt(self, act: str, number: int) -> None:
        """Damage the main file between two runs."""
        self._leave_as_killed()
        path = self.bench.path
        if path.exists() and (pages := path.stat().st_size // PAGE) > 1:
            self.is_file_hurt = True
            if act == "cut":
                os.truncate(path, PAGE * (1 + number % (pages - 1)))
            else:
                with path.open("r+b") as file:
                    file.seek(PAGE * (1 + number % (pages - 1)))
                    file.write(b"\xa5" * PAGE)
        self._live(path.parent)

    def _leave_as_killed(self) -> None:
        """Go on with a copy of the files as they are now, without the orderly end of their writer.

        Files that were moved are noticed before: at a kill in the same minute only a noted head tells.
        """
        self.bench.commits.write(())
        self.bench.clock.advance(60.0)
        self.bench.commits.write(())
        old, new = self.bench.path.parent, self.home / str(self.lives)
        shutil.copytree(old, new, ignore=shutil.ignore_patterns("*-shm"))
        self.bench.commits.close()
        shutil.rmtree(old)
        self.bench.path = new / self.bench.path.name

    def _live(self, directory: Path) -> None:
        directory.mkdir(exist_ok=True)
        self.lives += 1
        now_utc = self.bench.clock.utc() if self.lives > 1 else None
        self.bench = CommitBench(directory)
        if now_utc is not None:
            self.bench.clock.advance(now_utc - self.bench.clock.utc())


@settings(max_examples=12, deadline=None)
@given(acts=ACTS)
def test_an_acknowledged_event_is_there_or_its_loss_is_said(acts: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        model = Model(Path(directory))
        for act, number in acts:
            model.do(act, number)
        model._write(1)
        model._write(1)
        path = model.bench.path
        model.bench.commits.close()
        report = verify(path)
        with EventStore.view(path) as store:
            events = [row.entry().event for row in store.rows()] if report.is_sound else []
        targets = {event.target for event in events if isinstance(event, BlipSeen)}
        is_said = any(isinstance(event, JournalReplaced) for event in events) or not report.is_sound
        assert model.acknowledged <= targets or is_said
        assert report.is_sound or model.is_file_hurt


@settings(max_examples=12, deadline=None)
@given(acts=ACTS.map(lambda acts: [act for act in acts if act[0] not in ENDS]))
def test_a_running_writer_loses_nothing_to_moved_files(acts: list[tuple[str, int]]) -> None:
    """The meeting runs on, and each acknowledged event is in the journal or in a copy beside it."""
    with tempfile.TemporaryDirectory() as directory:
        model = Model(Path(directory))
        for act, number in acts:
            model.do(act, number)
        model._write(1)
        model._write(1)
        model.bench.commits.close()
        found: set[str] = set()
        for path in (model.bench.path, *model.bench.path.parent.glob("*.moved-*Z*")):
            if path.name.endswith(("-wal", "-shm")):
                continue
            with EventStore.view(path) as store:
                events = [row.entry().event for row in store.rows()]
            found |= {event.target for event in events if isinstance(event, BlipSeen)}
        assert model.acknowledged <= found
        assert CommitBench(model.bench.path.parent).ledger[MeetingsHeld].running is not None
