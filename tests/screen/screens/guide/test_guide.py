"""The guide in the console (F1 three times): its page, its contents, its search, and what stays in sight."""

from dataclasses import replace

import pytest

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.snapshot import Recording, Snapshot
from gbdt_console.screens.checklist.checklist_screen import ChecklistScreen
from gbdt_console.screens.guide.guide_screen import GuideScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.guide_reader import fitting_page
from gbdt_console.ui.view import View
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import (
    MINE,
    SPEAKING,
    ask,
    attention,
    lines,
    meeting,
    network,
    then,
)
from tests.support.screens.scripted_port import Fault, ScriptedPort, make_snapshot

QUIET, LOST = make_snapshot(11), make_snapshot(11, {3: Fault.DOWN})


def read(c: Console) -> GuideTopic:
    assert isinstance(c.app.screen, GuideScreen)
    return c.app.screen.reader.page.name


@pytest.mark.parametrize(
    ("snapshot", "about", "is_closed", "page"),
    [
        (QUIET, None, False, GuideTopic.INDEX),
        (LOST, None, False, GuideTopic.LINE_LOST),
        (LOST, GuideTopic.BEFORE, False, GuideTopic.BEFORE),
        (meeting(floor=SPEAKING), None, False, GuideTopic.DURING),
        (meeting(floor=SPEAKING), GuideTopic.BEFORE, False, GuideTopic.DURING),
        (meeting(floor=SPEAKING), GuideTopic.AFTER, False, GuideTopic.AFTER),
        (meeting(floor=SPEAKING, fault=ControlFault.SILENT), GuideTopic.DURING, False, GuideTopic.MCU_LOST),
        (meeting(floor=SPEAKING, fault=ControlFault.SILENT), GuideTopic.AFTER, False, GuideTopic.AFTER),
        (SCENES["upper-lost"](LOST), None, False, GuideTopic.SEVERAL),
        (SCENES["upper-lost"](LOST), GuideTopic.LINE_LOST, False, GuideTopic.LINE_LOST),
        (replace(LOST, blind=Blindness.ANCHORS), None, False, GuideTopic.CONSOLE_DOWN),
        (replace(LOST, withheld=Withheld.FOLLOWING), None, False, GuideTopic.MAIN_PC_DOWN),
        (replace(LOST, recording=Recording.REFUSING), None, False, GuideTopic.CONSOLE_DOWN),
        (replace(QUIET, blind=Blindness.ANCHORS), GuideTopic.BEFORE, False, GuideTopic.BEFORE),
        (QUIET, GuideTopic.BEFORE, True, GuideTopic.CONSOLE_DOWN),
        (None, GuideTopic.BEFORE, False, GuideTopic.BEFORE),
        (None, None, True, GuideTopic.CONSOLE_DOWN),
    ],
)
def test_the_page_fits_screen_and_moment(
    snapshot: Snapshot | None, about: GuideTopic | None, is_closed: bool, page: GuideTopic
) -> None:
    view = None if snapshot is None else View(snapshot, snapshot.at_s)
    assert fitting_page(about, view, is_closed=is_closed) is page


def test_a_frozen_screen_asks_for_the_page_of_a_console_that_is_down() -> None:
    assert fitting_page(None, View(LOST, LOST.at_s + 5), is_closed=False) is GuideTopic.CONSOLE_DOWN


async def test_help_three_times_opens_the_fitting_page_and_esc_goes_back() -> None:
    async with console(size=(80, 24)) as c:
        for opening, below, page, sign in (
            (("f2",), WallScreen, GuideTopic.INDEX, "Mỗi việc một trang"),
            (("f6",), ChecklistScreen, GuideTopic.BEFORE, "chậm nhất 30 phút"),
        ):
            await c.press(*opening, "question_mark", "question_mark", "question_mark")
            assert read(c) is page
            assert sign in c.text()
            await c.press("f1", "f1", "f1")
            assert read(c) is page, "the help of the guide leads back to it"
            await c.press("escape")
            assert type(c.app.screen) is below


async def test_pages_turn_are_chosen_and_scroll() -> None:
    async with console(size=(80, 24)) as c:
        await c.press("f1", "f1", "f1", "left")
        assert read(c) is GuideTopic.CONSOLE_DOWN
        await c.press("end")
        assert "5. Ghi lại việc đã làm tay" in c.text()
        await c.press("right", "right")
        assert read(c) is GuideTopic.BEFORE
        assert "Khi nhận lịch" in c.text(), "another page begins at its top"
        await c.press("enter")
        await c.let_pass(0.5)
        await c.press("6")
        assert read(c) is GuideTopic.MCU_LOST


async def test_words_are_found_without_accents_and_their_place_is_shown() -> None:
    async with console(size=(80, 24)) as c:
        await c.press("f1", "f1", "f1", "slash", *"phong hop mcu du phong", "enter")
        assert read(c) is GuideTopic.MCU_LOST
        assert next(line for line in c.text().splitlines() if line.startswith("▸")).startswith("▸ 3.")
        await c.let_pass(1.0)
        await c.press("slash", *"co may in khong", "escape")
        assert read(c) is GuideTopic.MCU_LOST


async def test_what_happens_stays_in_sight_and_the_page_stays_where_it_is() -> None:
    async with console(meeting(floor=SPEAKING), size=(80, 24)) as c:
        await c.press("f1", "f1", "f1", "pagedown")
        assert "F2 về màn hình toàn mạng" not in c.text(), "it scrolled"
        before = c.text().splitlines()[4:20]
        await then(c, network(), rows=rows_of(11), floor=SPEAKING, open_since=[(8, 35)])
        assert "8 Sa Pa" in attention(c)
        assert c.text().splitlines()[4:20] == before
        await c.pilot.resize_terminal(90, 24)
        await c.pilot.pause()
        assert "F2 về màn hình toàn mạng" not in c.text(), "it does not go back to the top"


async def test_the_guide_opens_while_the_engine_is_gone() -> None:
    async with console(language="en") as c:
        c.port.break_off()
        await c.pilot.pause()
        await c.press("f1", "f1", "f1")
        assert read(c) is GuideTopic.CONSOLE_DOWN
        assert "The meeting does not depend on the console" in c.text()


async def test_the_guide_opens_before_the_first_snapshot() -> None:
    app = GbdtApp(ScriptedPort(), ManualClock(), AppOptions("vi", "dark"))
    async with app.run_test(size=(80, 24)) as pilot:
        c = Console(app, ScriptedPort(), ManualClock(), pilot)
        await c.press("f6", "f1", "f1", "f1")
        assert read(c) is GuideTopic.BEFORE
        assert "chậm nhất 30 phút" in c.text()


async def test_no_alarm_out_of_sight_is_acknowledged_from_the_guide() -> None:
    alarm = make_alarm(1, 3, QUIET.at_utc)
    async with console(replace(with_alarms(QUIET, [alarm]), control=MINE)) as c:
        assert "c tiếp nhận" in lines(c)[-1]
        await c.press("f1", "f1", "f1")
        assert "c tiếp nhận" not in lines(c)[-1]
        assert "3 Bát Xát" in attention(c)
        assert await ask(c, "c") == []
