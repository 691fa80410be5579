"""What MCU and mixer tell is said before a takeover, and no better than it is known."""

import pytest

from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.pictures import Bus
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.standby.meeting_text import DevicesNow
from gbdt_console.text.words import Words
from tests.support.conference.snapshots import conferring, leg, rows_of, stranger
from tests.support.frame.snapshots import QUAD, SINGLE, bus, with_pictures
from tests.support.screens.scripted_port import make_snapshot

ELEVEN = make_snapshot(11)


def said(snapshot: Snapshot, later_s: float = 0.0) -> list[str]:
    return list(DevicesNow(Words("en"), snapshot, snapshot.at_utc + later_s).lines())


def test_who_is_in_who_is_blocked_and_what_is_on_air_is_told_with_the_age_of_the_report() -> None:
    seen = conferring(ELEVEN, (*rows_of(11, away=(7, 8), opened=(1, 3)), stranger()), age_s=1.2)
    seen = with_pictures(
        seen,
        bus(seen, Bus.BRANCHES, SINGLE, (3,)),
        bus(seen, Bus.CHAIR, QUAD, (3, 8), fault=ControlFault.SILENT),
    )
    names = {site.number: f"{site.number} {site.name}" for site in seen.sites}
    assert said(seen) == [
        f"MCU, read 1 s ago: 9 of 11 sites in; absent {names[7]}, {names[8]}; unexpected callers: 1; "
        f"muted {names[2]}, {names[4]}, {names[5]}, and 4 more",
        f"On air: branches see: {names[3]}; chair sees: the device cannot be asked",
    ]


@pytest.mark.parametrize(
    ("fault", "age_s", "told"),
    [
        (ControlFault.SILENT, 0.4, "MCU: cannot be asked; last report"),
        (None, 50.0, "MCU: cannot be asked; last"),
    ],
)
def test_an_mcu_that_does_not_answer_is_said_to_and_nothing_that_it_told_before(
    fault: ControlFault | None, age_s: float, told: str
) -> None:
    (line,) = said(conferring(ELEVEN, rows_of(11), fault=fault, age_s=age_s))
    assert line.startswith(told)
    assert "11" not in line


@pytest.mark.outcome("nobody, all, 0")
def test_nobody_is_called_free_of_a_block_that_the_mcu_does_not_tell() -> None:
    free = rows_of(3, opened=(1, 2, 3))
    assert said(conferring(ELEVEN, free))[0].endswith("3 of 3 sites in; nobody muted")
    untold = RosterRow("site3", RosterStatus.CONNECTED, leg(3, is_blocked=None))
    (line,) = said(conferring(ELEVEN, (*free[:2], untold)))
    assert line.endswith("3 of 3 sites in; of 1 it is not known whether they are muted")


def test_a_report_does_not_stay_new_while_the_engine_does_not_answer() -> None:
    seen = conferring(ELEVEN, rows_of(11))
    assert said(seen, later_s=30.0)[0].startswith("MCU: cannot be asked; last report")


def test_without_an_mcu_nothing_is_said_of_one() -> None:
    assert said(ELEVEN) == []
