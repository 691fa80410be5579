"""Who is called again, and when: by hand, and whatever happens."""

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.conference.redial import PAUSES_S, Redialer
from gbdt_console.core.conference.roster import Departure, RosterRow, RosterStatus
from gbdt_console.core.conference.state import HungUpBy, Participant

OURS, OTHER = "sapa", "batxat"


def gone(by: HungUpBy | None = None, site_id: str = OURS) -> RosterRow:
    return RosterRow(site_id, RosterStatus.ABSENT, left=Departure(0.0, by))


def there(site_id: str = OURS) -> RosterRow:
    return RosterRow(site_id, RosterStatus.CONNECTED, Participant("PJSIP/2008-1", "2008"))


def calls(redialling: Redialer, row: RosterRow, from_s: int, until_s: int, **told: bool) -> list[int]:
    """The seconds in which it is called."""
    may_call = told.get("may_call", True)
    return [s for s in range(from_s, until_s) if redialling.due([row], s, may_call=may_call, ringing=())]


def test_at_once_then_each_minute_then_every_five_and_then_no_more() -> None:
    redialling = Redialer(lambda: {OURS})
    at = calls(redialling, gone(), 100, 5_000)
    assert at == [100, 160, 220, 280, 340, 640, 940, 1240, 1540, 1840]
    (row,) = redialling.with_redials([gone()], 5_000, 9_000.0)
    assert row.redial is not None
    assert (row.redial.left, row.redial.next_utc) == (0, None)


def test_who_hung_up_itself_is_given_half_a_minute_and_whom_we_hung_up_is_left_alone() -> None:
    assert calls(Redialer(lambda: {OURS}), gone(HungUpBy.SITE), 0, 100) == [30, 90]
    assert calls(Redialer(lambda: {OURS}), gone(HungUpBy.CONSOLE), 0, 5_000) == []


def test_nobody_is_called_who_is_not_ours_was_not_there_or_outside_of_a_meeting() -> None:
    assert calls(Redialer(lambda: {OURS}), gone(site_id=OTHER), 0, 500) == []
    assert calls(Redialer(lambda: {OURS}), RosterRow(OURS, RosterStatus.ABSENT), 0, 500) == []
    assert calls(Redialer(lambda: {OURS}), gone(), 0, 500, may_call=False) == []


def test_a_call_from_any_side_ends_it_and_the_next_drop_begins_anew() -> None:
    redialling = Redialer(lambda: {OURS})
    assert calls(redialling, gone(), 0, 70) == [0, 60]
    assert calls(redialling, there(), 70, 90) == []
    assert redialling.with_redials([there()], 90, 0.0)[0].redial is None
    assert calls(redialling, gone(), 90, 160) == [90, 150]


@given(
    st.lists(
        st.tuples(st.sampled_from(["gone", "there", "ringing", "locked"]), st.integers(1, 400)), max_size=80
    )
)
def test_it_never_calls_more_often_than_it_may_nor_who_is_there(steps: list[tuple[str, int]]) -> None:
    redialling, now_s, since_there = Redialer(lambda: {OURS}), 0, 0
    called_s: list[int] = []
    for what, lasts_s in steps:
        now_s += lasts_s
        row = there() if what == "there" else gone()
        ringing = {OURS} if what == "ringing" else set()
        due = redialling.due([row], now_s, may_call=what != "locked", ringing=ringing)
        assert not due or what == "gone"
        if what in ("there", "locked"):
            called_s, since_there = [], since_there + 1
        elif due:
            assert not called_s or now_s - called_s[-1] >= PAUSES_S[len(called_s)]
            called_s.append(now_s)
            assert len(called_s) <= len(PAUSES_S)
