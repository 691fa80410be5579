"""What is shed where the loop is late, and when it is taken up again."""

from itertools import pairwise

from gbdt_console.core.monitoring.pace import FULL_PACE, PACES, PaceKeeper

LOOK_S = 0.02


class Loop:
    """A loop that looks 50 times a second; `levels` are the changes with their times."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.keeper = PaceKeeper(self.now_s)
        self.levels: list[tuple[float, int]] = []
        self.run(10, 0.02)

    def run(self, seconds: float, late_s: float) -> None:
        ends_s = self.now_s + seconds
        while self.now_s < ends_s:
            self.now_s += LOOK_S
            if self.keeper.look(late_s, self.now_s):
                self.levels.append((self.now_s, self.keeper.pace.level))


def test_devices_are_shed_first_then_screens_then_lines_and_no_interval_more_than_doubles() -> None:
    assert PACES[0] is FULL_PACE
    for before, after in pairwise(PACES):
        assert after.level == before.level + 1
        assert before.device_times <= after.device_times <= 2 * before.device_times
        assert after.line_s <= max(2.0, 2 * before.line_s)
    first = {name: next(p.level for p in PACES if getattr(p, name) > getattr(FULL_PACE, name)) for name in
             ("device_times", "screen_s", "line_s")}  # fmt: skip
    assert list(first.values()) == sorted(first.values())
    assert first["device_times"] < first["screen_s"] < first["line_s"]


def test_a_loop_that_stays_late_sheds_level_by_level_within_a_quarter_of_a_minute() -> None:
    loop = Loop()
    loop.run(60, 0.02)
    loop.run(15, 0.6)
    assert [level for _, level in loop.levels] == [1, 2, 3, 4, 5, 6]


def test_a_start_that_is_late_sheds_nothing() -> None:
    keeper = PaceKeeper(100.0)
    assert not any(keeper.look(1.0, 100.0 + look * LOOK_S) for look in range(1, 490))


def test_one_stall_sheds_nothing_however_long() -> None:
    loop = Loop()
    for stall_s in (1.0, 5.0, 60.0):
        loop.run(20, 0.02)
        loop.now_s += stall_s
        loop.keeper.look(stall_s, loop.now_s)
        loop.run(20, 0.02)
    assert loop.levels == []


def test_it_is_taken_up_one_level_after_ten_seconds_and_a_relapse_waits_twice_as_long() -> None:
    loop = Loop()
    loop.run(3, 0.6)
    assert loop.keeper.pace.level == 1
    loop.run(12, 0.02)
    assert loop.keeper.pace is FULL_PACE
    loop.run(3, 0.6)
    assert loop.keeper.pace.level == 1
    loop.run(17, 0.02)
    assert loop.keeper.pace.level == 1
    loop.run(6, 0.02)
    assert loop.keeper.pace is FULL_PACE


def test_a_machine_that_cannot_do_more_changes_its_pace_ever_more_seldom() -> None:
    """Late at level 1 and below, punctual from level 2 on: no flapping over an hour."""
    loop = Loop()
    while loop.now_s < 3_600:
        loop.run(0.5, 0.6 if loop.keeper.pace.level < 2 else 0.02)
    assert len(loop.levels) < 24
    assert sum(level >= 2 for _, level in loop.levels) <= 12
