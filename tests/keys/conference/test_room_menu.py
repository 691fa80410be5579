"""Orders about the whole conference: lock, break, skip, and the palette; a line onto a room's screen."""

from dataclasses import replace

from gbdt_console.core.abilities import Ability, Means
from gbdt_console.core.conference.commands import (
    LockConference,
    MessageSite,
    SetBreak,
    SkipSpeaker,
)
from gbdt_console.core.rooms.commands import MessageRoom
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.snapshot import Snapshot
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import Console, console
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


USUAL = "Đề nghị tắt mic"


def messaging(*, by_mcu: bool, away: tuple[int, ...] = ()) -> Snapshot:
    """Site 3 has a codec that takes a line; `by_mcu`: the MCU does too. `away` are not in the conference."""
    snapshot = meeting(rows_of(11, away=away))
    assert snapshot.conference is not None
    means = Means((Ability.MESSAGE,) if by_mcu else ())
    codec = RoomView("site3", "site3.codec", False, able=(Ability.MESSAGE,))
    return replace(snapshot, conference=replace(snapshot.conference, means=means), rooms=(codec,))


async def choose_message(c: Console, site: str) -> None:
    await c.press(*site, "ctrl+p", *"gui chu", "enter")
    await settle(c)


async def test_a_line_goes_by_the_mcu_and_into_its_dialog_the_usual_one_is_written() -> None:
    async with console(messaging(by_mcu=True)) as c:
        await choose_message(c, "3")
        assert "Chữ hiện trên màn hình phòng" in c.text()
        assert USUAL in c.text()
        assert "Enter gửi ngay" in c.text(), "nothing is 'saved': it stands on the room's screen at once"
        assert c.port.submitted == []
        assert await ask(c, "enter") == [MessageSite("site3", USUAL)]


async def test_a_line_goes_by_the_codec_where_the_mcu_cannot_or_the_site_is_not_there() -> None:
    for snapshot in (messaging(by_mcu=False), messaging(by_mcu=True, away=(3,))):
        async with console(snapshot) as c:
            await choose_message(c, "3")
            await c.press(*["backspace"] * len(USUAL))
            assert await ask(c, *"noi to hon", "enter") == [MessageRoom("site3", "noi to hon")]


async def test_without_a_codec_a_line_to_who_is_not_there_is_refused_with_the_reason() -> None:
    async with console(messaging(by_mcu=True, away=(4,))) as c:
        await choose_message(c, "4")
        assert "màn hình phòng" not in c.text()
        assert c.port.submitted == []
        assert "4 " in c.text()
