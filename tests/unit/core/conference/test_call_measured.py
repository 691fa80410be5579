"""Each call of a meeting leaves one record at its end: worst figures, and for how long how much was lost."""

from gbdt_console.core.conference.call_measured import CallMeasured, CallMeter
from gbdt_console.core.conference.state import Participant

UTC = 1_000_000.0


def leg(loss: float | None, jitter: float | None = None, id_: str = "a") -> Participant:
    return Participant(id_, "2001", loss_percent=loss, jitter_ms=jitter)


class Played:
    """A meter that is told of one site each second."""

    def __init__(self) -> None:
        self.meter = CallMeter()
        self.now_s = 0.0
        self.records: list[CallMeasured] = []

    def second(self, one: Participant | None, meeting: str = "m1", step_s: float = 1.0) -> None:
        calls = [] if one is None else [("s1", one)]
        self.records += self.meter.observed(calls, meeting, self.now_s, UTC + self.now_s)
        self.now_s += step_s


def test_a_call_s_worst_and_its_shares_are_kept_once_at_its_end() -> None:
    played = Played()
    for loss in [0.0] * 51 + [2.0] * 30 + [12.34] * 20:
        played.second(leg(loss, jitter=loss * 4))
    assert played.records == []
    played.second(None)
    (one,) = played.records
    assert (one.site, one.meeting, one.from_utc, one.until_utc) == ("s1", "m1", UTC, UTC + 100)
    assert (one.told_s, one.notice_s, one.poor_s) == (100.0, 50.0, 20.0)
    assert (one.notice_share, one.poor_share) == (0.5, 0.2)
    assert (one.worst_loss_percent, one.worst_jitter_ms) == (12.3, 49.4)
    played.second(None)
    assert len(played.records) == 1


def test_another_leg_and_the_meeting_s_end_end_a_call_and_nothing_is_kept_outside() -> None:
    played = Played()
    for _ in range(3):
        played.second(leg(1.0))
    for _ in range(3):
        played.second(leg(6.0, id_="b"))
    for _ in range(3):
        played.second(leg(7.0, id_="b"), meeting="")
    assert [(one.worst_loss_percent, one.until_utc - UTC) for one in played.records] == [(1.0, 2), (6.0, 5)]
    for _ in range(3):
        played.second(leg(7.0, id_="b"), meeting="m2")
    played.second(leg(7.0, id_="b"), meeting="m3")
    assert [one.meeting for one in played.records] == ["m1", "m1", "m2"]


def test_a_call_of_which_nothing_is_told_leaves_nothing_and_a_gap_counts_5_s() -> None:
    played = Played()
    for _ in range(3):
        played.second(leg(None))
    played.second(None)
    assert played.records == []
    played.second(leg(6.0), step_s=60.0)
    played.second(leg(6.0))
    played.second(None)
    (one,) = played.records
    assert one.told_s == one.poor_s == 5.0
