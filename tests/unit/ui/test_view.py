"""What may be shown: nothing past its limit, nothing of an engine that stands still."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.trouble import Trouble
from gbdt_console.ui.view import View
from tests.support.alarms.snapshots import make_alarm
from tests.support.conference.scenes import SCENES
from tests.support.screens.scripted_port import AT_UTC, Fault, later, make_snapshot


def silent(snapshot: Snapshot, seconds: float) -> Snapshot:
    """The engine lives and goes on publishing, but no transport brings anything."""
    return replace(snapshot, at_s=snapshot.at_s + seconds, at_utc=snapshot.at_utc + seconds)


def test_a_fresh_view_shows_what_the_snapshot_says() -> None:
    snapshot = make_snapshot(3, {2: Fault.DOWN})
    view = View(snapshot, snapshot.at_s + 1.9)
    shown = [view.site(site) for site in snapshot.sites]
    assert [s.state for s in shown] == [PointState.UP, PointState.DOWN, PointState.UP]
    assert shown[0].rtt_ms == snapshot.sites[0].rtt_ms
    assert not view.is_frozen


@pytest.mark.outcome("normal")
def test_all_transports_stopped_every_site_is_unknown_at_its_limit() -> None:
    snapshot = make_snapshot(60)
    before = View(silent(snapshot, 3.7), snapshot.at_s + 3.7)
    assert {before.state(site) for site in snapshot.sites} == {PointState.UP}
    after = View(silent(snapshot, 46.0), snapshot.at_s + 46.0)
    for site in snapshot.sites:
        shown = after.site(site)
        assert (shown.state, shown.rtt_ms, shown.loss_ratio) == (PointState.UNKNOWN, None, None)
        assert shown.power is not None
        assert shown.power.source is None
        assert shown.codec is PointState.UNKNOWN


@pytest.mark.parametrize("fault", [None, Fault.DOWN, Fault.SUSPECT, Fault.DEGRADED])
@pytest.mark.outcome("normal")
def test_an_engine_that_stands_still_makes_everything_unknown(fault: Fault | None) -> None:
    snapshot = make_snapshot(1, {1: fault} if fault else {})
    view = View(snapshot, snapshot.at_s + 4.1)
    assert view.is_frozen
    assert view.site(snapshot.sites[0]).state is PointState.UNKNOWN
    assert view.trend(snapshot.sites[0]) == ()


def never_answered(site: SiteView) -> SiteView:
    return replace(site, has_answered=False, answered_s=None, alarm=None)


def test_a_lost_line_stays_lost_while_the_engine_says_so() -> None:
    snapshot = silent(make_snapshot(1, {1: Fault.DOWN}), 600.0)
    assert View(snapshot, snapshot.at_s).state(snapshot.sites[0]) is PointState.DOWN


def test_a_network_that_never_answered_is_not_told_as_lost_lines() -> None:
    lost = make_snapshot(3, dict.fromkeys((1, 2, 3), Fault.DOWN))
    never = replace(lost, sites=tuple(map(never_answered, lost.sites)))
    view = View(never, never.at_s)
    shown = view.site(never.sites[1])
    assert (shown.is_unanswered, shown.is_calm, shown.lasted_s) == (True, True, None)
    assert view.is_unanswered
    restarted = replace(lost, sites=tuple(replace(site, answered_s=None) for site in lost.sites))
    told = make_alarm(1, 1, AT_UTC)
    alarmed = replace(never, sites=tuple(replace(site, alarm=told) for site in never.sites))
    meeting = Meeting("m", "Giao ban", "site1", AT_UTC, AT_UTC + 3_600)
    for snapshot in (lost, restarted, alarmed, replace(never, meeting=meeting)):
        shown = View(snapshot, snapshot.at_s).site(snapshot.sites[1])
        assert (shown.is_unanswered, shown.is_calm) == (False, False)


def test_one_site_that_never_answered_is_told_apart_from_the_lost_ones() -> None:
    lost = make_snapshot(3, {1: Fault.DOWN, 2: Fault.DOWN})
    one = replace(lost, sites=(lost.sites[0], never_answered(lost.sites[1]), lost.sites[2]))
    view = View(one, one.at_s)
    assert (view.troubles, view.is_unanswered) == ((Trouble.DOWN, Trouble.UNKNOWN, Trouble.NONE), False)
    assert [view.site(site).is_unanswered for site in one.sites] == [False, True, False]


def test_devices_behind_a_lost_line_are_not_blamed() -> None:
    snapshot = make_snapshot(1, {1: Fault.DOWN})
    shown = View(snapshot, snapshot.at_s).site(snapshot.sites[0])
    assert (shown.codec, shown.codec_fault, shown.faulty) == (PointState.UNKNOWN, None, ())


@pytest.mark.parametrize("fault", [Fault.BATTERY, Fault.CODEC, Fault.UPS_SILENT])
def test_a_device_alone_is_less_than_any_trouble_of_the_line(fault: Fault) -> None:
    snapshot = make_snapshot(1, {1: fault})
    assert View(snapshot, snapshot.at_s).trouble(snapshot.sites[0]) is Trouble.DEVICE


def test_a_codec_that_was_switched_off_with_its_room_is_no_trouble() -> None:
    snapshot = make_snapshot(1, {1: Fault.CODEC})
    site = snapshot.sites[0]
    devices = (replace(d, is_switched_off=d.kind is DeviceKind.CODEC, fault=None) for d in site.devices)
    off = replace(site, devices=tuple(devices))
    view = View(snapshot, snapshot.at_s)
    assert (view.trouble(off), view.site(off).is_codec_off) == (Trouble.NONE, True)


@pytest.mark.parametrize(
    ("kind", "faults", "trouble"),
    [
        (AlarmType.MICROPHONE_OPEN, {}, Trouble.MEETING), (AlarmType.SITE_ABSENT, {}, Trouble.MEETING),
        (AlarmType.SITE_ABSENT, {1: Fault.BATTERY}, Trouble.DEVICE),
        (AlarmType.TEMPERATURE, {}, Trouble.DEVICE), (AlarmType.SITE_ABSENT, {1: Fault.DOWN}, Trouble.DOWN),
    ],
)  # fmt: skip
def test_an_absence_or_a_microphone_is_no_device_fault(
    kind: str, faults: dict[int, Fault], trouble: Trouble
) -> None:
    snapshot = make_snapshot(1, faults)
    alarm = make_alarm(1, 1, snapshot.at_utc, key=AlarmKey("site1", kind))
    site = replace(snapshot.sites[0], alarm=alarm)
    assert View(snapshot, snapshot.at_s).trouble(site) is trouble


def test_a_quiet_site_is_equal_from_second_to_second() -> None:
    first = make_snapshot(1)
    second = later(first, 1.0)
    assert View(first, first.at_s).site(first.sites[0]) == View(second, second.at_s).site(second.sites[0])


def test_a_wall_clock_that_jumps_does_not_age_anything() -> None:
    snapshot = make_snapshot(1)
    jumped = replace(snapshot, at_utc=snapshot.at_utc + 86_400)
    assert View(jumped, jumped.at_s).site(jumped.sites[0]).state is PointState.UP


@pytest.mark.parametrize("faults", [{3: Fault.DOWN, 6: Fault.DOWN}, {3: Fault.DOWN, 6: Fault.BATTERY}])
def test_trouble_of_the_speaker_goes_before_the_worst_of_all_others(faults: dict[int, Fault]) -> None:
    snapshot = SCENES["quiet"](make_snapshot(11, faults))
    speaker, worst = View(snapshot, snapshot.at_s).in_trouble
    assert (speaker.number, worst.number) == (6, 3)
    plain = make_snapshot(11, faults)
    assert [site.number for site in View(plain, plain.at_s).in_trouble] == [3, 6]


def test_a_site_that_never_answered_stands_below_all_real_faults() -> None:
    snapshot = make_snapshot(4, {1: Fault.DOWN, 2: Fault.DEGRADED, 3: Fault.CODEC})
    unknown = replace(snapshot.sites[0], has_answered=False, alarm=None)
    shown = replace(snapshot, sites=(unknown, *snapshot.sites[1:]))
    assert [site.number for site in View(shown, shown.at_s).in_trouble] == [2, 3, 1]
