"""Reads an Asterisk by ASTERISK-MIB (1.3.6.1.4.1.22736.1), as its module res_snmp fills it."""

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.monitoring.readings import Unit
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.decoding import TableRow, ValueKind
from gbdt_console.devices.snmp.table_reader import reader_of

_ASTERISK = "1.3.6.1.4.1.22736.1"
_MOST = 1_000_000
"""Limits a plausible number of calls or channels."""

TABLE = (
    TableRow("mcu.version", f"{_ASTERISK}.1.1.0", ValueKind.TEXT),
    TableRow(
        "mcu.uptime",
        f"{_ASTERISK}.2.1.0",
        unit=Unit.SECOND,
        per_unit=100,
        most=42949672.95,
        unknown=frozenset(),
    ),
    TableRow("mcu.calls", f"{_ASTERISK}.2.5.0", most=_MOST),
    TableRow("mcu.channels", f"{_ASTERISK}.5.1.0", most=_MOST),
    TableRow("mcu.channels_bridged", f"{_ASTERISK}.5.5.1.0", most=_MOST),
)
"""mcu.uptime is Asterisk's own, in TimeTicks; device.uptime is the SNMP agent's."""

SPEC = DriverSpec(
    "asterisk-mib", DriverOffer(kinds=frozenset({DeviceKind.CODEC}), needs_snmp=True), reader_of(TABLE)
)
