"""The screen of reports (F8): list, preview, export, progress, and what goes wrong."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.reports.archive import PaperFormat, ReportFailed
from gbdt_console.screens.reports.reports_screen import ReportScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from tests.support.papers.archive import REFS, FakeArchive
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import ScriptedPort, make_snapshot

Compare = Callable[..., bool]


async def until(c: Console, what: str) -> None:
    """Wait until the thread has answered and the screen shows it."""
    async with asyncio.timeout(60):
        while what not in c.text():
            await c.let_pass(0.5)


async def opened(c: Console) -> ReportScreen:
    await c.press("f8")
    await until(c, f"BÁO CÁO: {len(REFS)}")
    screen = c.app.screen
    assert isinstance(screen, ReportScreen)
    return screen


async def choose(c: Console, key: str) -> None:
    await c.press("enter")
    await c.let_pass(0.5)
    await c.press(key)


async def test_reports_are_listed_by_kind_with_day_or_month() -> None:
    async with console(reports=FakeArchive, size=(80, 24)) as c:
        await opened(c)
        text = c.text()
        for line in (
            "Biên bản kỹ thuật cuộc họp", "▸ 05/01/2026 08:00  Giao ban A&B <c>",
            "04/01/2026 08:00  (không nêu chủ đề)",
            "01/2026           VNPT: 3 sự cố",
            "01/2026           Khả dụng của các kênh truyền",
            "2026              Tổng kết năm",
        ):  # fmt: skip
            assert line in text, line


async def test_the_first_page_of_what_the_highlight_rests_on_stands_beside_the_list() -> None:
    archive = FakeArchive()
    async with console(reports=lambda: archive, size=(120, 40)) as c:
        screen = await opened(c)
        await until(c, "Về Giao ban A&B <c>")
        line = next(line for line in c.text().splitlines() if "05/01/2026 08:00" in line)
        assert line[60:].strip(), "the paper stands beside the list"
        assert isinstance(screen, ReportScreen)
        archive.is_open.clear()
        await c.press("down")
        await c.let_pass(0.5)
        await c.let_pass(0.5)
        await until(c, "Đang làm 40%")
        await c.press("down")
        async with asyncio.timeout(60):
            while not archive.cancelled:
                await c.let_pass(0.5)
        archive.is_open.set()
        await until(c, "Về VNPT")
        assert REFS[1] not in archive.made, "the highlight moved on"
        archive.is_open.clear()
        await c.press("down")
        await until(c, "Đang làm 40%")
        await c.press("escape")
        assert isinstance(c.app.screen, WallScreen), "a preview holds nobody up"


async def test_left_and_right_leap_from_kind_to_kind() -> None:
    async with console(reports=FakeArchive, size=(80, 24)) as c:
        screen = await opened(c)
        found = []
        for key in ("down", "right", "right", "left", "left", "left", "right"):
            await c.press(key)
            found.append(REFS.index(screen.cursor.row))
        assert found == [1, 2, 3, 2, 0, 0, 2]


async def test_a_preview_shows_the_paper_and_scrolls() -> None:
    async with console(reports=FakeArchive, size=(80, 24)) as c:
        await opened(c)
        await choose(c, "1")
        await until(c, "Về Giao ban A&B <c>")
        assert "PHỤ LỤC 1" not in c.text()
        for _ in range(3):
            await c.press("pagedown")
        assert "PHỤ LỤC 1" in c.text()
        await c.press("down")
        assert "Về Giao ban" not in c.text(), "another report is highlighted"
        await c.press("up")
        assert "Về Giao ban A&B <c>" in c.text()


async def test_the_written_file_is_named_and_is_what_was_previewed() -> None:
    archive = FakeArchive()
    async with console(reports=lambda: archive) as c:
        screen = await opened(c)
        await c.press("down")
        await choose(c, "1")
        await until(c, "Về m6")
        previewed, made = screen.reports.paper, list(archive.made)
        await choose(c, "2")
        await until(c, "Đã ghi /var/lib/gbdt/reports/bien-ban-hop-7.docx")
        assert archive.exported == [(previewed, PaperFormat.DOCX)]
        assert archive.made == made, "it is not made anew"


@pytest.mark.parametrize(("key", "format_"), list(zip("23456", PaperFormat, strict=True)))
async def test_every_format_has_its_key_without_a_preview_first(key: str, format_: PaperFormat) -> None:
    archive = FakeArchive()
    async with console(reports=lambda: archive) as c:
        await opened(c)
        await choose(c, key)
        await until(c, "Đã ghi")
        assert [one for _, one in archive.exported] == [format_]
        assert archive.made == [REFS[0]]


async def test_a_long_report_tells_how_far_it_is_and_esc_cancels_it() -> None:
    archive = FakeArchive()
    async with console(reports=lambda: archive) as c:
        await opened(c)
        archive.is_open.clear()
        await choose(c, "3")
        await until(c, "Đang làm 40%")
        await c.press("enter")
        await until(c, "Đang làm 40%")
        assert isinstance(c.app.screen, ReportScreen), "one report at a time"
        await c.press("escape")
        await until(c, "Đã hủy xuất tệp")
        assert isinstance(c.app.screen, ReportScreen)
        assert archive.exported == []
        await c.press("escape")
        assert isinstance(c.app.screen, WallScreen)


async def test_esc_cancels_at_once_a_step_that_takes_long() -> None:
    archive = FakeArchive()
    async with console(reports=lambda: archive) as c:
        await opened(c)
        await choose(c, "1")
        await until(c, "PgDn: đọc tiếp")
        await c.press("pagedown")
        archive.is_in_step = True
        archive.is_open.clear()
        await choose(c, "3")
        await until(c, "Đang làm 40%")
        await c.press("escape")
        await until(c, "Đã hủy xuất tệp")
        archive.is_open.set()
        async with asyncio.timeout(60):
            while not archive.cancelled:
                await c.pilot.pause(0.01)
        assert archive.exported == []
        assert "Đã ghi" not in c.text()


async def test_leaving_the_list_while_it_is_read_ends_the_thread() -> None:
    archive = FakeArchive()
    archive.is_open.clear()
    async with console(reports=lambda: archive) as c:
        await c.press("f8")
        await until(c, "đang đọc nhật ký")
        await c.press("f2")
        assert isinstance(c.app.screen, WallScreen)
        async with asyncio.timeout(60):
            while not archive.cancelled:
                await c.pilot.pause(0.01)


async def test_a_machine_without_the_letters_is_told_what_to_do() -> None:
    archive = FakeArchive()
    archive.failure = ReportFailed("paper.no-font")
    async with console(reports=lambda: archive) as c:
        await opened(c)
        await choose(c, "3")
        await until(c, "fonts-liberation")
        archive.failure = None
        await choose(c, "2")
        await until(c, "Đã ghi")
        assert "fonts-liberation" not in c.text()


async def test_a_journal_that_cannot_be_read_is_told() -> None:
    class Unreadable(FakeArchive):
        def contents(self, task: object) -> tuple[()]:
            raise ReportFailed("verb.journal-damaged")

    async with console(reports=Unreadable) as c:
        await c.press("f8")
        await until(c, "Nhật ký bị hỏng")


@pytest.mark.parametrize("reports", [None, lambda: FakeArchive(())])
async def test_an_empty_list_says_so(reports: Callable[[], FakeArchive] | None) -> None:
    async with console(reports=reports) as c:
        await c.press("f8")
        await until(c, "chưa có gì để lập báo cáo")
        await c.press("enter", "down", "end", "escape")
        assert isinstance(c.app.screen, WallScreen)


async def test_an_observer_may_write_reports_too() -> None:
    archive = FakeArchive()
    async with console(reports=lambda: archive, observe=True) as c:
        await opened(c)
        await choose(c, "4")
        await until(c, "Đã ghi")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_preview_as_a_picture(snap_compare: Compare, size: tuple[int, int]) -> None:
    async def preview(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, GbdtApp)
        c = Console(app, port, clock, pilot)
        await opened(c)
        await choose(c, "1")
        await until(c, "Về Giao ban")

    snapshot = make_snapshot(11)
    port, clock = ScriptedPort(snapshot), ManualClock(snapshot.at_s, snapshot.at_utc)
    app = GbdtApp(port, clock, AppOptions("vi", "dark", reports=FakeArchive))
    assert snap_compare(app, terminal_size=size, run_before=preview)
