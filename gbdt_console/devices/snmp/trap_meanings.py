"""Gives the meaning of a trap from its OID and variables.

Sources: RFC 3418 (standard traps), RFC 1628 (UPS-MIB), PowerNet-MIB (APC), XUPS-MIB (Eaton), MG-SNMP-UPS-MIB
(MGE), and Polycom's endpoint MIB.
"""

from collections.abc import Mapping, Sequence

from gbdt_console.core.clean_text import clean
from gbdt_console.core.monitoring.traps import TrapCode
from gbdt_console.devices.snmp.client import SnmpValue
from gbdt_console.devices.snmp.decoding import show_raw

_STANDARD = "1.3.6.1.6.3.1.1.5"
_UPS = "1.3.6.1.2.1.33"
_APC = "1.3.6.1.4.1.318.0"
_EATON = "1.3.6.1.4.1.534.1.11.4.1.0"
_MGE = "1.3.6.1.4.1.705.1.11.0"
_POLYCOM = "1.3.6.1.4.1.13885.101.0"

_MEANINGS: Mapping[str, TrapCode] = {
    f"{_STANDARD}.1": TrapCode.COLD_START,
    f"{_STANDARD}.2": TrapCode.WARM_START,
    f"{_STANDARD}.3": TrapCode.LINK_DOWN,
    f"{_STANDARD}.4": TrapCode.LINK_UP,
    f"{_STANDARD}.5": TrapCode.AUTHENTICATION_FAILURE,
    f"{_UPS}.2.1": TrapCode.UPS_ON_BATTERY,
    f"{_APC}.5": TrapCode.UPS_ON_BATTERY,
    f"{_APC}.7": TrapCode.UPS_LOW_BATTERY,
    f"{_APC}.9": TrapCode.UPS_POWER_RESTORED,
    f"{_EATON}.3": TrapCode.UPS_ON_BATTERY,
    f"{_EATON}.4": TrapCode.UPS_LOW_BATTERY,
    f"{_EATON}.5": TrapCode.UPS_POWER_RESTORED,
    f"{_MGE}.5": TrapCode.UPS_LOW_BATTERY,
    f"{_MGE}.11": TrapCode.UPS_ON_BATTERY,
    f"{_MGE}.17": TrapCode.UPS_MAINS_LOST,
    f"{_MGE}.18": TrapCode.UPS_POWER_RESTORED,
    f"{_POLYCOM}.70": TrapCode.GATEKEEPER_LOST,
    f"{_POLYCOM}.71": TrapCode.GATEKEEPER_OK,
    f"{_POLYCOM}.72": TrapCode.SIP_LOST,
    f"{_POLYCOM}.73": TrapCode.SIP_OK,
    f"{_POLYCOM}.76": TrapCode.CAMERA_LOST,
    f"{_POLYCOM}.77": TrapCode.CAMERA_OK,
    f"{_POLYCOM}.78": TrapCode.CALL_CONNECTED,
    f"{_POLYCOM}.79": TrapCode.CALL_DISCONNECTED,
    f"{_POLYCOM}.80": TrapCode.CALL_FAILED,
    f"{_POLYCOM}.81": TrapCode.JITTER_HIGH,
    f"{_POLYCOM}.82": TrapCode.JITTER_OK,
    f"{_POLYCOM}.83": TrapCode.LATENCY_HIGH,
    f"{_POLYCOM}.84": TrapCode.LATENCY_OK,
    f"{_POLYCOM}.85": TrapCode.PACKET_LOSS_HIGH,
    f"{_POLYCOM}.86": TrapCode.PACKET_LOSS_OK,
}

_ALARM_DESCRIPTION = f"{_UPS}.1.6.2.1.2"
_ALARMS_ADDED: Mapping[str, TrapCode] = {
    f"{_UPS}.1.6.3.2": TrapCode.UPS_ON_BATTERY,
    f"{_UPS}.1.6.3.3": TrapCode.UPS_LOW_BATTERY,
    f"{_UPS}.1.6.3.6": TrapCode.UPS_MAINS_LOST,
}
_ALARMS_REMOVED: Mapping[str, TrapCode] = {
    f"{_UPS}.1.6.3.2": TrapCode.UPS_POWER_RESTORED,
    f"{_UPS}.1.6.3.6": TrapCode.UPS_POWER_RESTORED,
}
_ALARMS_OF_TRAP = {f"{_UPS}.2.3": _ALARMS_ADDED, f"{_UPS}.2.4": _ALARMS_REMOVED}
"""RFC 1628 has no trap for a low battery or returned mains: the UPS sends an entry of its alarm table."""

_DETAIL_COLUMNS: Mapping[str, Sequence[str]] = {
    _STANDARD: ("1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.1"),
    _APC: ("1.3.6.1.4.1.318.2.3.3",),
    _POLYCOM: ("1.3.6.1.4.1.13885.101.99.6",),
}
"""Columns with a trap's detail by family, the best first: ifName, ifDescr, ifIndex; mtrapargsString; the
summary."""


def meaning_of(trap: str, values: Mapping[str, SnmpValue]) -> tuple[TrapCode, str]:
    """Return the code of a trap and its detail.

    trap: its OID in the form of version 2 (RFC 3584)
    values: its variables by OID
    """
    # A UPS-MIB trap of version 1 has one more zero in its OID than the same trap of version 2.
    known = trap.replace(f"{_UPS}.2.0.", f"{_UPS}.2.", 1)
    if known in _ALARMS_OF_TRAP:
        code = _ALARMS_OF_TRAP[known].get(str(_first(values, (_ALARM_DESCRIPTION,))))
    else:
        code = _MEANINGS.get(known)
    if code is None:
        return TrapCode.OTHER, clean(trap)
    detail = _first(values, _DETAIL_COLUMNS.get(known.rpartition(".")[0], ()))
    return code, "" if detail is None else show_raw(detail)


def _first(values: Mapping[str, SnmpValue], columns: Sequence[str]) -> SnmpValue | None:
    for column in columns:
        for name, value in values.items():
            if name.startswith(column + "."):
                return value
    return None
