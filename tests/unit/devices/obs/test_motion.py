"""A frozen picture is one that did not change for three seconds while it was looked at."""

from gbdt_console.devices.obs.motion import Motion


def looked_at(*pictures: tuple[float, str]) -> bool | None:
    motion = Motion()
    for now_s, picture in pictures:
        motion.see("Sa Pa", picture, now_s)
    return motion.is_moving("Sa Pa")


def test_nothing_is_known_of_a_picture_seen_for_less_than_three_seconds() -> None:
    assert Motion().is_moving("Sa Pa") is None
    assert looked_at((0.0, "a"), (2.9, "a")) is None


def test_a_picture_that_changed_moves_until_it_stands_for_three_seconds() -> None:
    assert looked_at((0.0, "a"), (1.0, "b")) is True
    assert looked_at((0.0, "a"), (1.0, "b"), (3.9, "b")) is True
    assert looked_at((0.0, "a"), (1.0, "b"), (4.0, "b")) is False


def test_a_frozen_picture_that_changes_moves_again() -> None:
    assert looked_at((0.0, "a"), (3.0, "a"), (4.0, "b")) is True


def test_a_picture_of_a_minute_ago_is_not_compared() -> None:
    assert looked_at((0.0, "a"), (61.0, "a")) is None


def test_what_left_the_air_is_forgotten() -> None:
    motion = Motion()
    for now_s in (0.0, 3.0):
        motion.see("Sa Pa", "a", now_s)
    motion.keep(["Bắc Hà"])
    assert motion.is_moving("Sa Pa") is None
