"""Closing the sheet offers to print it; that it is on paper is a person's word."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.checklist.commands import CloseChecklist, RecordPrint
from gbdt_console.core.checklist.sheet import Printed
from gbdt_console.core.commands import Command
from gbdt_console.core.reports.archive import ReportFailed
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Snapshot
from tests.support.checklist.sheets import closed, with_sheet
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE
from tests.support.screens.scripted_port import make_snapshot

PAGE = Path("/var/lib/gbdt/reports/phieu-kiem-tra-7.html")
OFFERED = "In phiếu kiểm tra, để cạnh điện thoại"


def sheet() -> Snapshot:
    return replace(with_sheet(make_snapshot(11), range(1, 12)), control=MINE)


async def press(c: Console, keys: Sequence[str]) -> list[Command]:
    c.port.submitted.clear()
    for key in keys:
        await c.press(key)
        await c.let_pass(0.5)
    return list(c.port.submitted)


async def until_said(c: Console, text: str) -> None:
    """Wait for what a thread brings."""
    async with asyncio.timeout(20):
        while text not in c.text():
            await c.pilot.pause()
    await c.let_pass(0.5)


async def test_a_closed_sheet_is_written_for_the_printer_and_called_printed_by_a_person() -> None:
    written: list[Snapshot] = []

    def write(snapshot: Snapshot) -> Path:
        written.append(snapshot)
        return PAGE

    async with console(sheet(), write_sheet=write) as c:
        assert await press(c, ["f6", "number_sign", "right", "enter"]) == [CloseChecklist(is_sure=True)]
        assert OFFERED in c.text()
        assert await press(c, ["1"]) == [], "a file is no paper"
        await until_said(c, f"Đã ghi {PAGE}")
        assert [one.checklist for one in written] == [sheet().checklist]
        assert await press(c, ["1"]) == [RecordPrint()]
        assert OFFERED not in c.text()


async def test_a_page_that_cannot_be_written_is_told_and_nothing_is_recorded() -> None:
    def write(_: Snapshot) -> Path:
        raise ReportFailed("report.file", reason="hết chỗ")

    async with console(sheet(), write_sheet=write) as c:
        await press(c, ["f6", "number_sign", "right", "enter"])
        assert await press(c, ["1"]) == []
        await until_said(c, "hết chỗ")
        assert OFFERED not in c.text()


async def test_later_the_sheet_is_printed_by_the_same_key_and_by_the_menu() -> None:
    async with console(replace(closed(sheet()), control=MINE), write_sheet=lambda _: PAGE) as c:
        await press(c, ["f6"])
        assert "chưa in" in c.text()
        assert await press(c, ["number_sign", "2"]) == [RecordPrint()]
        await press(c, ["f1"])
        assert "in phiếu" in c.text()


async def test_a_refused_closing_and_a_screen_that_was_left_offer_nothing() -> None:
    async with console(sheet()) as c:

        async def refuses(command: Command) -> AsyncIterator[Progress]:
            yield Progress("r", Stage.FAILED, "checklist.no-values")

        c.port.submit = refuses  # type: ignore[method-assign]
        await press(c, ["f6", "number_sign", "right", "enter"])
        assert OFFERED not in c.text()
    async with console(sheet()) as c:
        goes_on = asyncio.Event()

        async def waits(command: Command) -> AsyncIterator[Progress]:
            await goes_on.wait()
            yield Progress("r", Stage.RECORDED)

        c.port.submit = waits  # type: ignore[method-assign]
        await press(c, ["f6", "number_sign", "right", "enter", "f2"])
        goes_on.set()
        await c.pilot.pause()
        await c.pilot.pause()
        assert OFFERED not in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_sheet_says_that_it_is_on_paper_as_it_was_signed(size: tuple[int, int]) -> None:
    snapshot = closed(sheet())
    assert snapshot.checklist is not None
    assert snapshot.checklist.closing is not None
    of_it = Printed("Trực ca 2", snapshot.at_utc - 60.0, snapshot.checklist.closing.digest)
    for printed, told in ((of_it, "đã in 14:21"), (replace(of_it, digest=""), "chưa in")):
        view = replace(snapshot.checklist, printed=printed, changes=())
        async with console(replace(snapshot, checklist=view, control=MINE), size=size) as c:
            await press(c, ["f6"])
            assert told in c.text()
