"""What sites.yaml says of sounding reaches the engine."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import AlarmSettings, Sounding
from gbdt_console.core.monitoring.detector import PointState
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


@pytest.mark.parametrize(("sounding", "sounds"), [(Sounding.NEVER, 0), (Sounding.IDLE, 1)])
def test_a_severity_that_is_told_to_be_silent_does_not_sound(sounding: Sounding, sounds: int) -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: all(view.state is PointState.UP for view in bench.latest.sites))
        bench.world.cut(2)
        await bench.until(lambda: bool(bench.latest.alarms))
        assert bench.latest.alarms[0].severity is Severity.MAJOR
        assert bench.latest.alarm_load.sounds == sounds

    settings = AlarmSettings(sound={**AlarmSettings().sound, Severity.MAJOR: sounding})
    run_engine(replace(network(3), alarms=settings), scenario)
