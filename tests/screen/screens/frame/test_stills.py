"""Small pictures in the panes of the wall and of F3."""

from dataclasses import replace

import pytest

from gbdt_console.core.frame.still import Still
from tests.support.conference.scenes import SCENES
from tests.support.frame.snapshots import two_buses
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import network, settle

MEETING = two_buses(SCENES["quiet"](network()))
STILL = Still.of_rows("site6", MEETING.at_s, 48, bytes((200, 40, 40)) * 48 * 27)
SMALLER = "▀"


async def looked(c: Console) -> None:
    """The console asks for stills, and the next Snapshot draws them."""
    c.app.look_at_stills()
    if asking := [worker for worker in c.app.workers if worker.group == "stills"]:
        await c.app.workers.wait_for_complete(asking)
    assert c.port.newest is not None
    await c.publish(replace(c.port.newest, version=c.port.newest.version + 1))


async def test_panes_show_stills_until_they_are_switched_off_or_the_meeting_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    async with console(MEETING) as c:
        assert SMALLER not in c.text()
        c.port.stills_given = (STILL,)
        await looked(c)
        assert SMALLER in c.text(), "on the wall"
        c.port.stills_given = (replace(STILL, pixels=""),)
        await looked(c)
        assert SMALLER in c.text(), "unchanged pixels are not sent again"
        assert c.port.stills_asked == [-1.0, STILL.taken_s]
        await c.press("f3")
        await settle(c)
        assert SMALLER in c.text()

        c.app.action_toggle_stills()
        await settle(c)
        assert SMALLER not in c.text()
        assert "Chỉ hiện chữ trong khung hình" in c.text()
        asked = len(c.port.stills_asked)
        await looked(c)
        assert len(c.port.stills_asked) == asked, "nobody looks any more"

        c.app.action_toggle_stills()
        c.port.stills_given = (STILL,)
        await looked(c)
        assert SMALLER in c.text()
        assert MEETING.meeting is not None
        closed = replace(MEETING, version=99, meeting=replace(MEETING.meeting, is_closed=True))
        await c.publish(closed)
        assert SMALLER not in c.text()
        asked = len(c.port.stills_asked)
        await looked(c)
        assert len(c.port.stills_asked) == asked
        assert SMALLER not in c.text()


async def test_a_terminal_with_few_colours_has_words_alone_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM", raising=False)
    async with console(MEETING) as c:
        await looked(c)
        assert c.port.stills_asked == []
        c.app.action_toggle_stills()
        await settle(c)
        assert "không đủ màu" in c.text()
