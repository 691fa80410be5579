"""The screens as pictures, over a clock that stands still."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from gbdt_console.app import GbdtApp
from gbdt_console.core.alarms.alarm import AlarmKey, AlarmLoad, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.site.site_screen import SiteScreen
from tests.support.alarms.snapshots import acknowledged, make_alarm, node_lost, with_alarms, work_on
from tests.support.checklist.sheets import closed, with_sheet
from tests.support.conference.scenes import SCENES
from tests.support.meetings.shown import usual
from tests.support.outages.records import lost, repaired, told_and_late
from tests.support.screens.scripted_port import Fault, ScriptedPort, make_snapshot
from tests.support.shutdown.records import with_shutdown

FAULTS = {
    3: Fault.DOWN,
    5: Fault.DEGRADED,
    7: Fault.BATTERY,
    8: Fault.CODEC,
    9: Fault.SUSPECT,
    10: Fault.UNKNOWN,
}
Compare = Callable[..., bool]


def console(snapshot: Snapshot, *, theme: str = "dark", language: str = "vi") -> GbdtApp:
    return GbdtApp(
        ScriptedPort(snapshot), ManualClock(snapshot.at_s, snapshot.at_utc), AppOptions(language, theme)
    )


def opened(number: str) -> Callable[[Pilot[object]], Awaitable[None]]:
    """Opens that site and waits for its past, which comes by itself a moment later."""

    async def open_site(pilot: Pilot[object]) -> None:
        await pilot.press(number, "enter")
        async with asyncio.timeout(60):
            while not isinstance(pilot.app.screen, SiteScreen) or pilot.app.screen.past.newest is None:
                await pilot.pause()

    return open_site


def in_meeting(snapshot: Snapshot) -> Snapshot:
    meeting = Meeting("m", "Giao ban UBND tỉnh", "site1", snapshot.at_utc - 2_537, snapshot.at_utc + 3_600)
    return replace(snapshot, meeting=meeting)


def alarming(snapshot: Snapshot) -> Snapshot:
    """A node with its sites, a lost site that somebody took on, a shelved alarm and a site in maintenance."""
    at_utc = snapshot.at_utc
    node = node_lost(20, (4, 6, 11), at_utc)
    mains = make_alarm(
        3, 7, at_utc, key=AlarmKey("site7.ups", AlarmType.MAINS_LOST), severity=Severity.MINOR, cause="",
        evidence=(), params=(("minutes", "42"),), is_chattering=True,
    )  # fmt: skip
    shelved = make_alarm(4, 9, at_utc, shelved_until_utc=at_utc + 900, shelf_reason="chờ thợ điện")
    alarms = (*node[:1], mains, acknowledged(make_alarm(2, 3, at_utc)), *node[1:], shelved)
    load = AlarmLoad(
        raised_10min=14, is_flood=True, flood_more=4, sounds=1, is_ringing=True,
        longest_unacknowledged_s=723.0, sources=(("site3", 9), ("site7.ups", 4)),
        by_severity=(("minor", 12), ("critical", 2)),
    )  # fmt: skip
    return with_alarms(snapshot, alarms, load, (work_on(2, at_utc),))


def test_a_quiet_province(snap_compare: Compare) -> None:
    assert snap_compare(console(make_snapshot(11)), terminal_size=(80, 24))


def test_a_province_in_trouble(snap_compare: Compare) -> None:
    assert snap_compare(console(in_meeting(make_snapshot(11, FAULTS))), terminal_size=(80, 24))


def test_sixty_sites_as_lines_in_english_on_white(snap_compare: Compare) -> None:
    app = console(make_snapshot(60, FAULTS), theme="light", language="en")
    assert snap_compare(app, terminal_size=(120, 40))


@pytest.mark.parametrize("count", [220, 3_400])
def test_cells_and_dots_with_the_list_of_troubles(snap_compare: Compare, count: int) -> None:
    assert snap_compare(console(make_snapshot(count, FAULTS)), terminal_size=(120, 40))


@pytest.mark.parametrize("count", [220, 3_400])
def test_cells_and_dots_in_a_conference(snap_compare: Compare, count: int) -> None:
    snapshot = SCENES["out-of-turn"](in_meeting(make_snapshot(count, FAULTS)))
    assert snap_compare(console(snapshot), terminal_size=(120, 40))


def test_one_site_on_battery(snap_compare: Compare) -> None:
    app = console(make_snapshot(11, FAULTS))
    assert snap_compare(app, terminal_size=(120, 40), run_before=opened("7"))


def test_the_quit_question_leaves_the_wall_in_sight(snap_compare: Compare) -> None:
    assert snap_compare(console(make_snapshot(11, FAULTS)), terminal_size=(80, 24), press=["q"])


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_alarms_on_the_wall(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(console(in_meeting(alarming(make_snapshot(11)))), terminal_size=size)


def test_the_list_of_alarms(snap_compare: Compare) -> None:
    app = console(alarming(make_snapshot(11)))
    assert snap_compare(app, terminal_size=(120, 40), press=["b"])


def test_the_list_of_alarms_beside_an_alarm_in_english_on_white(snap_compare: Compare) -> None:
    app = console(alarming(make_snapshot(60)), theme="light", language="en")
    assert snap_compare(app, terminal_size=(200, 60), press=["b", "down", "down"])


def test_whom_to_phone(snap_compare: Compare) -> None:
    assert snap_compare(console(alarming(make_snapshot(11))), terminal_size=(80, 24), press=["3", "g"])


def test_a_site_with_an_alarm(snap_compare: Compare) -> None:
    app = console(alarming(make_snapshot(11)))
    assert snap_compare(app, terminal_size=(120, 40), run_before=opened("3"))


@pytest.mark.parametrize("scene", ["quiet", "out-of-turn", "alien", "lost", "speaker-lost", "speaker-muted"])
def test_a_conference_on_the_wall(snap_compare: Compare, scene: str) -> None:
    assert snap_compare(console(SCENES[scene](make_snapshot(11))), terminal_size=(80, 24))


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_the_roster_with_a_stranger(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(console(SCENES["alien"](make_snapshot(60))), terminal_size=size, press=["j"])


def test_sixty_sites_in_a_conference_in_english_on_white(snap_compare: Compare) -> None:
    app = console(SCENES["out-of-turn"](make_snapshot(60, FAULTS)), theme="light", language="en")
    assert snap_compare(app, terminal_size=(120, 40))


def test_a_site_in_a_conference(snap_compare: Compare) -> None:
    app = console(SCENES["alien"](make_snapshot(11)))
    assert snap_compare(app, terminal_size=(120, 40), run_before=opened("6"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_both_microphones_on_the_wall(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(console(SCENES["rooms"](make_snapshot(11))), terminal_size=size)


def test_a_site_with_its_codec_over_telnet(snap_compare: Compare) -> None:
    app = console(SCENES["rooms"](make_snapshot(11)))
    assert snap_compare(app, terminal_size=(80, 24), run_before=opened("5"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_outage_records_with_what_is_owed(snap_compare: Compare, size: tuple[int, int]) -> None:
    made = make_snapshot(11, {3: Fault.DOWN, 5: Fault.DOWN})
    at_utc = made.at_utc
    outages = (repaired(2, 6, at_utc), told_and_late(4, 5, at_utc), lost(7, 3, at_utc))
    app = console(in_meeting(replace(made, outages=outages)))
    assert snap_compare(app, terminal_size=size, press=["f4"])


def test_the_sentence_for_the_chair(snap_compare: Compare) -> None:
    made = make_snapshot(11, {3: Fault.DOWN})
    app = console(in_meeting(replace(made, outages=(lost(7, 3, made.at_utc),))), language="en")
    assert snap_compare(app, terminal_size=(80, 24), press=["t"])


def test_the_causes_of_an_outage_fit_a_small_terminal(snap_compare: Compare) -> None:
    made = make_snapshot(11, {3: Fault.DOWN})
    app = console(
        replace(made, control=Control("console-1", "Trực ca 2"), outages=(lost(7, 3, made.at_utc),))
    )
    assert snap_compare(app, terminal_size=(80, 24), press=["3", "h"])


@pytest.mark.parametrize(("count", "size"), [(11, (80, 24)), (120, (120, 40))])
def test_the_checklist_before_a_meeting(snap_compare: Compare, count: int, size: tuple[int, int]) -> None:
    sheet = with_sheet(make_snapshot(count), range(1, count // 2), off=(9,), mute=(count,))
    assert snap_compare(console(sheet), terminal_size=size, press=["f6", "down", "right"])


def test_a_closed_checklist_that_changed_in_english_on_white(snap_compare: Compare) -> None:
    app = console(closed(with_sheet(make_snapshot(11), range(1, 12))), theme="light", language="en")
    assert snap_compare(app, terminal_size=(120, 40), press=["f6", "down", "down", "right"])


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_meetings_with_what_they_lack(snap_compare: Compare, size: tuple[int, int]) -> None:
    app = console(usual(make_snapshot(11)))
    assert snap_compare(app, terminal_size=size, press=["f5", "down"])


def test_the_idle_wall_shows_the_next_meeting(snap_compare: Compare) -> None:
    made = usual(make_snapshot(11))
    app = console(replace(made, calendar=made.calendar[1:]))
    assert snap_compare(app, terminal_size=(120, 40))


def test_the_kinds_of_a_meeting_fit_a_small_terminal(snap_compare: Compare) -> None:
    app = console(usual(make_snapshot(11)), language="en")
    assert snap_compare(app, terminal_size=(80, 24), press=["f5", "insert"])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_shutdown_with_a_doubt(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(console(with_shutdown(make_snapshot(11))), terminal_size=size, press=["f7"])


def test_the_form_of_an_upper_meeting_fits_a_small_terminal(snap_compare: Compare) -> None:
    app = console(usual(make_snapshot(11)))
    assert snap_compare(app, terminal_size=(80, 24), press=["f5", "insert", "5"])
