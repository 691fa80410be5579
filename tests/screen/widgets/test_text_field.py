"""A field shows the end of what is typed, and costs no layout of its screen by each letter."""

import pytest
from textual._compositor import Compositor, ReflowResult
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.widget import Widget

from gbdt_console.widgets.text_field import TextField

LONG = "phongkhongvuachutrenmotdong"


class FieldApp(App[None]):
    CSS = "TextField { width: 14; }"

    def compose(self) -> ComposeResult:
        yield TextField()


async def test_letters_lay_nothing_out_anew_and_the_end_of_a_long_text_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = FieldApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        layouts = []
        reflow = Compositor.reflow

        def counted(compositor: Compositor, parent: Widget, size: Size) -> ReflowResult:
            layouts.append(size)
            return reflow(compositor, parent, size)

        monkeypatch.setattr(Compositor, "reflow", counted)
        await pilot.press(*LONG)
        await pilot.pause()
        assert layouts == []
        shown = " ".join(strip.text for strip in app.screen._compositor.render_strips())
        assert LONG[-6:] in shown
        assert LONG[:6] not in shown
        await pilot.press("home")
        await pilot.pause()
        assert LONG[:6] in " ".join(strip.text for strip in app.screen._compositor.render_strips())
