"""Reads a Poly codec (Group, Trio, VideoOS, Studio X) by POLYCOM-ENDPOINT-MIB (1.3.6.1.4.1.13885.101).

All states of the MIB are disabled 1, ok 2, failed 3. No object tells whether a microphone is muted.
"""

from gbdt_console.core.driver_options import DriverOffer
from gbdt_console.core.monitoring.readings import Unit
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.snmp.decoding import TableRow, ValueKind
from gbdt_console.devices.snmp.table_reader import reader_of

_POLY = "1.3.6.1.4.1.13885.101.1"
_STATES = {1: "disabled", 2: "ok", 3: "failed"}


def _state(metric: str, tail: str) -> TableRow:
    return TableRow(metric, f"{_POLY}.{tail}", ValueKind.CODE, codes=_STATES)


TABLE = (
    TableRow("codec.model", f"{_POLY}.1.4.0", ValueKind.TEXT),
    TableRow("codec.software", f"{_POLY}.1.1.0", ValueKind.TEXT),
    _state("codec.health", "1.6.0"),
    _state("codec.hardware", "3.1.0"),
    _state("codec.gatekeeper", "2.7.2.0"),
    _state("codec.sip", "2.8.3.1.2.1"),
    _state("codec.microphones", "3.5.1.0"),
    _state("codec.camera", "3.6.1.0"),
    TableRow("codec.conferences", f"{_POLY}.5.1.0", unit=Unit.NONE, most=1_000),
)
"""codec.gatekeeper and codec.sip are registrations; codec.sip is that of the first SIP server."""

SPEC = DriverSpec(
    "polycom-endpoint",
    DriverOffer(kinds=frozenset({DeviceKind.CODEC}), needs_snmp=True),
    reader_of(TABLE),
    fits=("1.3.6.1.4.1.2684", "1.3.6.1.4.1.13885"),
)
