"""Screens under test are painted where somebody looks at them: no terminal would show the rest.

Painting after each change is most of what a key costs. `paint` and pictures paint all that they show; tests
of painting itself, and those that look for faults by chance, are marked `painted`.
"""

from itertools import chain
from typing import Any

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App
from textual.screen import Screen
from textual.strip import Strip

from gbdt_console.widgets.lines import Lines

PAINTED = "painted"
"""Mark of tests whose screens are painted after each change."""
_paint = Compositor.render_update


def paint(app: App[Any]) -> list[Strip]:
    """Return the lines that stand on the screen, with what is seen below dialogs."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


@pytest.fixture(autouse=True)
def _unpainted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.node.get_closest_marker(PAINTED):
        monkeypatch.setattr(Compositor, "render_update", _take_for_painted)


def _take_for_painted(
    self: Compositor, full: bool = False, screen_stack: list[Screen] | None = None, simplify: bool = False
) -> RenderableType | None:
    """Paint a whole picture, which somebody asked for; forget what else waits for its paint."""
    if full:
        return _paint(self, full, screen_stack, simplify)
    below = [screen._compositor for screen in screen_stack or ()]
    for widget in chain.from_iterable(each.visible_widgets for each in (self, *below)):
        if isinstance(widget, Lines):
            widget.is_painted = True
    self._dirty_regions.clear()
    return None
