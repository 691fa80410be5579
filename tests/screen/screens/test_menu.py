"""The menu of the phase (F1): its gaps, its numbers and keys, and that nothing is chosen unseen."""

import re
from dataclasses import replace

import pytest

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.checklist.commands import OpenChecklist
from gbdt_console.core.conference.commands import BlockOthers, UnblockMicrophone
from gbdt_console.core.shutdown.commands import OpenShutdown
from gbdt_console.core.shutdown.owed import OwedShutdown
from gbdt_console.core.snapshot import Control
from gbdt_console.screens.checklist.checklist_screen import ChecklistScreen
from gbdt_console.screens.conference.roster_screen import RosterScreen
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.form import FormScreen
from gbdt_console.screens.meetings.meetings_screen import MeetingScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.screens.menu.menu_table import COLUMNS, FILLS, FILLS_OF_A_MEETING
from gbdt_console.screens.outages.outages_screen import OutageScreen
from gbdt_console.screens.screen_table import SCREENS, actions_by_screen, all_actions
from gbdt_console.screens.shutdown.shutdown_screen import ShutdownScreen
from gbdt_console.text.phases import PhaseName
from gbdt_console.ui.actions import Action
from gbdt_console.widgets.menu_lines import MenuLines
from tests.support.meetings.shown import complete, registered, with_calendar
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import SPEAKING, lines, meeting, network, now
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

KNOWN = {
    "a number": set("0123456789"), "Space": {"space"}, "z": {"z"}, "g": {"g"}, "h": {"h"}, "t": {"t"},
    "c": {"c"}, "Enter": {"enter"}, "Esc": {"escape"}, "arrows": {"up", "down", "left", "right"},
    "F1": {"f1"},
}  # fmt: skip
"""What a new technician must know."""
SIZES = [(80, 24), (120, 40), (200, 60)]


async def opened(c: Console, *before: str) -> None:
    """The menu as a person sees it: a moment later its keys choose."""
    await c.press(*before, "f1")
    await c.let_pass(1.0)
    assert isinstance(c.app.screen, MenuScreen)


async def test_it_is_as_wide_as_it_stays_from_the_first_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine shows the first one for a while."""
    widths: list[int] = []
    text = MenuLines.text
    monkeypatch.setattr(MenuLines, "text", lambda self, width: widths.append(width) or text(self, width))
    async with console(meeting(floor=SPEAKING), size=(120, 40)) as c:
        await opened(c)
        assert set(widths) == {114}


async def test_who_has_control_is_not_offered_to_take_it() -> None:
    shown = meeting(floor=SPEAKING)
    for holder, is_offered in (("console-1", False), ("console-2", True)):
        async with console(replace(shown, control=Control(holder, "Trực ca 2")), size=(120, 40)) as c:
            await opened(c)
            menu = lines(c)[6:]
            assert any("nhận điều khiển" in line for line in menu) is is_offered
            assert any("bạn đang điều khiển" in line for line in menu) is not is_offered


async def test_nobody_has_control_of_an_engine_that_may_give_no_orders_and_to_sign_comes_first() -> None:
    mine = Control("console-1", "Trực ca 2")
    shown = replace(make_snapshot(11), control=mine, withheld=Withheld.OTHER_MACHINE)
    async with console(shown, size=(80, 24)) as c:
        await opened(c)
        assert not any("bạn đang" in line for line in lines(c))
        assert (
            lines(c)[2].strip()
            == "CHỈ XEM: máy khác có thể đang điều khiển. Máy đó đã tắt thì ký nhận ở đây: F1"
        )
        assert " 1 Ký nhận: máy này điều khiển" in lines(c)[line_with(c, "Ký nhận")]


def line_with(c: Console, text: str) -> int:
    return next(place for place, line in enumerate(lines(c)) if text in line)


@pytest.mark.parametrize("size", SIZES)
async def test_in_a_meeting_a_number_a_key_and_the_arrows_choose(size: tuple[int, int]) -> None:
    async with console(meeting(floor=SPEAKING), size=size) as c:
        await opened(c, "5")
        assert (
            line_with(c, "!Phiếu")
            < line_with(c, "Việc lúc này: HỌP · 5 Bảo Yên")
            < line_with(c, "11/11 có mặt")
        )
        numbered = {part.strip() for line in lines(c) for part in line.split("┃")}
        assert any("35 kết thúc họp" in part for part in numbered)
        assert any("13 bàn giao ca" in part for part in numbered), "who may only look takes over by it"
        await c.press("m")
        await c.let_pass(1.0)
        assert c.port.submitted == [UnblockMicrophone("site5")], "the number before F1 is meant"
        c.port.submitted.clear()
        await opened(c)
        await c.press("2", "2", "enter")
        assert c.port.submitted == [BlockOthers()]
        await c.let_pass(1.0)
        await opened(c)
        await c.press("right", "right", "up", "left", "up", "down", "right", "enter")
        await c.let_pass(1.0)
        assert not isinstance(c.app.screen, MenuScreen)


async def test_the_meeting_is_ended_from_the_wall_by_four_keys_and_a_yes() -> None:
    async with console(meeting(floor=SPEAKING), size=(120, 40)) as c:
        await opened(c)
        await c.press("3", "5", "enter")
        await c.pilot.pause()
        assert [type(one) for one in c.app.screen_stack[1:]] == [MeetingScreen, ConfirmScreen]
        assert "Kết thúc cuộc họp" in c.text()


async def test_what_is_lacking_comes_first_and_enter_does_it() -> None:
    coming = complete(registered(7, AT_UTC + 3_600, *range(1, 12)))
    owed = (OwedShutdown("3", "", (), AT_UTC - 600),)
    async with console(replace(with_calendar(make_snapshot(11), coming), owed_shutdowns=owed)) as c:
        await opened(c)
        assert line_with(c, " 1 Phiếu kiểm tra: chưa mở · 00:29") < line_with(c, " 2 !Tắt máy: chưa ký")
        await c.press("enter")
        await c.pilot.pause()
        assert isinstance(c.app.screen, ChecklistScreen)
        assert c.port.submitted == [OpenChecklist("")]
        await c.let_pass(1.0)
        await opened(c, "f2")
        await c.press("down", "enter")
        await c.pilot.pause()
        assert isinstance(c.app.screen, ShutdownScreen)
        assert c.port.submitted[1:] == [OpenShutdown(())]


async def test_what_a_coming_meeting_lacks_is_asked_for_by_name() -> None:
    coming = registered(7, AT_UTC + 90_000, *range(1, 12))
    async with console(with_calendar(make_snapshot(11), coming)) as c:
        await opened(c)
        await c.press("2", "enter")
        await c.pilot.pause()
        assert [type(one) for one in c.app.screen_stack[1:2]] == [MeetingScreen]
        assert "Ghi giấy mời đã phát hành · Cuộc họp 7" in c.text()


async def test_in_a_meeting_what_the_next_one_lacks_stands_in_nobodys_way() -> None:
    snapshot = with_calendar(meeting(floor=SPEAKING), registered(7, AT_UTC + 90_000, *range(1, 12)))
    async with console(snapshot) as c:
        await opened(c)
        assert "chưa có giấy mời" not in c.text()
        assert " 1 toàn mạng" in c.text()


async def test_markup_in_the_name_of_a_site_is_text() -> None:
    shown = make_snapshot(11)
    named = replace(shown.sites[0], name="A[/]B")
    async with console(replace(shown, sites=(named, *shown.sites[1:]))) as c:
        await c.press("f1")
        assert isinstance(c.app.screen, MenuScreen)
        assert "A[/]B ━" in c.text()


async def test_nothing_is_chosen_before_its_name_stood_there() -> None:
    async with console(meeting(floor=SPEAKING)) as c:
        await c.press("f1", "m")
        assert c.port.submitted == []
        assert isinstance(c.app.screen, MenuScreen)


async def test_a_toggle_says_what_it_will_do_also_where_its_column_is_narrow() -> None:
    async with console(meeting(floor=replace(SPEAKING, is_blocking=True)), size=(80, 24)) as c:
        await opened(c)
        assert re.search(r"đang chặn chung: bỏ +-", c.text())


async def test_what_turned_round_while_the_menu_was_open_is_not_done() -> None:
    """Who chose 'mute the others' would open them all: another technician muted them meanwhile."""
    async with console(meeting(floor=SPEAKING)) as c:
        await opened(c)
        assert " chặn tiếng các điểm" in c.text()
        await now(c, network(), floor=replace(SPEAKING, is_blocking=True))
        await c.press("minus")
        assert c.port.submitted == []
        assert "Vừa đổi nghĩa khi bảng chọn đang mở" in lines(c)[-1]
        assert not isinstance(c.app.screen, ConfirmScreen)


async def test_what_does_nothing_now_is_told_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with console(meeting(floor=SPEAKING)) as c:
        await opened(c)
        assert "(gọi ai)" in c.text()
        assert "(chuẩn bị)" not in c.text()


async def test_the_lit_line_says_that_it_does_nothing_now() -> None:
    async with console(meeting(floor=SPEAKING)) as c:
        await opened(c)
        assert "(gọi ai)" not in c.text()
        menu = c.app.screen
        assert isinstance(menu, MenuScreen)
        await c.press(*menu.number_of("phones.show"))
        assert "(gọi ai)" in c.text()
        assert "lúc này không có tác dụng: " in c.text()


async def test_screens_open_from_the_menu_from_the_keys_and_from_a_choice() -> None:
    async with console(meeting(floor=SPEAKING)) as c:
        ways = {
            ("f1", "f4"): OutageScreen,
            ("f1", "f1", "f5"): MeetingScreen,
            ("f2", "h", "j"): RosterScreen,
            ("f2", "h", "f4"): OutageScreen,
        }
        for keys, screen in ways.items():
            await c.press(*keys)
            assert isinstance(c.app.screen, screen), keys
            await c.let_pass(1.0)


async def test_the_arrows_light_a_choice_and_enter_takes_it() -> None:
    async with console(meeting(floor=SPEAKING)) as c:
        await c.press("h", "enter")
        assert isinstance(c.app.screen, ChoiceScreen), "nothing is lit yet"
        await c.press("down", "down", "up", "enter")
        await c.pilot.pause()
        assert isinstance(c.app.screen, FormScreen)


async def test_a_key_of_another_screen_says_where_it_acts() -> None:
    async with console() as c:
        await c.press("exclamation_mark")
        assert "điều hành họp: F5 hoặc F1" in lines(c)[-1]
        await c.press("f5", "percent_sign")
        assert "ký: F6 hoặc F1" in lines(c)[-1]


def _in_menu(action: Action) -> bool:
    """Whether a menu has it: that of a phase, or that of each screen of its own."""
    told = {named.rpartition("/")[2] for columns in COLUMNS.values() for one in columns
            for _, ids in one for named in ids}  # fmt: skip
    own = {row.id for screen in SCREENS for row in screen.screen.ACTIONS if row.is_acting and row.in_palette}
    return action.id in told | own


def test_a_new_technician_needs_twelve_keys_and_the_menu() -> None:
    assert len(KNOWN) <= 12
    keys = set().union(*KNOWN.values())
    acting = [action for action in all_actions() if action.is_acting and action.keys]
    beside = {action.id for action in acting if not keys & set(action.keys) and not _in_menu(action)}
    assert beside == {"frame.layout"}, "PgUp and PgDn turn the layout of the preview alone"


def test_no_way_through_the_menu_takes_more_than_four_keys() -> None:
    """F1, two digits at most, Enter; with gaps and a screen's own actions too."""
    most_own = max(sum(row.is_acting for row in screen.screen.ACTIONS) for screen in SCREENS)
    for columns in COLUMNS.values():
        assert sum(len(ids) for one in columns for _, ids in one) + most_own + 3 < 100


@pytest.mark.parametrize("phase", PhaseName)
def test_the_menu_names_actions_that_are_there(phase: PhaseName) -> None:
    by_name = {row.name: actions_by_screen()[row.screen] for row in SCREENS}
    named = [id_ for one in COLUMNS[phase] for _, ids in one for id_ in ids]
    for one in (*named, *FILLS.values(), *FILLS_OF_A_MEETING.values()):
        screen, _, id_ = one.rpartition("/")
        known = by_name[screen] if screen else all_actions()
        assert any(action.id == id_ for action in known), one
