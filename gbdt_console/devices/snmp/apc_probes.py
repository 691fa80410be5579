"""Reads APC's room probes by PowerNet-MIB."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from gbdt_console.core.monitoring.readings import Quality, Reading
from gbdt_console.core.sites import Device
from gbdt_console.devices.snmp.combine import finest
from gbdt_console.devices.snmp.decoding import DONT_KNOW, Answers, TableRow
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
_EMU, _EMU_UNIT = "1.3.6.1.4.1.318.1.1.10.3.13.1.1", "1.3.6.1.4.1.318.1.1.10.3.12.11.0"
_MEM = "1.3.6.1.4.1.318.1.1.10.4.2"

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
    return _scaled(link, f"{_IEM}.4.{at}", f"{_IEM}.6.{at}", (f"{_IEM}.5.{at}",))


def apc_emu(device: Device) -> ProbeFamily:
    """Make the family of APC's environmental monitoring unit (emsProbeStatusTable).

    It gives whole degrees in the unit of emsStatusSysTempUnits. CommStatus: never discovered 1, established
    2, lost 3; a probe that was never there has a value too. The option `sensor` is the probe's number.
    """
    at = str(device.options.get("sensor", 1))
    link = code("", f"{_EMU}.10.{at}", {2: "ok"}, unknown=frozenset({1, 3}))
    return _scaled(link, f"{_EMU}.3.{at}", f"{_EMU}.6.{at}", (_EMU_UNIT,))


def apc_mem(device: Device) -> ProbeFamily:
    """Make the family of APC's modular environmental manager (memSensorsStatusTable).

    It gives whole degrees in the unit of memSensorsStatusSysTempUnits, else of emsStatusSysTempUnits.
    CommStatus is that of `apc_uio`. The options `port` and `sensor` name the probe; the main module, 0 in the
    MIB, is port 1.
    """
    at = f"{int(device.options.get('port', 1)) - 1}.{device.options.get('sensor', 1)}"
    link = code("", f"{_MEM}.3.1.7.{at}", {2: "ok"}, unknown=frozenset({1, 3}))
    return _scaled(link, f"{_MEM}.3.1.5.{at}", f"{_MEM}.3.1.6.{at}", (f"{_MEM}.1.0", _EMU_UNIT))


def _scaled(link: TableRow, temperature: str, humidity: str, units: Sequence[str]) -> ProbeFamily:
    """Make a family that is set to Celsius (1) or Fahrenheit (2); a probe that is not linked is unknown.

    units: objects that tell the unit, the first that a card has
    """
    scales = [code("", oid, {1: "celsius", 2: "fahrenheit"}) for oid in units]
    celsius = replace(TEMPERATURE, oid=temperature)
    fahrenheit = replace(celsius, most=to_fahrenheit(celsius.most))
    damp = replace(HUMIDITY, oid=humidity, unknown=_NO_HUMIDITY)

    def warm(answers: Answers) -> Reading:
        scale = finest(answers.read_all(scales))
        if scale.quality is not Quality.GOOD:
            return answers.doubt(celsius, scale.quality)
        if scale.value == "celsius":
            return if_linked(link, celsius, answers)
        return in_celsius(if_linked(link, fahrenheit, answers))

    return ProbeFamily(
        (link.oid, *units, temperature, humidity),
        lambda answers: [warm(answers), if_linked(link, damp, answers)],
    )
