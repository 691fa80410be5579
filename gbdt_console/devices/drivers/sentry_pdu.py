"""Reads the outlet states of a Server Technology PDU by Sentry4-MIB (1718.4) or Sentry3-MIB (1718.3).

Both are below 1.3.6.1.4.1. Outlets are those of the first unit's first cord (Sentry 3: tower and infeed). Off
is 0 in the states and 2 as a command. Errors of an outlet (4 and more) are no state. The load is that of
the first cord's first line, by Sentry4-MIB alone.
"""

from gbdt_console.devices.driver import pdu_driver
from gbdt_console.devices.snmp.outlets import LoadTable, OutletBranch

_SENTRY3, _SENTRY4 = "1.3.6.1.4.1.1718.3.2.3.1", "1.3.6.1.4.1.1718.4.1.8"
_CODES = {0: "off", 1: "on", 2: "pending_off", 3: "pending_on"}
_LINES = "1.3.6.1.4.1.1718.4.1.4.3.1"
_LINE_STATES = {0: "normal", 14: "low", 15: "low", 16: "near_overload", 17: "overload"}
_LOAD = LoadTable("", "", f"{_LINES}.3.1.1", f"{_LINES}.2.1.1", _LINE_STATES, per_ampere=100)
BRANCHES = (
    OutletBranch(f"{_SENTRY4}.3.1.1.1.1", _CODES, (_LOAD,), commands=f"{_SENTRY4}.5.1.2.1.1", off=2),
    OutletBranch(f"{_SENTRY3}.5.1.1", _CODES, commands=f"{_SENTRY3}.11.1.1", off=2),
)

SPEC = pdu_driver("sentry-pdu", lambda _: BRANCHES, fits=("1.3.6.1.4.1.1718",))
