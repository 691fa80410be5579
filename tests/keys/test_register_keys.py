"""The register on F8: a new entry, a correction and a withdrawal, each from the year's menu."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from gbdt_console.core.register.commands import MakeEntry, WithdrawEntry
from gbdt_console.core.reports.archive import ReportKind
from gbdt_console.core.snapshot import Control
from gbdt_console.screens.dialogs.form import FormScreen
from tests.support.meetings.shown import HOUR_S, MINE, local, registered, with_calendar
from tests.support.papers.archive import REFS, FakeArchive
from tests.support.reports.register_year import KINDS, entry
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

TODAY = local(AT_UTC)[:10]
SIZES = [(80, 24), (120, 40), (200, 60)]
YEAR = [ref.kind for ref in REFS].index(ReportKind.YEAR)


async def press(c: Console, *keys: str) -> None:
    for key in keys:
        await c.let_pass(0.6)
        await c.press(key)


@asynccontextmanager
async def at_year(
    *, has_kinds: bool = True, size: tuple[int, int] = (80, 24), control: Control = MINE
) -> AsyncIterator[Console]:
    """A console with the menu of a year open; the register has two entries."""
    plain = make_snapshot(3)
    booking = plain.booking
    regulation = replace(booking.settings.regulation, register=KINDS if has_kinds else ())
    booking = replace(booking, settings=replace(booking.settings, regulation=regulation))
    old = entry(4, "guidance", text="chỉnh micro", day="2020-01-20", paper="7/BC"), entry(5, "no-more")
    snapshot = replace(plain, booking=booking, register=old, control=control)
    async with console(snapshot, reports=FakeArchive, size=size) as c:
        await c.press("f8")
        while f"BÁO CÁO: {len(REFS)}" not in c.text():
            await c.let_pass(0.5)
        await c.press(*["down"] * YEAR, "enter")
        yield c


@pytest.mark.parametrize("size", SIZES)
async def test_an_amount_is_entered_with_its_kinds_own_fields(size: tuple[int, int]) -> None:
    async with at_year(size=size) as c:
        await press(c, "7", "2")
        assert "Dự toán (Quy chế, Điều 9.3)" in c.text()
        await press(c, *"codec", "enter")
        assert "cần số tiền" in c.text()
        await press(c, *["tab"] * 6, *"180", "full_stop", *"000", "enter")
        assert c.port.submitted == [MakeEntry("budget", "codec", day=TODAY, amount=180_000)]


async def test_an_entry_is_corrected_from_its_own_words() -> None:
    async with at_year() as c:
        await press(c, "8", "2", "1")
        assert isinstance(c.app.screen, FormScreen)
        await press(c, "end", "exclamation_mark", "enter")
        (sent,) = c.port.submitted
        assert sent == MakeEntry("guidance", "chỉnh micro!", "8 Sa Pa", "7/BC", "2020-01-20", replaces=4)


async def test_an_entry_of_a_kind_that_is_no_more_can_only_be_withdrawn() -> None:
    async with at_year() as c:
        await press(c, "8", "1", "1", *"nham", "enter")
        assert c.port.submitted == [WithdrawEntry(5, "nham")]


async def test_without_kinds_the_screen_says_where_they_come_from() -> None:
    async with at_year(has_kinds=False, size=(200, 60)) as c:
        await press(c, "7")
        assert "regulation: hai-cap-2025" in c.text()
        assert c.port.submitted == []


@pytest.mark.parametrize("key", ["7", "8"])
async def test_without_control_the_screen_says_how_to_take_it(key: str) -> None:
    async with at_year(control=Control("console-9", "Trực ca 1", "pts/0")) as c:
        await press(c, key)
        assert "bấm l để nhận quyền trước" in c.text().splitlines()[-1]
        assert c.port.submitted == []


async def test_a_meetings_menu_has_no_register() -> None:
    async with console(reports=FakeArchive) as c:
        await press(c, "f8", "enter")
        assert "sổ theo dõi" not in c.text()


async def test_on_f5_the_letter_of_a_meeting_stands_first_with_its_number() -> None:
    plain = with_calendar(make_snapshot(3), registered(7, AT_UTC + HOUR_S, 1, 2))
    regulation = replace(plain.booking.settings.regulation, register=KINDS)
    settings = replace(plain.booking.settings, regulation=regulation)
    shown = replace(plain, booking=replace(plain.booking, settings=settings))
    async with console(shown, size=(80, 24)) as c:
        await press(c, "f5", "enter")
        assert "s  ghi sổ theo dõi cuộc họp này" in c.text()
        await press(c, "s", "1")
        await c.press(*"xong", "enter")
        assert c.port.submitted == [MakeEntry("power-branch", "xong", day=TODAY, meeting=7)]
