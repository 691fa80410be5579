"""The rules of alarms, one by one: acknowledging, shelving, chattering, parents, maintenance."""

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey, AlarmState, Condition, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmSettled,
    AlarmShelved,
    AlarmUnshelved,
    CauseOverridden,
    MaintenanceEnded,
    MaintenancePlanned,
)
from tests.support.alarms.alarm_desk import CRITICAL, MAJOR, MINOR, NODE, AlarmDesk, site

SAPA, BACHA = site("sapa"), site("bacha")
CODEC = AlarmKey("sapa.codec", AlarmType.CODEC_LOST)
NORMAL, UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED, SHELVED, SUPPRESSED, OUT_OF_SERVICE = AlarmState


@pytest.fixture
def desk() -> AlarmDesk:
    return AlarmDesk()


def work(desk: AlarmDesk, resource: str, after_s: float = 0.0, for_s: float = 3_600.0) -> None:
    begins = desk.utc + after_s
    desk.do(MaintenancePlanned("w1", resource, begins, begins + for_s, "cable", "truc"))


def test_the_same_fault_told_twice_is_one_alarm(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    first = desk.alarm(SAPA)
    desk.wait(5)
    desk.lose(SAPA)
    assert list(desk.book.alarms.values()) == [first]
    assert desk.kinds() == ["alarm.raised"]


def test_a_fault_that_ended_unseen_waits_for_somebody_to_look(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.wait(5)
    desk.mend(SAPA)
    assert desk.state(SAPA) is RETURNED
    desk.acknowledge(SAPA)
    assert not desk.book.alarms


def test_a_rise_after_the_acknowledgement_must_be_acknowledged_anew(desk: AlarmDesk) -> None:
    desk.lose(SAPA, severity=MINOR)
    desk.acknowledge(SAPA)
    assert desk.state(SAPA) is ACKNOWLEDGED
    desk.lose(SAPA, severity=MAJOR)
    assert desk.state(SAPA) is UNACKNOWLEDGED
    desk.acknowledge(SAPA)
    desk.lose(SAPA, severity=MINOR)
    assert desk.state(SAPA) is ACKNOWLEDGED


def test_an_acknowledgement_is_of_the_row_that_was_seen(desk: AlarmDesk) -> None:
    """It was on its way when the alarm got worse; another alarm came in meanwhile."""
    desk.lose(SAPA, severity=MINOR)
    desk.say(AlarmAcknowledged(desk.alarm(SAPA).number, "sapa", Severity.MINOR, "truc", desk.utc))
    desk.lose(SAPA, BACHA, severity=CRITICAL)
    desk.deliver()
    assert (desk.state(SAPA), desk.state(BACHA)) == (UNACKNOWLEDGED, UNACKNOWLEDGED)
    assert desk.alarm(SAPA).ack_severity is MINOR
    assert desk.fold == desk.book


def test_an_acknowledgement_of_a_replaced_alarm_hits_nothing(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    number = desk.alarm(SAPA).number
    desk.acknowledge(SAPA)
    desk.mend(SAPA)
    desk.wait(61)
    desk.lose(SAPA)
    desk.do(AlarmAcknowledged(number, "sapa", Severity.CRITICAL, "truc", desk.utc))
    assert desk.alarm(SAPA).number != number
    assert desk.state(SAPA) is UNACKNOWLEDGED


def test_an_acknowledgement_and_the_person_s_own_cause_survive_flapping(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    number = desk.alarm(SAPA).number
    desk.acknowledge(SAPA)
    desk.do(CauseOverridden(number, "sapa", "site-power", "truc"))
    desk.wait(100)
    desk.mend(SAPA)
    assert desk.state(SAPA) is NORMAL
    desk.wait(59)
    desk.lose(SAPA)
    alarm = desk.alarm(SAPA)
    assert (alarm.number, alarm.state, alarm.override) == (number, ACKNOWLEDGED, "site-power")
    assert alarm.since_utc == desk.utc


def test_a_fault_that_comes_back_after_a_minute_is_another_alarm(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.acknowledge(SAPA)
    desk.mend(SAPA)
    desk.wait(60)
    desk.lose(SAPA)
    assert (desk.alarm(SAPA).number, desk.state(SAPA)) == (2, UNACKNOWLEDGED)


@pytest.mark.parametrize(("is_meeting", "lasts_s"), [(False, 1_800), (True, 600)])
def test_an_acknowledgement_runs_out_while_the_fault_is_there(
    desk: AlarmDesk, is_meeting: bool, lasts_s: int
) -> None:
    desk.logic.is_meeting = is_meeting
    desk.lose(SAPA, severity=CRITICAL)
    desk.acknowledge(SAPA)
    sounds = desk.load().sounds
    desk.wait(lasts_s - 1)
    assert desk.state(SAPA) is ACKNOWLEDGED
    desk.wait(1)
    assert desk.state(SAPA) is UNACKNOWLEDGED
    assert desk.load().sounds == sounds + 1


def test_an_acknowledgement_that_a_rise_overtook_runs_out_unheard(desk: AlarmDesk) -> None:
    desk.lose(SAPA, severity=MINOR)
    desk.acknowledge(SAPA)
    desk.lose(SAPA, severity=MAJOR)
    sounds = desk.load().sounds
    desk.wait(1_800)
    assert "alarm.ack-expired" in desk.kinds()
    assert desk.load().sounds == sounds


def test_an_acknowledgement_made_anew_as_the_old_one_ran_out_holds(desk: AlarmDesk) -> None:
    """The old one runs out while the new one is on its way to the disk."""
    desk.lose(SAPA, severity=MINOR)
    desk.acknowledge(SAPA)
    desk.wait(1_799)
    desk.lose(SAPA, severity=MAJOR)
    desk.say(AlarmAcknowledged(desk.alarm(SAPA).number, "sapa", Severity.MAJOR, "truc", desk.utc))
    desk.wait(1)
    assert "alarm.ack-expired" in desk.kinds()
    desk.deliver()
    assert desk.state(SAPA) is ACKNOWLEDGED
    assert desk.fold == desk.book


def test_a_shelf_lasts_its_quarter_hour_and_then_the_alarm_is_heard_again(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.shelve(SAPA)
    sounds = desk.load().sounds
    desk.wait(899)
    assert desk.state(SAPA) is SHELVED
    assert desk.alarm(SAPA).shelf_reason == "cable"
    desk.wait(1)
    assert desk.state(SAPA) is UNACKNOWLEDGED
    assert desk.load().sounds == sounds + 1


@pytest.mark.parametrize("is_acknowledged", [False, True])
def test_a_shelf_holds_for_a_fault_that_comes_and_goes_slowly(desk: AlarmDesk, is_acknowledged: bool) -> None:
    desk.lose(SAPA)
    if is_acknowledged:
        desk.acknowledge(SAPA)
    desk.shelve(SAPA)
    sounds = desk.load().sounds
    for _ in range(2):
        desk.wait(100)
        desk.mend(SAPA)
        assert desk.state(SAPA) is SHELVED
        desk.wait(200)
        desk.lose(SAPA)
        assert (desk.state(SAPA), desk.alarm(SAPA).number) == (SHELVED, 1)
    assert desk.load().sounds == sounds
    desk.mend(SAPA)
    desk.wait(300)
    assert desk.state(SAPA) is (NORMAL if is_acknowledged else RETURNED)


def test_a_shelf_that_was_prolonged_as_it_ended_goes_on(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.shelve(SAPA, 10)
    desk.wait(9)
    desk.say(AlarmShelved(1, "sapa", desk.utc + 900, "cable", "truc"))
    desk.wait(1)
    assert "alarm.unshelved" in desk.kinds()
    desk.deliver()
    assert desk.state(SAPA) is SHELVED
    assert desk.fold == desk.book


def test_an_operator_ends_a_shelf(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.shelve(SAPA)
    desk.do(AlarmUnshelved(1, "sapa", "truc"))
    assert desk.state(SAPA) is UNACKNOWLEDGED
    assert desk.alarm(SAPA).shelf_reason == ""


def flap(desk: AlarmDesk, times: int) -> None:
    for _ in range(times):
        desk.lose(SAPA)
        desk.wait(5)
        desk.mend(SAPA)
        desk.wait(5)


def test_three_changes_a_minute_are_held_until_a_minute_of_peace(
    desk: AlarmDesk,
) -> None:
    flap(desk, 2)
    sounds = desk.load().sounds
    flap(desk, 10)
    assert desk.load().sounds == sounds
    assert desk.state(SAPA) is UNACKNOWLEDGED
    assert desk.alarm(SAPA).is_chattering
    assert desk.kinds() == ["alarm.raised", "alarm.cleared", "alarm.raised", "alarm.chattering"]
    desk.wait(54)
    assert desk.alarm(SAPA).is_chattering
    desk.wait(1)
    assert desk.state(SAPA) is RETURNED
    settled = desk.journal[-1]
    assert settled == AlarmSettled(1, "sapa", is_active=False, at_utc=desk.utc - 60)


def test_chattering_that_settles_with_the_fault_there_is_said_and_heard(desk: AlarmDesk) -> None:
    flap(desk, 3)
    desk.lose(SAPA)
    desk.acknowledge(SAPA)
    desk.wait(60)
    assert desk.journal[-1] == AlarmSettled(1, "sapa", is_active=True, at_utc=desk.utc - 60)
    assert desk.state(SAPA) is ACKNOWLEDGED
    desk.mend(SAPA)
    assert desk.state(SAPA) is NORMAL


def test_three_changes_in_more_than_a_minute_are_no_chattering(desk: AlarmDesk) -> None:
    for _ in range(3):
        desk.lose(SAPA)
        desk.wait(30)
        desk.mend(SAPA)
        desk.wait(30)
    assert "alarm.chattering" not in desk.kinds()


def test_the_end_of_chattering_is_dated_when_the_fault_ended(
    desk: AlarmDesk,
) -> None:
    flap(desk, 2)
    desk.lose(SAPA)
    ended_utc = desk.utc + 10.0
    desk.wait(13)
    desk.change(cleared={SAPA: ended_utc})
    desk.wait(60)
    assert desk.journal[-1] == AlarmSettled(1, "sapa", is_active=False, at_utc=ended_utc)


def test_a_child_of_a_parent_never_sounds_and_keeps_its_own_time(desk: AlarmDesk) -> None:
    desk.lose(NODE)
    sounds = desk.load().sounds
    began_utc = desk.utc
    desk.lose(SAPA, parent=NODE)
    assert desk.state(SAPA) is SUPPRESSED
    desk.wait(30)
    desk.mend(SAPA)
    assert desk.state(SAPA) is NORMAL
    assert desk.journal[-1] == AlarmCleared(2, "sapa", began_utc + 30, 30.0)
    assert desk.load().sounds == sounds
    assert desk.load().raised_10min == 1


def test_a_parent_that_is_found_later_takes_its_children_under_it(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.wait(10)
    desk.change(
        [
            Condition(NODE, MAJOR, desk.utc, members=("sapa",)),
            Condition(SAPA, MAJOR, desk.utc, "sapa", parent=NODE),
        ]
    )
    assert desk.state(SAPA) is SUPPRESSED
    desk.mend(NODE, SAPA)
    assert desk.state(SAPA) is NORMAL


def test_a_child_that_outlasts_its_parent_is_heard_after_the_grace(desk: AlarmDesk) -> None:
    desk.lose(NODE)
    desk.lose(SAPA, BACHA, parent=NODE)
    desk.wait(20)
    desk.mend(NODE)
    desk.wait(10)
    desk.mend(BACHA)
    desk.wait(19)
    sounds = desk.load().sounds
    assert (desk.state(SAPA), desk.state(BACHA)) == (SUPPRESSED, NORMAL)
    desk.wait(1)
    assert desk.state(SAPA) is UNACKNOWLEDGED
    assert desk.load().sounds == sounds + 1
    assert desk.load().raised_10min == 2


def test_a_shelved_or_acknowledged_parent_still_speaks_for_its_children(desk: AlarmDesk) -> None:
    desk.lose(NODE)
    desk.acknowledge(NODE)
    desk.shelve(NODE)
    desk.lose(SAPA, parent=NODE)
    assert desk.state(SAPA) is SUPPRESSED


def test_a_fault_that_ended_before_its_parent_began_still_waits(desk: AlarmDesk) -> None:
    desk.lose(SAPA, parent=NODE)
    desk.mend(SAPA)
    desk.lose(NODE)
    assert desk.state(SAPA) is RETURNED


def test_the_first_of_a_cascade_is_marked(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.wait(2)
    desk.lose(BACHA, CODEC)
    desk.wait(31)
    desk.lose(site("batxat"))
    first = [alarm.key for alarm in desk.book.alarms.values() if alarm.is_first_out]
    assert first == [SAPA, site("batxat")]


def test_maintenance_returns_alarms_whose_fault_is_still_present(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    work(desk, "sapa", after_s=60)
    desk.wait(59)
    assert desk.state(SAPA) is UNACKNOWLEDGED
    desk.wait(1)
    assert desk.state(SAPA) is OUT_OF_SERVICE
    desk.lose(CODEC, BACHA)
    assert (desk.state(CODEC), desk.state(BACHA)) == (OUT_OF_SERVICE, UNACKNOWLEDGED)
    sounds = desk.load().sounds
    desk.mend(SAPA)
    assert desk.state(SAPA) is NORMAL
    desk.wait(3_600)
    assert desk.state(CODEC) is UNACKNOWLEDGED
    assert not desk.book.windows
    assert desk.load().sounds == sounds + 1


def test_an_operator_ends_maintenance_and_what_is_still_wrong_is_heard(desk: AlarmDesk) -> None:
    work(desk, "sapa")
    desk.wait(1)
    desk.lose(SAPA)
    assert (desk.state(SAPA), desk.load().sounds, desk.load().raised_10min) == (OUT_OF_SERVICE, 0, 0)
    desk.do(MaintenanceEnded("w1", "sapa", "truc"))
    desk.wait(1)
    assert (desk.state(SAPA), desk.load().sounds, desk.load().raised_10min) == (UNACKNOWLEDGED, 1, 1)


def test_a_fault_ending_with_its_maintenance_is_over_in_the_journal(desk: AlarmDesk) -> None:
    """The operator's word was first in the journal, and later in the live book."""
    work(desk, "sapa")
    desk.wait(1)
    desk.lose(SAPA)
    desk.say(MaintenanceEnded("w1", "sapa", "truc"))
    desk.mend(SAPA)
    desk.deliver()
    assert desk.state(SAPA) is NORMAL
    assert desk.fold == desk.book


def test_two_works_on_one_site_are_over_when_both_are(desk: AlarmDesk) -> None:
    desk.do(MaintenancePlanned("long", "sapa", desk.utc, desk.utc + 500, "cable", "truc"))
    desk.do(MaintenancePlanned("short", "sapa", desk.utc, desk.utc + 100, "power", "truc"))
    desk.wait(1)
    desk.lose(SAPA)
    desk.wait(100)
    assert desk.state(SAPA) is OUT_OF_SERVICE
    desk.wait(400)
    assert desk.state(SAPA) is UNACKNOWLEDGED


def test_maintenance_that_passed_while_the_engine_was_away_never_begins(desk: AlarmDesk) -> None:
    work(desk, "sapa", after_s=10, for_s=20)
    desk.pass_time(100)
    desk.restart()
    assert "maintenance.began" not in desk.kinds()
    assert not desk.book.windows


def test_severities_are_ordered_as_they_press() -> None:
    assert [s.rank for s in (Severity.WARNING, MINOR, MAJOR, CRITICAL)] == [0, 1, 2, 3]
