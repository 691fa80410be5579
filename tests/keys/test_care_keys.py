"""The keys on people and rooms: what they cost and what they send."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.commands import RecordDuty
from gbdt_console.core.meetings.registration import Duty, NoticeChannel
from gbdt_console.core.room_cleaning.commands import ConfirmRules, SignCleaning
from gbdt_console.core.room_cleaning.rooms import RoomCleaning, Signed
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.commands import NameTechnician, RecordTraining
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.screens.dialogs.form import FormScreen
from gbdt_console.screens.room_cleaning.cleaning_screen import CleaningScreen
from tests.support.meetings.shown import HOUR_S, local, registered, with_calendar
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

TODAY = local(AT_UTC)[:10]
SIZES = [(80, 24), (120, 40), (200, 60)]


def post(site: str, trained: str = "2026-03-12") -> SiteTechnicians:
    holder = PostHolder(f"trực kỹ thuật {site}", "0214 000 0101", trained=trained)
    return SiteTechnicians(site, ((Post.TECHNICIAN, holder),))


def staffed() -> Snapshot:
    """Eleven sites with a technician each, that of site 2 untrained, and a meeting of sites 1 to 3."""
    duty = Duty("site1", Post.TECHNICIAN, True, "An", NoticeChannel.PHONE, AT_UTC - 60, "Trực ca 1")
    meeting = replace(registered(11, AT_UTC + HOUR_S, 1, 2, 3), duties=(duty,))
    sites = [post(f"site{n}", "" if n == 2 else "2026-03-12") for n in range(1, 12)]
    return replace(with_calendar(make_snapshot(11), meeting), technicians=(post("centre"), *sites))


@asynccontextmanager
async def at_care(snapshot: Snapshot, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Console]:
    async with console(snapshot, size=size) as c:
        await press(c, "f5", "colon")
        assert isinstance(c.app.screen, CleaningScreen)
        yield c


async def press(c: Console, *keys: str) -> None:
    for key in keys:
        await c.let_pass(0.6)
        await c.press(key)


async def test_the_head_of_a_small_terminal_counts_all_that_is_lacking() -> None:
    care = tuple(RoomCleaning(f"site{n}", 30, None, Signed("2020-01-01", "An")) for n in range(1, 5))
    async with at_care(replace(staffed(), care=care)) as c:
        head = c.text().splitlines()[3]
        assert "1 chưa đào tạo" in head
        assert "quá hạn vệ sinh ──" in head


@pytest.mark.parametrize(
    ("keys", "command"),
    [
        (("enter", "1"), RecordDuty(11, ("site2",))),
        (("enter", "3"), RecordDuty(11, ("site2",), is_on=False)),
        (("enter", "2", "A", "n", "enter"), RecordDuty(11, ("site2",), "deputy", person="An")),
        (("enter", "9", "A", "n", "enter"), RecordDuty(11, ("site2",), "carrier", person="An")),
        (("enter", "4", "1", "1", "2", "slash", "3", "enter"), RecordTraining(("site2",), "technician", "")),
        (
            ("enter", "5", "1", "A", "n", "enter"),
            NameTechnician("site2", "technician", "An", "0214 000 0101"),
        ),
        (("enter", "7", "enter"), SignCleaning(("site2",), "", "trực kỹ thuật site2")),
        (("enter", "8", "enter"), ConfirmRules(("site2",), "", "trực kỹ thuật site2")),
        (("enter", "6", "2", "A", "n", "enter"), NameTechnician("site2", "deputy", "An", is_new=True)),
    ],
)
async def test_each_record_costs_few_keys(keys: Sequence[str], command: Command) -> None:
    async with at_care(staffed()) as c:
        await press(c, "down", "down", *keys)
        await c.pilot.pause()
        (sent,) = c.port.submitted
        if isinstance(sent, RecordTraining | SignCleaning | ConfirmRules):
            assert sent.day.endswith("-03-12" if isinstance(sent, RecordTraining) else TODAY)
            sent = replace(sent, day="")
        assert sent == command


async def test_a_day_to_come_is_refused_in_the_form() -> None:
    async with at_care(staffed()) as c:
        await press(c, "enter", "4", "1", *"2999-01-01", "enter")
        assert isinstance(c.app.screen, FormScreen)
        assert c.port.submitted == []


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_untrained_or_has_not_confirmed_is_in_sight(size: tuple[int, int]) -> None:
    async with at_care(staffed(), size) as c:
        text = c.text()
        assert "chưa đào tạo" in text
        assert text.count("chưa xác nhận trực") >= 3
        assert "1 chưa đào tạo" in text
        await press(c, "down")
        assert "xác nhận trực: An, điện thoại" in c.text()


async def test_a_site_outside_of_the_meeting_offers_no_duty() -> None:
    async with at_care(staffed()) as c:
        await press(c, "end", "enter")
        assert "ghi đào tạo" in c.text()
        assert "xác nhận trực: cán bộ" not in c.text()


async def test_f5_tells_who_is_untrained_for_the_meeting() -> None:
    async with console(staffed(), size=(120, 40)) as c:
        await press(c, "f5")
        assert "chưa có người được đào tạo: 2 " in c.text()
        assert "3 nơi chưa xác nhận trực" in c.text()


@pytest.mark.parametrize("size", SIZES)
async def test_an_overdue_cleaning_and_missing_rules_are_in_sight(size: tuple[int, int]) -> None:
    rooms = (
        RoomCleaning("site1", 30, Signed("2026-01-15"), Signed("2020-01-01", "An")),
        RoomCleaning("site2", 30, Signed("2026-01-15"), Signed(TODAY, "An")),
    )
    async with at_care(replace(staffed(), care=rooms), size) as c:
        text = c.text()
        assert "vệ sinh quá hạn" in text
        assert "vệ sinh hạn" in text
        assert "chưa có nội quy" in text
        await press(c, "down")
        assert "An ký; QUÁ HẠN" in c.text()


async def test_the_title_counts_the_rooms_that_are_overdue() -> None:
    room = RoomCleaning("site1", 30, None, Signed("2020-01-01", "An"))
    async with at_care(replace(staffed(), care=(room,)), (200, 60)) as c:
        assert "1 quá hạn vệ sinh" in c.text()


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
async def test_the_page_of_a_site_names_its_people_and_its_room(size: tuple[int, int]) -> None:
    room = RoomCleaning("site1", 30, Signed("2026-01-15"), Signed(TODAY, "Bình"))
    async with console(replace(staffed(), care=(room,)), size=size) as c:
        await press(c, "1", "enter")
        await c.pilot.pause()
        text = c.text()
        assert "CÁN BỘ VÀ PHÒNG" in text
        assert "trực kỹ thuật site1, 0214 000 0101; đào tạo 12/03/2026" in text
        assert "Bình ký; hạn" in text


async def test_the_page_of_a_site_says_nothing_where_nothing_is_known() -> None:
    async with console(make_snapshot(11), size=(120, 40)) as c:
        await press(c, "1", "enter")
        await c.pilot.pause()
        assert "CÁN BỘ VÀ PHÒNG" not in c.text()


async def test_before_the_first_training_one_sentence_tells_it_and_no_row() -> None:
    fresh = replace(staffed(), technicians=())
    async with at_care(fresh, (120, 40)) as c:
        assert "chưa ghi buổi đào tạo nào" in c.text()
        assert "11 chưa đào tạo" not in c.text()
