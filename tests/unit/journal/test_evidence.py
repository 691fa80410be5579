"""A file of evidence holds the period's rows as recorded, and no change in it goes unseen."""

import json
import stat
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.clock_sync import ClockStood, ClockSync
from gbdt_console.core.events import Event, PointChanged
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.journal.chain import ChainHead, JournalDamaged, UnchainedEntry
from gbdt_console.journal.evidence import HeadNotHeld, NothingRecorded, Period, write_evidence
from gbdt_console.journal.evidence_proof import EvidenceFault, verify_evidence
from gbdt_console.journal.sample_recorder import LOST, UNKNOWN
from gbdt_console.journal.sample_store import MINUTES_KEPT, SECONDS_KEPT, SampleStore
from gbdt_console.journal.store import EventStore
from tests.support.journal.events import EVENTS, MORNING
from tests.support.journal.evidence import (
    BEGAN_UTC,
    evidence_of,
    heads_of,
    minutes,
    rewritten,
    with_new_sum,
    write_steps,
)
from tests.support.journal.sample_figures import minute

_MINUTE = int(BEGAN_UTC) // 60


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    write_steps(tmp_path / "journal.sqlite", MORNING)
    return tmp_path / "journal.sqlite"


@pytest.fixture
def file(journal: Path) -> Path:
    """Evidence of the second and third entry, with two more up to the head."""
    evidence_of(journal, journal.with_name("evidence"), minutes(1, 3))
    return journal.with_name("evidence")


@given(st.lists(EVENTS, min_size=1, max_size=8), st.data())
def test_any_period_of_any_journal_holds_under_its_head(events: Sequence[Event], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(events) - 1))
    after = data.draw(st.integers(first + 1, len(events)))
    with TemporaryDirectory() as folder:
        path, file = Path(folder, "journal"), Path(folder, "evidence")
        head = write_steps(path, events)
        written = evidence_of(path, file, minutes(first, after))
        assert (written.rows, written.linked, written.head) == (after - first, len(events) - after, head)
        for noted in heads_of(path)[max(0, first - 1) :]:
            assert verify_evidence(file, noted).fault is None
        rows = [json.loads(line) for line in file.read_bytes().split(b"\n") if line.startswith(b"[")]
        with EventStore.view(path) as store:
            kept = [[*row[:6], row.prev_hash.hex()] for row in store.rows(first)]
        assert rows == kept


@given(st.integers(0), st.integers(1, 255))
def test_any_changed_byte_is_seen(place: int, by: int) -> None:
    with TemporaryDirectory() as folder:
        path, file = Path(folder, "journal"), Path(folder, "evidence")
        write_steps(path, MORNING)
        evidence_of(path, file, minutes(1, 3))
        content = bytearray(file.read_bytes())
        content[place % len(content)] ^= by
        file.write_bytes(content)
        assert verify_evidence(file).fault is not None


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_file_that_ends_early_is_called_cut(file: Path, cut: int) -> None:
    file.write_bytes(file.read_bytes()[:-cut])
    assert verify_evidence(file).fault is EvidenceFault.CUT


def test_a_file_that_goes_on_after_its_last_line_is_refused(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n")
    assert verify_evidence(file).fault is EvidenceFault.MALFORMED


@pytest.mark.parametrize(
    ("line", "fault"),
    [(0, EvidenceFault.FOREIGN), (1, EvidenceFault.HEAD), (2, EvidenceFault.CHAIN), (4, EvidenceFault.HEAD)],
)
def test_a_row_left_out_is_seen_also_under_a_new_sum(file: Path, line: int, fault: EvidenceFault) -> None:
    lines = file.read_bytes().split(b"\n")[:-2]
    file.write_bytes(with_new_sum(lines[:line] + lines[line + 1 :]))
    assert verify_evidence(file).fault is fault


def test_a_changed_row_is_seen_also_under_a_new_sum(file: Path) -> None:
    lines = file.read_bytes().split(b"\n")[:-2]
    lines[2] = lines[2].replace(b"Giao ban", b"Hop khan")
    file.write_bytes(with_new_sum(lines))
    report = verify_evidence(file)
    assert (report.fault, report.params["good_seq"]) == (EvidenceFault.CHAIN, 3)


def test_a_wholly_rewritten_file_is_seen_by_a_head_from_paper(journal: Path, file: Path) -> None:
    noted = heads_of(journal)[3]
    assert verify_evidence(file, noted).fault is None
    file.write_bytes(rewritten(file.read_bytes().split(b"\n")[:-2], changed=1))
    assert verify_evidence(file).fault is None, "without paper nobody can tell"
    assert verify_evidence(file, noted).fault is EvidenceFault.NOTED


def test_a_head_from_paper_is_the_end_of_the_link(journal: Path, tmp_path: Path) -> None:
    noted = heads_of(journal)[3]
    short = ChainHead(noted.seq, noted.hash[:12])
    written = evidence_of(journal, tmp_path / "short", minutes(1, 3), short)
    assert (written.linked, written.head) == (1, noted)
    wrong = [ChainHead(4, "0" * 12), ChainHead(9, noted.hash), heads_of(journal)[1]]
    for head in wrong:
        with pytest.raises(HeadNotHeld):
            evidence_of(journal, tmp_path / "wrong", minutes(1, 3), head)
    assert not (tmp_path / "wrong").exists()


def test_rows_between_those_of_the_period_are_in_it_where_the_clock_moved(tmp_path: Path) -> None:
    path, event = tmp_path / "journal", PointChanged("sapa.line", "up", PointState.DOWN, BEGAN_UTC)
    times = [0.0, 10.0, -500.0, 20.0, 90.0]
    EventStore.create(path, [UnchainedEntry.of(event, BEGAN_UTC + at) for at in times])
    written = evidence_of(path, tmp_path / "evidence", minutes(0, 1))
    assert (written.rows, written.linked) == (4, 1)


def test_rows_that_an_engine_writes_meanwhile_are_in_the_file(journal: Path, tmp_path: Path) -> None:
    with EventStore.view(journal) as seen, EventStore.open(journal) as written:
        written.append([UnchainedEntry.of(MORNING[1], BEGAN_UTC + 400.0)])
        made = write_evidence(tmp_path / "evidence", seen, tmp_path / "none", minutes(1, 9), None)
        assert (made.rows, made.head) == (5, written.head)


def test_a_file_is_private_and_never_overwritten(journal: Path, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        evidence_of(journal, file, minutes(0, 5))
    assert file.read_bytes() == before


def test_no_file_is_left_of_an_empty_period_or_a_damaged_journal(journal: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingRecorded):
        evidence_of(journal, tmp_path / "none", minutes(7, 9))
    content = journal.read_bytes()
    journal.write_bytes(content.replace(b"Giao ban", b"Hop khan"))
    with pytest.raises(JournalDamaged) as damage:
        evidence_of(journal, tmp_path / "none", minutes(1, 5))
    assert damage.value.last_good.seq == 2
    assert not (tmp_path / "none").exists()


def test_samples_stand_in_the_finest_resolution_that_is_kept(tmp_path: Path) -> None:
    path, journal, base = tmp_path / "samples", tmp_path / "journal", _MINUTE - _MINUTE % 15
    begins = [base - MINUTES_KEPT - 30, base - SECONDS_KEPT - 30, base]
    samples = SampleStore.open(path)
    for begin in begins:
        samples.write(minute(begin, [100, LOST], [7]))
    for _ in range(4):
        samples.age(base + 1)
    samples.close()
    event = PointChanged("sapa.line", "up", PointState.DOWN, BEGAN_UTC)
    EventStore.create(journal, [UnchainedEntry.of(event, begin * 60.0) for begin in begins])
    old, day, now = (samples_of(journal, path, begin) for begin in begins)
    assert [(one["samples"], one["series"]) for one in now] == [
        ("seconds", "s0.line"),
        ("seconds", "s1.line"),
    ]
    assert now[0]["codes"] == [100, LOST, *[UNKNOWN] * 58]
    assert [one["samples"] for one in day] == ["minute", "minute"]
    assert [one["samples"] for one in old] == ["quarter", "quarter"]
    figures = [("replies", 1), ("late", 0), ("lost", 1), ("unknown", 58), ("rtt_mean", 100)]
    for found in (day[0], old[0]):
        assert [(name, found[name]) for name, _ in figures] == figures


def samples_of(journal: Path, path: Path, begin: int) -> list[dict[str, Any]]:
    """The lines of samples of a quarter of an hour."""
    to = journal.with_name(f"evidence-{begin}")
    with EventStore.view(journal) as store:
        written = write_evidence(to, store, path, Period(begin * 60.0, begin * 60.0 + 900.0), None)
    assert verify_evidence(to).fault is None
    found = [json.loads(line) for line in to.read_bytes().split(b"\n")[:-1]]
    lines = [one for one in found if "samples" in one]
    assert written.samples == len(lines)
    return lines


@pytest.mark.parametrize("is_whole_file", [False, True])
def test_damaged_samples_are_told_and_leave_the_rows_proven(tmp_path: Path, is_whole_file: bool) -> None:
    journal, path, to = tmp_path / "journal", tmp_path / "samples", tmp_path / "evidence"
    write_steps(journal, MORNING)
    samples = SampleStore.open(path)
    for place in range(60):
        samples.write(minute(_MINUTE + place, *([7 + place] for _ in range(20))))
    samples.close()
    content = bytearray(path.read_bytes())
    begins = 0 if is_whole_file else len(content) // 2
    path.write_bytes(content[:begins] + b"\xff" * (len(content) - begins))
    with EventStore.view(journal) as store:
        written = write_evidence(to, store, path, minutes(0, 60), None)
    assert written.fault
    assert 0 < written.samples < 1_200 if not is_whole_file else written.samples == 0
    proven = verify_evidence(to, written.head)
    assert (proven.fault, proven.has_all_samples) == (None, False)
    assert proven.params["samples"] == written.samples


def test_a_cancelled_export_leaves_no_file(journal: Path, tmp_path: Path) -> None:
    def cancel(share: float) -> None:
        raise KeyboardInterrupt

    samples = SampleStore.open(tmp_path / "samples")
    samples.write(minute(_MINUTE, [7]))
    samples.close()
    with EventStore.view(journal) as store, pytest.raises(KeyboardInterrupt):
        write_evidence(tmp_path / "evidence", store, tmp_path / "samples", minutes(0, 5), None, cancel)
    assert not (tmp_path / "evidence").exists()


@given(st.binary(max_size=200))
def test_no_foreign_file_ends_the_proof_with_an_error(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "file")
        file.write_bytes(content)
        assert verify_evidence(file).fault is EvidenceFault.FOREIGN


_ODD = st.sampled_from(
    [
        b"[" * 100_000,
        b"[1e999,1]",
        b'[3,1,"k",1,"","\\ud800","00"]',
        b'[2,1,"k",1,"","{}","zz"]',
        b"[" + b"9" * 5_000 + b"]",
        b'{"evidence":1,"first":1e999,"last":Infinity,"head":"","from":"","to":""}',
        b'{"end":{}}',
        b'{"end":',
        *(b"{}", b"[]", b"null", b'"x"', b"[NaN]", b"", b"\xff"),
    ]
)


@given(st.integers(0, 5), _ODD)
def test_no_hostile_line_ends_the_proof_with_an_error(place: int, odd: bytes) -> None:
    with TemporaryDirectory() as folder:
        path, file = Path(folder, "journal"), Path(folder, "evidence")
        write_steps(path, MORNING)
        evidence_of(path, file, minutes(1, 3))
        lines = file.read_bytes().split(b"\n")
        lines[place] = odd
        file.write_bytes(b"\n".join(lines))
        assert verify_evidence(file).fault is not None


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({}, None),
        ({1: ClockStood(ClockSync.KEPT, 5.0), 2: ClockStood(ClockSync.KEPT, 9.0)}, (ClockSync.KEPT, 5.0)),
        ({1: ClockStood(ClockSync.KEPT, 5.0), 2: ClockStood(ClockSync.FREE, 9.0)}, (ClockSync.FREE, 9.0)),
        ({1: ClockStood(ClockSync.FREE, 5.0), 2: ClockStood(ClockSync.KEPT, 9.0)}, (ClockSync.FREE, 5.0)),
        ({3: ClockStood(ClockSync.KEPT, 5.0)}, (ClockSync.KEPT, 5.0)),
        ({3: ClockStood(ClockSync.FREE, BEGAN_UTC + 190)}, None),
    ],
)
def test_the_worst_of_the_clock_in_the_period_is_told(
    tmp_path: Path, rows: dict[int, ClockStood], told: tuple[ClockSync, float] | None
) -> None:
    """The period has the rows 1 and 2; row 3 leads to the head and counts where it reaches back into it."""
    line = PointChanged("sapa.line", "up", PointState.DOWN, BEGAN_UTC)
    write_steps(tmp_path / "journal", [rows.get(place, line) for place in range(4)])
    evidence_of(tmp_path / "journal", tmp_path / "file", minutes(1, 3))
    clock = verify_evidence(tmp_path / "file").clock
    assert told == (None if clock is None else (clock.state, clock.since_utc))


def test_an_evidence_file_appears_whole_or_not_at_all(journal: Path) -> None:
    to = journal.with_name("evidence")
    seen: list[list[str]] = []

    def stop(_: float) -> None:
        seen.append([name.name for name in journal.parent.iterdir() if name == to])
        raise KeyboardInterrupt

    with EventStore.view(journal) as store:
        period = Period(BEGAN_UTC, BEGAN_UTC + 7_200)
        SampleStore.open(journal.with_name("samples.sqlite")).write(minute(_MINUTE, [100]))
        with pytest.raises(KeyboardInterrupt):
            write_evidence(to, store, journal.with_name("samples.sqlite"), period, None, stop)
    assert seen == [[]], "while it is written a kill leaves no file of that name"
    assert not [name for name in journal.parent.iterdir() if "evidence" in name.name]
