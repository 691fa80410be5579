"""When alarms sound, and what the alarm system says of itself."""

import random

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey, AlarmState, Condition, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.rules import AlarmRules, Sounding
from tests.support.alarms.alarm_desk import CRITICAL, MAJOR, MINOR, AlarmDesk, site

WARNING = Severity.WARNING
SITES = [site(f"xa{number:03}") for number in range(200)]


@pytest.fixture
def desk() -> AlarmDesk:
    return AlarmDesk()


def fall_together(desk: AlarmDesk, count: int, parents: int, severity: Severity) -> dict[AlarmKey, float]:
    """These sites are lost over three seconds, ten steps a second; after five, their nodes are found."""
    rng = random.Random(7)
    began_s = desk.s
    falls = sorted((rng.uniform(0, 3), key) for key in rng.sample(SITES, count))
    node_of = {
        key: AlarmKey(f"upstream.n{i % parents}", AlarmType.UPSTREAM_LOST) if parents else None
        for i, (_, key) in enumerate(falls)
    }
    since_utc = {key: desk.utc + after_s for after_s, key in falls}
    lost: list[Condition] = []
    while desk.s < began_s + 5:
        desk.pass_time(0.1)
        now = [
            Condition(key, severity, since_utc[key], key.resource, parent=node_of[key])
            for after_s, key in falls
            if desk.s - 0.1 <= began_s + after_s < desk.s
        ]
        lost += now
        desk.change(now)
    assert len(lost) == count
    desk.change([Condition(node, severity, desk.utc) for node in set(node_of.values()) if node])
    return since_utc


@pytest.mark.parametrize("parents", [0, 1, 4])
@pytest.mark.parametrize("is_meeting", [False, True])
def test_sixty_of_two_hundred_sites_lost_at_once_sound_three_times_at_most(
    desk: AlarmDesk, parents: int, is_meeting: bool
) -> None:
    desk.logic.is_meeting = is_meeting
    since_utc = fall_together(desk, 60, parents, CRITICAL if is_meeting else MAJOR)
    desk.wait(590)
    assert 1 <= desk.load().sounds <= 3
    assert desk.load().is_flood
    for key, at_utc in since_utc.items():
        assert desk.alarm(key).since_utc == at_utc
        state = AlarmState.SUPPRESSED if parents else AlarmState.UNACKNOWLEDGED
        assert desk.state(key) is state


def test_sixty_that_fall_in_one_moment_sound_once_and_fifty_nine_more(desk: AlarmDesk) -> None:
    desk.lose(*SITES[:60])
    load = desk.load()
    assert (load.sounds, load.flood_more, load.raised_10min, load.is_flood) == (1, 59, 60, True)
    desk.wait(600)
    load = desk.load()
    assert (load.flood_more, load.raised_10min, load.is_flood) == (0, 0, False)
    assert len(desk.book.alarms) == 60


def test_sixty_sites_lost_twice_in_ten_minutes_sound_three_times(
    desk: AlarmDesk,
) -> None:
    for _ in range(4):
        desk.lose(*SITES[:60])
        desk.wait(70)
        desk.mend(*SITES[:60])
        desk.wait(70)
    assert desk.load().sounds <= 3


def test_a_flood_sounds_once_per_kind_and_three_times_at_most(desk: AlarmDesk) -> None:
    desk.lose(*SITES[:20])
    for kind in (AlarmType.LINE_DEGRADED, AlarmType.BATTERY_SHORT, AlarmType.UPSTREAM_LOST):
        desk.wait(20)
        desk.lose(AlarmKey("a", kind))
        desk.wait(20)
        desk.lose(AlarmKey("b", kind))
    assert desk.load().sounds == 3


def test_what_gets_critical_is_heard_through_a_flood_of_lesser_ones(desk: AlarmDesk) -> None:
    desk.lose(*SITES[:20])
    desk.wait(2)
    desk.lose(SITES[3], severity=CRITICAL)
    assert desk.load().sounds == 2


def test_ten_in_ten_minutes_are_no_flood_and_eleven_are(desk: AlarmDesk) -> None:
    for key in SITES[:10]:
        desk.lose(key)
        desk.wait(20)
    assert (desk.load().is_flood, desk.load().sounds) == (False, 10)
    desk.lose(SITES[10])
    assert (desk.load().is_flood, desk.load().sounds) == (True, 10)
    desk.wait(480)
    assert desk.load().is_flood
    desk.wait(60)
    assert not desk.load().is_flood


def test_in_a_meeting_only_critical_sounds_and_what_rang_falls_silent(desk: AlarmDesk) -> None:
    desk.lose(SITES[0])
    assert desk.load().is_ringing
    desk.logic.is_meeting = True
    desk.wait(1)
    assert not desk.load().is_ringing
    desk.wait(20)
    desk.lose(SITES[1])
    assert (desk.load().sounds, desk.load().is_ringing) == (1, False)
    desk.lose(SITES[2], severity=CRITICAL)
    assert (desk.load().sounds, desk.load().is_ringing) == (2, True)
    desk.logic.is_meeting = False
    desk.wait(20)
    desk.lose(SITES[4])
    assert desk.load().sounds == 3


@pytest.mark.parametrize("severity", [WARNING, MINOR])
def test_what_affects_no_service_yet_is_shown_and_not_heard(desk: AlarmDesk, severity: Severity) -> None:
    desk.lose(SITES[0], severity=severity)
    assert (desk.load().sounds, desk.load().raised_10min) == (0, 1)


def test_a_severity_can_be_switched_off() -> None:
    desk = AlarmDesk(AlarmRules(sound=dict.fromkeys(Severity, Sounding.NEVER)))
    desk.lose(SITES[0], severity=CRITICAL)
    assert (desk.load().sounds, desk.load().is_ringing) == (0, False)


def test_silence_acknowledges_nothing_and_a_later_alarm_rings_again(desk: AlarmDesk) -> None:
    desk.lose(SITES[0])
    before = desk.book.copy()
    desk.silence()
    assert desk.book == before
    assert not desk.load().is_ringing
    desk.wait(3)
    desk.lose(SITES[1])
    assert (desk.load().sounds, desk.load().is_ringing) == (2, True)


def test_a_flood_that_was_silenced_stays_silent_for_more_of_the_same(desk: AlarmDesk) -> None:
    desk.lose(*SITES[:30])
    desk.silence()
    desk.wait(20)
    desk.lose(SITES[40])
    assert (desk.load().sounds, desk.load().is_ringing) == (1, False)


def test_alarms_of_one_moment_share_a_sound_unless_one_is_worse(desk: AlarmDesk) -> None:
    desk.lose(SITES[0])
    desk.wait(3)
    desk.lose(SITES[1])
    assert desk.load().sounds == 1
    desk.lose(SITES[2], severity=CRITICAL)
    assert desk.load().sounds == 2
    desk.wait(10)
    desk.lose(SITES[3])
    assert desk.load().sounds == 3


def test_ringing_ends_when_somebody_looked_at_all_that_rang(desk: AlarmDesk) -> None:
    desk.lose(SITES[0], SITES[1])
    desk.acknowledge(SITES[0])
    assert desk.load().is_ringing
    desk.acknowledge(SITES[1])
    assert not desk.load().is_ringing


def test_the_report_names_the_worst_sources_and_the_longest_wait(desk: AlarmDesk) -> None:
    for _ in range(3):
        desk.lose(SITES[0])
        desk.acknowledge(SITES[0])
        desk.mend(SITES[0])
        desk.wait(70)
    desk.lose(SITES[1], severity=MINOR)
    desk.wait(250)
    load = desk.load()
    assert load.sources == (("xa000", 3), ("xa001", 1))
    assert load.by_severity == (("minor", 1), ("major", 3))
    assert load.longest_unacknowledged_s == 250
    desk.wait(86_400, step_s=600)
    assert (desk.load().sources, desk.load().by_severity) == ((), ())


def test_a_return_that_stays_acknowledged_is_no_load(desk: AlarmDesk) -> None:
    desk.lose(SITES[0])
    desk.acknowledge(SITES[0])
    desk.wait(70)
    desk.mend(SITES[0])
    desk.wait(10)
    desk.lose(SITES[0])
    assert (desk.load().raised_10min, desk.load().sounds) == (1, 1)


def test_a_long_flood_says_more_of_the_last_ten_minutes(desk: AlarmDesk) -> None:
    desk.lose(*SITES[:30])
    desk.wait(500)
    desk.lose(*SITES[30:42])
    assert desk.load().flood_more == 41
    desk.wait(150)
    assert (desk.load().is_flood, desk.load().flood_more) == (True, 12)


def test_what_is_over_as_it_is_said_waits_for_somebody_and_makes_no_sound(desk: AlarmDesk) -> None:
    jumped = AlarmKey("centre", AlarmType.CLOCK_JUMPED)
    desk.change([Condition(jumped, CRITICAL, desk.utc, is_momentary=True)])
    assert desk.state(jumped) is AlarmState.RETURNED_UNACKNOWLEDGED
    assert (desk.load().sounds, desk.load().raised_10min) == (0, 1)
