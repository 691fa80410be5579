"""Keys that load, take and undo pictures, and the refused take that Enter makes all the same."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from textual.widgets import Input

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import GiveFloor
from gbdt_console.core.frame.commands import LoadPreview, TakeFrame, UndoTake
from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.pictures import Box, Bus, Layout, PaneKind, Shot
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.ui.terminal.key_guard import QUIET_S
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import SPEAKING, ask, lines, meeting
from tests.support.screens.scripted_port import later

FULL = Layout("full", "", (Box(0, 0, 1, 1),))
LOST, FROZEN = ("frame.site-lost", "site8"), ("frame.site-frozen", "site8")


def alone(site: int) -> Shot:
    return Shot(FULL.id, (f"site{site}",))


def pictured(
    snapshot: Snapshot,
    *,
    preview: int | None = 8,
    undo: int | None = None,
    refusals: Sequence[tuple[str, str]] = (),
    gives_floor: bool = False,
) -> Snapshot:
    """Site 6 is on air alone on both buses."""
    loaded = alone(preview) if preview else None
    buses = tuple(
        BusView(bus, None, snapshot.at_s, 4.0, (FULL,), FULL.id, (PaneView(PaneKind.SOURCE, "site6"),),
                alone(6), None, loaded)
        for bus in Bus
    )  # fmt: skip
    steps = (tuple((bus, alone(undo)) for bus in Bus),) if undo else ()
    frame = FrameView(buses, True, "site8" if gives_floor else "", tuple(refusals), steps)
    return replace(snapshot, frame=frame)


async def show(c: Console, snapshot: Snapshot) -> None:
    """The next Snapshot of a moment later."""
    assert c.port.newest is not None
    await c.publish(replace(later(snapshot, 0.1), version=c.port.newest.version + 1))


def refusing(c: Console, monkeypatch: pytest.MonkeyPatch, code: str) -> list[Command]:
    """Refuse every take that is not sure, as the engine does; return what was submitted."""
    asked: list[Command] = []

    async def submit(command: Command) -> AsyncIterator[Progress]:
        asked.append(command)
        is_bad = isinstance(command, TakeFrame) and not command.is_sure
        yield Progress("r", Stage.FAILED if is_bad else Stage.VERIFIED, code if is_bad else "")

    monkeypatch.setattr(c.port, "submit", submit)
    return asked


async def press(c: Console, *keys: str) -> None:
    await c.press(*keys)
    await c.pilot.pause()


async def test_v_loads_the_site_that_is_meant_and_space_names_the_site_it_takes() -> None:
    async with console(pictured(meeting(floor=SPEAKING)), size=(200, 60)) as c:
        assert "Space lên hình 8 Sa Pa  " in lines(c)[-1]
        assert await ask(c, "v") == [LoadPreview("site1")]
        assert await ask(c, "1", "0", "v") == [LoadPreview("site10")]
        await show(c, pictured(meeting(floor=SPEAKING), gives_floor=True))
        await press(c, "home")
        assert "Space trao lượt 8 Sa Pa" in lines(c)[-1]


async def test_z_undoes_the_last_take_and_names_the_site_that_it_brings_back() -> None:
    floor = replace(SPEAKING, speaker="", running_order=())
    async with console(pictured(meeting(floor=floor), undo=4), size=(200, 60)) as c:
        assert "z trả lại 4 Bảo Thắng" in lines(c)[-1]
        assert await ask(c, "z") == [UndoTake()]
        await c.let_pass(0.5)
        gone = pictured(meeting(rows_of(11, away=(4,)), floor=SPEAKING), undo=4)
        await show(c, gone)
        await press(c, "home")
        assert "z trả lại 1 VP UBND tỉnh" in lines(c)[-1]
        assert await ask(c, "z") == [GiveFloor()], "a site that is gone cannot be brought back"


async def test_z_brings_back_a_picture_that_the_device_chose() -> None:
    made = pictured(meeting(floor=replace(SPEAKING, speaker="")))
    assert made.frame is not None
    steps = (tuple((bus, Shot(FULL.id, ("",))) for bus in Bus),)
    async with console(replace(made, frame=replace(made.frame, undo=steps)), size=(200, 60)) as c:
        assert "z trả lại hình thiết bị tự chọn" in lines(c)[-1]
        assert await ask(c, "z") == [UndoTake()]


async def test_enter_takes_all_the_same_while_the_reason_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = pictured(meeting(floor=SPEAKING), refusals=(LOST,))
    async with console(snapshot) as c:
        asked = refusing(c, monkeypatch, LOST[0])
        await press(c, "space")
        assert "8 Sa Pa: Mất kết nối, hình sẽ đứng. Enter: vẫn đưa lên" in lines(c)[-1]
        await press(c, "enter")
        assert asked == [TakeFrame(), TakeFrame(is_sure=True)]
        assert c.app.screen is c.wall, "that Enter opens no site"
        await press(c, "enter")
        assert len(asked) == 2
        assert c.app.screen is not c.wall, "the next one does"


@pytest.mark.parametrize("change", ["gone", "other reason", "other picture"])
async def test_enter_takes_nothing_once_the_reason_is_another(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = pictured(meeting(floor=SPEAKING), refusals=(LOST,))
    async with console(snapshot) as c:
        asked = refusing(c, monkeypatch, LOST[0])
        await press(c, "space")
        changed = {
            "gone": pictured(meeting(floor=SPEAKING)),
            "other reason": pictured(meeting(floor=SPEAKING), refusals=(FROZEN,)),
            "other picture": pictured(meeting(floor=SPEAKING), preview=4, refusals=(LOST,)),
        }
        await show(c, changed[change])
        await press(c, "enter")
        assert asked == [TakeFrame()]
        assert "Lý do từ chối đã hết" in lines(c)[-1]
        assert c.app.screen is c.wall


async def test_another_key_between_forgets_the_refused_take(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(pictured(meeting(floor=SPEAKING), refusals=(LOST,))) as c:
        asked = refusing(c, monkeypatch, LOST[0])
        await press(c, "space", "down", "enter")
        assert asked == [TakeFrame()]
        assert c.app.screen is not c.wall


async def test_enter_behind_a_number_means_its_site_and_no_refused_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The refusal may come when the number is typed already: a mixer answers within two seconds."""
    async with console(pictured(meeting(floor=SPEAKING), refusals=(LOST,))) as c:
        asked = refusing(c, monkeypatch, LOST[0])
        await press(c, "space")
        armed = c.wall.services.targets.refused
        await press(c, "4")
        c.wall.services.targets.refused = armed
        await press(c, "enter")
        assert asked == [TakeFrame()]
        assert isinstance(c.app.screen, SiteScreen)
        await press(c, "enter")
        assert asked == [TakeFrame()]


async def test_a_typed_site_that_is_not_there_offers_no_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = pictured(meeting(rows_of(11, away=(9,)), floor=SPEAKING))
    async with console(snapshot) as c:
        asked = refusing(c, monkeypatch, "frame.site-absent")
        await press(c, "9", "space")
        assert "Không có trong phòng họp" in lines(c)[-1]
        await press(c, "enter")
        assert asked == [TakeFrame("site9")]


async def test_a_typed_site_whose_line_is_cut_is_taken_by_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = pictured(meeting(rows_of(11, stale=(9,)), floor=SPEAKING))
    async with console(snapshot) as c:
        asked = refusing(c, monkeypatch, LOST[0])
        await press(c, "9", "space")
        await press(c, "enter")
        assert asked == [TakeFrame("site9"), TakeFrame("site9", is_sure=True)]


@pytest.mark.parametrize("opened", [("j",), ("b",), ("enter",), ("slash",), ("dollar_sign",)])
async def test_f9_takes_on_every_screen_and_inside_a_field(opened: tuple[str, ...]) -> None:
    async with console(pictured(meeting(floor=SPEAKING))) as c:
        await press(c, *opened)
        if opened == ("slash",):
            assert isinstance(c.app.focused, Input)
            await c.press("s")
        assert await ask(c, "f9") == [TakeFrame()]
        if opened == ("slash",):
            assert isinstance(c.app.focused, Input), "the field stays open"
            assert c.app.focused.value == "s"


async def test_f9_takes_from_the_menu_by_its_line_and_not_from_the_list_of_keys() -> None:
    async with console(pictured(meeting(floor=SPEAKING))) as c:
        await press(c, "j", "question_mark")
        assert await ask(c, "f9") == [], "its name has just come"
        await c.let_pass(QUIET_S)
        assert "F9" in c.text()
        assert await ask(c, "f9") == [TakeFrame()]
        await press(c, "question_mark", "question_mark")
        await c.let_pass(QUIET_S)
        assert await ask(c, "f9") == []


async def test_f9_refused_over_a_field_leaves_enter_to_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(pictured(meeting(floor=SPEAKING), refusals=(LOST,))) as c:
        asked = refusing(c, monkeypatch, LOST[0])
        await press(c, "slash", "f9", "enter")
        assert asked == [TakeFrame()]


async def test_an_observer_has_no_key_that_changes_a_picture() -> None:
    async with console(pictured(meeting(floor=SPEAKING)), observe=True) as c:
        assert await ask(c, "space", "f9", "v", "z", "5", "space") == []
        await c.publish(conferring(later(meeting(), 1.0), rows_of(11)))


async def test_a_low_strip_names_what_space_takes_and_why_it_is_refused() -> None:
    other = replace(SPEAKING, prepared="site9")
    prepared = meeting(floor=other)
    async with console(pictured(prepared), size=(80, 24)) as c:
        assert "XEM TRƯỚC 8 Sa Pa ✓" in c.text()
        await show(c, pictured(prepared, refusals=[LOST]))
        assert "XEM TRƯỚC 8 mất kết nối" in c.text()
        assert "✓" not in next(line for line in lines(c) if "XEM TRƯỚC" in line)


async def test_a_low_strip_leaves_its_title_out_before_it_crops_the_reason() -> None:
    numbered = meeting(floor=SPEAKING)
    sites = tuple(replace(site, number=site.number + 100) for site in numbered.sites)
    snapshot = pictured(replace(numbered, sites=sites), refusals=[LOST])
    async with console(snapshot, size=(80, 24)) as c:
        assert "│ 108 mất kết nối " in c.text()


async def test_the_strip_of_other_screens_says_that_a_take_is_refused() -> None:
    async with console(pictured(meeting(floor=SPEAKING), refusals=[FROZEN])) as c:
        await press(c, "j")
        assert "8 Sa Pa · đứng hình" in c.text()
        await show(c, pictured(meeting(floor=SPEAKING)))
        assert "8 Sa Pa · sẵn sàng" in c.text()


async def test_a_low_strip_names_the_site_on_air_by_its_short_name() -> None:
    snapshot = pictured(meeting(floor=SPEAKING))
    long = replace(snapshot.sites[5], name="Văn phòng Huyện ủy Bắc Hà", short_name="HU B.Hà")
    sites = (*snapshot.sites[:5], long, *snapshot.sites[6:])
    async with console(replace(snapshot, sites=sites), size=(80, 24)) as c:
        assert re.search(r"LÊN HÌNH 6 HU B.Hà \d\d:\d\d", c.text())


async def test_a_narrow_header_keeps_the_countdown_to_the_opening() -> None:
    made = meeting(floor=replace(SPEAKING, speaker=""))
    assert made.meeting is not None
    early = replace(made, meeting=replace(made.meeting, opening_utc=made.at_utc + 600))
    async with console(early, size=(80, 24)) as c:
        assert "· khai mạc 14:32 · còn 10:00  " in lines(c)[0]
        assert "Gia" in lines(c)[0]


async def test_a_narrow_header_keeps_the_speaker_s_time_and_leaves_out_the_title() -> None:
    async with console(meeting(floor=SPEAKING), size=(80, 24)) as c:
        await c.let_pass(100.0)
        first = lines(c)[0]
        assert "màn hình đứng" in first
        assert re.search(r"6 Bắc Hà \d\d:\d\d  ", first)
        assert "Gia" not in first
        assert "·" not in first
