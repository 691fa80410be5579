"""The watch over what engines make in tests: it finds what is not said, and leaves out nothing for ever."""

import re

from gbdt_console.core.alarms.definitions import DEFINITIONS
from tests.support import said_parameters
from tests.support.places import ROOT

ENGINE = ROOT / "gbdt_console" / "engine"
MOST_UNSAID = 12
"""Their number only falls."""


def test_a_parameter_without_a_place_and_a_place_without_a_parameter_are_found() -> None:
    code = "alarm.room.humidity.detail"
    assert said_parameters.faults(code, frozenset(("value", "limit"))) == ()
    assert said_parameters.faults(code, frozenset(("value", "limit", "colour"))) == (
        f"alarm.room.humidity carries colour, and {code} has no place for it",
    )
    assert said_parameters.faults(code, frozenset(("value",))) == (
        f"{code} wants limit, and alarm.room.humidity does not carry it",
    )
    assert said_parameters.faults("evidence.nowhere", frozenset(("seconds",)))


def test_each_parameter_that_is_left_unsaid_is_still_carried_and_still_unsaid() -> None:
    engine = "".join(path.read_text("utf-8") for path in ENGINE.rglob("*.py"))
    assert len(said_parameters.UNSAID) <= MOST_UNSAID
    for (alarm, name), reason in said_parameters.UNSAID.items():
        assert alarm.removeprefix("alarm.") in DEFINITIONS
        assert re.search(rf'\("{name}", ', engine), (alarm, name)
        assert not said_parameters.places(f"{alarm}.detail") & {name}, (alarm, name)
        assert reason
