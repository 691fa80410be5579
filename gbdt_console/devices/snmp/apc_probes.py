"""Reads APC's room probes by PowerNet-MIB."""

from dataclasses import replace
from functools import cache

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers
from gbdt_console.devices.snmp.room_sensor import (
    HUMIDITY,
    TEMPERATURE,
    ProbeFamily,
    if_linked,
    in_celsius,
    to_fahrenheit,
)
from gbdt_console.devices.snmp.rows import code

_UIO = "1.3.6.1.4.1.318.1.1.25.1.2.1"
_IEM = "1.3.6.1.4.1.318.1.1.10.2.3.2.1"

_NO_HUMIDITY = DONT_KNOW | {0}
"""APC writes 0 or -1 for a probe without a humidity element."""


def apc_uio(device: Device) -> ProbeFamily:
    """Make the family of APC's universal sensor port (PowerNet-MIB uioSensorStatusTable).

    It gives whole degrees Celsius and percent. CommStatus: notInstalled 1, commsOK 2, commsLost 3. The
    options `port` and `sensor` name the probe.
    """
    return _uio_at(f"{device.options.get('port', 1)}.{device.options.get('sensor', 1)}")


@cache
def _uio_at(at: str) -> ProbeFamily:
    """Make it once for all probes at one index, of which there are few: most rooms have one probe."""
    link = code("", f"{_UIO}.10.{at}", {2: "ok"}, unknown=frozenset({1, 3}))
    rows = (
        replace(TEMPERATURE, oid=f"{_UIO}.6.{at}"),
        replace(HUMIDITY, oid=f"{_UIO}.7.{at}", unknown=_NO_HUMIDITY),
    )

    return ProbeFamily(
        (link.oid, *(row.oid for row in rows)),
        lambda answers: [if_linked(link, row, answers) for row in rows],
    )


def apc_iem(device: Device) -> ProbeFamily:
    """Make the family of APC's integrated environmental monitor (iemStatusProbesTable).

    It gives Celsius (1) or Fahrenheit (2) as it is set. Status: disconnected 1, connected 2. The option
    `sensor` is the probe's number.
    """
    at = str(device.options.get("sensor", 1))
    link = code("", f"{_IEM}.3.{at}", {2: "ok"}, unknown=frozenset({1}))
    unit = code("", f"{_IEM}.5.{at}", {1: "celsius", 2: "fahrenheit"})
    celsius = replace(TEMPERATURE, oid=f"{_IEM}.4.{at}")
    fahrenheit = replace(celsius, most=to_fahrenheit(celsius.most))
    humidity = replace(HUMIDITY, oid=f"{_IEM}.6.{at}", unknown=_NO_HUMIDITY)

    def temperature(answers: Answers) -> Reading:
        scale = answers.read(unit)
        if scale.quality is not Quality.GOOD:
            return answers.doubt(celsius, scale.quality)
        if scale.value == "celsius":
            return if_linked(link, celsius, answers)
        return in_celsius(if_linked(link, fahrenheit, answers))

    return ProbeFamily(
        (link.oid, unit.oid, celsius.oid, humidity.oid),
        lambda answers: [temperature(answers), if_linked(link, humidity, answers)],
    )
