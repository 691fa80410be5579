"""The demonstration that starts before its meeting: a complete registration and a checklist nearly done."""

from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.cli.context import Context
from gbdt_console.cli.demo.meeting import begin_meeting
from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.checklist.sheet import ChecklistBook
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import sheet_id_of
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.engine.records.journal_records import JournalRecords


@pytest.mark.parametrize("sites", [None, 1, 40])
def test_all_sites_but_the_last_are_called_and_the_meeting_is_yet_to_start(
    sites: int | None, tmp_path: Path
) -> None:
    network = replace(demo_network(sites), language="vi")
    begin_meeting(Context(None, StateDirectory(tmp_path), None), network, is_before=True)
    records = JournalRecords(tmp_path, SystemClock())
    ledger = records.ledger()
    records.close()
    meeting, sheet = ledger[CalendarBook].find(1), ledger[ChecklistBook].newest
    assert meeting is not None
    assert sheet is not None
    assert ledger[MeetingsHeld].running is None
    assert meeting.invited_utc is not None
    assert (sheet.meeting_id, sheet.opening_utc) == ("1", meeting.plan.opening_utc)
    assert sheet.closing is None
    assert sheet.due_utc > SystemClock().utc()
    open_questions = {site: roll.next_question for site, roll in sheet.rolls.items()}
    assert open_questions == dict.fromkeys(site.id for site in network.sites[:-1])


@pytest.mark.parametrize("mcu", ["codian", "none"])
def test_in_a_meeting_that_runs_already_whoever_has_no_turn_is_not_heard(mcu: str, tmp_path: Path) -> None:
    network = replace(demo_network(None, mcu), language="vi")
    begin_meeting(Context(None, StateDirectory(tmp_path), None), network)
    records = JournalRecords(tmp_path, SystemClock())
    ledger = records.ledger()
    records.close()
    running, sheet = ledger[MeetingsHeld].running, ledger[ChecklistBook].newest
    assert running is not None
    assert sheet is not None
    assert sheet.meeting_id == sheet_id_of(running)
    assert sheet.closing is not None, "nothing of today is owed at the first look"
    assert sheet.closing.at_utc == running.opening_utc - 60.0 * network.meetings.ready_min
    assert sheet.closing.fingerprint == network.fingerprint
    assert 0 < SystemClock().utc() - running.opening_utc < 3_600
    assert ledger[Floor].is_blocking is (mcu != "none"), "only an MCU can block"
