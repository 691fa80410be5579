"""Quit, palette and help."""

import pytest

from gbdt_console.app import Ending
from gbdt_console.core.commands import TakeControl
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.screens.dialogs.confirm import ConfirmScreen, QuitScreen
from gbdt_console.screens.dialogs.palette import Choice, Match, PaletteScreen, found
from gbdt_console.screens.dialogs.preset import PresetScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.screens.outages.outages_screen import OutageScreen
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.tour import key_event
from gbdt_console.widgets.text_field import TextField
from tests.support.screens.console import console


@pytest.mark.parametrize("key", ["q", "Q", "ctrl+q", "ctrl+c"])
async def test_every_quit_key_asks_and_starts_on_staying(key: str) -> None:
    async with console() as c:
        await c.press(key)
        assert isinstance(c.app.screen, QuitScreen)
        assert "Giám sát sẽ DỪNG" in c.text()
        await c.let_pass(1.0)
        await c.press("enter")
        assert isinstance(c.app.screen, WallScreen)
        assert c.app.return_value is None


async def test_leaving_is_chosen_on_purpose() -> None:
    async with console(engine_stays=True) as c:
        await c.press("q")
        assert "Tiến trình giám sát vẫn chạy" in c.text()
        await c.let_pass(1.0)
        await c.press("right", "enter")
        assert c.app.return_value is Ending.LEFT


async def test_keys_typed_ahead_do_not_leave() -> None:
    async with console() as c:
        await c.press("q", "right", "enter")
        assert c.app.return_value is None
        assert isinstance(c.app.screen, QuitScreen)


async def test_asking_twice_asks_once() -> None:
    async with console() as c:
        await c.press("q", "ctrl+q", "ctrl+q")
        assert [type(s) for s in c.app.screen_stack] == [WallScreen, QuitScreen]


async def test_a_field_takes_an_input_methods_eraser_before_its_letter() -> None:
    async with console() as c:
        await c.press("/")
        for key in ("d", "backspace", "đ", "o", "backspace", "ô"):
            c.app.post_message(key_event(key))
        await c.pilot.pause()
        assert c.app.screen.query_one(TextField).value == "đô"


async def test_a_second_key_under_way_to_a_dialog_closes_no_screen_below() -> None:
    async with console() as c:
        for below in (WallScreen, SiteScreen):
            given: list[int] = []
            dialog = PresetScreen(c.wall.appearance, "8 Sa Pa", RoomView("s8", "s8.codec", False))
            await c.app.put_dialog(dialog, given.append)
            for key in ("3", "4", "escape"):
                dialog.post_message(key_event(key))
            await c.pilot.pause()
            assert given == [3]
            assert type(c.app.screen) is below
            await c.let_pass(0.6)  # Enter acts on some screens, so it is dead for a moment
            await c.press("8", "enter")


async def test_the_palette_finds_without_accents() -> None:
    async with console() as c:
        await c.press("ctrl+p", *"muong")
        assert "7 Mường Khương" in c.text()
        await c.press("enter")
        assert isinstance(c.app.screen, WallScreen)
        assert c.wall.cursor == "site7"


async def test_the_palette_runs_an_action() -> None:
    async with console() as c:
        await c.press("ctrl+p", *"viec luc nay", "enter")
        await c.pilot.pause()
        assert isinstance(c.app.screen, MenuScreen)


async def test_slash_searches_sites_only_and_ends_a_typed_number() -> None:
    async with console() as c:
        await c.press("4", "slash", *"sa pa", "enter")
        assert (c.wall.cursor, c.wall.typed) == ("site8", "")


async def test_the_palette_says_when_nothing_is_found() -> None:
    async with console() as c:
        await c.press("ctrl+p", *"xyzzy")
        assert "không tìm thấy" in c.text()
        await c.press("enter")
        assert isinstance(c.app.screen, PaletteScreen)


async def test_control_is_taken_from_the_palette_and_shown_from_the_snapshot() -> None:
    async with console() as c:
        assert "điều khiển: Trực ca 1" in c.text()
        await c.press("ctrl+p", *"nhan quyen", "enter")
        assert c.port.submitted == []
        assert isinstance(c.app.screen, ConfirmScreen)
        await c.let_pass(1.0)
        await c.press("right", "enter")
        await c.pilot.pause()
        assert c.port.submitted == [TakeControl()]
        assert "bạn đang điều khiển" in c.text()


async def test_an_observer_is_offered_nothing_that_acts() -> None:
    async with console(observe=True) as c:
        assert "chỉ xem" in c.text()
        await c.press("ctrl+p", *"nhan quyen")
        assert "không tìm thấy" in c.text()
        await c.press("escape")
        await c.app.run_action("take_control")
        await c.pilot.pause()
        assert c.port.submitted == []


async def test_help_names_every_key_of_the_screen() -> None:
    async with console(language="en", size=(120, 60)) as c:
        await c.press("question_mark", "question_mark")
        for part in (
            "Enter",
            "0-9",
            "Shift+Tab",
            "Ctrl+P",
            "Clear the typed number",
            "does not answer",
        ):
            assert part in c.text()
        await c.press("escape", "enter", "f1", "f1")
        assert "Back to the wall" in c.text()
        await c.press("escape")
        assert isinstance(c.app.screen, SiteScreen)


async def test_a_long_meaning_in_the_help_goes_on_below_itself_not_below_the_key() -> None:
    async with console(size=(80, 24)) as c:
        await c.press("question_mark", "question_mark")
        lines = c.text().splitlines()
        begin = next(n for n, line in enumerate(lines) if "Ghi nguyên nhân" in line)
        assert lines[begin + 1].index("mở sự cố mới") == lines[begin].index("Ghi nguyên nhân")


async def test_help_says_at_once_how_to_close_it() -> None:
    async with console(language="en", size=(80, 24)) as c:
        for _ in range(2):
            await c.press("question_mark")
            assert "Esc: close" in c.text()


async def test_function_keys_lead_from_the_help_to_their_screens() -> None:
    async with console() as c:
        await c.press("question_mark", "f4")
        assert isinstance(c.app.screen, OutageScreen)
        await c.press("question_mark", "f2")
        assert c.app.screen_stack == [c.wall]


async def test_f2_comes_back_to_the_wall() -> None:
    async with console() as c:
        await c.press("5", "enter", "f2")
        assert isinstance(c.app.screen, WallScreen)


def test_found_wants_every_word_and_puts_beginnings_first() -> None:
    choices = [Choice("a", "Đến Sa Pa"), Choice("b", "Sa Pa"), Choice("c", "Sa Vỉ")]
    assert [choice.key for _, choice in found(choices, "sa pa")] == ["b", "a"]
    assert [choice.key for _, choice in found(choices, "đen")] == ["a"]
    assert found(choices, "a pa") == []
    assert found(choices, "den pa") == [(Match.APART, choices[0])]
