"""Proves that a replay shows what the live console showed, after retention has run for 90 days."""

import random
from bisect import bisect_left, bisect_right
from pathlib import Path

import pytest

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.replay.past_reader import PastReader
from gbdt_console.replay.past_snapshot import Moment
from tests.support.replay.random_day import RandomDay, play_day
from tests.support.replay.recorded import passing, recorded

pytestmark = pytest.mark.never_again

_MOMENTS = 100
_NEAR_A_CHANGE = 50
_NEAR_S = 2.0
_WITH_PICTURE = 30


@pytest.mark.parametrize("seed", [1, 6])
def test_replay_equals_live_in_all_recorded_fields(seed: int, tmp_path: Path) -> None:
    day = play_day(seed)
    day.records.write(tmp_path, checkpoint_every=97, later_days=90)
    reader = PastReader(tmp_path, day.network)
    chosen = _chosen(day, random.Random(seed))
    assert sum(_is_near(day, one) for one in chosen) >= 30
    assert sum(_has_picture(one) for one in chosen) >= _WITH_PICTURE
    for live in chosen:
        replayed = reader.snapshot(Moment(live.at_utc, 0.0, 1))
        left_out = passing(live)
        assert recorded(replayed, left_out) == recorded(live, left_out), f"at {live.at_utc}"
    reader.close()


def _chosen(day: RandomDay, luck: random.Random) -> list[Snapshot]:
    """Choose Snapshots, half of them near a change; none of an entry's instant, which shows half of it."""
    times = [entry.at_utc for entry in day.entries]
    fit = [one for one in day.snapshots if bisect_left(times, one.at_utc) == bisect_right(times, one.at_utc)]
    near = [one for one in fit if _is_near(day, one)]
    chosen = luck.sample(near, _NEAR_A_CHANGE) + luck.sample(fit, _MOMENTS - _NEAR_A_CHANGE)
    luck.shuffle(chosen)
    return chosen


def _has_picture(live: Snapshot) -> bool:
    """Tell whether a comparison with that Snapshot compares a picture on air."""
    frame = recorded(live, passing(live)).frame
    return frame is not None and any(bus.panes for bus in frame.buses)


def _is_near(day: RandomDay, one: Snapshot) -> bool:
    times = [entry.at_utc for entry in day.entries]
    place = bisect_left(times, one.at_utc)
    around = times[max(0, place - 1) : place + 1]
    return any(abs(at_utc - one.at_utc) <= _NEAR_S for at_utc in around)
