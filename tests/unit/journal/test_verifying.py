"""`verify` finds every edit, and agrees with what the running program believed."""

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.events import DeviceIdentified, Event, PointChanged
from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.core.json_value import Json
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.room_cleaning.events import RoomCleaned
from gbdt_console.journal.chain import ChainHead, Damage, UnchainedEntry, canonical, digest
from gbdt_console.journal.checkpoints import pack
from gbdt_console.journal.codec import ledger_data
from gbdt_console.journal.database import FutureSchemaError
from gbdt_console.journal.replay import fold
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import VerifyReport, verify
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.journal.events import EVENTS, MORNING, CommitBench, write_journal
from tests.support.journal.kept import kept_ledger
from tests.support.journal.raw_rows import put_checkpoint
from tests.support.journal.reader import read_journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite"
    write_journal(path)
    return path


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER IF EXISTS events_are_never_changed")
    connection.execute("DROP TRIGGER IF EXISTS events_are_never_removed")
    yield connection
    connection.commit()
    connection.close()


def head_at(path: Path, seq: int) -> ChainHead:
    with EventStore.view(path) as journal:
        return next(row.head for row in journal.rows() if row.seq == seq)


def test_a_whole_journal_is_sound_and_shows_its_head(path: Path) -> None:
    report = verify(path)
    assert report == VerifyReport(len(MORNING), 0, 0, head_at(path, 5))
    assert report.is_sound


@settings(max_examples=40, deadline=None)
@given(batches=st.lists(st.tuples(st.lists(EVENTS, max_size=4), st.booleans(), st.booleans()), max_size=8))
def test_folding_from_zero_equals_what_the_program_believed(
    batches: list[tuple[list[Event], bool, bool]],
) -> None:
    """Whatever happened, wherever weeks (and so checkpoints) and restarts fell among it."""
    with tempfile.TemporaryDirectory() as directory:
        bench = CommitBench(Path(directory))
        believed = Ledger()
        for events, next_week, restart in batches:
            if next_week:
                bench.clock.advance(7 * 86_400)
            if restart:
                bench.commits.close()
                assert bench.commits.open() == believed
            bench.write(*events)
            for event in events:
                believed.apply(event)
        with EventStore.view(bench.path) as journal:
            assert fold(journal) == believed
        bench.commits.close()
        report = verify(bench.path)
        assert report.is_sound
        assert report.events == len(bench.committed)


def test_a_checkpoint_is_written_once_a_week_at_least_and_restarts_make_none(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path)
    bench.write(*MORNING)
    bench.clock.advance(6.9 * 86_400)
    bench.write(MORNING[1])
    bench.clock.advance(0.1 * 86_400)
    bench.write(MORNING[1])
    bench.clock.advance(6 * 86_400)
    bench.commits.close()
    bench.commits.open()
    bench.write(MORNING[1])
    assert [entry.seq for entry in bench.committed if type(entry.event) is Checkpoint] == [7]
    assert verify(bench.path).checkpoints == 1


def test_checkpoints_are_never_far_apart_and_take_a_small_share_of_the_room(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path)
    luck = random.Random(3)
    for number in range(2_500):
        bench.write(DeviceIdentified(f"s{number}.codec", {"serial": f"{luck.getrandbits(200):x}"}))
    with EventStore.view(bench.path) as journal:
        rows = list(journal.rows())
    folds = [row for row in rows if row.kind == Checkpoint.KIND]
    apart = [after.seq - before.seq for before, after in pairwise(folds)]
    assert folds[0].seq == 501
    assert apart == sorted(apart)
    assert apart[-1] > 600, "a growing ledger is written less often"
    assert sum(len(row.data) for row in folds) < sum(len(row.data) for row in rows) / 2
    assert verify(bench.path).checkpoints == len(folds)


def test_every_edit_of_one_byte_is_found(path: Path) -> None:
    """In every column of every row, at a seeded place."""
    luck = random.Random(7)
    original = path.read_bytes()
    for seq in range(1, len(MORNING) + 1):
        for column in ("at_utc_us", "kind", "version", "actor", "data", "prev_hash", "hash"):
            with unguarded(path) as connection:
                (value,) = connection.execute(f"SELECT {column} FROM events WHERE seq = ?", (seq,)).fetchone()
                edited = _with_one_byte_changed(value, luck)
                connection.execute(f"UPDATE events SET {column} = ? WHERE seq = ?", (edited, seq))
            report = verify(path)
            assert (report.damage, report.bad_seq) == (Damage.CHAIN, seq), (column, edited)
            path.write_bytes(original)
    assert verify(path).is_sound


def _with_one_byte_changed(value: int | str | bytes, luck: random.Random) -> int | str | bytes:
    if isinstance(value, int):
        return value ^ (1 << luck.randrange(7))
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    ascii_places = [place for place, byte in enumerate(raw) if byte < 128] or list(range(len(raw)))
    place = luck.choice(ascii_places)
    if isinstance(value, bytes):
        raw[place] ^= 1 << luck.randrange(8)
        return bytes(raw)
    raw[place] = ord("x") if raw[place] != ord("x") else ord("y")
    return raw.decode()


def test_an_edited_row_with_a_new_hash_of_its_own_breaks_the_link_after_it(path: Path) -> None:
    with unguarded(path) as connection:
        row = connection.execute("SELECT * FROM events WHERE seq = 2").fetchone()
        edited = (*row[:4], "guest", *row[5:7])
        connection.execute("UPDATE events SET actor = ?, hash = ? WHERE seq = 2", ("guest", digest(*edited)))
    report = verify(path)
    assert (report.damage, report.bad_seq) == (Damage.CHAIN, 3)


def test_a_flipped_bit_in_the_file_is_found_or_changes_nothing(path: Path, tmp_path: Path) -> None:
    luck = random.Random(11)
    original = path.read_bytes()
    expected = read_journal(path, tmp_path / "copy")
    found = 0
    for _ in range(1_000):
        content = bytearray(original)
        content[luck.randrange(len(content))] ^= 1 << luck.randrange(8)
        path.write_bytes(content)
        try:
            is_sound = verify(path).is_sound
        except FutureSchemaError:
            is_sound = False
        found += not is_sound
        if is_sound:
            assert read_journal(path, tmp_path / "copy") == expected
    assert found > 60


def test_bytes_that_are_no_text_are_one_bad_row(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content.replace("tháng".encode(), b"th\xff\xfeng"))
    assert (verify(path).damage, verify(path).bad_seq) == (Damage.MALFORMED, 3)


def test_a_removed_row_is_a_gap(path: Path) -> None:
    with unguarded(path) as connection:
        connection.execute("DELETE FROM events WHERE seq = 2")
    report = verify(path)
    assert (report.damage, report.bad_seq, report.head) == (Damage.GAP, 2, head_at(path, 1))


def test_a_checkpoint_that_lies_is_found_although_its_chain_holds(path: Path) -> None:
    lie = Ledger(LastStates(points={"sapa.line": ("up", 1.0)}))
    with EventStore.open(path) as journal:
        journal.append([UnchainedEntry.of(Checkpoint(kept_ledger(lie)), 1.0)])
    report = verify(path)
    assert (report.damage, report.bad_seq) == (Damage.CHECKPOINT, 6)


@pytest.mark.parametrize(("lie", "damage"), [({}, None), ({"meetings": {"ended": 7}}, Damage.CHECKPOINT)])
def test_a_checkpoint_of_a_program_with_fewer_features_is_compared_in_its_own(
    path: Path, lie: dict[str, Json], damage: Damage | None
) -> None:
    with EventStore.open(path) as journal:
        journal.append([UnchainedEntry.of(RoomCleaned("sapa", "2026-11-20", "", "", 1.0, "ca 1"), 1.0)])
        data = ledger_data(fold(journal))
        assert data.pop("cleaning")
    put_checkpoint(path, Checkpoint.VERSION, canonical({"ledger": pack(data | lie)}))
    assert verify(path).damage == damage


def test_a_checkpoint_without_a_ledger_is_malformed(path: Path) -> None:
    put_checkpoint(path, Checkpoint.VERSION, canonical({"ledger": pack({"alarms": 7})}))
    report = verify(path)
    assert (report.damage, report.bad_seq) == (Damage.MALFORMED, 6)


def test_a_rewritten_journal_does_not_hold_the_head_that_was_noted(path: Path) -> None:
    noted = head_at(path, 4)
    assert verify(path, noted).is_sound
    path.unlink()
    write_journal(path, [*MORNING[:3], PointChanged("sapa.line", "up", PointState.DOWN, 5.0), MORNING[4]])
    assert verify(path).is_sound
    report = verify(path, noted)
    assert (report.damage, report.bad_seq) == (Damage.HEAD, 4)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("kind.of-tomorrow", '{"site":"sapa"}'),
        ("point.changed", '{"after":"of-tomorrow","before":"up","started_utc":1.0,"target":"sapa.line"}'),
        (
            "outage.estimated",
            '{"at_utc":1.0,"back_utc":2.0,"confidence":"","number":1,"operator":"","reason":"","source":"star"}',
        ),
    ],
)
def test_events_of_a_newer_program_are_proven_but_not_read(path: Path, kind: str, data: str) -> None:
    """And a checkpoint that counts them in is not called a lie."""
    with unguarded(path) as connection:
        prev = bytes.fromhex(head_at(path, 5).hash)
        row = (6, 1, kind, 1, "duty", data, prev)
        connection.execute("INSERT INTO events VALUES (?,?,?,?,?,?,?,?)", (*row, digest(*row)))
    with EventStore.open(path) as journal:
        journal.append([UnchainedEntry.of(Checkpoint(kept_ledger(Ledger(MeetingsHeld(ended=1)))), 1.0)])
        assert journal.read(5)[0].event is None
    report = verify(path)
    assert (report.is_sound, report.unread) == (True, 1)


def test_it_works_while_events_are_written(tmp_path: Path) -> None:
    bench = CommitBench(tmp_path)
    bench.write(*MORNING)
    assert verify(bench.path).events == 5
    bench.write(*MORNING)
    assert verify(bench.path).events == 10
    bench.commits.close()


def test_a_missing_journal_is_said_to_be_missing(tmp_path: Path) -> None:
    assert verify(tmp_path / "none.sqlite").damage is Damage.MISSING


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_result_has_words(language: str) -> None:
    words = Words(language)
    for damage in (None, *Damage):
        report = VerifyReport(4, 1, 0, ChainHead(4, "ab" * 32), damage, 5)
        text = words(report.code, **report.params)
        assert text != report.code
        replaced = JournalReplaced("aside", 4, "ab" * 32, damage or "of a newer program")
        code = replace(report, replaced=replaced).reason_code
        assert words(code) != code
        assert "{" not in text
