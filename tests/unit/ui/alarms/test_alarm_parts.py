"""The list of alarms, whom to phone, the bell and typed times, without a screen."""

from dataclasses import replace

import pytest

from gbdt_console.cli.alarms.lines import AlarmLines
from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmLoad, Severity
from gbdt_console.core.alarms.definitions import AlarmType, ContactRole
from gbdt_console.core.callees import callee_of
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.resource_ids import MCU, MIXER
from gbdt_console.core.sites import DeviceKind
from gbdt_console.text.things import called_texts
from gbdt_console.text.typed_times import parse_moment
from gbdt_console.ui.alarms.contacts import first_callee, numbers_of
from gbdt_console.ui.alarms.rows import AlarmCursor, AlarmPart, rows_of
from gbdt_console.ui.alarms.terminal_bell import TerminalBell
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, title, worst_waiting
from gbdt_console.widgets.alarms.panel import AlarmPanel
from gbdt_console.widgets.alarms.sheet import AlarmSheet
from tests.support.alarms.snapshots import (
    CARRIER,
    acknowledged,
    make_alarm,
    make_alarms,
    node_lost,
    with_alarms,
)
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

VI = appearance_of("vi", "dark", {}, ascii_only=False)


def lost(number: int, site: int = 3, **changed: object) -> Alarm:
    return make_alarm(number, site, AT_UTC, **changed)


def numbers(cursor: AlarmCursor) -> list[int]:
    return [row.alarm.number for row in cursor.rows]


def test_children_are_folded_under_their_parent_and_orphans_are_not() -> None:
    parent, *children = node_lost(1, (4, 6), AT_UTC)
    rows = rows_of([parent, *children, lost(9, parent=77)])
    assert [(row.alarm.number, len(row.under)) for row in rows] == [(1, 2), (9, 0)]


def test_what_was_set_aside_comes_last_in_parts_of_its_own() -> None:
    rows = rows_of([lost(1, shelved_until_utc=AT_UTC + 9), lost(2, window="w"), lost(3)])
    assert [row.part for row in rows] == [AlarmPart.OPEN, AlarmPart.SHELVED, AlarmPart.OUT_OF_SERVICE]


def test_a_line_tells_since_when_the_fault_is_as_the_verb_does() -> None:
    alarm = lost(1)
    snapshot = with_alarms(make_snapshot(11), [alarm])
    texts, (row,) = AlarmWords(VI, View(snapshot, snapshot.at_s)), rows_of([alarm])
    painted = AlarmLine(VI, 120).paint(row, texts, AT_UTC, is_cursor=False, is_worst=False)
    since = VI.formats.since(alarm.since_utc, AT_UTC)
    assert since != VI.formats.since(alarm.raised_utc, AT_UTC)
    assert since in painted.text
    assert since in AlarmLines(snapshot, VI.words).line(alarm)


def test_first_out_is_marked_only_when_others_followed() -> None:
    alone = lost(1, is_first_out=True)
    assert not rows_of([alone])[0].is_first
    assert rows_of([alone, lost(2, 5, raised_utc=alone.raised_utc + 20)])[0].is_first
    assert not rows_of([alone, lost(2, 5, raised_utc=alone.raised_utc + 31)])[0].is_first


def test_the_highlighted_row_keeps_its_place_while_others_come_and_go() -> None:
    cursor = AlarmCursor()
    cursor.see([lost(1), lost(2), lost(3)], 0.0)
    cursor.move(1)
    cursor.see([lost(9), lost(8), lost(1), lost(2), lost(3)], 1.0)
    assert (numbers(cursor), cursor.at) == ([9, 2, 8, 1, 3], 1)
    cursor.see([lost(2), lost(3)], 2.0)
    assert (numbers(cursor), cursor.at) == ([3, 2], 1)


def test_a_key_acts_only_on_a_row_that_stood_for_a_second_as_it_was_seen() -> None:
    cursor = AlarmCursor()
    assert cursor.refusal(None, 0.0) == "alarm.no-row"
    cursor.see([lost(1, severity=Severity.MINOR), lost(2)], 0.0)
    assert cursor.refusal(cursor.row, 0.9) == "alarm.just-moved"
    assert cursor.refusal(cursor.row, 1.0) == ""
    cursor.see([lost(1), lost(2)], 1.5)
    assert cursor.refusal(cursor.row, 2.4) == "alarm.just-moved"
    assert cursor.refusal(cursor.row, 2.5) == ""
    cursor.see([lost(7), lost(1), lost(2)], 3.0)
    assert cursor.refusal(cursor.row, 3.0) == ""
    cursor.move(1)
    assert cursor.refusal(cursor.row, 3.0) == "alarm.just-moved"


def test_a_row_that_went_leaves_the_highlight_to_its_successor() -> None:
    cursor = AlarmCursor()
    cursor.see([lost(1), lost(2)], 0.0)
    cursor.move(1)
    cursor.see([lost(1)], 5.0)
    assert cursor.row is not None
    assert cursor.row.alarm.number == 1
    cursor.see([], 6.0)
    assert cursor.row is None
    cursor.move(1)


def test_a_shelved_row_leaves_the_highlight_to_an_open_one_below_or_above() -> None:
    def aside(number: int) -> Alarm:
        return lost(number, shelved_until_utc=AT_UTC + 9)

    def highlighted(cursor: AlarmCursor) -> int:
        return cursor.row.alarm.number if cursor.row is not None else 0

    cursor = AlarmCursor()
    cursor.see([lost(1), lost(2), lost(3)], 0.0)
    cursor.move(1)
    cursor.see([lost(1), lost(3), aside(2)], 1.0)
    assert highlighted(cursor) == 3
    cursor.see([lost(1), aside(2), aside(3)], 2.0)
    assert highlighted(cursor) == 1
    cursor.see([lost(4), aside(2), aside(3)], 3.0)
    assert highlighted(cursor) == 4, "a closed one leaves it to an open one too"
    cursor.see([aside(4), aside(2)], 4.0)
    cursor.see([lost(4), aside(2)], 5.0)
    assert highlighted(cursor) == 4


@pytest.mark.parametrize(
    ("kind", "cause", "callee"),
    [
        (AlarmType.SITE_LOST, "", ContactRole.CARRIER), (AlarmType.SITE_LOST, "site-power", ContactRole.SITE),
        (AlarmType.SITE_LOST, "line", ContactRole.CARRIER),
        (AlarmType.CODEC_LOST, "codec-or-lan", ContactRole.SITE),
        (AlarmType.MAINS_LOST, "", ContactRole.SITE), (AlarmType.RECORDING_REFUSED, "", ContactRole.CENTRE),
        (AlarmType.UPSTREAM_LOST, "upstream-node", ContactRole.CARRIER),
        (AlarmType.SITE_LOST, "?", ContactRole.CARRIER),
    ],
)  # fmt: skip
def test_whom_to_phone_follows_the_cause_and_else_the_type(
    kind: str, cause: str, callee: ContactRole
) -> None:
    assert callee_of(lost(1, key=AlarmKey("site3", kind), cause=cause)) is callee


def test_the_operators_own_cause_decides_whom_to_phone() -> None:
    assert callee_of(lost(1, cause="line", override="site-power")) is ContactRole.SITE


def test_all_numbers_are_given_the_first_to_phone_first() -> None:
    snapshot = with_alarms(make_snapshot(3), [lost(1)])
    site = snapshot.sites[2]
    numbers = numbers_of(lost(1), site)
    assert [one.phone for one in numbers] == [one.phone for one in (*CARRIER, *site.contacts)]
    first, own = first_callee(lost(1), site), first_callee(None, site)
    assert first is not None
    assert own is not None
    assert (first.role, first.phone) == (CARRIER[0].role, CARRIER[0].phone)
    assert (own.role, own.phone) == (site.contacts[0].role, site.contacts[0].phone)
    assert first_callee(lost(1, key=AlarmKey("centre", AlarmType.CLOCK_JUMPED), cause=""), site) is None
    assert numbers_of(None, None) == ()


def test_the_bell_ignores_earlier_sounds_and_rings_for_a_new_engine() -> None:
    rung: list[float] = []
    bell = TerminalBell(lambda: rung.append(1.0))
    bell.notify("a", AlarmLoad(sounds=7), 0.0)
    bell.notify("a", AlarmLoad(sounds=7), 100.0)
    assert rung == []
    bell.notify("a", AlarmLoad(sounds=8), 101.0)
    bell.notify("a", AlarmLoad(sounds=8), 140.0)
    assert len(rung) == 1
    bell.notify("b", AlarmLoad(sounds=0), 141.0)
    bell.notify("b", AlarmLoad(sounds=1, is_ringing=True), 142.0)
    assert len(rung) == 2
    bell.notify("b", AlarmLoad(sounds=1, is_ringing=True), 171.9)
    assert len(rung) == 2
    bell.notify("b", AlarmLoad(sounds=1, is_ringing=True), 172.0)
    assert len(rung) == 3


@pytest.mark.parametrize(
    ("text", "later_s"),
    [("20", 1_200), ("+20", 1_200), ("0", 0), ("14:50", 1_663), ("14h50", 1_663), ("14:22", 86_383),
     ("", None), ("25:00", None), ("14:60", None), ("sáng", None), ("-5", None)],
)  # fmt: skip
def test_a_typed_time_is_minutes_from_now_or_the_next_such_hour(text: str, later_s: int | None) -> None:
    found = parse_moment(text, AT_UTC)
    assert (None if found is None else found - AT_UTC) == later_s


@pytest.mark.parametrize("width", [*range(78, 84), 100, 119, 120, 150, 199])
def test_every_line_is_exactly_as_wide_as_asked_with_whole_numbers_or_none(width: int) -> None:
    for language in ("vi", "en"):
        look = appearance_of(language, "dark", {}, ascii_only=language == "en")
        snapshot = make_snapshot(11)
        alarms = (*make_alarms(12, snapshot), *node_lost(80, (4, 6, 11), AT_UTC))
        view = View(with_alarms(snapshot, alarms), snapshot.at_s)
        says, rows = AlarmWords(look, view), rows_of(alarms)
        for row in rows:
            line = AlarmLine(look, width).paint(row, says, view.now_utc, is_cursor=True, is_worst=True)
            assert line.cell_length == width
            assert "0214" not in line.text or any(
                number in line.text for number in ("0214 000 0119", "0214 000 0000")
            )
            assert {strip.cell_length for strip in AlarmSheet(look, width).paint(row, view, ())} == {width}
        load = AlarmLoad(raised_10min=300, is_flood=True, flood_more=290, is_ringing=True)
        assert title(look, rows, load, width, is_observer=bool(width % 2)).cell_length == width
        assert {strip.cell_length for strip in AlarmSheet(look, width).load(load, says)} == {width}


def test_only_the_worst_that_waits_is_in_reverse_video() -> None:
    minor, major, critical = (lost(n, severity=s) for n, s in enumerate(list(Severity)[1:], start=1))
    assert worst_waiting(rows_of([minor, major, critical])) is Severity.CRITICAL
    assert worst_waiting(rows_of([minor, major, acknowledged(critical)])) is Severity.MAJOR
    assert worst_waiting(rows_of([minor, acknowledged(critical)])) is None
    assert worst_waiting(rows_of([minor, lost(4, is_active=False)])) is None


def test_a_carrier_without_a_number_is_said_to_have_none() -> None:
    site = replace(make_snapshot(3).sites[2], carrier_contacts=())
    callee = first_callee(lost(1), site)
    assert callee is not None
    assert called_texts(VI.words, callee) == ("VNPT: chưa có số", "chưa có số")


def test_the_past_names_a_site_by_its_own_name_and_a_node_by_its_own() -> None:
    node, *_ = node_lost(2, (4, 6), AT_UTC)
    compared = Evidence("group.ok", AT_UTC, (("node", "Nút Bắc Hà"),))
    snapshot = with_alarms(make_snapshot(6), [lost(1, evidence=(compared,)), node])
    entries = AlarmWords(VI, View(snapshot, 0.0)).entries
    assert entries.thing("site3.ups").startswith(f"3 {snapshot.sites[2].name} ")
    assert entries.thing("upstream.sapa") == "nút Sa Pa"


@pytest.mark.parametrize("fault", list(ControlFault))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_lost_mcu_is_called_so_and_how_it_is_lost_is_said(fault: ControlFault, language: str) -> None:
    key = AlarmKey(MCU, AlarmType.MCU_LOST)
    alarm = Alarm(1, key, Severity.CRITICAL, AT_UTC, AT_UTC, params=(("fault", fault.value),))
    look = appearance_of(language, "dark", {}, ascii_only=False)
    says = AlarmWords(look, View(make_snapshot(1), 0.0))
    assert says.place(alarm) == look.words("thing.mcu")
    assert says.detail(alarm) == look.words(f"alarm.mcu.lost.{fault}")
    assert callee_of(alarm) is ContactRole.CENTRE


@pytest.mark.parametrize("fault", list(ControlFault))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_how_a_mixer_and_a_camera_are_lost_is_said(fault: ControlFault, language: str) -> None:
    snapshot, look = make_snapshot(3), appearance_of(language, "dark", {}, ascii_only=False)
    says, site = AlarmWords(look, View(snapshot, 0.0)), snapshot.sites[1]
    codec = next(device for device in site.devices if device.kind is DeviceKind.CODEC)
    keys = {AlarmKey(MIXER, AlarmType.MIXER_LOST): "", AlarmKey(codec.id, AlarmType.CONTROL_LOST): site.id}
    for key, site_id in keys.items():
        params = (("fault", fault.value),)
        alarm = Alarm(1, key, Severity.CRITICAL, AT_UTC, AT_UTC, site_id=site_id, params=params)
        assert says.detail(alarm) == look.words(f"alarm.mcu.lost.{fault}")
        named = look.words("thing.codec").capitalize() + ": " if site_id else ""
        assert says.effect(alarm) == named + look.words(f"alarm.{key.type}.name")
        assert says.place(alarm) == (f"2 {site.name}" if site_id else look.words("thing.mixer"))


def test_what_is_over_stands_below_what_is_not_except_the_highlighted_row() -> None:
    alarms = [lost(1, is_active=False), lost(2, severity=Severity.WARNING), lost(3, is_active=False)]
    assert [row.alarm.number for row in rows_of(alarms)] == [2, 1, 3]
    cursor = AlarmCursor()
    cursor.see([lost(1), lost(2, severity=Severity.WARNING)], 0.0)
    cursor.see(alarms, 1.0)
    assert numbers(cursor) == [1, 2, 3], "the highlighted row keeps its place"


def test_a_narrow_line_names_a_long_site_by_its_short_name() -> None:
    made = make_snapshot(11, names={3: "Xã Bản Phiệt Thượng"})
    sites = (*made.sites[:2], replace(made.sites[2], short_name="Bản Phiệt"), *made.sites[3:])
    snapshot = with_alarms(replace(made, sites=sites), [lost(1)])
    texts, (row,) = AlarmWords(VI, View(snapshot, snapshot.at_s)), rows_of([lost(1)])
    narrow, wide = (
        AlarmLine(VI, width, SiteNames(sites)).paint(row, texts, AT_UTC, is_cursor=False, is_worst=False).text
        for width in (80, 200)
    )
    assert "3 Bản Phiệt " in narrow
    assert "3 Xã Bản Phiệt Thượng" in wide


@pytest.mark.parametrize("room", [2, 3, 5])
def test_a_small_panel_keeps_the_worst_open_alarm_beside_the_highlighted_one_that_is_over(room: int) -> None:
    ended = [replace(lost(n, n), is_active=False, ended_utc=AT_UTC) for n in range(2, 9)]
    snapshot = with_alarms(make_snapshot(9), [lost(1, 9), *ended])
    view, cursor = View(snapshot, snapshot.at_s), AlarmCursor()
    cursor.see(snapshot.alarms, snapshot.at_s)
    cursor.go_to(8)
    lines = [line.text for line in AlarmPanel(VI, id="alarms")._rows(view, cursor, 80, room)]
    assert len(lines) == room
    assert any("9 Si Ma Cai" in line for line in lines), "the worst that is not over"
    assert any(line.startswith("▸") and "8 Sa Pa" in line for line in lines)


@pytest.mark.parametrize("width", [80, 120])
def test_the_names_of_a_list_stand_below_each_other_and_clauses_stand_apart(width: int) -> None:
    alarms = [lost(1, 3), lost(2, 10)]
    snapshot = with_alarms(make_snapshot(11), alarms)
    texts, names = AlarmWords(VI, View(snapshot, snapshot.at_s)), SiteNames(snapshot.sites)
    painter = AlarmLine(VI, width, names)
    one, ten = (
        painter.paint(row, texts, AT_UTC, is_cursor=False, is_worst=False).text for row in rows_of(alarms)
    )
    assert " 3 Bát Xát " in one
    assert one.index("Bát Xát") == ten.index("Văn Bàn")
    assert f"{texts.effect(alarms[0])} · " in one, "the cause does not read on from the effect"
