"""Whatever an agent answers, a driver gives typed, plausible, clean Readings and never an exception."""

import asyncio
import math
import re
from functools import cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gbdt_console.core.clean_text import clean
from gbdt_console.core.monitoring.readings import DeviceReport, Quality, Reading
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.drivers.agents import HEALTHY, IF, IFX, ROUTER, SYSTEM, DictAgent, build, port

PLAUSIBLE = {
    "device.uptime": (0, 42949672.95),
    "device.boots": (1, 2147483647),
    "line.speed": (0.000001, 1_600_000),
    "line.in_rate": (0, 1_600_000),
    "line.out_rate": (0, 1_600_000),
    "line.in_utilisation": (0, 110),
    "line.out_utilisation": (0, 110),
    "line.in_errors": (0, 2.4e9),
    "line.out_errors": (0, 2.4e9),
    "line.in_discards": (0, 2.4e9),
    "line.out_discards": (0, 2.4e9),
    "ups.battery.seconds": (0, 2_592_000),
    "ups.battery.minutes": (0, 10_000),
    "ups.battery.charge": (0, 100),
    "ups.battery.voltage": (0, 1_000),
    "ups.battery.temperature": (-40, 100),
    "ups.input.voltage": (0, 600),
    "ups.input.voltage_lowest": (0, 600),
    "ups.input.frequency": (0, 80),
    "ups.output.voltage": (0, 600),
    "ups.output.load": (0, 200),
    "ups.alarms": (0, 1_000),
    "ups.ambient.temperature": (-40, 85),
    "ups.ambient.humidity": (0, 100),
    "room.temperature": (-40, 85),
    "room.humidity": (0, 100),
    "line.probe.rtt": (0, 60_000),
    "line.probe.jitter": (0, 60_000),
    "line.probe.loss": (0, 100),
    "line.probe.mos": (1, 5),
    "pdu.load": (0, 100),
    "pdu.phase.load": (0, 100),
    "pdu.bank.load": (0, 100),
    "codec.conferences": (0, 1_000),
    "codec.port_speed": (0.000001, 1_600_000),
    "mcu.uptime": (0, 42949672.95),
    "mcu.calls": (0, 1_000_000),
    "mcu.channels": (0, 1_000_000),
    "mcu.channels_bridged": (0, 1_000_000),
}
CODES = {
    "line.oper_status": ["up", "down", "testing", "unknown", "dormant", "not_present", "lower_layer_down"],
    "line.admin_status": ["up", "down", "testing"],
    "ups.source": ["other", "none", "normal", "bypass", "battery", "booster", "reducer"],
    "ups.battery.status": ["normal", "low", "depleted", "fault", "absent"],
    "ups.battery.replace": ["yes", "no"],
    "ups.battery.mode": ["charging", "discharging", "floating", "resting", "disconnected", "test", "check"],
    "ups.transfer_cause": [
        "none", "high_voltage", "brownout", "blackout", "small_sag", "deep_sag", "small_spike",
        "large_spike", "self_test", "voltage_change",
    ],
    "ups.self_test": ["passed", "failed", "invalid", "running"],
    "ups.input.fault": ["none", "voltage", "frequency", "off"],
    "ups.overload": ["yes", "no"],
    "ups.fault": [
        "none", "shutdown_imminent", "shutdown_pending", "battery_bad", "output_bad", "charger_failed",
        "general_fault", "fuse", "fan", "temperature", "bypass_bad", "test_failed", "communication", "other",
    ],
    "line.probe.state": [
        "ok", "disconnected", "over_threshold", "timeout", "busy", "not_connected", "dropped", "other",
        "failed",
    ],
    "pdu.outlet.state": ["on", "off", "pending_on", "pending_off"],
    "pdu.load_state": ["low", "normal", "near_overload", "overload"],
    "pdu.phase.load_state": ["low", "normal", "near_overload", "overload"],
    "pdu.bank.load_state": ["low", "normal", "near_overload", "overload"],
    "codec.health": ["disabled", "ok", "failed"],
    "codec.hardware": ["disabled", "ok", "failed"],
    "codec.gatekeeper": ["disabled", "ok", "failed"],
    "codec.sip": ["disabled", "ok", "failed"],
    "codec.microphones": ["disabled", "ok", "failed"],
    "codec.camera": ["disabled", "ok", "failed"],
}  # fmt: skip
TEXTS = {
    "device.name", "device.description", "line.interface", "codec.model", "codec.software", "mcu.version",
}  # fmt: skip
KEPT_OPTIONS = {"entity", "cisco-ip-sla", "huawei-nqa"}
"""What is only read where an option names it."""


def family(metric: str) -> str:
    """The metric without the number of an outlet, phase or bank."""
    return re.sub(r"(outlet|phase|bank)\.\d+", r"\1", metric)


edges = st.sampled_from(
    [0, -1, 1, 2, 2**31 - 1, 2**32 - 1, 2**32, 2**63, 2**64 - 1, 2**96, -(2**70), 1 << 20_000]
)
values = (
    edges
    | st.integers()
    | st.integers(0, 1_000)
    | st.floats()
    | st.binary(max_size=40)
    | st.text(st.characters(codec="ascii"), max_size=20)
)

strange_names = st.lists(st.text("0123456789", min_size=1, max_size=12), max_size=6).map(
    lambda numbers: ".".join(("1.3", *numbers))
)
strange_answers = st.dictionaries(strange_names, values, max_size=3)
moments = st.sampled_from([0.0, 0.1, 5.0, 15.0, 400.0, 5e7])


@cache
def spoiled_and_lost(who: str):
    """What an agent of that kind answers wrongly, and what not at all; made once, not for each example."""
    known_names = st.sampled_from(sorted(HEALTHY[who][2]))
    return st.dictionaries(known_names, values, max_size=12), st.sets(known_names, max_size=4)


def check(reading: Reading) -> None:
    assert (reading.value is not None) is (reading.quality in (Quality.GOOD, Quality.LIMIT)), reading
    assert reading.source.startswith("snmp:1.3.6.1.")
    assert reading.raw == clean(reading.raw)
    value = reading.value
    if value is None:
        return
    metric = family(reading.metric)
    if metric in TEXTS:
        assert isinstance(value, str)
        assert value
        assert value == clean(value)
    elif metric in CODES:
        assert value in CODES[metric]
    else:
        least, most = PLAUSIBLE[metric]
        assert type(value) in (int, float)
        assert math.isfinite(value)
        assert least <= value <= most, reading


def look(reader, answers: dict[str, SnmpValue], now_s: float) -> DeviceReport:
    """Drive the coroutine by hand: no loop is needed where the agent never waits."""
    coroutine = reader.read(DictAgent(answers), now_s)
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("the agent waited")


@pytest.mark.parametrize("who", HEALTHY)
@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_any_answers_over_many_looks_give_only_believable_readings(who, data):
    driver, options, healthy = HEALTHY[who]
    reader = build(driver, options if data.draw(st.booleans()) or who in KEPT_OPTIONS else {})
    spoiled_answers, lost_names = spoiled_and_lost(who)
    now_s = 0.0
    for _ in range(4):
        spoiled, strange = data.draw(spoiled_answers), data.draw(strange_answers)
        lost = data.draw(lost_names)
        lived = {"1.3.6.1.2.1.1.3.0": 360_000 + round(now_s * 100)}
        answers = {k: v for k, v in (healthy | lived | spoiled | strange).items() if k not in lost}
        for reading in look(reader, answers, now_s).readings:
            check(reading)
            is_rate = reading.metric.startswith(("line.in_", "line.out_"))
            assert now_s - 40 <= reading.taken_s <= now_s if is_rate else reading.taken_s == now_s
        now_s += data.draw(moments)


@pytest.mark.parametrize("who", HEALTHY)
def test_a_value_of_the_wrong_type_or_beyond_reason_is_never_a_number(who):
    driver, options, healthy = HEALTHY[who]
    seen = 0
    for oid, kept in healthy.items():
        wrong = [5, 1.5, "1.3.6"] if isinstance(kept, bytes) else [b"7", b"", 1.5, "1.3.6", 2**70, -(2**70)]
        for raw in wrong:
            reader = build(driver, options)
            look(reader, dict(healthy), 0.0)
            later = healthy | {"1.3.6.1.2.1.1.3.0": 360_500}
            for reading in look(reader, later | {oid: raw}, 5.0).readings:
                if reading.source.split(" ")[0] == f"snmp:{oid}":
                    assert reading.value is None, (oid, raw, reading)
                    assert reading.quality is not Quality.GOOD
                    seen += 1
    read = [r for r in look(build(driver, options), dict(healthy), 0.0).readings if r.value is not None]
    ways = sum(3 if reading.metric in TEXTS else 5 for reading in read)
    assert seen >= min(30, ways), "a small table has fewer values to spoil"


def everything_said() -> set[str]:
    """All metrics that the drivers can emit, by letting them read all they know."""
    three_phases = {
        "1.3.6.1.2.1.33.1.3.2.0": 3,
        "1.3.6.1.2.1.33.1.3.3.1.3.2": 1,
        "1.3.6.1.2.1.33.1.3.3.1.3.3": 1,
    }
    said = set()
    for driver, options, healthy in HEALTHY.values():
        report = look(build(driver, options), dict(healthy | three_phases), 0.0)
        said |= {family(reading.metric) for reading in report.readings}
    return said


def test_the_wall_gets_every_metric_it_counts_on():
    assert everything_said() == set(PLAUSIBLE) | set(CODES) | TEXTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_a_driver_can_say_has_words(language):
    words = Words(language)
    wanted = [f"metric.{metric}" for metric in everything_said()]
    wanted += [f"value.{metric}.{code}" for metric, codes in CODES.items() for code in codes]
    wanted += [f"quality.{quality}" for quality in Quality]
    assert [code for code in wanted if not words.has(code)] == []


def test_a_large_table_of_ports_is_searched_without_being_confused():
    many = {oid: raw for index in range(10, 60) for oid, raw in port(index, f"Gi0/{index}", oper=2).items()}
    odd = {f"{IFX}.1.2.5": b"GigabitEthernet0/0", f"{IFX}.1.": b"GigabitEthernet0/0", f"{IF}.2": b"x"}
    report = look(build("if-mib", {"interface": "Gi0/59"}), SYSTEM | many | odd | ROUTER, 0.0)
    assert next(r for r in report.readings if r.metric == "line.oper_status").source == f"snmp:{IF}.8.59"


def test_looking_by_hand_is_looking_in_a_loop():
    driver, options, healthy = HEALTHY["ups-mib"]
    by_loop = asyncio.run(build(driver, options).read(DictAgent(healthy), 0.0))
    assert look(build(driver, options), dict(healthy), 0.0) == by_loop
