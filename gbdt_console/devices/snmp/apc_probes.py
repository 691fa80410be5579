"""Reads APC's room probes by PowerNet-MIB."""

from dataclasses import replace

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.decoding import DONT_KNOW, TableRow, ValueKind, decode, reading
from gbdt_console.devices.snmp.room_sensor import (
    HUMIDITY,
    TEMPERATURE,
    Answers,
    ProbeFamily,
    if_linked,
    in_celsius,
    to_fahrenheit,
)

_UIO = "1.3.6.1.4.1.318.1.1.25.1.2.1"
_IEM = "1.3.6.1.4.1.318.1.1.10.2.3.2.1"

_NO_HUMIDITY = DONT_KNOW | {0}
"""APC writes 0 or -1 for a probe without a humidity element."""


def apc_uio(device: Device) -> ProbeFamily:
    """Make the family of APC's universal sensor port (PowerNet-MIB uioSensorStatusTable).

    It gives whole degrees Celsius and percent. CommStatus: notInstalled 1, commsOK 2, commsLost 3. The
    options `port` and `sensor` name the probe.
    """
    at = f"{device.options.get('port', 1)}.{device.options.get('sensor', 1)}"
    link = TableRow("", f"{_UIO}.10.{at}", ValueKind.CODE, codes={2: "ok"}, unknown=frozenset({1, 3}))
    rows = (
        replace(TEMPERATURE, oid=f"{_UIO}.6.{at}"),
        replace(HUMIDITY, oid=f"{_UIO}.7.{at}", unknown=_NO_HUMIDITY),
    )

    def readings(answers: Answers, now_s: float) -> tuple[Reading, ...]:
        return tuple(if_linked(link, row, answers, now_s) for row in rows)

    return ProbeFamily((link.oid, *(row.oid for row in rows)), readings)


def apc_iem(device: Device) -> ProbeFamily:
    """Make the family of APC's integrated environmental monitor (iemStatusProbesTable).

    It gives Celsius (1) or Fahrenheit (2) as it is set. Status: disconnected 1, connected 2. The option
    `sensor` is the probe's number.
    """
    at = str(device.options.get("sensor", 1))
    link = TableRow("", f"{_IEM}.3.{at}", ValueKind.CODE, codes={2: "ok"}, unknown=frozenset({1}))
    unit = TableRow("", f"{_IEM}.5.{at}", ValueKind.CODE, codes={1: "celsius", 2: "fahrenheit"})
    celsius = replace(TEMPERATURE, oid=f"{_IEM}.4.{at}")
    fahrenheit = replace(celsius, most=to_fahrenheit(celsius.most))
    humidity = replace(HUMIDITY, oid=f"{_IEM}.6.{at}", unknown=_NO_HUMIDITY)

    def temperature(answers: Answers, now_s: float) -> Reading:
        scale = decode(unit, answers.get(unit.oid), now_s)
        if scale.quality is not Quality.GOOD:
            return reading(celsius, scale.quality, None, now_s, answers.get(celsius.oid))
        if scale.value == "celsius":
            return if_linked(link, celsius, answers, now_s)
        return in_celsius(if_linked(link, fahrenheit, answers, now_s))

    def readings(answers: Answers, now_s: float) -> tuple[Reading, ...]:
        return temperature(answers, now_s), if_linked(link, humidity, answers, now_s)

    return ProbeFamily((link.oid, unit.oid, celsius.oid, humidity.oid), readings)
