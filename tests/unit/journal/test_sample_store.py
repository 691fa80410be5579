"""Samples in their file: small, rolled up, aged, pinned, and never a reason to stop."""

import random
from pathlib import Path

import pytest

from gbdt_console.journal.database import FutureSchemaError
from gbdt_console.journal.sample_file_guard import REFUSED, STARTED_ANEW, SampleFileGuard
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.sample_recorder import LATE, LOST, UNKNOWN
from gbdt_console.journal.sample_store import MINUTES_KEPT, QUARTERS_KEPT, SECONDS_KEPT, Pin, SampleStore
from tests.support.journal.sample_figures import SampleFigures, minute, minutes_of, quarters_of

MINUTE = 1_767_225_600 // 60
T = MINUTE * 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "samples.sqlite"


def test_seconds_come_back_as_they_went_in(path: Path) -> None:
    luck = random.Random(5)
    values = [[luck.randrange(65_536) for _ in range(60)] for _ in range(4)]
    store = SampleStore.open(path)
    store.write(minute(MINUTE, values[0], values[1]))
    store.write(minute(MINUTE + 1, values[2], values[3]))
    with SampleReader(path) as reader:
        assert list(reader.read_seconds("s1.line", T, T + 120)) == values[1] + values[3]
        assert list(reader.read_seconds("s0.line", T + 50, T + 63)) == values[0][50:] + values[2][:3]
        assert list(reader.read_seconds("s0.line", T - 2, T + 1)) == [UNKNOWN, UNKNOWN, values[0][0]]
        assert list(reader.read_seconds("nobody.line", T, T + 3)) == [UNKNOWN] * 3
    store.close()


def test_a_minute_comes_back_with_all_series_that_have_samples(path: Path) -> None:
    store = SampleStore.open(path)
    store.write(minute(MINUTE, [10, LOST], [], [LATE]))
    with SampleReader(path) as reader:
        found = reader.read_minute(MINUTE)
        assert found.names == ("s0.line", "s2.line")
        assert [list(found.codes[at : at + 3]) for at in (0, 60)] == [
            [10, LOST, UNKNOWN],
            [LATE, UNKNOWN, UNKNOWN],
        ]
        assert reader.read_minute(MINUTE + 1).names == ()
    store.close()


def test_a_restart_within_a_minute_adds_to_it(path: Path) -> None:
    store = SampleStore.open(path)
    store.write(minute(MINUTE, [10, LOST, UNKNOWN]))
    store.close()
    store = SampleStore.open(path)
    store.write(minute(MINUTE, [UNKNOWN, 30, 40]))
    with SampleReader(path) as reader:
        assert list(reader.read_seconds("s0.line", T, T + 4)) == [10, 30, 40, UNKNOWN]
    assert minutes_of(path, "s0.line")[0].replies == 3
    store.close()


def test_a_minute_is_rolled_up(path: Path) -> None:
    store = SampleStore.open(path)
    store.write(minute(MINUTE, [10, 20, 45, LOST, LOST, LATE], [LOST] * 60, []))
    figures = [minutes_of(path, f"s{n}.line") for n in range(3)]
    assert figures == [
        [SampleFigures(T, 3, 1, 2, 54, 1.0, 2.5, 4.5)],
        [SampleFigures(T, 0, 0, 60, 0, None, None, None)],
        [],
    ]
    store.close()


def test_a_quarter_weighs_its_minutes_by_their_replies(path: Path) -> None:
    store = SampleStore.open(path)
    store.write(minute(MINUTE, [10] * 60))
    store.write(minute(MINUTE + 7, [70] * 20 + [LOST] * 40))
    store.write(minute(MINUTE + 8, [LOST] * 60))
    store.write(minute(MINUTE + 15, [500]))
    assert quarters_of(path, "s0.line") == [
        SampleFigures(T, 80, 0, 100, 0, 1.0, 2.5, 7.0),
        SampleFigures(T + 900, 1, 0, 0, 59, 50.0, 50.0, 50.0),
    ]
    store.close()


def test_a_sample_takes_no_more_than_its_budget(path: Path) -> None:
    """2.4 bytes a sample for the seconds, 2.9 with minutes and quarters."""
    luck = random.Random(9)
    series, minutes = 200, 30
    store = SampleStore.open(path)
    for number in range(minutes):
        store.write(
            minute(MINUTE + number, *([luck.randrange(2_000) for _ in range(60)] for _ in range(series)))
        )
    pages = store._connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'seconds'").fetchone()[0]
    store.close()
    samples = series * minutes * 60
    assert pages / samples <= 2.4
    assert path.stat().st_size / samples <= 2.9


def test_each_resolution_is_kept_for_its_time_and_no_longer(path: Path) -> None:
    store = SampleStore.open(path)
    store.write(minute(MINUTE, [10]))
    kept = []
    for age in (0, SECONDS_KEPT, MINUTES_KEPT, QUARTERS_KEPT):
        store.age(MINUTE + age)
        kept.append(_kept(path))
        store.age(MINUTE + age + 1)
        kept.append(_kept(path))
    assert kept == ["smq", "smq", "smq", "mq", "mq", "q", "q", ""]
    store.close()


def _kept(path: Path) -> str:
    with SampleReader(path) as reader:
        seconds = reader.read_seconds("s0.line", T, T + 1)[0] != UNKNOWN
    minutes, quarters = bool(minutes_of(path, "s0.line")), bool(quarters_of(path, "s0.line"))
    return "s" * seconds + "m" * minutes + "q" * quarters


def test_a_pinned_time_keeps_every_second_for_five_years(path: Path) -> None:
    """Of a pin that touches an hour the whole hour is kept: hours are sealed whole."""
    store = SampleStore.open(path)
    for hour in range(5):
        store.write(minute(MINUTE + hour * 60, [hour + 1]))
    store.pin(Pin(T + 3_600 + 1_800, T + 3 * 3_600 - 1, "meeting m1"))
    store.pin(Pin(T + 3 * 3_600, T + 3 * 3_600 + 59, "a minute of a meeting"))
    store.age(MINUTE + SECONDS_KEPT + 300)
    assert _firsts(path, 5, 60) == [UNKNOWN, 2, 3, 4, UNKNOWN]
    store.age(MINUTE + QUARTERS_KEPT)
    assert _firsts(path, 5, 60) == [UNKNOWN, 2, 3, 4, UNKNOWN]
    store.age(MINUTE + QUARTERS_KEPT + 180)
    assert _firsts(path, 5, 60) == [UNKNOWN, UNKNOWN, UNKNOWN, 4, UNKNOWN]
    store.close()


def _firsts(path: Path, count: int, minutes_apart: int = 1) -> list[int]:
    step = minutes_apart * 60
    with SampleReader(path) as reader:
        return list(reader.read_seconds("s0.line", T, T + count * step))[::step]


def test_ageing_goes_on_in_small_steps_until_all_is_done(path: Path) -> None:
    store = SampleStore.open(path)
    for number in range(25):
        store.write(minute(MINUTE + number, [1]))
    left = []
    for _ in range(3):
        store.age(MINUTE + SECONDS_KEPT + 25)
        left.append(sum(code != UNKNOWN for code in _firsts(path, 25)))
    assert left == [15, 5, 0]
    store.close()


@pytest.mark.parametrize("content", [b"\x5a" * 9_000, b"", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_damaged_file_is_begun_anew_and_counted(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    keeper = SampleFileGuard(path)
    keeper.write(minute(MINUTE, [10]))
    keeper.close()
    assert keeper.counters() == {REFUSED: 0, STARTED_ANEW: 1}
    assert _firsts(path, 1) == [10]


@pytest.mark.parametrize("ending", ["", "-wal"])
def test_a_removed_file_is_begun_anew_and_counted(path: Path, ending: str) -> None:
    keeper = SampleFileGuard(path)
    keeper.write(minute(MINUTE, [10]))
    path.with_name(path.name + ending).unlink()
    keeper.write(minute(MINUTE + 1, [20]))
    keeper.close()
    assert keeper.counters() == {REFUSED: 0, STARTED_ANEW: 1}
    assert _firsts(path, 2)[1] == 20


def test_samples_leave_room_for_the_journal(path: Path) -> None:
    keeper = SampleFileGuard(path, reserve_bytes=1 << 62)
    keeper.write(minute(MINUTE, [10]))
    keeper.close()
    assert keeper.counters() == {REFUSED: 1, STARTED_ANEW: 0}
    assert not path.exists()


def test_a_newer_samples_file_is_left_alone(path: Path) -> None:
    store = SampleStore.open(path)
    store.write(minute(MINUTE, [10]))
    store._connection.execute("PRAGMA user_version = 9")
    store.close()
    keeper = SampleFileGuard(path)
    keeper.write(minute(MINUTE + 1, [10]))
    keeper.close()
    assert keeper.counters() == {REFUSED: 1, STARTED_ANEW: 0}
    with pytest.raises(FutureSchemaError):
        SampleReader(path)


def test_only_the_owner_may_read_the_file(path: Path) -> None:
    SampleStore.open(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_closed_file_is_whole_alone_also_beside_a_reader(path: Path) -> None:
    store = SampleStore.open(path)
    store.write(minute(MINUTE, [3] * 60))
    with SampleReader(path):
        store.close()
        alone = path.with_name("copy.sqlite")
        alone.write_bytes(path.read_bytes())
    with SampleReader(alone) as copied:
        assert copied.read_minute(MINUTE).names == ("s0.line",)
