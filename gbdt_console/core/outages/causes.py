"""Defines the causes of outages, and the cause that a diagnosis proposes."""

from collections.abc import Mapping
from enum import StrEnum

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType, ContactRole
from gbdt_console.core.diagnosis.verdict_table import Confidence, Verdict
from gbdt_console.core.quick_dataclass import dataclass


class OutageCause(StrEnum):
    """Names why an outage happened.

    UNKNOWN must be found out within OutageRules.recover_within_s after the outage is closed.
    """

    LINE = "line"
    CARRIER_EQUIPMENT = "carrier-equipment"
    POWER_GRID = "power-grid"
    POWER_UPS = "power-ups"
    CODEC = "codec"
    MCU = "mcu"
    AV_SOUND = "av-sound"
    AV_PICTURE = "av-picture"
    CONTENT = "content"
    LAN = "lan"
    OPERATOR = "operator"
    ENVIRONMENT = "environment"
    LOAD = "load"
    PLANNED = "planned"
    MONITOR_BLIND = "monitor-blind"
    UNKNOWN = "unknown"

    @property
    def counts_against_carrier(self) -> bool:
        """Whether the carrier's contract answers for the outage."""
        return self in (OutageCause.LINE, OutageCause.CARRIER_EQUIPMENT)

    @property
    def contact(self) -> ContactRole:
        return _CONTACTS.get(self, ContactRole.SITE)


CUTTING = (AlarmType.SITE_LOST, AlarmType.CODEC_LOST)
"""Alarm types that cut one site off."""

_CONTACTS = {
    OutageCause.LINE: ContactRole.CARRIER,
    OutageCause.CARRIER_EQUIPMENT: ContactRole.CARRIER,
    OutageCause.LOAD: ContactRole.CARRIER,
    OutageCause.MCU: ContactRole.CENTRE,
    OutageCause.MONITOR_BLIND: ContactRole.CENTRE,
}


@dataclass(frozen=True, slots=True)
class ProposedCause:
    """Holds the cause that the diagnosis proposes; a person decides.

    confidence: the diagnosis's confidence; empty where nothing was diagnosed
    """

    cause: OutageCause = OutageCause.UNKNOWN
    confidence: str = ""


NOTHING_PROPOSED = ProposedCause()

_OF_VERDICT: Mapping[str, OutageCause] = {
    Verdict.LINE: OutageCause.LINE,
    Verdict.LINE_OR_ROUTER: OutageCause.LINE,
    Verdict.LINE_DEGRADED: OutageCause.LINE,
    Verdict.UPSTREAM_NODE: OutageCause.CARRIER_EQUIPMENT,
    Verdict.UPSTREAM_CONGESTED: OutageCause.LOAD,
    Verdict.SITE_POWER: OutageCause.POWER_GRID,
    Verdict.CODEC_OR_LAN: OutageCause.CODEC,
    Verdict.CODEC_UNPLUGGED: OutageCause.LAN,
    Verdict.MONITOR_BLIND: OutageCause.MONITOR_BLIND,
    Verdict.ROUTER_RESTARTED: OutageCause.LAN,
}


def propose_cause(key: AlarmKey, verdict: str, confidence: str) -> ProposedCause:
    """Return the cause that an alarm's diagnosis proposes.

    verdict: a Verdict; empty where nothing was diagnosed
    confidence: its Confidence; empty where nothing was diagnosed
    """
    if key.type == AlarmType.MCU_LOST:
        return ProposedCause(OutageCause.MCU, Confidence.MEDIUM)
    cause = _OF_VERDICT.get(verdict, OutageCause.UNKNOWN)
    return ProposedCause(cause, confidence if cause is not OutageCause.UNKNOWN else "")
