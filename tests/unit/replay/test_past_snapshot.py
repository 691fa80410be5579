"""Tests what a replayed Snapshot takes from the ledger."""

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmCleared, AlarmRaised
from gbdt_console.core.conference.view import OpenMicrophone
from gbdt_console.core.events import MeetingStarted
from gbdt_console.core.frame.events import FrameTaken, PicturesShown
from gbdt_console.core.frame.view import PaneView
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.pictures import Bus, PaneKind, Shot
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.replay.past_ledger import Standing
from gbdt_console.replay.past_snapshot import Moment, PastSnapshots
from tests.support.replay.random_day import day_network


def _shown(ledger: Ledger) -> Snapshot:
    snapshots = PastSnapshots(day_network(), ())
    return snapshots.build(Moment(200.0, 0.0, 1), ledger, Standing(is_running=True), {})


def test_a_microphone_out_of_turn_is_shown_while_its_alarm_lasts() -> None:
    ledger = Ledger()
    ledger.apply(MeetingStarted("m", "Giao ban", "s1", 100.0, 900.0, ["s2"]))
    ledger.apply(AlarmRaised(1, "s3", AlarmType.MICROPHONE_OPEN, Severity.MAJOR, "s3", 150.0, 160.0))
    shown = _shown(ledger).conference
    assert shown is not None
    assert shown.open_microphones == (OpenMicrophone("s3", 150.0, is_alarm=True),)
    ledger.apply(AlarmCleared(1, "s3", 190.0, 40.0))
    over = _shown(ledger).conference
    assert over is not None
    assert over.open_microphones == ()


def test_a_microphone_and_the_lock_of_the_conference_are_not_recorded() -> None:
    ledger = Ledger()
    ledger.apply(MeetingStarted("m", "Giao ban", "s1", 100.0, 900.0, ["s2"]))
    shown = _shown(ledger).conference
    assert shown is not None
    assert shown.state is not None
    assert (shown.state.is_locked, shown.state.is_recording, shown.state.shown) == (None, None, None)


def test_a_confirmed_picture_is_known_in_a_replay_and_a_lost_one_is_not() -> None:
    ledger = Ledger()
    ledger.apply(MeetingStarted("m", "Giao ban", "s1", 100.0, 900.0, ["s2"]))
    ledger.apply(
        FrameTaken(
            {
                Bus.BRANCHES: Shot(
                    "4",
                    (
                        "s2",
                        "",
                    ),
                )
            },
            {},
            "trực",
        )
    )
    before = _shown(ledger).frame
    assert before is not None
    assert [bus.is_known(0.0) for bus in before.buses] == [False]
    ledger.apply(
        PicturesShown(
            {
                Bus.BRANCHES: Shot(
                    "4",
                    (
                        "s2",
                        "*voice",
                    ),
                )
            },
            150.0,
        )
    )
    frame = _shown(ledger).frame
    assert frame is not None
    bus = frame.bus(Bus.BRANCHES)
    assert bus is not None
    assert bus.is_known(0.0)
    assert (bus.layout, bus.panes) == ("4", (PaneView(PaneKind.SOURCE, "s2"), PaneView(PaneKind.VOICE)))
    ledger.apply(PicturesShown({Bus.BRANCHES: Shot("", ())}, 160.0))
    after = _shown(ledger).frame
    assert after == before
