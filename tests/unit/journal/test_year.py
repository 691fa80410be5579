"""Tests the year of a large province that reports and replay are measured with."""

from pathlib import Path

from gbdt_console.core.events import MeetingStarted
from gbdt_console.core.outages.events import OutageClosed
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.reports.year import Year, write_year


def test_a_short_year_is_a_sound_journal_with_all_its_meetings(tmp_path: Path) -> None:
    year = Year(sites=12, meetings=10, outages=60, days=20)
    path = write_year(tmp_path, year)
    report = verify(path)
    assert report.is_sound, report.code
    assert report.checkpoints >= year.days // 7
    with EventStore.view(path) as store:
        events = [row.entry().event for row in store.rows()]
    assert sum(isinstance(event, MeetingStarted) for event in events) == year.meetings
    assert sum(isinstance(event, OutageClosed) for event in events) > year.outages * 0.9
