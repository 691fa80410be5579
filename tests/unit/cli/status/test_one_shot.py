"""When a short look has seen enough."""

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from gbdt_console.cli.reach_notices import reach_hooks
from gbdt_console.cli.status.lines import site_lines
from gbdt_console.cli.status.one_shot import _is_known
from gbdt_console.cli.status.status_form import status_object
from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import AlarmSettings
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.pace import Slowed
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.sites import DeviceKind
from gbdt_console.text.words import Words
from tests.support.engine.networks import network
from tests.support.screens.scripted_port import make_snapshot

PINGED = DeviceView(
    id="s1.codec",
    kind=DeviceKind.CODEC,
    name="codec",
    driver="ping",
    address="10.0.1.10",
    ping=PointState.UP,
    ping_rtt_ms=1.0,
    fault=None,
    answered_s=None,
    fresh_for_s=15.0,
    readings=(),
)
SITE = SiteView(
    id="s1",
    number=1,
    name="Điểm 1",
    role="",
    state=PointState.UP,
    since_utc=None,
    rtt_ms=1.0,
    jitter_ms=None,
    loss_ratio=None,
    trend=(),
    answered_s=1.0,
    fresh_for_s=4.0,
    carrier="VNPT",
    circuit="C-1",
    contacts=(),
    devices=(PINGED,),
)


@pytest.mark.parametrize("ping", [PointState.UNKNOWN, PointState.SUSPECT])
def test_a_device_that_is_only_pinged_is_waited_for(ping: PointState) -> None:
    assert _is_known(SITE)
    assert not _is_known(replace(SITE, devices=(replace(PINGED, ping=ping),)))


def test_hooks_that_nobody_can_run_are_said_before_the_first_alarm(tmp_path: Path) -> None:
    ready, forbidden = tmp_path / "ready", tmp_path / "forbidden"
    for path, mode in ((ready, 0o700), (forbidden, 0o600)):
        path.touch()
        path.chmod(mode)
    commands = [(str(ready), "--now"), (str(forbidden),), (str(tmp_path / "absent"),), (str(tmp_path),)]
    hooks = dict(zip(Severity, commands, strict=True))
    outcomes = list(reach_hooks(replace(network(1), alarms=AlarmSettings(hooks=hooks)), Words("en")))
    lines = [outcome.text for outcome in outcomes]
    assert ["can be run" in line for line in lines] == [True, False, False, False]
    assert [outcome.is_good for outcome in outcomes] == [True, False, False, False]
    assert all(command[0] in line for command, line in zip(commands, lines, strict=True))


@pytest.mark.parametrize(
    ("sync", "is_simulated", "said"),
    [
        (ClockSync.KEPT, False, []),
        (ClockSync.FREE, False, ["The console's clock is not synchronised"]),
        (ClockSync.UNKNOWN, False, ["It is not known whether the console's clock is synchronised"]),
        (ClockSync.UNKNOWN, True, []),
    ],
)
def test_a_clock_that_may_run_away_is_told_above_the_sites(
    sync: ClockSync, is_simulated: bool, said: list[str]
) -> None:
    snapshot = replace(make_snapshot(3), clock=sync, is_simulated=is_simulated)
    lines = [line for line in site_lines(Words("en"), snapshot) if "clock" in line]
    assert [line.partition(",")[0] for line in lines] == said


@pytest.mark.parametrize(
    ("slowed", "said"),
    [
        (None, []),
        (Slowed(1, 2), ["Máy giám sát không theo kịp, đọc thiết bị thưa 2 lần"]),
        (Slowed(5, 16, 3.0), ["Máy giám sát không theo kịp, đo chậm: 3 s"]),
    ],
)
def test_what_is_measured_less_often_is_told_above_the_sites(slowed: Slowed | None, said: list[str]) -> None:
    snapshot = replace(make_snapshot(3), slowed=slowed)
    assert [line for line in site_lines(Words("vi"), snapshot) if "theo kịp" in line] == said
    told = status_object(snapshot)["slowed"]
    assert told == (None if slowed is None else asdict(slowed))
