"""Alarm events that Hypothesis can think of, sensible or not, in an order of its own."""

from hypothesis import strategies as st

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.alarms.events import (
    AlarmAcknowledged,
    AlarmAcknowledgementExpired,
    AlarmChanged,
    AlarmChattering,
    AlarmCleared,
    AlarmEvent,
    AlarmRaised,
    AlarmSettled,
    AlarmShelved,
    AlarmSuppressed,
    AlarmUnshelved,
    BellSilenced,
    CauseDecided,
    CauseOverridden,
    MaintenanceBegan,
    MaintenanceEnded,
    MaintenancePlanned,
)
from gbdt_console.core.evidence import Evidence

_NUMBERS = st.integers(1, 4)
_RESOURCES = st.sampled_from(["sapa", "sapa.codec", "upstream.vnpt"])
_TYPES = st.sampled_from([*list(DEFINITIONS)[:3], "of.a.newer.version"])
_SEVERITIES = st.sampled_from([severity.value for severity in Severity])
_SITES = st.sampled_from(["", "sapa", "bacha"])
_TIMES = st.sampled_from([0.0, 10.0, 20.5, 1_767_225_600.25])
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_PARAMS = st.dictionaries(_TEXTS, _TEXTS, max_size=3)
_MEMBERS = st.lists(_SITES, max_size=3)
_WINDOWS = st.sampled_from(["w1", "w2"])
_EVIDENCE = st.lists(
    st.builds(Evidence, _TEXTS, _TIMES, _PARAMS.map(lambda params: tuple(params.items()))), max_size=2
).map(tuple)

ALARM_EVENTS: st.SearchStrategy[AlarmEvent] = st.one_of(
    st.builds(
        AlarmRaised, _NUMBERS, _RESOURCES, _TYPES, _SEVERITIES, _SITES, _TIMES, _TIMES, _TEXTS, _TEXTS,
        _EVIDENCE, _PARAMS, _MEMBERS, st.integers(0, 2), st.booleans(),
    ),
    st.builds(AlarmChanged, _NUMBERS, _RESOURCES, _SEVERITIES, _PARAMS, _MEMBERS),
    st.builds(AlarmCleared, _NUMBERS, _RESOURCES, _TIMES, _TIMES, st.just("") | _WINDOWS),
    st.builds(AlarmSuppressed, _NUMBERS, _RESOURCES, st.integers(0, 2)),
    st.builds(AlarmChattering, _NUMBERS, _RESOURCES, st.just(3)),
    st.builds(AlarmSettled, _NUMBERS, _RESOURCES, st.booleans(), _TIMES, st.just("") | _WINDOWS),
    st.builds(AlarmAcknowledged, _NUMBERS, _RESOURCES, _SEVERITIES, _TEXTS, _TIMES),
    st.builds(AlarmAcknowledgementExpired, _NUMBERS, _RESOURCES, _TIMES),
    st.builds(AlarmShelved, _NUMBERS, _RESOURCES, _TIMES, _TEXTS, _TEXTS),
    st.builds(AlarmUnshelved, _NUMBERS, _RESOURCES, _TEXTS, _TIMES),
    st.builds(MaintenancePlanned, _WINDOWS, _RESOURCES, _TIMES, _TIMES, _TEXTS, _TEXTS),
    st.builds(MaintenanceBegan, _WINDOWS, _RESOURCES),
    st.builds(MaintenanceEnded, _WINDOWS, _RESOURCES, _TEXTS),
    st.builds(CauseDecided, _NUMBERS, _RESOURCES, _TEXTS, _TEXTS, _EVIDENCE, st.booleans()),
    st.builds(CauseOverridden, _NUMBERS, _RESOURCES, _TEXTS, _TEXTS),
    st.builds(BellSilenced, _TEXTS),
)  # fmt: skip
