"""Tests the screens of a replay: the banner, the keys through time, and that no acting key acts."""

import pytest

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.replay.playback import Playback
from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.core.replay.timeline import Span, SpanKind, TimeLine
from gbdt_console.screens.screen_table import SCREENS, actions_by_screen
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.rooms.snapshots import room, with_rooms
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import AT_UTC, Fault, make_snapshot

BEGIN, END = AT_UTC - 3_600.0, AT_UTC + 3_600.0
LINE = TimeLine(
    BEGIN,
    END,
    (
        Span(SpanKind.SPEAKER, AT_UTC - 1_800.0, AT_UTC - 600.0, ("site6",)),
        Span(SpanKind.OUTAGE, AT_UTC - 900.0, AT_UTC + 900.0, ("site3",)),
    ),
    (AT_UTC - 900.0, AT_UTC + 900.0),
)
REFUSED = "không phím nào tác động. '"


def _replayed() -> Replayed:
    return Replayed(Playback(BEGIN, END, AT_UTC), LINE)


def _snapshot():  # type: ignore[no-untyped-def]
    snapshot = make_snapshot(11, {3: Fault.DOWN})
    return with_rooms(conferring(snapshot, rows_of(11), floor=Floor("site1", speaker="site6")), [room(5)])


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_every_screen_says_that_it_is_a_replay(size: tuple[int, int]) -> None:
    async with console(_snapshot(), size=size, replay=_replayed()) as c:
        for row in SCREENS:
            if row.key:
                await c.press(row.key)
            first, second, *_ = c.text().splitlines()
            assert "PHÁT LẠI  05/01/2026 14:22:17" in first, row.name
            assert second.count("┃") == 1, row.name
            assert {"▀", "▄", "█"} <= set(second), row.name


@pytest.mark.parametrize("screen", [row.name for row in SCREENS if row.name not in ("site", "profiles")])
async def test_every_acting_key_says_one_sentence_and_sends_nothing(screen: str) -> None:
    row = next(row for row in SCREENS if row.name == screen)
    acting = {key for action in actions_by_screen()[row.screen] if action.is_acting for key in action.keys}
    assert acting
    async with console(_snapshot(), size=(200, 60), replay=_replayed(), first_screen=_opening(screen)) as c:
        for key in sorted(acting):
            before = c.app.screen
            await c.press(key)
            assert c.app.screen is before, key
            assert REFUSED in c.text(), key
            await c.let_pass(9.0)
            assert REFUSED not in c.text()
        assert c.port.submitted == []


def _opening(screen: str) -> str:
    return "" if screen == "wall" else screen


async def test_keys_play_pause_change_speed_and_jump() -> None:
    replayed = _replayed()
    playback = replayed.playback
    async with console(_snapshot(), replay=replayed) as c:
        await c.press("apostrophe")
        c.clock.advance(10.0)
        assert playback.at_utc(c.clock.monotonic()) == AT_UTC + 10.0
        await c.press("circumflex_accent")
        c.clock.advance(10.0)
        assert playback.at_utc(c.clock.monotonic()) == AT_UTC + 50.0
        await c.press("right_parenthesis")
        assert playback.at_utc(c.clock.monotonic()) == AT_UTC + 900.0
        await c.press("apostrophe")
        await c.press("left_parenthesis")
        assert playback.at_utc(c.clock.monotonic()) == AT_UTC - 900.0
        await c.press("left_parenthesis")
        assert "Không còn sự kiện nào" in c.text()


async def test_a_typed_time_is_gone_to_and_a_wrong_one_is_told() -> None:
    replayed = _replayed()
    async with console(_snapshot(), replay=replayed) as c:
        await _type(c, "25:99")
        assert "Không hiểu thời điểm này" in c.text()
        await c.press("escape")
        await c.let_pass(1.0)
        await _type(c, "14:10:30")
        at_utc = replayed.playback.at_utc(c.clock.monotonic())
        assert at_utc == AT_UTC - (11 * 60 + 47)


async def _type(c: Console, text: str) -> None:
    await c.press("quotation_mark", *text, "enter")


async def test_leaving_a_replay_says_that_monitoring_goes_on() -> None:
    async with console(_snapshot(), replay=_replayed()) as c:
        await c.press("q")
        assert "Chỉ đóng phần phát lại" in c.text()


async def test_a_live_console_has_no_bar_and_no_key_of_the_replay() -> None:
    async with console(_snapshot()) as c:
        assert "PHÁT LẠI" not in c.text()
        before = c.text()
        await c.press("apostrophe", "circumflex_accent")
        assert c.text() == before
