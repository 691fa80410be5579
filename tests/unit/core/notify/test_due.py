"""Who is told of what and when: by severity, site, shift, hours, and by who acknowledged."""

from datetime import time

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.events import ClockJumped
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.notify.due import GAP_S, HOLD_S, OVER_AFTER_S, Again
from gbdt_console.core.notify.rules import Hours, NotifyRule, Weekday
from tests.support.notify.rooms import CRITICAL, MAJOR, MINOR, Room, channels, room

ALL = NotifyRule(("ca",))
NIGHT = Hours(time(22), time(6))
CLOSED = Meeting("m", "Kín", "bac-ha", 0.0, 0.0, is_closed=True, sites=("bac-ha", "sa-pa"))


def test_an_alarm_is_told_once_it_is_ten_seconds_old_and_its_end_a_minute_after() -> None:
    it = room(ALL)
    it.raise_(1)
    assert it.told() == []
    it.wait(HOLD_S)
    assert it.told() == [("ca", [1], [])]
    it.wait(600)
    assert it.told() == [], "it is told once"
    it.clear(1)
    it.wait(OVER_AFTER_S - 1)
    assert it.told() == [], "it may come back"
    it.wait(1)
    assert it.told() == [("ca", [], [1])]
    it.wait(600)
    assert it.told() == []


def test_a_blip_is_not_told() -> None:
    it = room(ALL)
    it.raise_(1)
    it.wait(5)
    it.clear(1)
    it.wait(600)
    assert it.told() == []


def test_who_is_told_once_more_is_told_why() -> None:
    it = room(ALL)
    it.raise_(1)
    it.wait(HOLD_S)
    assert [one.again for one in it.look()] == [{}]
    it.wait(GAP_S)
    it.worsen(1, CRITICAL)
    assert [one.again for one in it.look()] == [{1: Again.RISEN}]
    it.acknowledge(1)
    it.wait(GAP_S)
    it.expire(1)
    assert [one.again for one in it.look()] == [{1: Again.LASTING}]


def test_of_a_node_s_sites_only_the_node_is_told() -> None:
    it = room(ALL)
    for number in range(1, 21):
        it.raise_(number, f"s{number}")
    it.wait(3)
    members = [f"s{number}" for number in range(1, 21)]
    it.raise_(21, "", MAJOR, AlarmType.UPSTREAM_LOST, "upstream.nut-1", members=members)
    for number in range(1, 21):
        it.suppress(number, 21)
    it.wait(HOLD_S)
    assert it.told() == [("ca", [21], [])]


def test_what_comes_within_half_a_minute_goes_into_one_message() -> None:
    it = room(ALL)
    it.raise_(1)
    it.wait(HOLD_S)
    assert it.told() == [("ca", [1], [])]
    it.raise_(2, "bac-ha")
    it.raise_(3, "bat-xat", CRITICAL)
    it.wait(GAP_S - 1)
    assert it.told() == []
    it.wait(1)
    assert it.told() == [("ca", [3, 2], [])], "the most severe comes first"


def test_a_rule_asks_for_severity_site_hours_and_day() -> None:
    day = Hours(time(7), time(17))
    it = room(
        NotifyRule(("cao",), CRITICAL),
        NotifyRule(("sa-pa",), sites=frozenset({"sa-pa"})),
        NotifyRule(("gio",), hours=day),
        NotifyRule(("dem",), hours=NIGHT),
        NotifyRule(("t3",), days=frozenset({Weekday.TUE})),
    )
    it.raise_(1, "bac-ha")
    it.raise_(2, "sa-pa", MINOR)
    it.wait(HOLD_S)
    assert it.told() == [("gio", [1], [])]
    it.worsen(1, CRITICAL)
    it.worsen(2, MAJOR)
    it.wait(60)
    assert it.told() == [("cao", [1], []), ("sa-pa", [2], []), ("gio", [1, 2], [])]
    it.wait(15 * 3600)
    assert it.told() == [("dem", [1, 2], [])], "22:32 on Monday"
    it.wait(2 * 3600)
    assert it.told() == [("t3", [1, 2], [])]


def test_a_rule_for_sites_hears_of_the_node_behind_which_they_are_and_not_of_the_centre() -> None:
    it = room(NotifyRule(("ca",), sites=frozenset({"sa-pa"})))
    it.raise_(1, "", MAJOR, AlarmType.UPSTREAM_LOST, "upstream.nut-1", members=["bac-ha", "sa-pa"])
    it.raise_(2, "", MAJOR, AlarmType.MCU_LOST, "centre.mcu")
    it.wait(HOLD_S)
    assert it.told() == [("ca", [1], [])]


def test_in_quiet_hours_only_critical_alarms_are_told_and_the_others_when_they_end() -> None:
    it = room(ALL, quiet=Hours(time(7), time(9)))
    it.raise_(1)
    it.raise_(2, "bac-ha", CRITICAL)
    it.raise_(3, "bat-xat")
    it.wait(HOLD_S)
    assert it.told() == [("ca", [2], [])]
    it.clear(3)
    it.wait(3600)
    assert it.told() == []
    it.wait(3600)
    assert it.told() == [("ca", [1], [])], "what was over by then is not told"


def test_an_acknowledged_alarm_is_not_told_and_is_when_the_acknowledgement_expired() -> None:
    it = room(ALL)
    it.raise_(1)
    it.acknowledge(1)
    it.wait(60)
    assert it.told() == []
    it.expire(1)
    assert it.told() == [("ca", [1], [])]
    it.acknowledge(1)
    it.wait(60)
    assert it.told() == []
    it.expire(1)
    assert it.told() == [("ca", [1], [])], "it waits again"


def test_only_who_has_the_shift_is_told_and_all_where_nobody_of_them_has_it() -> None:
    persons = channels(an="Ca 1", binh="Ca 2") + channels("chung")
    it = room(NotifyRule(("an", "binh", "chung")), to=persons)
    it.on_duty = "Ca 2"
    it.raise_(1)
    it.wait(HOLD_S)
    assert it.told() == [("binh", [1], []), ("chung", [1], [])]
    it.on_duty = "Ca 1"
    assert it.told() == [("an", [1], [])], "who takes the shift over hears what is open"
    it.clear(1)
    it.wait(60)
    assert [one for one, _, over in it.told() if over] == ["an", "binh", "chung"], (
        "whoever was told hears the end"
    )
    it.on_duty = "Trưởng ca"
    it.raise_(2)
    it.wait(60)
    assert it.told() == [("an", [2], []), ("binh", [2], []), ("chung", [2], [])]


LATER = NotifyRule(("lanh-dao",), CRITICAL, after_min=10)


def escalated(it: Room) -> list[tuple[str, dict[int, int]]]:
    return [(one.channel, dict(one.waiting)) for one in it.look()]


def test_where_nobody_acknowledges_for_ten_minutes_the_next_one_is_told() -> None:
    it = room(ALL, LATER)
    it.raise_(1, severity=CRITICAL)
    it.raise_(2, "bac-ha", CRITICAL)
    it.wait(HOLD_S)
    assert escalated(it) == [("ca", {})]
    it.acknowledge(2)
    it.wait(599)
    assert escalated(it) == []
    it.wait(1)
    assert escalated(it) == [("lanh-dao", {1: 10})]
    it.wait(3600)
    assert escalated(it) == []


def test_an_expired_acknowledgement_and_a_rise_begin_the_ten_minutes_anew() -> None:
    it = room(ALL, LATER)
    it.raise_(1)
    it.wait(HOLD_S)
    assert escalated(it) == [("ca", {})]
    it.acknowledge(1, MAJOR)
    it.wait(3600)
    it.worsen(1, CRITICAL)
    assert escalated(it) == [("ca", {})], "an old alarm that rises goes to the one on duty first"
    it.wait(599)
    assert escalated(it) == []
    it.acknowledge(1)
    it.wait(1800)
    it.expire(1)
    assert escalated(it) == [("ca", {})]
    it.wait(599)
    assert escalated(it) == []
    it.wait(1)
    assert escalated(it) == [("lanh-dao", {1: 10})]


def test_a_jump_of_the_clock_neither_hurries_nor_delays_an_escalation() -> None:
    it = room(ALL, LATER)
    it.raise_(1, severity=CRITICAL)
    it.wait(HOLD_S)
    assert escalated(it) == [("ca", {})]
    it.apply(ClockJumped(7200.0))
    it.wait(7200 + 599)
    assert escalated(it) == []
    it.wait(1)
    assert escalated(it) == [("lanh-dao", {1: 10})]


def test_who_does_not_want_to_hear_the_end_does_not() -> None:
    it = room(NotifyRule(("ca",), is_told_over=False))
    it.raise_(1)
    it.wait(HOLD_S)
    assert it.told() == [("ca", [1], [])]
    it.clear(1)
    it.wait(600)
    assert it.told() == []


@pytest.mark.parametrize(
    ("kind", "site", "resource", "is_told"),
    [
        (AlarmType.SITE_LOST, "sa-pa", "sa-pa", True),
        (AlarmType.MCU_LOST, "", "centre.mcu", True),
        (AlarmType.CLOSED_UNLOCKED, "", "centre.mcu", False),
        (AlarmType.CLOSED_UNINVITED, "sa-pa", "sa-pa", False),
        (AlarmType.SITE_ABSENT, "sa-pa", "sa-pa", False),
        (AlarmType.SITE_ABSENT, "bat-xat", "bat-xat", True),
        (AlarmType.SPEAKER_MUTED, "bac-ha", "bac-ha", False),
        (AlarmType.CALLER_UNEXPECTED, "", "caller.0912", False),
        (AlarmType.CALLER_UNEXPECTED, "", "caller-in.b.0912", True),
        (AlarmType.NOTIFY_UNSENT, "", "centre", False),
    ],
)
def test_nothing_about_a_closed_meeting_leaves_the_room(
    kind: str, site: str, resource: str, is_told: bool
) -> None:
    it = room(NotifyRule(("ca",), MINOR))
    it.closed = {"": CLOSED}
    it.raise_(1, site, CRITICAL, kind, resource)
    it.wait(600)
    assert bool(it.told()) is is_told


def test_without_rules_or_with_no_alarm_nothing_is_due() -> None:
    it = room()
    it.raise_(1)
    it.wait(60)
    assert it.told() == []
