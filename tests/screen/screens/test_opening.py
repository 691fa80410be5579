"""What a screen draws first is drawn whole: until then the one before stays."""

from typing import Any

import pytest
from textual.screen import Screen

from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from tests.support.screens.console import console

KEYS = ("enter", "b", "f4", "f5", "f6", "f7")


@pytest.mark.parametrize("key", KEYS)
async def test_no_key_shows_an_empty_screen_before_the_one_that_it_opens(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(size=(80, 24)) as c:
        pictures: list[str] = []
        display = c.app._display

        def displayed(screen: LiveScreen, update: Any) -> None:
            if isinstance(c.app.screen, LiveScreen) and not isinstance(c.app.screen, WallScreen):
                pictures.append(c.text())
            display(screen, update)

        monkeypatch.setattr(c.app, "_display", displayed)
        await c.press(key)
        await c.pilot.pause()
        middle = ["".join(picture.splitlines()[3:-2]).strip() for picture in pictures]
        assert middle
        assert all(middle), "an empty one came first"


@pytest.mark.painted
@pytest.mark.parametrize("keys", [("f7", "f1"), ("ctrl+p",)])
async def test_a_dialog_that_needs_a_scroll_bar_is_drawn_once(
    keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(size=(80, 24)) as c:
        await c.press(*keys[:-1])
        pictures: set[str] = set()
        display = c.app._display

        def displayed(screen: Screen[Any], update: Any) -> None:
            if isinstance(c.app.screen, Dialog):
                pictures.add(c.text())
            display(screen, update)

        monkeypatch.setattr(c.app, "_display", displayed)
        await c.press(keys[-1])
        await c.pilot.pause()
        assert pictures == {c.text()}, "one with other lines came first"
