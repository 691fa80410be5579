"""A picture on air is told by a name or as 'không rõ', never by the bare number of a leg or an input."""

import re
from dataclasses import replace

import pytest

from gbdt_console.cli.conference.roster_lines import RosterLines
from gbdt_console.cli.frame.lines import FrameLines
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.frame.view import PaneView
from gbdt_console.core.pictures import Bus, PaneKind
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.conference.on_air import frame_of
from gbdt_console.text.words import LANGUAGES, Words
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View, pane_name
from gbdt_console.widgets.conference.roster_lines import RosterLine
from gbdt_console.widgets.frame.air_text import AirText
from gbdt_console.widgets.frame.bus_boxes import program_box, reported_box
from gbdt_console.widgets.frame.bus_text import BusText
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import leg, stranger
from tests.support.frame.snapshots import SINGLE, bus, with_pictures
from tests.support.screens.meeting_console import network

QUIET = SCENES["quiet"](network())
NUMBERS = ("", "38", " 38 ", "0038", "38-1", "#38")
NAMES = ("Phòng họp 38", "Cam 2", "Kênh A")
BARE = re.compile(r"(?<![\w:.])0*38(?![\w:])")


def with_pane(pane: PaneView) -> Snapshot:
    return with_pictures(QUIET, replace(bus(QUIET, Bus.BRANCHES, SINGLE, ()), panes=(pane,)))


def told(snapshot: Snapshot, language: str) -> list[str]:
    """What strip, box, line of attention and verb say is on air."""
    look = appearance_of(language, "dark", {}, ascii_only=False)
    view = View(snapshot, snapshot.at_s)
    assert view.conference is not None
    assert snapshot.frame is not None
    shown = snapshot.frame.bus(Bus.BRANCHES)
    assert shown is not None
    box = program_box(BusText(look, view, SiteNames(snapshot.sites)), shown, 60, 9)
    return [
        AirText(look).on_air(view, view.conference)[0],
        " ".join(strip.text for strip in box),
        pane_name(look.words, view, shown.panes[0]),
        next(iter(FrameLines(snapshot, snapshot.frame, look.words).all())),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [PaneKind.SOURCE, PaneKind.OTHER])
@pytest.mark.parametrize("said", [*NUMBERS, *NAMES])
def test_a_source_of_no_site_has_its_device_s_name_or_none(said: str, kind: PaneKind, language: str) -> None:
    texts = told(with_pane(PaneView(kind, "", said)), language)
    wanted = said if said in NAMES else Words(language)("site.unknown")
    assert [text for text in texts if wanted not in text] == []
    assert said in NAMES or not any(map(BARE.search, texts))


@pytest.mark.parametrize("kind", [PaneKind.VOICE, PaneKind.ROLLING, PaneKind.CONTENT])
def test_a_pane_that_the_device_fills_is_called_so(kind: PaneKind) -> None:
    strip, box, name, _ = told(with_pane(PaneView(kind, "", "38")), "vi")
    assert strip == name == Words("vi")(f"pane.{kind}")
    assert name in box
    assert told(with_pane(PaneView(PaneKind.EMPTY)), "vi")[0] == "không có điểm nào"


def test_a_site_that_is_not_in_the_network_is_unknown() -> None:
    strip, box, *_ = told(with_pane(PaneView(PaneKind.SOURCE, "38")), "vi")
    assert strip == "không rõ"
    assert "không rõ" in box
    assert not BARE.search(box)


@pytest.mark.parametrize("said", [*NUMBERS, *NAMES])
def test_a_caller_on_air_is_told_by_its_name_or_as_unknown(said: str) -> None:
    conference = QUIET.conference
    assert conference is not None
    assert conference.state is not None
    row = stranger("38", said)
    assert row.participant is not None
    state = replace(
        conference.state, shown=row.participant.id,
        participants=(*conference.state.participants, row.participant),
    )  # fmt: skip
    shown = replace(conference, state=state, roster=(*conference.roster, row))
    snapshot = replace(QUIET, conference=shown, frame=None)
    look = appearance_of("vi", "dark", {}, ascii_only=False)
    view = View(snapshot, snapshot.at_s)
    assert view.conference is not None
    text = AirText(look).on_air(view, view.conference)[0]
    assert text == (said if said in NAMES else "không rõ")
    box = reported_box(BusText(look, view, SiteNames(snapshot.sites)), 60, 9)
    assert text in " ".join(strip.text for strip in box)
    line = RosterLine(look, 200).paint(row, view.conference, view, is_cursor=False).text
    assert "kết nối lạ" in line
    assert said in ("", "38", " 38 ") or (said in line) == (said in NAMES), "what it calls itself is a fact"
    lines = "\n".join(RosterLines(snapshot, look.words).all())
    assert said in ("", "38", " 38 ") or (said in lines) == (said in NAMES), "its number stands beside it"


def test_an_mcu_that_shows_one_leg_names_it_as_it_lists_it() -> None:
    one = leg(3, name="Phòng khách")
    picture = frame_of(ConferenceState("c", (one,), shown=one.id)).programs[Bus.BRANCHES]
    assert [(pane.source, pane.words) for pane in picture.panes] == [(one.id, "Phòng khách")]
