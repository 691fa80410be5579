"""A wall with room to spare shows what comes next, and codec and power of every site."""

import re
from dataclasses import replace

from gbdt_console.core.snapshot import Snapshot
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.checklist.sheets import closed, with_sheet
from tests.support.meetings.shown import usual
from tests.support.screens.console import console
from tests.support.screens.meeting_console import SPEAKING, meeting
from tests.support.screens.scripted_port import AT_UTC, Fault, make_snapshot
from tests.support.shutdown.records import signed_off, with_shutdown

WIDE = (200, 60)


async def shown(snapshot: Snapshot, size: tuple[int, int] = WIDE) -> str:
    async with console(snapshot, size=size) as c:
        return c.text()


async def test_before_a_meeting_the_sheets_gaps_and_the_calendar_stand_beside_it() -> None:
    sheet = with_sheet(make_snapshot(11), range(1, 12), mute=(3,), off=(5,))
    text = await shown(replace(usual(make_snapshot(11)), checklist=sheet.checklist))
    assert "còn 2/11 điểm · còn 24:10" in text
    assert "3 Bát Xát (âm thanh)" in text
    assert "ngày mai 21:22-23:22 · Phòng chống thiên tai" in text


async def test_of_many_sites_the_first_are_named_and_the_rest_counted() -> None:
    text = await shown(with_sheet(make_snapshot(24)))
    assert "còn 24/24 điểm" in text
    assert re.search(r"và \d+ điểm nữa", text)


async def test_after_a_meeting_what_the_shutdown_waits_for_stands_there() -> None:
    text = await shown(with_shutdown(make_snapshot(11)))
    assert "TẮT HỆ THỐNG SAU HỌP" in text
    assert "còn 9/11 điểm · F7" in text
    assert "│ 2 TP. Lào Cai, chờ bước: đã rời phòng họp MCU" in text
    assert "Enter ký" not in text, "there it opens a site"
    assert "LỊCH SẮP TỚI" not in text


async def test_without_a_meeting_to_come_nothing_is_said_twice() -> None:
    text = await shown(signed_off(with_shutdown(make_snapshot(11))))
    assert "KHÔNG CÓ CUỘC HỌP" in text
    assert "KIỂM TRA TRƯỚC HỌP" not in text


async def test_codec_and_power_of_every_site_stand_below_the_alarms() -> None:
    text = await shown(make_snapshot(11, {3: Fault.CODEC, 4: Fault.BATTERY, 5: Fault.DOWN}))
    assert "CODEC VÀ NGUỒN ĐIỆN (số phút: ắc quy giữ được)" in text
    assert " 1 VP UBND tỉnh  codec trả lời · điện lưới 42 ph" in text
    assert " 3 Bát Xát       codec không trả lời" in text
    assert " 4 Bảo Thắng     codec trả lời · ắc quy còn 42 ph" in text
    assert " 5 Bảo Yên       codec không rõ · nguồn không rõ" in text


async def test_the_alarms_come_first_where_both_have_no_room() -> None:
    made = make_snapshot(11)
    many = [make_alarm(n, n % 11 + 1, AT_UTC - n) for n in range(1, 14)]
    text = await shown(with_alarms(made, many))
    assert "CODEC VÀ NGUỒN ĐIỆN" not in text


async def test_an_alarm_that_is_over_gives_its_room_to_what_comes_next() -> None:
    made = replace(meeting(floor=SPEAKING), calendar=usual(make_snapshot(11)).calendar)
    made = closed(with_sheet(made, range(1, 12)))
    present = await shown(with_alarms(made, [make_alarm(1, 3, AT_UTC - 600)]))
    assert "BẰNG CHỨNG" in present
    assert "LỊCH SẮP TỚI" not in present
    over = make_alarm(1, 3, AT_UTC - 600, is_active=False, ended_utc=AT_UTC - 5)
    text = await shown(with_alarms(made, [over]))
    assert "BẰNG CHỨNG" not in text
    assert "LỊCH SẮP TỚI" in text
    assert "KIỂM TRA TRƯỚC HỌP" in text


async def test_a_smaller_wall_keeps_its_lines_for_sites_and_alarms() -> None:
    text = await shown(usual(make_snapshot(11)), (120, 40))
    assert "LỊCH SẮP TỚI" not in text
    assert "CODEC VÀ NGUỒN ĐIỆN" not in text
