"""A screen that opens is laid out and drawn only as often as it must, and what it covered not at all."""

from collections.abc import Sequence

import pytest
from textual._compositor import Compositor, ReflowResult
from textual.geometry import Size
from textual.widget import Widget

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.client_rights import ClientRights
from gbdt_console.ui.drawing.line_writer import StyledText
from gbdt_console.ui.view import View
from gbdt_console.widgets.chrome.header import Header
from tests.support.conference.scenes import quiet
from tests.support.screens.console import console
from tests.support.screens.scripted_port import make_snapshot

Phases = Sequence[Sequence[StyledText]]
KEYS = ("f4", "f5", "f6", "f7", "f8", "enter", "b", "f1", "ctrl+p", "slash", "q")
IN_A_MEETING = ("f3", "f5", "f7", "enter", "j")
MOST_LAYOUTS = 3
"""Of the screen, of its widgets once all are there, and of what needs a scroll bar or another height."""
MOST_DRAWINGS = 2
"""With the height that a screen mostly has, and with the one that this moment leaves."""


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("snapshot", "keys"), [(make_snapshot(11), KEYS), (quiet(make_snapshot(11)), IN_A_MEETING)]
)
async def test_no_screen_is_laid_out_or_drawn_more_often_than_it_must(
    snapshot: Snapshot, keys: tuple[str, ...], size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts, drawings = list[str](), list[View]()
    reflow, show_view = Compositor.reflow, Header.show_view

    def laid_out(compositor: Compositor, parent: Widget, size: Size) -> ReflowResult:
        layouts.append(type(parent).__name__)
        return reflow(compositor, parent, size)

    def drawn(header: Header, view: View, rights: ClientRights, phases: Phases = ()) -> None:
        drawings.append(view)
        show_view(header, view, rights, phases)

    monkeypatch.setattr(Compositor, "reflow", laid_out)
    monkeypatch.setattr(Header, "show_view", drawn)
    async with console(snapshot, size=size) as c:
        for key in keys:
            layouts.clear()
            drawings.clear()
            await c.press(key)
            assert not isinstance(c.app.screen, WallScreen), key
            assert len(layouts) <= MOST_LAYOUTS, (key, layouts)
            assert len(drawings) <= MOST_DRAWINGS, key
            layouts.clear()
            await c.press("escape")
            assert isinstance(c.app.screen, WallScreen), key
            assert not layouts, key
