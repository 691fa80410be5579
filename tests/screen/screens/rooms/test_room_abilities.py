"""Keys of a room's codec are offered only where its driver can do it."""

from dataclasses import replace

from gbdt_console.core.abilities import Ability
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.preset import PresetScreen
from gbdt_console.screens.site.site_screen import SiteScreen
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.rooms.snapshots import MadeRoom, room, with_rooms
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import lines, network, settle

UNABLE = "không làm được việc đó"


def able(number: int, *abilities: Ability) -> MadeRoom:
    made = room(number, is_muted=False, calls=())
    return replace(made, view=replace(made.view, able=abilities))


def rooms_at(*made: MadeRoom) -> Snapshot:
    return with_rooms(conferring(network(), rows_of(11)), made)


async def at_site(c: Console, number: str) -> None:
    await c.press(*number, "enter")
    await settle(c)
    assert isinstance(c.app.screen, SiteScreen)


async def test_what_a_codec_cannot_is_neither_hinted_nor_offered_and_its_key_says_so() -> None:
    made = (able(2, Ability.MUTE), able(3, Ability.MUTE, Ability.PRESETS, Ability.SLEEP))
    async with console(rooms_at(*made), size=(200, 60)) as c:
        await at_site(c, "3")
        assert "p preset" in lines(c)[-1]
        await c.press("escape")
        await at_site(c, "2")
        assert "p preset" not in lines(c)[-1]
        await c.press("r")
        assert isinstance(c.app.screen, ChoiceScreen)
        assert "tắt mic của phòng" in c.text()
        assert "gọi preset" not in c.text()
        assert "ngắt mọi cuộc gọi" not in c.text()
        await c.press("escape")
        await settle(c)
        await c.press("p")
        assert UNABLE in c.text()
        await c.press("4")
        assert isinstance(c.app.screen, SiteScreen)
        assert list(c.port.submitted) == []


async def test_where_no_codec_can_the_key_says_so_and_the_menu_has_none() -> None:
    async with console(rooms_at(able(2)), size=(120, 40)) as c:
        await at_site(c, "2")
        await c.press("p")
        assert UNABLE in c.text()
        await settle(c)
        await c.press("r")
        assert isinstance(c.app.screen, SiteScreen)
        assert UNABLE in c.text()
        await c.press("f1")
        assert "preset" not in c.text()


async def test_a_codec_that_can_is_asked_as_before() -> None:
    async with console(rooms_at(able(2), able(3, Ability.PRESETS)), size=(120, 40)) as c:
        await at_site(c, "3")
        await c.press("p")
        assert isinstance(c.app.screen, PresetScreen)
