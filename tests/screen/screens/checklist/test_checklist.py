"""The checklist's screen: what its keys ask for, and that every site stays in sight."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from gbdt_console.core.checklist.commands import (
    AcceptConfiguration,
    AnswerRoll,
    CallSite,
    CloseChecklist,
    OpenChecklist,
    SignCheck,
)
from gbdt_console.core.checklist.sheet import ConfigChange
from gbdt_console.core.commands import Command
from gbdt_console.core.snapshot import ConferencePart, Snapshot
from tests.support.checklist.sheets import closed, with_sheet
from tests.support.conference.scenes import SCENES
from tests.support.meetings.shown import registered, with_calendar
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE
from tests.support.screens.scripted_port import make_snapshot

MOST_KEYS = 7
"""Keys a site: the answers, and the Enter that calls the next one."""


def mine(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, control=MINE)


async def press(c: Console, keys: Sequence[str]) -> list[Command]:
    """Press the keys as a person does, one after the other; return what they ask for, without the calls
    that test_call_round looks at."""
    c.port.submitted.clear()
    for key in keys:
        await c.press(key)
        await c.let_pass(0.5)
    return [command for command in c.port.submitted if not isinstance(command, CallSite)]


async def opened(c: Console) -> None:
    await c.press("f6")
    await c.let_pass(0.5)


async def test_a_roll_call_of_eleven_sites_takes_at_most_seven_keys_a_site() -> None:
    async with console(mine(with_sheet(make_snapshot(11)))) as c:
        await opened(c)
        asked = await press(c, ["enter"])
        keys = 1
        for number in range(1, 12):
            one = ["1", "1", "2", "2", "4", "enter", *(["enter"] if number < 11 else [])]
            assert len(one) <= MOST_KEYS
            asked = await press(c, one)
            keys += len(one)
            assert asked == [
                AnswerRoll(f"site{number}", "heard", "both"),
                AnswerRoll(f"site{number}", "normal", "by-technician"),
                AnswerRoll(f"site{number}", "presides", "Phó Chủ tịch"),
                AnswerRoll(f"site{number}", "delegates", "24"),
            ]
            snapshot = c.port.newest
            assert snapshot is not None
            await c.publish(mine(with_sheet(replace(make_snapshot(11), version=snapshot.version + 1),
                                            range(1, number + 1))))  # fmt: skip
        assert keys <= 11 * MOST_KEYS + 1


async def test_a_site_that_does_not_hear_is_left_and_the_next_one_called() -> None:
    async with console(mine(with_sheet(make_snapshot(11)))) as c:
        await opened(c)
        asked = await press(c, ["down", "enter", "2", "enter", "1"])
        assert asked == [AnswerRoll("site2", "heard", "not-there"), AnswerRoll("site3", "heard", "both")]
        await press(c, ["escape"])
        assert "3 Bát Xát · " in c.text()


async def test_another_role_and_a_wrong_number_are_asked_for_again() -> None:
    async with console(mine(with_sheet(make_snapshot(11)))) as c:
        await opened(c)
        await press(c, ["enter", "1", "1"])
        asked = await press(c, ["6", *"Truong ban", "enter"])
        assert asked == [AnswerRoll("site1", "presides", "Truong ban")]
        assert await press(c, ["x", "enter"]) == []
        assert await press(c, ["backspace", "7", "enter"]) == [AnswerRoll("site1", "delegates", "7")]


async def test_a_cell_is_signed_at_once_and_against_a_fault_only_with_a_reason() -> None:
    async with console(mine(with_sheet(make_snapshot(11), off=(9,)))) as c:
        await opened(c)
        assert await press(c, ["right", "right", "percent_sign", "1"]) == [SignCheck("site1", "sound")]
        assert await press(c, ["home", "left", "left", *["down"] * 8, "percent_sign", "1", "enter"]) == []
        asked = await press(c, [*"thay may", "enter"])
        assert asked == [SignCheck("site9", "terminal", True, "thay may")]
        asked = await press(c, ["percent_sign", "2", *"hong", "enter"])
        assert asked == [SignCheck("site9", "terminal", False, "hong")]


async def test_closing_names_what_is_not_done_and_starts_on_cancel() -> None:
    async with console(mine(with_sheet(make_snapshot(11), range(1, 11)))) as c:
        await opened(c)
        assert "▸11 " in c.text(), "it opens at the site that is left"
        assert await press(c, ["number_sign", "enter"]) == []
        await press(c, ["number_sign"])
        assert "11 Sở TT&TT (âm thanh" in c.text()
        assert await press(c, ["right", "enter"]) == [CloseChecklist(is_sure=True)]


async def test_without_a_sheet_the_key_opens_that_of_the_meeting() -> None:
    async with console(mine(make_snapshot(11))) as c:
        await opened(c)
        assert "Bấm F1, Enter để mở phiếu" in c.text()
        assert await press(c, ["number_sign"]) == [OpenChecklist()]


async def test_without_a_sheet_it_shows_the_next_meeting_and_what_the_sheet_asks() -> None:
    meeting = registered(8, make_snapshot(11).at_utc + 7_200.0, 1, 2, 3, title="Hội nghị thiên tai")
    snapshot = with_calendar(mine(make_snapshot(11)), meeting)
    other = ConferencePart("b", "Phòng B", checklist=with_sheet(make_snapshot(11)).checklist)
    async with console(replace(snapshot, elsewhere=(other,)), size=(80, 24)) as c:
        await opened(c)
        text = c.text()
        for told in (
            "Bấm F1, Enter để mở phiếu",
            "Hội nghị thiên tai",
            "3 điểm cầu",
            "codec trả lời ping",
            "Bật  ",
        ):
            assert told in text, told
        assert "Phiếu gần nhất" in text


@pytest.mark.parametrize(("count", "size"), [(11, (80, 24)), (120, (120, 40)), (220, (120, 40))])
async def test_every_site_is_in_sight_with_its_trouble(count: int, size: tuple[int, int]) -> None:
    snapshot = mine(with_sheet(make_snapshot(count), range(1, count), off=(9,), mute=(count,)))
    async with console(snapshot, size=size) as c:
        await opened(c)
        text = c.text()
        for number in range(1, count + 1):
            assert any(f" {number} " in f"{line} " or f"▸{number} " in line for line in text.splitlines())
        assert text.count("✕") == 2
        assert f"{count - 2}/{count} điểm đạt" in text


async def test_sites_out_of_sight_are_counted() -> None:
    async with console(mine(with_sheet(make_snapshot(120), range(1, 121))), size=(80, 24)) as c:
        await opened(c)
        below = re.search(r"còn (\d+) điểm ở dưới", c.text())
        assert below is not None
        assert "ở trên" not in c.text()
        assert f"▸{120 - int(below[1]) + 1} " not in c.text()
        shown = {int(number) for number in re.findall(r"(?:^| |▸)(\d+) [●✓○✕!?·]", c.text(), re.MULTILINE)}
        assert shown == set(range(1, 121 - int(below[1])))
        await press(c, ["end"])
        assert re.search(r"còn \d+ điểm ở trên", c.text())
        assert "ở dưới" not in c.text()


@pytest.mark.parametrize("due_in_s", [12 * 3_600.0 + 61.0, 26 * 3_600.0])
async def test_the_head_names_the_day_beside_a_countdown_of_hours_and_days(due_in_s: float) -> None:
    snapshot = mine(with_sheet(make_snapshot(11), due_in_s=due_in_s))
    async with console(snapshot, size=(80, 24)) as c:
        await opened(c)
        head = c.text().splitlines()[3:6]
        told = [line.find(text) for line, text in zip(head, ("xong trước", "0/11 điểm", "Còn"), strict=True)]
        assert told == [told[0]] * 3
        assert all(line[told[0] - 2 : told[0]] == "  " for line in head)
        assert head[0].rstrip().endswith("ngày mai")
        assert ("ngày" in head[2][: told[0]]) == (due_in_s > 86_400)


async def test_values_grow_old_on_a_screen_without_snapshots() -> None:
    async with console(mine(with_sheet(make_snapshot(11), range(1, 12)))) as c:
        await opened(c)
        assert "11/11 điểm đạt" in c.text()
        await c.let_pass(30.0)
        assert "0/11 điểm đạt" in c.text()


async def test_a_change_after_closing_has_a_mark_of_its_own() -> None:
    async with console(mine(closed(with_sheet(make_snapshot(11), range(1, 12))))) as c:
        await opened(c)
        line = next(line for line in c.text().splitlines() if "3 Bát Xát  " in line)
        assert "! mất" in line
        assert "1 thay đổi sau chốt" in c.text()
        assert "giờ cũ" not in c.text()


async def test_a_closed_sheet_of_a_moved_meeting_names_the_old_time() -> None:
    snapshot = closed(with_sheet(make_snapshot(11), range(1, 12)))
    assert snapshot.checklist is not None
    moved = replace(snapshot.checklist, closed_for_utc=snapshot.at_utc + 600.0)
    async with console(mine(replace(snapshot, checklist=moved)), size=(80, 24)) as c:
        await opened(c)
        assert "10/11 điểm đạt · chốt cho giờ cũ 14:32 · 1 thay" in c.text().splitlines()[4]
        assert "# chốt" not in c.text().splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "heading"), [("checklist", "KIỂM TRA TRƯỚC HỌP"), ("shutdown", "TẮT HỆ THỐNG")]
)
async def test_the_console_opens_with_the_screen_of_its_task(name: str, heading: str) -> None:
    async with console(mine(with_sheet(make_snapshot(11))), first_screen=name) as c:
        await c.let_pass(0.5)
        assert heading in c.text()
        await c.press("escape")
        assert heading not in c.text()


async def test_on_80_columns_closing_is_told_before_the_opening_that_everybody_knows() -> None:
    snapshot = closed(with_sheet(make_snapshot(11), range(1, 12)))
    assert snapshot.checklist is not None
    running = replace(snapshot.checklist, opening_utc=snapshot.at_utc - 60.0)
    async with console(mine(replace(snapshot, checklist=running)), size=(80, 24)) as c:
        await opened(c)
        assert "nay 10/11 · đã chốt 14:20" in c.text()


async def test_a_changed_configuration_is_accepted_with_a_reason_before_anything_else() -> None:
    snapshot = closed(with_sheet(make_snapshot(11), range(1, 12)))
    sheet = snapshot.checklist
    assert sheet is not None
    change = ConfigChange("other", snapshot.at_utc - 60.0)
    changed = replace(sheet, is_config_changed=True, config_changes=(change,), unaccepted=change)
    async with console(mine(replace(snapshot, checklist=changed))) as c:
        await opened(c)
        assert "CẤU HÌNH ĐỔI SAU CHỐT, chưa ai chấp nhận" in c.text()
        assert "F1: ký chấp nhận cấu hình mới" in c.text().splitlines()[-1]
        assert "# chốt" not in c.text().splitlines()[-1]
        assert await press(c, ["number_sign", "enter"]) == []
        assert await press(c, [*"doi MCU", "enter"]) == [AcceptConfiguration("doi MCU")]


@pytest.mark.parametrize("moment", ["before", "quiet"])
async def test_on_a_small_terminal_the_table_stays_whole_in_a_meeting(moment: str) -> None:
    plain = SCENES[moment](make_snapshot(11)) if moment in SCENES else make_snapshot(11)
    named = (replace(site, name=f"Thành phố {site.name} cũ") for site in plain.sites)
    async with console(mine(with_sheet(replace(plain, sites=tuple(named)))), size=(80, 24)) as c:
        await opened(c)
        rows = [line[26:] for line in c.text().splitlines() if "24°" in line]
        assert len(rows) == 11
        assert "7ms" in rows[0].replace(" ", "")
        assert not any("…" in row for row in rows)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_test_hour_and_the_order_of_the_upper_centre_stand_on_the_sheet(
    size: tuple[int, int],
) -> None:
    snapshot = with_sheet(make_snapshot(11))
    meeting = registered(7, snapshot.at_utc + 3_250.0, *range(1, 11))
    order = ("Hà Giang", "Cao Bằng")
    plan = replace(meeting.plan, upper_site_id="site11", upper_test="2026-01-05T14:00", upper_order=order)
    snapshot = with_calendar(snapshot, replace(meeting, plan=plan))
    async with console(snapshot, size=size) as c:
        await opened(c)
        assert "cấp trên kiểm tra 14:00" in c.text()
        assert ("gọi trước ta: Hà Giang, Cao Bằng" in c.text()) == (size[0] > 80)
