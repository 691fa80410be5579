"""A sheet with a name of its own is not taken for that of the meeting whose number its name begins with."""

from dataclasses import replace

import pytest

from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.events import MeetingRegistered
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.registration import NoticeChannel
from gbdt_console.core.newest_sheets import newest_here
from gbdt_console.core.shutdown.events import ShutdownOpened
from gbdt_console.core.shutdown.owed import OwedShutdowns
from tests.support.meetings.shown import registered

AT_UTC = 1_767_225_600.0
NAMED, FURTHER = "7-thu", f"7-{AT_UTC:.0f}"


@pytest.mark.parametrize(("sheet", "covered"), [("7", True), (FURTHER, True), (NAMED, False)])
def test_a_shutdown_covers_the_meeting_of_its_sheet(sheet: str, covered: bool) -> None:
    book = OwedShutdowns()
    book.end(Meeting("m", "Họp", "s1", AT_UTC, AT_UTC + 60, registration=7, sites=("s1",)), "", AT_UTC + 60)
    book.take(ShutdownOpened(sheet, ["s1"], AT_UTC + 90, "An"))
    assert (book.owed["7"].record_id == sheet) is covered


@pytest.mark.parametrize(("sheet", "place"), [("7", "b"), (FURTHER, "b"), (NAMED, "")])
def test_a_sheet_belongs_to_the_conference_of_its_meeting(sheet: str, place: str) -> None:
    ledger, plan = Ledger(), replace(registered(7, AT_UTC, 1, 2).plan, conference="b")
    ledger.apply(MeetingRegistered(7, plan, AT_UTC - 9, NoticeChannel.PHONE, AT_UTC - 9, "An"))
    found = {here: newest_here(ledger.at(here), {sheet: sheet}) for here in ("", "b")}
    assert found == {here: sheet if here == place else None for here in ("", "b")}
