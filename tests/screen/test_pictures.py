"""The screens as pictures, over a clock that stands still."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from gbdt_console.app import GbdtApp
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.meetings import Meeting
from gbdt_console.core.snapshot import Snapshot
from tests.support.scripted_port import Fault, ScriptedPort, make_snapshot

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
    return GbdtApp(ScriptedPort(snapshot), ManualClock(snapshot.at_s, snapshot.at_utc), language, theme=theme)


def in_meeting(snapshot: Snapshot) -> Snapshot:
    meeting = Meeting("m", "Giao ban UBND tỉnh", "site1", snapshot.at_utc - 2_537, snapshot.at_utc + 3_600)
    return replace(snapshot, meeting=meeting)


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


def test_one_site_on_battery(snap_compare: Compare) -> None:
    app = console(make_snapshot(11, FAULTS))
    assert snap_compare(app, terminal_size=(120, 40), press=["7", "enter"])


def test_the_quit_question_leaves_the_wall_in_sight(snap_compare: Compare) -> None:
    assert snap_compare(console(make_snapshot(11, FAULTS)), terminal_size=(80, 24), press=["q"])
