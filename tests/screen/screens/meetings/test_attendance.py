"""F5 in a meeting: who attends, who was away and when, who is excused and why."""

import re
from dataclasses import replace

import pytest

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.presence import Presence, SitePresence
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.snapshot import Snapshot
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.meetings.shown import registered, with_calendar
from tests.support.screens.console import console
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

IN, LOST, OUT = Presence.PRESENT, Presence.LOST, Presence.ABSENT
FROM_UTC = AT_UTC - 42 * 60


def running(number: int = 12, sites: int = 11) -> Snapshot:
    """A meeting of 42 minutes: 3 was lost for 3, 4 is excused, 5 left, 6 never came, 7 came after 20 s."""
    calls = {n: ((FROM_UTC - 60, IN),) for n in range(1, sites + 1) if n not in (4, 6)}
    calls[3] = (*calls[3], (FROM_UTC + 600, LOST), (FROM_UTC + 780, IN))
    calls[7] = ((FROM_UTC + 20, IN),)
    calls[5] = (*calls[5], (FROM_UTC + 1_200, OUT))
    known = [SitePresence(f"site{n}", marks) for n, marks in calls.items()]
    known.append(SitePresence("site4", excuses=((FROM_UTC, True),)))
    floor = Floor("site1", excused=(("site4", "đi công tác"),), running_order=("site8",))
    made = conferring(make_snapshot(sites), rows_of(sites, away=(4, 5, 6)), floor=floor)
    assert made.meeting is not None
    row = registered(12, FROM_UTC, *range(1, sites + 1))
    row = replace(row, meeting_id="m1", started_utc=FROM_UTC)
    meeting = replace(made.meeting, registration=number)
    made = replace(made, meeting=meeting, attendance=tuple(known), attended_from_utc=FROM_UTC)
    return with_calendar(made, *([row] if number else list[Registration]()))


@pytest.mark.parametrize("number", [12, 0], ids=["registered", "not registered"])
async def test_the_meeting_screen_tells_who_was_away_by_the_minute(number: int) -> None:
    async with console(running(number), first_screen="meetings", size=(120, 50)) as c:
        await c.let_pass(0.5)
        text = c.text()
        assert "8/11 điểm có mặt · 1 vắng có phép · 2 vắng" in text
        assert "3 Bát Xát: có mặt 39:00, mất kết nối 03:00 (13:50-13:53)" in text
        assert "4 Bảo Thắng: vắng có phép 42:00 (đi công tác)" in text
        assert "5 Bảo Yên: có mặt 20:00, vắng 22:00 (14:00-14:22)" in text
        assert "6 Bắc Hà: vắng 42:00" in text
        assert "7 " not in text.partition("Có mặt")[2].partition("Chưa được trao lượt")[0], (
            "was in every minute"
        )
        assert "Chưa được trao lượt: 8 Sa Pa." in text


async def test_before_the_opening_nobody_is_called_absent() -> None:
    early = replace(running(), attended_from_utc=AT_UTC + 60)
    async with console(early, first_screen="meetings", size=(120, 50)) as c:
        await c.let_pass(0.5)
        assert "Có mặt theo phút" not in c.text()


async def test_in_the_first_minute_one_sentence_says_how_many_are_in() -> None:
    calls = tuple(SitePresence(f"site{n}", ((AT_UTC - 20, IN),)) for n in (1, 2))
    young = replace(running(), attended_from_utc=AT_UTC - 40, attendance=calls)
    async with console(young, first_screen="meetings", size=(120, 50)) as c:
        await c.let_pass(0.5)
        assert "chưa đầy 1 phút: 2/11 điểm đã vào, chưa ghi điểm nào vắng." in c.text()
        assert "3 Bát Xát: vắng" not in c.text()
        await c.let_pass(30.0)
        assert "2/11 điểm có mặt · 9 vắng" in c.text()
        assert "3 Bát Xát: vắng" in c.text()


async def test_what_a_meeting_lacks_stays_in_view_beside_a_running_unregistered_one() -> None:
    coming = registered(14, AT_UTC + 30 * 3_600, *range(1, 12))
    lapsed = replace(registered(13, AT_UTC - 50 * 3_600, 1, 2), lapsed_utc=AT_UTC - 3_600)
    async with console(
        with_calendar(running(0), coming, lapsed), first_screen="meetings", size=(80, 24)
    ) as c:
        await c.let_pass(0.5)
        text = c.text()
        assert "Đang họp (chưa đăng ký): 8/11 điểm có mặt · 1 vắng có phép · 2 vắng" in text
        assert "── Còn thiếu" in text
        assert "chưa có liên hệ của chủ trì" in text
        assert "1 cuộc không mở, không hoãn" in text
        assert re.search(r"13 .* không ai mở", text)
