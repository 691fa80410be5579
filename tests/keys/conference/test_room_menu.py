"""Orders about the whole conference: lock, break, skip, and the palette."""

from gbdt_console.core.conference.commands import (
    LockConference,
    SetBreak,
    SkipSpeaker,
)
from tests.support.screens.console import console
from tests.support.screens.meeting_console import ask, meeting, settle


async def test_the_whole_room_is_locked_paused_and_the_next_speaker_skipped_with_a_reason() -> None:
    async with console(meeting(is_locked=True)) as c:
        await c.press("j", "asterisk")
        await settle(c)
        assert await ask(c, "1") == [LockConference(False)]
        await settle(c)
        await c.press("asterisk")
        await settle(c)
        assert await ask(c, "2") == [SetBreak(True)]
        await settle(c)
        await c.press("asterisk")
        await settle(c)
        await c.press("4", "enter")
        assert "Cần lý do bỏ lượt" in c.text()
        assert await ask(c, *"mat dien", "enter") == [SkipSpeaker("site8", "mat dien")]


async def test_the_room_s_orders_are_in_the_palette_everywhere() -> None:
    async with console(meeting()) as c:
        await c.press("ctrl+p", *"nghi giai lao", "enter")
        await settle(c)
        assert c.port.submitted == []
        await c.press("right", "enter")
        assert c.port.submitted == [SetBreak(True)]
