"""Reads the temperature and humidity of a room from documented probe families."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gbdt_console.core.driver_options import Option, OptionType
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.apc_probes import apc_emu, apc_iem, apc_mem, apc_uio
from gbdt_console.devices.snmp.entity_sensor import entity_sensor
from gbdt_console.devices.snmp.rack_probes import geist, liebert, raritan, vertiv
from gbdt_console.devices.snmp.room_monitors import (
    akcp,
    akcp_plus,
    akcp_security,
    eaton_emp,
    eaton_emp2,
    hwg,
    netbotz,
)
from gbdt_console.devices.snmp.room_sensor import ProbeFamily
from gbdt_console.devices.snmp.table_reader import TableReader

_PORTS, _SENSORS = tuple(range(1, 9)), tuple(range(1, 15))
"""Limits the options `port` and `sensor`: APC's monitoring unit has 14 probes."""

FAMILIES: Mapping[str, Callable[[Device], ProbeFamily]] = {
    "apc-uio": apc_uio,
    "apc-iem": apc_iem,
    "apc-emu": apc_emu,
    "apc-mem": apc_mem,
    "netbotz": netbotz,
    "entity-sensor": entity_sensor,
    "geist": geist,
    "vertiv": vertiv,
    "raritan": raritan,
    "liebert": liebert,
    "hwg": hwg,
    "akcp": akcp,
    "akcp-plus": akcp_plus,
    "akcp-security": akcp_security,
    "eaton-emp": eaton_emp,
    "eaton-emp2": eaton_emp2,
}

_MAKERS = (
    "1.3.6.1.4.1.318.1.3.8", "1.3.6.1.4.1.21239", "1.3.6.1.4.1.13742", "1.3.6.1.4.1.476.1.42",
    "1.3.6.1.4.1.21796", "1.3.6.1.4.1.3854", "1.3.6.1.4.1.5528.100",
)  # fmt: skip

_MODELS: Mapping[str, str] = {
    "1.3.6.1.4.1.318.1.3.8.4": "apc-emu",
    "1.3.6.1.4.1.3854": "akcp-plus",
    "1.3.6.1.4.1.3854.1": "akcp",
    "1.3.6.1.4.1.5528.100": "netbotz",
    "1.3.6.1.4.1.476.1.42": "liebert",
    "1.3.6.1.4.1.13742": "raritan",
    "1.3.6.1.4.1.21239.5.1": "geist",
    "1.3.6.1.4.1.21239.42.1.31": "geist",
    "1.3.6.1.4.1.21239.42.1.32": "geist",
    "1.3.6.1.4.1.21239.42.1.53": "vertiv",
    "1.3.6.1.4.1.21796": "hwg",
}
"""Families by sysObjectID, as recordings of devices and MIBs have them; 318.1.3.8.4 is that of an AP9340."""


def build(device: Device) -> TableReader:
    """Make the reader of a probe of the family that the device's option `family` names."""
    family = FAMILIES[str(device.options.get("family", "apc-uio"))](device)
    return TableReader(device, family.oids, family.readings)


_OPTIONS = {
    "family": Option(OptionType.TEXT, default="apc-uio", choices=tuple(FAMILIES)),
    "port": Option(OptionType.INTEGER, default=1, choices=_PORTS),
    "sensor": Option(OptionType.INTEGER, default=1, choices=_SENSORS),
    "temperature_index": Option(OptionType.INTEGER, default=0),
    "humidity_index": Option(OptionType.INTEGER, default=0),
    "temperature_row": Option(OptionType.TEXT, default=""),
    "humidity_row": Option(OptionType.TEXT, default=""),
}

SPEC = replace(
    snmp_driver("room-probe", DeviceKind.PROBE, build, fits=_MAKERS, options=_OPTIONS), families=_MODELS
)
