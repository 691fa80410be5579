"""The mouse selects a row wherever there are rows, its wheel goes through them; it acts on nothing."""

from dataclasses import replace

from textual import events

from gbdt_console.core.profiles.profile import Profile
from gbdt_console.screens.list_screen import ListScreen
from gbdt_console.widgets.lines import Lines
from tests.support.alarms.snapshots import make_alarms, with_alarms
from tests.support.checklist.sheets import with_sheet
from tests.support.meetings.shown import usual
from tests.support.outages.records import lost, repaired, told_and_late
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import meeting, settle
from tests.support.screens.scripted_port import AT_UTC
from tests.support.shutdown.records import with_shutdown


async def wheel(c: Console, lines: Lines, kind: type[events.MouseEvent]) -> None:
    lines.post_message(kind(lines, 4, 2, 0, 1, 0, shift=False, meta=False, ctrl=False))
    await c.pilot.pause()


async def test_the_mouse_selects_on_every_list_and_does_nothing_else() -> None:
    made = with_alarms(usual(with_sheet(with_shutdown(meeting()), range(1, 5))), make_alarms(6, meeting()))
    outages = (repaired(2, 6, AT_UTC), told_and_late(4, 5, AT_UTC), lost(7, 3, AT_UTC))
    profiles = tuple(Profile(name, name, ()) for name in ("sang", "chieu", "kin"))
    seen = set[str]()
    async with console(replace(made, outages=outages, profiles=profiles)) as c:
        for opened in ("j", "b", "f4", "f5", "f6", "f7", "colon", "profiles"):
            if opened == "profiles":
                await c.press("escape", "j", "asterisk")
                await settle(c)
                await c.press("7")
            else:
                await c.press("escape", opened)
            await settle(c)
            screen = c.app.screen
            assert isinstance(screen, ListScreen), opened
            (lines,) = (one for one in screen.query(Lines) if one.steps)
            await c.press("home")
            line = next(line for line, step in lines.steps.items() if step == 1)
            await c.pilot.click(lines, offset=(5, line))
            assert screen.cursor.at == 1, opened
            await c.pilot.click(lines, offset=(5, min(lines.steps) - 1))
            assert screen.cursor.at == 1, "a heading or title is no row"
            await wheel(c, lines, events.MouseScrollUp)
            assert screen.cursor.at == 0, opened
            await wheel(c, lines, events.MouseScrollDown)
            assert screen.cursor.at == 1, opened
            assert c.app.screen is screen
            seen.add(type(screen).__name__)
        assert c.port.submitted == []
    assert len(seen) == 8, "each of these screens was open"
