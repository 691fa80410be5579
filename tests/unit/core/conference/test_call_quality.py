"""A call is called worse or better only once it stayed so."""

from gbdt_console.core.conference.call_quality import CallQuality, QualityWatch
from gbdt_console.core.conference.state import Participant

GOOD, NOTICE, POOR = CallQuality


def judged(*seconds: tuple[float | None, float | None], leg: str = "a") -> list[CallQuality]:
    """What is said of one site at each second, of loss and jitter."""
    watch = QualityWatch()
    said = []
    for at_s, (loss, jitter) in enumerate(seconds):
        calls = [("s1", Participant(leg, "1", loss_percent=loss, jitter_ms=jitter))]
        said.append(watch.observed(calls, float(at_s)).get("s1", GOOD))
    return said


def lasting(
    loss: float | None, seconds: int, jitter: float | None = None
) -> list[tuple[float | None, float | None]]:
    return [(loss, jitter)] * seconds


def test_worse_after_5_s_and_better_after_10() -> None:
    said = judged(*lasting(6, 10), *lasting(0, 15))
    assert said == [GOOD] * 5 + [POOR] * 15 + [GOOD] * 5


def test_a_moment_is_nothing() -> None:
    assert set(judged(*lasting(20, 4), *lasting(0, 4), *lasting(20, 4), *lasting(0, 4))) == {GOOD}


def test_a_call_at_its_limit_does_not_flicker() -> None:
    assert judged(*lasting(5.1, 6), *([(4.5, None), (5.1, None)] * 30))[6:] == [POOR] * 60
    assert judged(*lasting(1.1, 6), *([(0.9, None), (1.1, None)] * 30))[6:] == [NOTICE] * 60


def test_jitter_and_little_loss_are_a_notice_and_what_nobody_tells_is_good() -> None:
    assert judged(*lasting(1, 6))[-1] is NOTICE
    assert judged(*lasting(None, 6, jitter=30))[-1] is NOTICE
    assert judged(*lasting(0.9, 60, jitter=29))[-1] is GOOD
    assert judged(*lasting(None, 60))[-1] is GOOD


def test_an_mcu_that_only_says_that_much_is_lost_is_believed_as_slowly() -> None:
    watch, said = QualityWatch(), []
    for at_s in range(24):
        leg = Participant("a", "1", loses_much=at_s < 8)
        said.append(watch.observed([("s1", leg)], float(at_s)).get("s1", GOOD))
    assert said == [GOOD] * 5 + [POOR] * 13 + [GOOD] * 6


def test_a_new_call_begins_as_good() -> None:
    watch = QualityWatch()
    for at_s in range(6):
        found = watch.observed([("s1", Participant("a", "1", loss_percent=9))], at_s)
    assert found == {"s1": POOR}
    assert watch.observed([("s1", Participant("b", "1", loss_percent=9))], 6) == {}
    assert watch.observed([], 7) == {}
