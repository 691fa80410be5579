"""Reads an Asterisk by ASTERISK-MIB (1.3.6.1.4.1.22736.1), as its module res_snmp fills it."""

from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.rows import number, text
from gbdt_console.devices.snmp.table_reader import reader_of

_ASTERISK = "1.3.6.1.4.1.22736.1"

TABLE = (
    text("mcu.version", f"{_ASTERISK}.1.1.0"),
    number("mcu.uptime", f"{_ASTERISK}.2.1.0", per_unit=100, unknown=frozenset()),
    number("mcu.calls", f"{_ASTERISK}.2.5.0"),
    number("mcu.channels", f"{_ASTERISK}.5.1.0"),
    number("mcu.channels_bridged", f"{_ASTERISK}.5.5.1.0"),
)
"""mcu.uptime is Asterisk's own, in TimeTicks; device.uptime is the SNMP agent's."""

SPEC = snmp_driver("asterisk-mib", DeviceKind.CODEC, reader_of(TABLE))
