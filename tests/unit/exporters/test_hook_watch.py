"""Which command is told what, from Snapshot to Snapshot."""

from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.exporters.hook_watch import HookEvent, HookWatch
from tests.support.screens.scripted_port import make_snapshot

CALL, MAIL = ("/bin/call",), ("/bin/mail",)
HOOKS = {Severity.CRITICAL: CALL, Severity.MAJOR: MAIL}
QUIET = make_snapshot(3)
LOST = Alarm(1, AlarmKey("site1", AlarmType.SITE_LOST), Severity.MAJOR, 0.0, 0.0, "site1")
WORSE = replace(LOST, severity=Severity.CRITICAL)
OVER = replace(LOST, is_active=False, ended_utc=9.0)
TAKEN = replace(LOST, ack_by="Trực ca 1", ack_utc=5.0, ack_severity=Severity.MAJOR)
RAISED, RISEN, CLEARED = HookEvent.RAISED, HookEvent.RISEN, HookEvent.CLEARED

Said = list[tuple[tuple[str, ...], HookEvent, int]]


def told(*steps: tuple[Alarm, ...], before: tuple[Alarm, ...] = ()) -> list[Said]:
    """What each step runs, after a first Snapshot with the alarms `before`."""
    watch = HookWatch(HOOKS)
    assert watch.take(replace(QUIET, alarms=before)) == []
    said = []
    for alarms in steps:
        occasions = watch.take(replace(QUIET, alarms=alarms))
        said.append([(o.command, o.event, o.alarm.number) for o in occasions])
    return said


def test_an_alarm_is_told_once_and_so_is_its_end() -> None:
    assert told((LOST,), (TAKEN,), (OVER,), ()) == [
        [(MAIL, RAISED, 1)],
        [],
        [(MAIL, CLEARED, 1)],
        [],
    ]


def test_an_end_that_was_acknowledged_before_it_came_is_told_too() -> None:
    watch = HookWatch(HOOKS)
    for alarms in ((), (LOST,)):
        watch.take(replace(QUIET, alarms=alarms))
    (occasion,) = watch.take(QUIET)
    assert (occasion.command, occasion.event) == (MAIL, CLEARED)
    assert occasion.alarm.ended_utc == QUIET.at_utc


def test_a_rising_alarm_runs_the_worse_hook_and_its_end_runs_both() -> None:
    over = replace(WORSE, is_active=False, ended_utc=9.0)
    assert told((LOST,), (WORSE,), (LOST,), (WORSE,), (over,)) == [
        [(MAIL, RAISED, 1)],
        [(CALL, RISEN, 1)],
        [],
        [(CALL, RISEN, 1)],
        [(MAIL, CLEARED, 1), (CALL, CLEARED, 1)],
    ]


def test_a_severity_without_a_command_runs_none() -> None:
    minor = replace(LOST, severity=Severity.MINOR)
    assert told((minor,), (LOST,), ()) == [[], [(MAIL, RISEN, 1)], [(MAIL, CLEARED, 1)]]
    assert told((minor,), ()) == [[], []]


def test_what_is_not_shown_is_told_when_it_is_shown() -> None:
    under, shelved, at_work = (
        replace(LOST, parent=7),
        replace(LOST, shelved_until_utc=99.0),
        replace(LOST, window="w"),
    )
    for hidden in (under, shelved, at_work):
        assert told((hidden,), (LOST,)) == [[], [(MAIL, RAISED, 1)]]
        assert told((hidden,), ()) == [[], []]


def test_a_shelved_alarm_rises_without_a_hook_and_its_end_runs_one() -> None:
    shelved = replace(WORSE, shelved_until_utc=99.0)
    over = replace(shelved, is_active=False, ended_utc=9.0)
    assert told((LOST,), (shelved,), (over,)) == [[(MAIL, RAISED, 1)], [], [(MAIL, CLEARED, 1)]]
    assert told((LOST,), (shelved,), (WORSE,)) == [[(MAIL, RAISED, 1)], [], [(CALL, RISEN, 1)]]


def test_what_comes_back_under_its_number_is_told_again() -> None:
    assert told((LOST,), (OVER,), (LOST,)) == [
        [(MAIL, RAISED, 1)],
        [(MAIL, CLEARED, 1)],
        [(MAIL, RAISED, 1)],
    ]


def test_what_is_over_as_soon_as_it_is_said_is_told_once() -> None:
    assert told((OVER,), ()) == [[(MAIL, RAISED, 1)], []]


def test_an_alarm_open_at_the_start_runs_hooks_at_its_rise_and_end_only() -> None:
    assert told((LOST, replace(LOST, number=2)), (LOST,), (WORSE,), before=(LOST,)) == [
        [(MAIL, RAISED, 2)],
        [(MAIL, CLEARED, 2)],
        [(CALL, RISEN, 1)],
    ]
    assert told((), before=(LOST,)) == [[(MAIL, CLEARED, 1)]]
    assert told((LOST,), before=(replace(LOST, parent=7),)) == [[(MAIL, RAISED, 1)]]


def test_one_command_for_two_severities_hears_an_end_once() -> None:
    watch = HookWatch({Severity.CRITICAL: CALL, Severity.MAJOR: CALL})
    for alarms in ((), (LOST,), (WORSE,)):
        watch.take(replace(QUIET, alarms=alarms))
    assert len(watch.take(QUIET)) == 1


def test_while_the_engine_may_give_no_orders_no_hook_runs_and_what_lasts_is_told_afterwards() -> None:
    watch = HookWatch(HOOKS)
    watch.take(QUIET)
    assert watch.take(replace(QUIET, alarms=(LOST,), withheld=Withheld.OTHER_MACHINE)) == []
    assert [one.event for one in watch.take(replace(QUIET, alarms=(LOST,)))] == [RAISED]
    assert watch.take(replace(QUIET, alarms=(OVER,), withheld=Withheld.ASKING)) == []
    assert [one.event for one in watch.take(replace(QUIET, alarms=(OVER,)))] == [CLEARED]


def test_an_alarm_that_came_and_went_while_no_hook_could_run_is_told_neither_way() -> None:
    watch = HookWatch(HOOKS)
    watch.take(QUIET)
    assert watch.take(replace(QUIET, alarms=(LOST,), withheld=Withheld.ASKING)) == []
    assert watch.take(replace(QUIET, withheld=Withheld.ASKING)) == []
    assert watch.take(replace(QUIET)) == []


def test_after_the_pc_before_died_what_was_raised_last_is_told_unless_somebody_acknowledged_it() -> None:
    old, last = (replace(LOST, number=n, raised_utc=at_utc) for n, at_utc in ((2, 80.0), (3, 95.0)))
    seen = replace(TAKEN, number=4, raised_utc=95.0)
    watch = HookWatch(HOOKS, untold_from_utc=90.0)
    first = watch.take(replace(QUIET, alarms=(old, last, seen)))
    assert [(one.event, one.alarm.number) for one in first] == [(RAISED, 3)]
    assert watch.take(replace(QUIET, alarms=(old, last, seen))) == []
