"""The demonstration's autopilot: its keys act, a sentence comes with each, and the viewer's key ends it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from textual import events

from gbdt_console.cli.console.tour_app import GuidedApp
from gbdt_console.cli.console.tour_parts import cells_about
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import BlockOthers, ConferenceCommand, PrepareFloor
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.frame.commands import (
    FrameCommand,
    LoadPreview,
    SetPreviewLayout,
    SetSeat,
    TakeFrame,
    UndoTake,
)
from gbdt_console.core.outages.commands import DecideCause, EstimateRepair, LogCall, TellChair
from gbdt_console.core.outages.outage import Estimate, EstimateSource
from gbdt_console.core.people import Contact
from gbdt_console.core.pictures import Bus
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.conference.roster_screen import RosterScreen
from gbdt_console.screens.dialogs.palette import PaletteScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.simulator.process import STILL_PICTURE
from gbdt_console.text.words import Words
from gbdt_console.ui.tour import TOUR
from gbdt_console.widgets.chrome.tour_strip import TourStrip
from gbdt_console.widgets.wall.board import Board
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.frame.snapshots import FIVE, QUAD, SINGLE, bus, shot, with_pictures
from tests.support.outages.records import lost
from tests.support.screens.guided_app import Pace, guided, said
from tests.support.screens.scripted_port import AT_UTC, Fault, ScriptedPort, later, make_snapshot

COMMANDS: list[type[Command]] = [LogCall, TellChair, DecideCause, EstimateRepair, TellChair]
"""The commands of the tour's outage."""


def drawn(app: GuidedApp) -> list[str]:
    """The lines of the strip as they are seen, with the hints' line below."""
    rows = [strip.text for strip in app.screen._compositor.render_strips()]
    return rows[-6:]


async def test_the_tour_shows_each_key_and_leads_through_the_screens_to_the_trouble() -> None:
    pace, words, seen, told = Pace(), Words("en"), set(), set()
    async with guided(pace) as (app, pilot):
        while app._is_touring:
            told.add(said(app))
            assert len(app.screen.query(TourStrip)) == 1
            seen.add(type(app.screen))
            await pace.go_on(pilot)
        assert {SiteScreen, MenuScreen, PaletteScreen} <= seen
        assert app._wall.cursor == "site5", "Tab went to the site that is down"
        assert said(app) == ("", words("tour.end"))
    expected = {stop.code for stop in TOUR if stop.during is None and stop.until is None}
    sentences = {sentence for _, sentence in told}
    for stop in TOUR:
        is_told = words(stop.code) in sentences
        assert is_told is (stop.code in expected), "there is trouble already, and no outage"
    assert ("Enter", words("tour.found")) in told


async def test_the_tour_of_a_meeting_shows_the_roster_gives_the_floor_to_the_next_and_blocks_the_others() -> (
    None
):
    pace, screens = Pace(), set()
    plain = replace(make_snapshot(11, {5: Fault.DOWN}), control=Control("console-1", "Trực ca 2"))
    floor = Floor(chair="site1", prepared="site8", running_order=("site8", "site4"))
    port = ScriptedPort(conferring(plain, rows_of(11, opened=range(1, 12)), floor=floor))
    async with guided(pace, port) as (app, pilot):
        while app._is_touring:
            screens.add(type(app.screen))
            pace.clock.advance(3)
            assert port.newest is not None
            port.publish(later(port.newest, 3))
            await pace.go_on(pilot)
    assert RosterScreen in screens
    asked = [command for command in port.submitted if isinstance(command, ConferenceCommand | FrameCommand)]
    assert asked == [PrepareFloor("site8"), TakeFrame(), BlockOthers(is_on=True)]


def composed(*, frozen: Sequence[int] = ()) -> Snapshot:
    """A meeting whose MCU shows four sites to all; site 5 is down, and alarmed."""
    plain = replace(make_snapshot(11, {5: Fault.DOWN}), control=Control("console-1", "Trực ca 2"))
    floor = Floor(chair="site1", prepared="site6", running_order=("site6", "site4"))
    meeting = conferring(plain, rows_of(11, opened=range(1, 12)), floor=floor)
    on_air = bus(meeting, Bus.BRANCHES, QUAD, (6, 8, 4, 10), frozen=frozen, preview=shot(QUAD, 6, 0, 0, 0))
    before = ((Bus.BRANCHES, shot(SINGLE, 8)),)
    return with_pictures(meeting, on_air, undo=(before,))


def polled(snapshot: Snapshot) -> Snapshot:
    """The next version, 3 s later: the MCU told the same pictures again."""
    after, frame = later(snapshot, 3), snapshot.frame
    assert frame is not None
    buses = tuple(replace(bus, taken_s=after.at_s - 0.3) for bus in frame.buses)
    return replace(after, frame=replace(frame, buses=buses))


async def test_the_tour_of_pictures_takes_four_sites_and_mends_a_frozen_one_by_z() -> None:
    pace, words, told, port = Pace(), Words("en"), [], ScriptedPort(composed())

    async def skip(to: str) -> None:
        assert to == STILL_PICTURE
        assert said(app)[1] == words("tour.frozen-soon")
        assert port.newest is not None
        port.publish(polled(replace(port.newest, frame=composed(frozen=[6]).frame)))

    async with guided(pace, port, skip) as (app, pilot):
        while app._is_touring:
            told.append(said(app)[1])
            pace.clock.advance(3)
            assert port.newest is not None
            port.publish(polled(port.newest))
            await pace.go_on(pilot)
    asked = [command for command in port.submitted if isinstance(command, FrameCommand)]
    assert asked == [
        TakeFrame(),
        LoadPreview("site8"),
        TakeFrame(),
        SetPreviewLayout(FIVE.id, Bus.BRANCHES),
        *(SetSeat(pane, f"site{site}", Bus.BRANCHES) for pane, site in enumerate((6, 8, 4, 10))),
        TakeFrame(),
        TakeFrame("site7"),
        UndoTake(),
    ]
    in_order = [words(f"tour.{code}") for code in ("frame", "frozen-soon", "frozen", "undo", "undone")]
    assert [text for text in dict.fromkeys(told) if text in in_order] == in_order


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_strip_never_covers_what_its_sentence_is_about(size: tuple[int, int]) -> None:
    pace, words, port, seen = Pace(), Words("en"), ScriptedPort(composed(frozen=[6])), set()
    abouts = {words(stop.code): stop.about for stop in TOUR if stop.about is not None}
    async with guided(pace, port, size=size) as (app, pilot):
        while app._is_touring:
            sentence, strip = said(app)[1], app.screen.query_one(TourStrip).region
            for region in cells_about(app.screen, abouts.get(sentence)):
                if sentence in abouts and region:
                    seen.add(sentence)
                    assert not strip.overlaps(region), sentence
            rows = [line.text for line in app.screen._compositor.render_strips()]
            if sentence == words("tour.frozen"):
                assert "FROZEN" in "".join(rows[:3]), "the attention line"
            pace.clock.advance(3)
            assert port.newest is not None
            port.publish(polled(port.newest))
            await pace.go_on(pilot)
    assert {words(f"tour.{code}") for code in ("trouble", "acknowledge", "give", "frame", "frozen")} <= seen


async def test_the_tour_of_an_outage_enters_call_chair_cause_and_estimate_once_it_is_overdue() -> None:
    pace, words, told = Pace(), Words("en"), []
    promised = Estimate(AT_UTC + 600.0, AT_UTC, EstimateSource.AUTOMATIC)
    plain = replace(make_snapshot(11, {5: Fault.DOWN}), control=Control("console-1", "Trực ca 2"))
    lasting = replace(lost(7, 5, AT_UTC), estimates=(promised,))
    duty = Contact("trực kỹ thuật VNPT", "0214 000 0800")
    sites = tuple(replace(view, carrier_contacts=(duty,)) for view in plain.sites)
    port = ScriptedPort(replace(plain, sites=sites, outages=(lasting,)))
    async with guided(pace, port) as (app, pilot):
        while app._is_touring:
            told.append(said(app)[1])
            is_overdue_awaited = told[-1] == words("tour.overdue-soon")
            pace.clock.advance(601 if is_overdue_awaited else 0.6)
            assert port.newest is not None
            mended = told.count(words("tour.restored-soon")) > 2
            outages = (replace(lasting, restored_utc=AT_UTC + 700.0),) if mended else (lasting,)
            port.publish(replace(later(port.newest, 601 if is_overdue_awaited else 0.6), outages=outages))
            await pace.go_on(pilot)
    sent: list[Any] = [command for command in port.submitted if type(command) in COMMANDS]
    assert [type(command) for command in sent] == COMMANDS
    call, first, cause, estimate, second = sent
    assert (call.phone, call.outcome, call.is_carrier) == (duty.phone, "reached", True)
    assert (first.number, first.back_utc, cause.cause) == (7, promised.back_utc, "line")
    assert estimate.back_utc - second.back_utc > 1_000
    in_order = [words(f"tour.{code}") for code in ("overdue-soon", "write", "restored-soon", "restored")]
    assert [text for text in dict.fromkeys(told) if text in in_order] == in_order


async def test_the_wait_for_trouble_is_skipped_and_the_tour_stays_until_it_is_seen() -> None:
    skipped: list[str] = []
    pace, port, soon = Pace(), ScriptedPort(make_snapshot(11, {})), Words("en")("tour.soon")

    async def skip(to: str) -> None:
        skipped.append(said(app)[1])

    async with guided(pace, port, skip) as (app, pilot):
        while said(app)[1] != soon:
            await pace.go_on(pilot)
        for _ in range(3):
            await pace.go_on(pilot)
        assert skipped == [soon], "once, and not before"
        assert said(app)[1] == soon
        port.publish(replace(make_snapshot(11, {7: Fault.DOWN}), version=2))
        while app._is_touring:
            await pace.go_on(pilot)
        assert app._wall.cursor == "site7"


async def test_the_key_is_drawn_large_over_the_screen_and_the_hints_stay() -> None:
    pace = Pace()
    async with guided(pace) as (app, pilot):
        while said(app)[0] != "Enter":
            await pace.go_on(pilot)
        await pilot.pause()
        rule, top, middle, bottom, blank, hints = drawn(app)
        assert set(rule) == {"━"}
        assert top.strip() == "┏━━━━━━━━━┓"
        assert middle.split("┃")[1].strip() == "Enter"
        assert Words("en")("tour.open_number") in middle
        assert bottom.strip().startswith("┗━━━━━━━━━┛")
        assert not blank.strip()
        assert hints.strip(), "what the keys do stays to be read"


async def test_the_strip_takes_no_line_from_the_wall() -> None:
    async with guided(Pace()) as (app, _):
        board = app._wall.query_one(Board)
        with_strip = board.size
        app._fall_silent()
        await app._wall.query(TourStrip).remove()
        assert board.size == with_strip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_sentence_of_the_tour_fits_beside_its_key_at_80_cells(language: str) -> None:
    words = Words(language)
    for stop in TOUR:
        key = words(stop.shown) if stop.shown else stop.typed or stop.key or ("12 Enter" if stop.line else "")
        keycap = cell_len(key) + 9 if key else 0
        assert 3 + keycap + cell_len(words(stop.code)) < 80, stop.code


async def test_any_key_of_the_viewer_ends_the_tour_and_acts() -> None:
    pace = Pace()
    async with guided(pace) as (app, pilot):
        await pace.go_on(pilot)
        await pilot.press("right")
        await pilot.pause()
        assert app._wall.cursor == "site2"
        assert not app.screen.query(TourStrip), "the strip covers nothing of who took over"
        assert not any("AUTOPILOT" in line.upper() for line in drawn(app))
        assert app._tour.is_finished


HANDS = {
    "paste": events.Paste("8"),
    "click": events.MouseDown(None, 4, 6, 0, 0, 1, shift=False, meta=False, ctrl=False),
}


@pytest.mark.parametrize("hand", HANDS)
async def test_a_paste_and_a_click_end_the_tour_as_well(hand: str) -> None:
    pace = Pace()
    async with guided(pace) as (app, pilot):
        await pace.go_on(pilot)
        app.post_message(HANDS[hand])
        await pilot.pause()
        assert not app.screen.query(TourStrip)
        assert app._tour.is_finished
        assert app._wall.typed == "", "what was pasted runs nothing"
