"""The console that was opened for one registered meeting, and the next one on a low wall."""

from dataclasses import replace

import pytest

from gbdt_console.core.checklist.commands import OpenChecklist
from gbdt_console.core.shutdown.commands import OpenShutdown
from gbdt_console.core.snapshot import Snapshot
from tests.support.checklist.sheets import closed, with_sheet
from tests.support.meetings.shown import HOUR_S, registered, usual, with_calendar
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE
from tests.support.screens.scripted_port import make_snapshot


def day() -> Snapshot:
    return usual(with_sheet(make_snapshot(11), range(1, 5)))


async def pressed(c: Console, key: str) -> list[object]:
    await c.let_pass(0.5)
    await c.press(key)
    await c.let_pass(0.5)
    return list(c.port.submitted)


async def test_the_checklist_of_the_meant_meeting_is_opened_by_its_number() -> None:
    async with console(day(), first_screen="checklist", meeting=12) as c:
        await c.let_pass(0.5)
        assert "F1 mở phiếu của cuộc họp 12" in c.text().splitlines()[-1]
        assert "# chốt" not in c.text().splitlines()[-1]
        assert await pressed(c, "number_sign") == [OpenChecklist("12")]


async def test_a_meeting_that_has_its_sheet_is_not_opened_again() -> None:
    sheet = day().checklist
    assert sheet is not None
    async with console(
        replace(day(), checklist=replace(sheet, meeting_id="12")), first_screen="checklist", meeting=12
    ) as c:
        assert await pressed(c, "number_sign") == []
        assert "mở phiếu của cuộc họp" not in c.text()


@pytest.mark.parametrize(("number", "in_h", "asked"), [(11, 0.3, ["11"]), (11, 9.0, []), (7, 0.3, [])])
async def test_a_closed_sheet_gives_way_to_a_meeting_that_opens_before(
    number: int, in_h: float, asked: list[str]
) -> None:
    made = closed(with_sheet(make_snapshot(11), range(1, 5)))
    snapshot = with_calendar(made, registered(number, made.at_utc + in_h * HOUR_S, 1, 3))
    async with console(replace(snapshot, control=MINE), first_screen="checklist") as c:
        assert ("F1 mở phiếu của cuộc họp 11" in c.text()) == bool(asked)
        assert await pressed(c, "number_sign") == [OpenChecklist(one) for one in asked]


async def test_the_shutdown_of_the_meant_meeting_has_its_sites() -> None:
    async with console(day(), first_screen="shutdown", meeting=13) as c:
        assert await pressed(c, "number_sign") == [OpenShutdown(("site1", "site3", "site4"))]


async def test_the_meant_meeting_is_highlighted_and_an_unknown_one_is_told() -> None:
    async with console(day(), first_screen="meetings", meeting=13) as c:
        await c.let_pass(0.5)
        assert "họp 13" in c.text().splitlines()[-1]
    async with console(day(), first_screen="meetings", meeting=99) as c:
        await c.let_pass(0.5)
        assert "không có cuộc họp số 99" in c.text().splitlines()[-1]
        await c.press("down")
        assert "99" not in c.text().splitlines()[-1]


async def test_a_low_wall_names_the_next_meeting_its_countdown_and_what_it_lacks() -> None:
    made = make_snapshot(11)
    snapshot = with_calendar(made, registered(12, made.at_utc + 1.5 * HOUR_S, 1, 3, title="Giao ban"))
    async with console(snapshot, size=(80, 24)) as c:
        line = c.text().splitlines()[-2]
        assert "CUỘC HỌP TỚI Giao ban" in line
        assert "còn 1:29:43" in line
        assert "chưa có giấy mời +4" in line
        await c.let_pass(60.0)
        assert "còn 1:28:43" in c.text().splitlines()[-2]
    async with console(replace(snapshot, calendar=()), size=(80, 24)) as c:
        assert "CUỘC HỌP TỚI" not in c.text()
