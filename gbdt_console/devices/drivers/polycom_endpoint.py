"""Reads a Poly codec (Group, Trio, VideoOS, Studio X) by POLYCOM-ENDPOINT-MIB (1.3.6.1.4.1.13885.101).

All states of the MIB are disabled 1, ok 2, failed 3. No object tells whether a microphone is muted.
"""

from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import snmp_driver
from gbdt_console.devices.snmp.rows import code, number, text
from gbdt_console.devices.snmp.table_reader import reader_of

_POLY = "1.3.6.1.4.1.13885.101.1"
_STATES = {1: "disabled", 2: "ok", 3: "failed"}

TABLE = (
    text("codec.model", f"{_POLY}.1.4.0"),
    text("codec.software", f"{_POLY}.1.1.0"),
    code("codec.health", f"{_POLY}.1.6.0", _STATES),
    code("codec.hardware", f"{_POLY}.3.1.0", _STATES),
    code("codec.gatekeeper", f"{_POLY}.2.7.2.0", _STATES),
    code("codec.sip", f"{_POLY}.2.8.3.1.2.1", _STATES),
    code("codec.microphones", f"{_POLY}.3.5.1.0", _STATES),
    code("codec.camera", f"{_POLY}.3.6.1.0", _STATES),
    number("codec.conferences", f"{_POLY}.5.1.0"),
)
"""codec.gatekeeper and codec.sip are registrations; codec.sip is that of the first SIP server."""

SPEC = snmp_driver(
    "polycom-endpoint", DeviceKind.CODEC, reader_of(TABLE), fits=("1.3.6.1.4.1.2684", "1.3.6.1.4.1.13885")
)
