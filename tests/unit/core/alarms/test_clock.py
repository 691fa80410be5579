"""A wall clock that jumps, and an engine that starts anew."""

from typing import Any

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey, AlarmState, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmCleared, AlarmRaised, AlarmSettled, MaintenancePlanned
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.ledger import Ledger
from gbdt_console.journal.codec import ledger_data, ledger_of
from tests.support.alarms.alarm_desk import MAJOR, NODE, AlarmDesk, site, through_json

SAPA, BACHA = site("sapa"), site("bacha")
JUMPS = pytest.mark.parametrize("jump_s", [-3_600.0, 3_600.0, 86_400.0])
NORMAL, UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED, SHELVED, SUPPRESSED, OUT_OF_SERVICE = AlarmState


@pytest.fixture
def desk() -> AlarmDesk:
    return AlarmDesk()


@JUMPS
def test_a_jump_changes_no_duration(desk: AlarmDesk, jump_s: float) -> None:
    desk.lose(SAPA)
    desk.wait(100)
    desk.jump(jump_s)
    desk.wait(50)
    assert desk.load().longest_unacknowledged_s == 150
    desk.mend(SAPA)
    assert desk.journal[-1] == AlarmCleared(1, "sapa", desk.utc, 150.0)


@JUMPS
def test_a_held_alarm_is_watched_to_the_same_moment_of_a_new_clock(desk: AlarmDesk, jump_s: float) -> None:
    for _ in range(2):
        desk.lose(SAPA)
        desk.wait(5)
        desk.mend(SAPA)
        desk.wait(5)
    assert desk.logic.watched() == {SAPA: (desk.utc - 5, desk.utc + 55)}
    desk.jump(jump_s)
    assert desk.logic.watched() == {SAPA: (desk.utc - 5, desk.utc + 55)}
    desk.lose(SAPA)
    assert desk.logic.watched() == {}, "the fault is there"
    desk.mend(SAPA)
    desk.wait(60)
    assert desk.logic.watched() == {}, "the alarm ended"


@JUMPS
def test_an_acknowledgement_runs_out_neither_early_nor_late(desk: AlarmDesk, jump_s: float) -> None:
    desk.lose(SAPA)
    desk.acknowledge(SAPA)
    desk.wait(900)
    desk.jump(jump_s)
    desk.wait(899)
    assert desk.state(SAPA) is ACKNOWLEDGED
    desk.wait(1)
    assert desk.state(SAPA) is UNACKNOWLEDGED
    assert desk.fold == desk.book


@JUMPS
def test_a_shelf_ends_neither_early_nor_late(desk: AlarmDesk, jump_s: float) -> None:
    desk.lose(SAPA)
    desk.shelve(SAPA)
    desk.wait(450)
    desk.jump(jump_s)
    desk.wait(449)
    assert desk.state(SAPA) is SHELVED
    desk.wait(1)
    assert desk.state(SAPA) is UNACKNOWLEDGED
    assert desk.fold == desk.book


@JUMPS
def test_chattering_and_grace_go_by_the_clock_that_does_not_jump(desk: AlarmDesk, jump_s: float) -> None:
    desk.lose(NODE)
    desk.lose(BACHA, parent=NODE)
    for _ in range(2):
        desk.lose(SAPA)
        desk.wait(2)
        desk.mend(SAPA)
    desk.mend(NODE)
    desk.jump(jump_s)
    desk.wait(29)
    assert desk.state(BACHA) is SUPPRESSED
    desk.wait(1)
    assert desk.state(BACHA) is UNACKNOWLEDGED
    desk.wait(29)
    assert desk.alarm(SAPA).is_chattering
    desk.wait(1)
    assert desk.journal[-1] == AlarmSettled(3, "sapa", is_active=False, at_utc=desk.utc - 60)


@JUMPS
def test_planned_work_stays_on_the_wall_clock(desk: AlarmDesk, jump_s: float) -> None:
    begins = desk.utc + 100_000
    desk.do(MaintenancePlanned("w1", "sapa", begins, begins + 60, "cable", "truc"))
    desk.lose(SAPA)
    desk.jump(jump_s)
    desk.wait(begins - desk.utc - 1, step_s=600)
    assert desk.state(SAPA) is UNACKNOWLEDGED
    desk.wait(1)
    assert desk.state(SAPA) is OUT_OF_SERVICE


def test_a_restart_keeps_what_people_did_and_who_is_under_whom(desk: AlarmDesk) -> None:
    desk.lose(NODE)
    desk.lose(SAPA, parent=NODE)
    desk.lose(BACHA)
    desk.acknowledge(BACHA)
    before = desk.book.copy()
    desk.pass_time(120)
    desk.restart()
    assert desk.book == before


def test_a_parent_s_grace_goes_on_over_a_restart(desk: AlarmDesk) -> None:
    desk.lose(NODE)
    desk.acknowledge(NODE)
    desk.lose(SAPA, parent=NODE)
    desk.mend(NODE)
    desk.pass_time(20)
    desk.restart()
    desk.wait(9)
    assert desk.state(SAPA) is SUPPRESSED
    desk.wait(1)
    assert desk.state(SAPA) is UNACKNOWLEDGED


def test_an_acknowledgement_survives_a_flap_over_a_restart(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.acknowledge(SAPA)
    desk.mend(SAPA)
    desk.pass_time(30)
    desk.restart()
    desk.lose(SAPA)
    assert (desk.alarm(SAPA).number, desk.state(SAPA)) == (1, ACKNOWLEDGED)


def test_a_fault_of_last_week_returns_unacknowledged_after_a_restart(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    desk.acknowledge(SAPA)
    desk.mend(SAPA)
    desk.pass_time(7 * 86_400)
    desk.lose(SAPA)
    desk.mend(SAPA)
    desk.pass_time(1_000)
    desk.lose(SAPA)
    assert desk.state(SAPA) is UNACKNOWLEDGED


def test_a_restart_clears_faults_that_ended_and_settles_chattering(desk: AlarmDesk) -> None:
    for _ in range(2):
        desk.lose(SAPA)
        desk.wait(2)
        desk.mend(SAPA)
    desk.lose(BACHA)
    desk.pass_time(300)
    del desk.faults[BACHA]
    desk.restart()
    assert desk.state(BACHA) is RETURNED
    desk.wait(59)
    assert desk.alarm(SAPA).is_chattering
    desk.wait(1)
    assert desk.state(SAPA) is RETURNED


def test_a_checkpoint_of_a_newer_version_is_read_as_far_as_it_is_known(desk: AlarmDesk) -> None:
    desk.lose(SAPA)
    kept: dict[str, Any] = ledger_data(Ledger(desk.book))  # type: ignore[assignment]
    ((_, known),) = kept["alarms"]["alarms"]
    foreign = known | {"number": 7, "key": ["bacha", "room.flooded"]}
    kept["alarms"] |= {"alarms": [[1, known | {"mood": "new"}], [7, foreign]], "last_number": 7}
    book = ledger_of(kept)[AlarmBook]
    assert list(book.alarms) == [1]
    assert book.last_number == 7


def test_an_alarm_of_a_type_that_only_a_newer_version_knows_is_passed_over() -> None:
    """A journal that was written by it must not be taken for damaged."""
    book = AlarmBook()
    book.apply(AlarmRaised(3, "sapa", "room.flooded", Severity.MAJOR, "sapa", 1.0, 2.0))
    book.apply(AlarmCleared(3, "sapa", 5.0, 4.0))
    assert (book.alarms, book.closed, book.last_number) == ({}, {}, 3)


def test_parameters_are_in_the_order_of_the_journal(desk: AlarmDesk) -> None:
    """Which sorts them: the live book and the fold must not differ by it."""
    event = AlarmRaised(
        1, "sapa", "power.battery", MAJOR, "sapa", 1.0, 2.0,
        evidence=(Evidence("ups", 1.0, (("b", "1"), ("a", "2"))),),
        params={"minutes": "7", "device": "sapa.ups"},
    )  # fmt: skip
    live, fold = AlarmBook(), AlarmBook()
    live.apply(event)
    fold.apply(through_json(event))
    assert live == fold
    assert live.of(AlarmKey("sapa", AlarmType.BATTERY_SHORT)) is not None
