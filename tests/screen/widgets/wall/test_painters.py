"""What a drawn site says, and that it never takes more or fewer cells than its slot."""

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.alarms.alarm import AlarmKey, Severity
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmScope, AlarmType
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.monitoring.readings import Mismatch, MismatchKind, Quality, Reading, Unit
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import DeviceKind
from gbdt_console.text.metrics import metric_name, value_name
from gbdt_console.text.words import LANGUAGES, Words
from gbdt_console.ui.alarms.rows import rows_of
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.conference.conference import CallMark, CallView
from gbdt_console.ui.drawing.appearance import Appearance, appearance_of
from gbdt_console.ui.rooms.shown_room import Microphone
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine
from gbdt_console.widgets.alarms.line import mark as alarm_mark
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from gbdt_console.widgets.site.page import SitePage
from gbdt_console.widgets.wall.cell import CellPainter, DotPainter
from gbdt_console.widgets.wall.painters import PaintsSite
from gbdt_console.widgets.wall.row import RowPainter
from gbdt_console.widgets.wall.tile import TilePainter
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import conferring, leg
from tests.support.screens.scripted_port import AT_UTC, CONTACTS, Fault, make_past, make_snapshot

VI = appearance_of("vi", "dark", {}, ascii_only=False)
EN_ASCII = appearance_of("en", "dark", {}, ascii_only=True)
HOSTILE = ["A[/]B", "[@click=app.quit]x", "UPS [on battery]", "[red]", "\\[x]"]
LONG = "Trung tâm Hội nghị và Truyền hình trực tuyến liên xã vùng cao biên giới"

NAMES = ["Sa Pa", LONG, "Điểm 視訊會議", *HOSTILE]


def text_of(lines: tuple[Strip, ...] | list[Strip]) -> str:
    return "\n".join(line.text for line in lines)


def view_of(
    fault: Fault | None, name: str = "Bát Xát", row: RosterRow | None = None
) -> tuple[View, SiteView]:
    """With a `row` the site's part in a meeting's conference too."""
    snapshot = make_snapshot(3, {3: fault} if fault else {}, names={3: name})
    if row is not None:
        snapshot = conferring(snapshot, [row], floor=Floor("site1", "site3", AT_UTC), shown=3)
    return View(snapshot, snapshot.at_s), snapshot.sites[2]


def look_of(fault: Fault | None, name: str, row: RosterRow | None) -> Appearance:
    """One of the two looks; each name, fault and row is drawn in both."""
    turn = [None, *Fault].index(fault) + NAMES.index(name) + ROWS.index(row)
    return (VI, EN_ASCII)[turn % 2]


def paint(painter: PaintsSite, fault: Fault | None, name: str = "Bát Xát") -> tuple[Strip, ...]:
    view, site = view_of(fault, name)
    return painter.paint(site, view.site(site), is_cursor=False)


ROWS = (
    None, RosterRow("site3", RosterStatus.ABSENT), RosterRow("site3", RosterStatus.STALE, leg(3)),
    RosterRow("site3", RosterStatus.CONNECTED, leg(3, is_blocked=False, is_talking=True, name=LONG)),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", [None, *Fault])
def test_every_drawing_fills_its_slot_exactly(fault: Fault | None, name: str, row: RosterRow | None) -> None:
    view, site = view_of(fault, name, row)
    shown, look = view.site(site), look_of(fault, name, row)
    for is_cursor in (False, True):
        for width, height in ((25, 5), (26, 5), (33, 6), (40, 8), (48, 7)):
            lines = TilePainter(look, width, height).paint(site, shown, is_cursor=is_cursor)
            assert [cell_len(line.text) for line in lines] == [width] * height
        for width in (58, 60, 80, 99, 100, 120, 150, 200):
            lines = RowPainter(look, width).paint(site, shown, is_cursor=is_cursor)
            assert [cell_len(line.text) for line in lines] == [width]
        for small in (shown, *(replace(shown, mark=mark) for mark in CallMark)):
            for width in (7, 8, 13, 28):
                lines = CellPainter(look, width).paint(site, small, is_cursor=is_cursor)
                assert [cell_len(line.text) for line in lines] == [width]
            (dot,) = DotPainter(look).paint(site, small, is_cursor=is_cursor)
            assert dot.cell_length == 1


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", [None, *Fault])
def test_every_page_of_a_site_fills_its_width_exactly(
    fault: Fault | None, name: str, row: RosterRow | None
) -> None:
    view, site = view_of(fault, name, row)
    past = make_past(site, view.now_utc)
    hours = (past, SitePast(site.id, past.from_utc_s, past.seconds, ())) if row is None else ()
    look = look_of(fault, name, row)
    for width in (79, 119, 199):
        for known in (None, *hours):  # which are drawn without a look at the call
            page = SitePage(look, width, 40).paint(site, view, known)
            assert {cell_len(line.text) for line in page} == {width}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_looks_like_markup_is_shown_as_it_is(name: str) -> None:
    assert name in text_of(paint(TilePainter(VI, 40, 8), Fault.DOWN, name))
    assert name in text_of(paint(RowPainter(VI, 120), None, name))
    view, site = view_of(None, name)
    assert name in text_of(SitePage(VI, 100, 40).paint(site, view, None))


@pytest.mark.parametrize(
    ("painter", "mark"),
    [(TilePainter(VI, 26, 5), "✕ "), (RowPainter(VI, 58), "✕M"), (RowPainter(VI, 120), "✕M")],
)
def test_a_lost_site_says_so_with_mark_word_and_number_to_phone(painter: PaintsSite, mark: str) -> None:
    text = text_of(paint(painter, Fault.DOWN))
    for part in ("3", "Bát Xát", mark, "MẤT KẾT NỐI", "02:31", CONTACTS[0].phone):
        assert part in text


def test_a_lost_site_has_the_floor_once_on_its_tile() -> None:
    view, site = view_of(None, row=RosterRow("site3", RosterStatus.ABSENT))
    for width in (26, 48):
        text = text_of(TilePainter(VI, width, 5).paint(site, view.site(site), is_cursor=False))
        assert text.lower().count("có lượt") == 1


_OF_SITES = {
    AlarmScope.SITE_WITH_CODEC, AlarmScope.SITE_WITH_SIGNALLING, AlarmScope.SITE_IN_CONFERENCE,
    AlarmScope.DEVICE, AlarmScope.CONTROLLED_DEVICE, AlarmScope.READ_DEVICE, AlarmScope.READ_UPS,
    AlarmScope.OUTAGE,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_wrong_beside_a_line_has_words_for_the_least_tile(language: str) -> None:
    words, least = Words(language), 25 - len("│ ✕  │")
    for type_, definition in DEFINITIONS.items():
        name = f"alarm.{type_}.name"
        short = name.replace(".name", ".short")
        if definition.scope in _OF_SITES:
            said = words(short) if words.has(short) else words(name)
            assert cell_len(said) <= least, said


@pytest.mark.parametrize("painter", [TilePainter(VI, 26, 5), RowPainter(VI, 58), RowPainter(VI, 120)])
def test_what_a_device_suffers_is_said_in_words(painter: PaintsSite) -> None:
    assert "ắc quy còn 42 ph" in text_of(paint(painter, Fault.BATTERY))
    assert "codec không trả lời" in text_of(paint(painter, Fault.CODEC))
    assert "UPS" in text_of(paint(painter, Fault.UPS_SILENT))


@pytest.mark.parametrize("painter", [TilePainter(VI, 40, 8), RowPainter(VI, 120)])
@pytest.mark.parametrize(
    ("kind", "mismatch", "said"),
    [
        (DeviceKind.UPS, Mismatch(MismatchKind.OBJECTS, "ups-mib", driver="apc-ups"), "UPS sai driver"),
        (DeviceKind.ROUTER, Mismatch(MismatchKind.PORT, "gi1", ("Gi1",)), "Bộ định tuyến sai cổng"),
        (DeviceKind.CODEC, Mismatch(MismatchKind.OBJECTS, "polycom-endpoint"), "Codec sai driver"),
    ],
)
def test_a_device_that_does_not_fit_its_settings_is_noted(
    painter: PaintsSite, kind: DeviceKind, mismatch: Mismatch, said: str
) -> None:
    view, site = view_of(None)
    devices = tuple(replace(d, mismatch=mismatch if d.kind is kind else None) for d in site.devices)
    site = replace(site, devices=devices)
    shown = View(replace(view.snapshot, sites=(site,)), view.snapshot.at_s).site(site)
    text = text_of(painter.paint(site, shown, is_cursor=False))
    assert said in text
    assert "codec OK" not in text


QUIET = [TilePainter(VI, 25, 4), TilePainter(VI, 48, 5), RowPainter(VI, 60), RowPainter(VI, 120)]


@pytest.mark.parametrize("painter", QUIET)
def test_a_normal_site_shows_its_name_and_round_trip_and_nothing_else(painter: PaintsSite) -> None:
    words = re.sub(r"[^\w ]|[─│╭╮╰╯]", " ", text_of(paint(painter, None))).split()
    assert words == ["3", "Bát", "Xát", "5", "ms"]


@pytest.mark.parametrize("painter", QUIET)
@pytest.mark.parametrize(
    ("is_blocked", "microphone", "said"),
    [
        (True, Microphone.OPEN, "chặn tiếng"),
        (False, Microphone.OPEN, ""),
        (False, Microphone.CLOSED, "mic tắt"),
        (False, Microphone.UNKNOWN, "mic ?"),
        (True, None, "chặn tiếng"),
    ],
)
def test_a_normal_site_in_a_conference_adds_the_exception_alone(
    painter: PaintsSite, is_blocked: bool, microphone: Microphone | None, said: str
) -> None:
    view, site = view_of(None)
    call = CallView(RosterStatus.CONNECTED, is_blocked, microphone=microphone)
    text = text_of(painter.paint(site, replace(view.site(site), call=call), is_cursor=False))
    words = re.sub(r"[─│╭╮╰╯·]", " ", text).split()
    assert sorted(words) == sorted(["3", "Bát", "Xát", "5", "ms", *said.split()])


@pytest.mark.parametrize("width", range(25, 49))
def test_the_frame_holds_the_chair_s_role_whole_or_not_at_all(width: int) -> None:
    view, site = view_of(None, "Phòng họp chung các sở")
    shown = replace(view.site(site), is_chair=True)
    top, *inside = (s.text for s in TilePainter(VI, width, 5).paint(site, shown, is_cursor=False))
    assert "CHỦ" not in top or re.search(r"sở ─+ CHỦ TRÌ ─+╮$", top)
    assert ("CHỦ TRÌ" in "".join(inside)) is ("CHỦ" not in top)


def test_the_sheet_names_the_port_that_is_missing_and_those_that_exist() -> None:
    view, site = view_of(None)
    mismatch = Mismatch(MismatchKind.PORT, "gi0/1", ("Gi0/1", "Gi0/2"))
    site = replace(site, devices=(replace(site.devices[0], mismatch=mismatch), *site.devices[1:]))
    text = text_of(SitePage(VI, 119, 40).paint(site, view, None))
    assert "Không có cổng 'gi0/1' (interface). Các cổng có: Gi0/1, Gi0/2." in text


def test_the_sheet_names_a_numbered_outlet_and_its_state_in_words() -> None:
    view, site = view_of(None)
    outlet = Reading("pdu.outlet.12.state", "on", Unit.NONE, Quality.GOOD, view.snapshot.at_s, "snmp:1")
    ups = site.device(DeviceKind.UPS)
    assert ups is not None
    site = replace(site, devices=(replace(ups, readings=(outlet,)),))
    text = text_of(SitePage(VI, 119, 40).paint(site, view, None))
    assert metric_name(Words("vi"), outlet.metric) in text
    assert value_name(Words("vi"), outlet.metric, "on") in text
    assert "pdu.outlet" not in text


def test_a_lost_site_shows_no_figure_of_before() -> None:
    view, site = view_of(Fault.DOWN)
    site = replace(site, rtt_ms=23.0, loss_ratio=0.5)
    text = text_of(RowPainter(VI, 120).paint(site, view.site(site), is_cursor=False))
    assert "23 ms" not in text
    assert "50,0%" not in text


def test_a_phone_number_is_whole_or_absent() -> None:
    for width in range(40, 130):
        text = text_of(paint(RowPainter(VI, width), Fault.DEGRADED))
        assert "0214 000 0000" in text or "0214" not in text


def test_the_sheet_shows_values_with_unit_source_quality_and_contacts_whole() -> None:
    view, site = view_of(Fault.BATTERY)
    text = text_of(SitePage(VI, 119, 40).paint(site, view, None))
    for part in ("0214 000 0000", "0914 000 000", "12,4 Mbit/s", "24,5 °C", "88%", "RFC 1628", "4 s"):
        assert part in text


def test_a_reading_past_its_limit_is_unknown_on_the_sheet() -> None:
    view, site = view_of(None)
    assert "24,5 °C" in text_of(SitePage(VI, 119, 40).paint(site, view, None))
    site = replace(site, devices=tuple(replace(d, fresh_for_s=3.9) for d in site.devices))
    text = text_of(SitePage(VI, 119, 40).paint(site, view, None))
    assert "24,5 °C" not in text
    assert "quá hạn" in text


def test_a_quiet_cell_has_its_round_trip_only_where_every_name_leaves_room() -> None:
    view, site = view_of(None)
    names = SiteNames(view.snapshot.sites)
    wide, narrow = (names.longest + 5 + 6 + more for more in (0, -1))
    cells = [
        CellPainter(VI, width, names).paint(site, view.site(site), is_cursor=False)[0].text
        for width in (wide, narrow)
    ]
    assert [" ms " in cell for cell in cells] == [True, False]
    lost, site = view_of(Fault.DOWN)
    assert " ms" not in CellPainter(VI, wide, names).paint(site, lost.site(site), is_cursor=False)[0].text


@pytest.mark.parametrize("look", [VI, EN_ASCII])
def test_a_meeting_s_mark_moves_no_name_and_gives_way_to_trouble_where_there_is_one_cell(
    look: Appearance,
) -> None:
    view, site = view_of(None)
    plain = view.site(site)
    marked = [replace(plain, mark=mark) for mark in CallMark]
    painter = CellPainter(look, 20)
    cells = [painter.paint(site, s, is_cursor=False)[0].text for s in (plain, *marked)]
    assert len(set(cells)) == len(cells)
    assert len({cell.index("Bát Xát") for cell in cells}) == 1
    dots = [DotPainter(look).paint(site, s, is_cursor=False)[0].text for s in (plain, *marked)]
    assert len(set(dots)) == len(dots)
    view, site = view_of(Fault.DOWN)
    lost = [replace(view.site(site), mark=mark) for mark in (None, *CallMark)]
    assert len({DotPainter(look).paint(site, s, is_cursor=False)[0].text for s in lost}) == 1


def test_of_several_things_about_a_site_in_a_meeting_the_one_that_matters_most_is_marked() -> None:
    snapshot = SCENES["out-of-turn"](make_snapshot(220))
    marks = View(snapshot, snapshot.at_s).conference.marks
    assert {site: mark for site, mark in marks.items() if site} == {
        "site1": CallMark.CHAIR, "site6": CallMark.SPEAKER, "site8": CallMark.PREPARED,
        "site7": CallMark.OUT_OF_TURN,
        "site9": CallMark.AWAY,
    }  # fmt: skip
    late = View(snapshot, snapshot.at_s + 60).conference.marks
    assert set(late.values()) == {CallMark.CHAIR, CallMark.SPEAKER, CallMark.PREPARED}, (
        "what the MCU said is too old"
    )
    assert View(replace(snapshot, meeting=None), snapshot.at_s).conference.marks == {}


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_has_one_colour_on_tile_row_cell_dot_list_and_sheet(severity: Severity) -> None:
    alarm = make_alarm(1, 3, AT_UTC, key=AlarmKey("site3", AlarmType.TEMPERATURE), severity=severity)
    snapshot = with_alarms(make_snapshot(3), [alarm])
    view, site = View(snapshot, snapshot.at_s), snapshot.sites[2]
    (row,), texts = rows_of([alarm]), AlarmWords(VI, view)
    whole, glimpse = view.site(site), view.glimpse(2)
    shown_by = (
        (TilePainter(VI, 40, 8), whole), (RowPainter(VI, 120), whole), (CellPainter(VI, 28), glimpse),
        (DotPainter(VI), glimpse),
    )  # fmt: skip
    drawn = [
        *(painter.paint(site, shown, is_cursor=False) for painter, shown in shown_by),
        [AlarmLine(VI, 120).paint(row, texts, AT_UTC, is_cursor=False, is_worst=False)],
        AlarmSheet(VI, 100).paint(row, view, None)[:1],
        SitePage(VI, 100, 40).paint(site, view, None),
    ]
    marks = (VI.glyphs.device, alarm_mark(VI, alarm))
    marked = [
        [part for line in lines for part in line if part.text.strip().startswith(marks)] for lines in drawn
    ]
    assert {parts[0].style.color for parts in marked if parts[0].style} == {VI.severity_ink(severity).color}


def test_what_a_line_of_the_call_has_no_room_for_stands_below_where_the_tile_has_a_line() -> None:
    """An absent site that is not registered cannot be called: that was left out beside empty lines."""
    view, site = view_of(None, row=RosterRow("site3", RosterStatus.ABSENT, is_unregistered=True))
    _, *inside, _ = (
        line.text for line in TilePainter(VI, 40, 5).paint(site, view.site(site), is_cursor=False)
    )
    assert "chưa đăng ký" in "\n".join(inside)
    low = TilePainter(VI, 40, 3).paint(site, view.site(site), is_cursor=False)
    assert len(low) == 3


@pytest.mark.parametrize(("width", "said"), [(26, "dịch vụ gọi im lặng"), (40, "dịch vụ gọi không trả lời")])
def test_an_alarm_s_name_is_short_before_it_is_cut(width: int, said: str) -> None:
    view, _ = view_of(None)
    alarm = make_alarm(
        1, 3, AT_UTC, key=AlarmKey("site3", AlarmType.CALLS_SILENT), severity=Severity.MAJOR,
        cause="call-service", confidence="high",
    )  # fmt: skip
    snapshot = with_alarms(view.snapshot, [alarm])
    shown = View(snapshot, snapshot.at_s).site(snapshot.sites[2])
    lines = text_of(TilePainter(VI, width, 5).paint(snapshot.sites[2], shown, is_cursor=False))
    assert said in lines
    assert "…" not in lines
