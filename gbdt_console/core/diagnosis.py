"""Which part failed: from facts about one site to a verdict, by a table."""

from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.evidence import Evidence


class Verdict(StrEnum):
    """What the facts say. LINE, ROUTER_RESTARTED and SITE_POWER may also be decided on return."""

    NORMAL = "normal"
    UNDECIDED = "undecided"
    MONITOR_BLIND = "monitor-blind"
    SITE_POWER = "site-power"
    UPSTREAM_NODE = "upstream-node"
    LINE_OR_ROUTER = "line-or-router"
    LINE = "line"
    ROUTER_RESTARTED = "router-restarted"
    CODEC_OR_LAN = "codec-or-lan"
    CODEC_UNPLUGGED = "codec-unplugged"
    SNMP_AGENT = "snmp-agent"
    ICMP_LIMITED = "icmp-limited"
    LINE_DEGRADED = "line-degraded"
    UPSTREAM_CONGESTED = "upstream-congested"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one site. `since_s` is when the fault began (monotonic; the last good reply of what is
    lost). `upstream_id` is set where other sites of that node share the fault. `row` is the table's row."""

    verdict: Verdict
    confidence: Confidence
    since_s: float
    evidence: tuple[Evidence, ...] = ()
    upstream_id: str = ""
    row: str = ""
