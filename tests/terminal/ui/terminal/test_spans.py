"""Only what changed goes to the terminal."""

from dataclasses import replace

import pytest
from rich.console import Console as RichConsole
from textual._compositor import ChopsUpdate

from gbdt_console.core.site_view import SiteView
from gbdt_console.ui.terminal.span_compositor import SpanCompositor
from tests.support.screens.console import console
from tests.support.screens.scripted_port import later, make_snapshot


async def test_a_change_far_to_the_right_does_not_resend_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    update = SpanCompositor.render_partial_update

    def keep(compositor: SpanCompositor) -> ChopsUpdate | None:
        made = update(compositor)
        if made is not None:
            sent.append(made.render_segments(RichConsole()))
        return made

    monkeypatch.setattr(SpanCompositor, "render_partial_update", keep)

    def slower(site: SiteView) -> SiteView:
        return replace(site, rtt_ms=98.0) if site.number == 3 else site

    snapshot = make_snapshot(11)
    async with console(snapshot) as c:
        sent.clear()
        await c.publish(later(snapshot, 1.0, slower))
        after = "".join(sent)
        assert "98 ms" in c.text()
        assert "98 ms" in after
        assert "14:22:18" in after
        for unchanged in ("LÀO CAI", "10 ms", "17 ms", "Sa Pa", "bình thường"):
            assert unchanged not in after
