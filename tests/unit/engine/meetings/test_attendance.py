"""The attendance of the running meeting in the Snapshot agrees with the journal's own fold."""

import asyncio

import pytest

from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.attendance import Attendance
from gbdt_console.core.conference.commands import ExcuseSite
from gbdt_console.core.conference.presence import Presence, SiteAttendance
from gbdt_console.core.ledger import Ledger
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept_ledger
from tests.support.meetings.attendance import attendance_of

SITES = ("s1", "s2", "s3")


def shown(bench: Bench) -> list[SiteAttendance]:
    now = bench.latest
    return [one.between(now.attended_from_utc, now.at_utc) for one in now.attendance]


def test_the_snapshot_tells_who_was_in_as_the_journal_does() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, ExcuseSite("s3", "đi công tác"))
        await asyncio.sleep(180)
        mcu.leave(leg_of(mcu, "2002"))
        await bench.until(lambda: view(bench).row("s2").participant is None, 5)  # type: ignore[union-attr]
        await asyncio.sleep(120)
        mcu.join("2002")
        await bench.until(lambda: view(bench).row("s2").participant is not None, 5)  # type: ignore[union-attr]
        await asyncio.sleep(60)
        found = {one.site_id: one for one in shown(bench)}
        folded = attendance_of(bench.entries, SITES, bench.latest.at_utc)
        assert folded is not None
        for site in folded.sites:
            assert [s.presence for s in site.spans] == [s.presence for s in found[site.site_id].spans]
            assert site.seconds == found[site.site_id].seconds
        assert [s.presence for s in found["s2"].spans][-3:] == ["present", "absent", "present"]
        assert found["s2"].seconds[Presence.ABSENT] == pytest.approx(120, abs=3)
        assert found["s3"].now is Presence.EXCUSED
        ledger = Ledger()
        for entry in bench.entries:
            ledger.apply(entry.event)
        kept = kept_ledger(ledger)[Attendance]
        assert tuple(kept.sites.values()) == bench.latest.attendance, "a restart forgets nobody"
        await ask(bench, EndMeeting())
        await bench.until(lambda: bench.latest.attendance == (), 2)

    play(scenario)
