"""Journals of earlier commits open for ever: its chain verifies, no value is lost, the books are equal."""

from pathlib import Path

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import EngineStopped
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.journal.chain import ChainHead, JournalRow
from gbdt_console.journal.codec import event_data
from gbdt_console.journal.replay import fold, steps
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JournalWriter
from tests.support.golden.forms import differences
from tests.support.golden.journals import GoldenJournal, golden_journals
from tests.support.journal.reader import read_journal

KEPT = list(golden_journals())
EACH = pytest.mark.parametrize("golden", KEPT, ids=map(str, KEPT))


_INVENTED = {f"{seq} calendar.series/repeat/times: gone" for seq in (9, 138)}
"""Values of the made journal that no program ever wrote."""
_INVENTED_WORDS = {
    "contract.day": '"running":{"sa-pa":"x"}',
    "checklist.answered": '"faulty":["sa-pa"]',
    "checklist.changed": '"was":"was Đ"',
    "shutdown.judged": '"state":"technician-sent"',
}
"""Values in its rows that no enumeration or field ever had: proven, not read (decision 78)."""


def _is_invented(row: JournalRow) -> bool:
    return row.kind in _INVENTED_WORDS and _INVENTED_WORDS[row.kind] in row.data


def test_the_commits_are_kept_and_both_forms_of_their_checkpoints(tmp_path: Path) -> None:
    versions = {}
    for golden in KEPT:
        with EventStore.view(golden.unpack(tmp_path / str(golden))) as store:
            found = {row.version for row in store.rows() if row.kind == Checkpoint.KIND}
        versions[golden.commit] = versions.get(golden.commit, set()) | found
    assert versions == {"919be74": {1}, "7af56dc": {1}, "c31043b": {2}, "d354d64": {2}}


@EACH
def test_the_chain_and_its_checkpoints_hold_to_the_head_of_then(
    golden: GoldenJournal, tmp_path: Path
) -> None:
    path = golden.unpack(tmp_path / "state")
    noted = ChainHead.of_text(str(golden.end["head"]))
    report = verify(path, noted)
    assert report.is_sound, report
    assert report.head == noted
    with EventStore.view(path) as store:
        invented = sum(map(_is_invented, store.rows()))
    assert report.unread == invented, "a kind or word that an earlier program wrote is no longer known"
    assert invented == (0 if golden.name != "kinds" or golden.commit == "919be74" else 7)
    assert report.checkpoints == golden.end["kinds"].get("checkpoint", 0)


@EACH
def test_no_value_of_an_event_is_lost_when_it_is_read(golden: GoldenJournal, tmp_path: Path) -> None:
    rows = read_journal(golden.unpack(tmp_path / "state"), tmp_path / "copy")
    with EventStore.view(tmp_path / "state" / "journal.sqlite") as store:
        read = [row.entry().event for row in store.rows()]
        invented = {row.seq for row in store.rows() if _is_invented(row)}
    lost = [
        f"{seq} {kind}{place}"
        for (seq, kind, data), now in zip(rows, read, strict=True)
        if not isinstance(now, Checkpoint) and seq not in invented
        for place in differences(data, {} if now is None else event_data(now))
    ]
    assert set(lost) <= _INVENTED


@EACH
def test_a_start_from_the_last_checkpoint_gives_the_books_of_all_entries(
    golden: GoldenJournal, tmp_path: Path
) -> None:
    with EventStore.view(golden.unpack(tmp_path / "state")) as store:
        whole = Ledger()
        for _ in steps(store, whole):
            pass
        assert fold(store) == whole


@EACH
def test_the_present_program_goes_on_with_the_journal(golden: GoldenJournal, tmp_path: Path) -> None:
    path = golden.unpack(tmp_path / "state")
    writer = JournalWriter(path.parent, ManualClock())
    writer.start()
    entry = writer.record(EngineStopped("e2"), "duty").result(30)
    writer.stop()
    before = ChainHead.of_text(str(golden.end["head"]))
    assert before is not None
    assert entry.seq > before.seq
    assert verify(path, before).is_sound


def test_the_plan_that_was_kept_alone_is_that_of_the_newest_notice_which_is_no_longer_true(
    tmp_path: Path,
) -> None:
    path = GoldenJournal("d354d64", "moved").unpack(tmp_path / "state")
    with EventStore.view(path) as store:
        meeting = fold(store)[CalendarBook].meetings[1]
    told = meeting.plan_told(1)
    assert told is not None
    assert (told.chair_site_id, told.opening) == ("sapa", "2026-11-26T08:00")
    assert meeting.plan_told(0) is None, "another plan is said to be what was told"
