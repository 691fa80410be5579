"""A Checkpoint is packed in its row, and no program takes one that it cannot read for an empty ledger."""

import json
import lzma
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.events import Event, PointChanged
from gbdt_console.core.json_value import Json
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.journal import checkpoints, store
from gbdt_console.journal.chain import ChainHead, Damage, UnchainedEntry
from gbdt_console.journal.checkpoints import is_due, pack, unpack, unpacked
from gbdt_console.journal.codec import ledger_data
from gbdt_console.journal.database import FutureSchemaError, Schema
from gbdt_console.journal.ledger_text import LedgerText
from gbdt_console.journal.opening import open_journal
from gbdt_console.journal.replay import fold
from gbdt_console.journal.salvage import salvage
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.journal.events import EVENTS, MORNING, write_journal
from tests.support.journal.raw_rows import put_checkpoint
from tests.support.journal.reader import read_journal

DAY_S = 86_400.0
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=8,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of seven rows: five events, a Checkpoint of them, and one event more."""
    path = tmp_path / "journal.sqlite"
    write_journal(path)
    with EventStore.open(path) as journal:
        folded = Checkpoint(fold(journal))
        journal.append([UnchainedEntry.of(event, 1.0) for event in (folded, MORNING[1])])
    return path


@pytest.mark.parametrize(
    ("entries", "days", "size", "due"),
    [
        (0, 400, 0, False),
        (1, 7, 0, True),
        (499, 6.9, 0, False),
        (500, 0, 0, True),
        (500, -3, 0, True),
        (500, 0, 90_000, False),
        (3_000, 0, 90_000, True),
    ],
)
def test_it_is_due_by_entries_age_and_its_own_size(entries: int, days: float, size: int, due: bool) -> None:
    assert is_due(entries, days * DAY_S, size) == due


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON))
def test_what_was_packed_comes_back(values: dict[str, Json]) -> None:
    assert unpack(pack(values)) == values


@given(batches=st.lists(st.lists(EVENTS, max_size=4), max_size=8))
def test_a_ledger_that_went_on_is_written_as_one_that_is_written_for_the_first_time(
    batches: list[list[Event]],
) -> None:
    """Although what did not change since is not written anew."""
    ledger, texts = Ledger(), LedgerText()
    for events in batches:
        for event in events:
            ledger.apply(event)
        data = ledger_data(ledger)
        assert texts.is_of(ledger, unpacked(pack(data)))
        assert texts.is_of(
            ledger, unpacked(pack({name: data[name] for name in data if name != "recordings"}))
        )
        assert not texts.is_of(ledger, unpacked(pack(data | {"meetings": {"ended": 77}})))


def test_an_independent_reader_finds_the_ledger_in_the_row(path: Path, tmp_path: Path) -> None:
    _, kind, data = read_journal(path, tmp_path / "copy")[5]
    with EventStore.view(path) as journal:
        event = journal.read(5)[0].event
        text = next(iter(journal.rows(5))).data
    assert isinstance(event, Checkpoint)
    assert (kind, data["ledger"]) == ("checkpoint", json.loads(json.dumps(ledger_data(event.ledger))))
    assert event.ledger[LastStates].points == {
        "bacha.line": ("down", 1_767_225_700.25),
        "sapa.line": ("up", 1_767_225_600.0),
    }
    assert "bacha" not in text


@pytest.mark.parametrize(
    "packed",
    [
        None,
        {"meeting": None},
        "",
        "no base64",
        "ô",
        b64encode(b"no xz").decode(),
        pack({})[:-8],
        b64encode(lzma.compress(b"{}") + b"more").decode(),
        b64encode(lzma.compress(b"{")).decode(),
        b64encode(lzma.compress(b"\xff")).decode(),
    ],
)
def test_a_row_that_holds_no_ledger_is_malformed(path: Path, packed: Json) -> None:
    put_checkpoint(path, Checkpoint.VERSION, json.dumps({"ledger": packed}))
    report = verify(path)
    assert (report.damage, report.bad_seq) == (Damage.MALFORMED, 8)


def test_a_ledger_larger_than_any_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    values: dict[str, Json] = {"x": "0" * 5_000_000}
    packed = pack(values)
    assert unpack(packed) == values
    monkeypatch.setattr(checkpoints, "_MOST_BYTES", 4_000_000)
    with pytest.raises(ValueError, match=r".+"):
        unpack(packed)


def test_a_start_passes_over_a_checkpoint_that_only_a_newer_program_reads(path: Path) -> None:
    with EventStore.view(path) as journal:
        folded = fold(journal)
        heads = [row.head for row in journal.rows()]
    assert folded[MeetingsHeld].running is not None
    put_checkpoint(path, Checkpoint.VERSION + 1, '{"ledger":{}}')
    opened, ledger, made = open_journal(path, 1.0)
    with opened:
        assert (ledger, made) == (folded, ())
        assert [seq for seq, _ in opened.checkpoints()] == [6]
    found = salvage(path)
    assert (found.ledger, found.kept) == (folded, len(heads) + 1)


def test_a_program_before_packed_checkpoints_refuses_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would start with an empty ledger: it folds from the last row of the kind, whatever its version."""
    before = Schema(store.SCHEMA.application_id, store.SCHEMA.scripts[:1])
    monkeypatch.setattr(store, "SCHEMA", before)
    for opening in (EventStore.view, EventStore.open, EventStore.recover):
        with pytest.raises(FutureSchemaError):
            opening(path)


def test_a_checkpoint_alone_in_an_old_file_lets_older_programs_refuse_it_from_the_first_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, known = tmp_path / "journal.sqlite", store.SCHEMA
    monkeypatch.setattr(store, "SCHEMA", Schema(known.application_id, known.scripts[:1]))
    write_journal(path)
    with EventStore.view(path) as journal:
        rows = list(journal.rows())
    monkeypatch.setattr(store, "SCHEMA", known)
    with EventStore.view(path) as journal:
        assert list(journal.rows()) == rows
    opened, _, _ = open_journal(path, 1.0)
    with opened:
        assert list(opened.rows()) == rows
        opened.append([UnchainedEntry.of(PointChanged("sapa.line", "up", PointState.DOWN, 1.0), 1.0)])
    with pytest.raises(FutureSchemaError):
        _as_before(path, monkeypatch)
    assert verify(path, ChainHead(5, rows[-1].hash.hex())).is_sound
    assert fold_of(path)[LastStates].points["sapa.line"] == ("down", 1.0)


def _as_before(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store, "SCHEMA", Schema(store.SCHEMA.application_id, store.SCHEMA.scripts[:1]))
        EventStore.view(path)


def fold_of(path: Path) -> Ledger:
    with EventStore.view(path) as journal:
        return fold(journal)
