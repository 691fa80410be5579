"""Which part failed: from facts about one site to a verdict, by a table.

Reasons for every row: docs/decisions/0012-diagnosis.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from gbdt_console.core.evidence import Evidence
from gbdt_console.core.sites import Intervals


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
class Diagnosis:
    """The verdict on one site. `since_s` is when the fault began (monotonic; the last good reply of what is
    lost). `upstream_id` is set where other sites of that node share the fault. `row` is the table's row."""

    verdict: Verdict
    confidence: Confidence
    since_s: float
    evidence: tuple[Evidence, ...] = ()
    upstream_id: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class DiagnosisRules:
    """What the facts are judged by.

    Sites of one node fell together when their last good replies lie within `group_window_s`; one that is not
    DOWN yet counts after `member_silence_s`. Their node is held lost `group_window_s` longer when they come
    back one by one. A reply counts as given after a loss when it came `grace_s` later: one that was under
    way at the time of the cut proves nothing. `settle_s` is how long a device may take to answer after its
    line did, `witness_s` how long an SNMP answer proves that a site lives whose router is silent. A UPS on
    battery counts for `battery_counts_s`, one on the mains for `mains_counts_s`. Loss is compared from
    `expected_losses` on: clean is at most `clean_share` of what was expected, the same is `same_losses` and
    at least `same_share` of it; delay after `compared_replies`. Other devices are awaited for
    `return_wait_s` before a router is said to have restarted alone.
    """

    group_window_s: float = 30.0
    member_silence_s: float = 3.0
    congestion_window_s: float = 300.0
    battery_counts_s: float = 600.0
    mains_counts_s: float = 60.0
    witness_s: float = 20.0
    grace_s: float = 2.0
    settle_s: float = 6.0
    expected_losses: float = 6.0
    clean_share: float = 0.2
    same_share: float = 0.5
    same_losses: int = 3
    compared_replies: int = 32
    return_wait_s: float = 180.0


def rules_for(intervals: Intervals) -> DiagnosisRules:
    """The rules where devices are read at those intervals."""
    usual = DiagnosisRules()
    return replace(
        usual,
        mains_counts_s=max(usual.mains_counts_s, 3 * intervals.snmp_idle_s),
        witness_s=max(usual.witness_s, intervals.snmp_idle_s + 5.0),
    )


class AnchorsFact(StrEnum):
    """The centre's own targets; UNKNOWN where none is configured."""

    OK = "ok"
    SILENT = "silent"
    UNKNOWN = "unknown"


class RouterFact(StrEnum):
    """The line's own target. POOR answers, with more loss or delay than the contract allows."""

    OK = "ok"
    SUSPECT = "suspect"
    DOWN = "down"
    POOR = "poor"
    UNKNOWN = "unknown"


class CodecFact(StrEnum):
    """The codec's ping, judged beside the router's.

    ANSWERS while the router is DOWN may be any device of the site. CLEAN and SAME compare it with a POOR
    router. WAITING is seen, but not yet long enough to be judged. NONE is a site without a codec.
    """

    ANSWERS = "answers"
    DOWN = "down"
    CLEAN = "clean"
    SAME = "same"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    NONE = "none"


class AgentFact(StrEnum):
    """The codec's SNMP; UNKNOWN also where it is not read."""

    ANSWERS = "answers"
    SILENT = "silent"
    UNKNOWN = "unknown"


class PowerFact(StrEnum):
    """The last word of the site's UPS, if it is young enough to count."""

    NORMAL = "normal"
    BATTERY = "battery"
    UNKNOWN = "unknown"


class GroupFact(StrEnum):
    """The other sites of the same upstream node. UNKNOWN where the line names none."""

    OK = "ok"
    LOST = "lost"
    LOSSY = "lossy"
    UNKNOWN = "unknown"


class PortFact(StrEnum):
    """The router's port to the codec, read since the codec fell silent."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SiteCondition:
    """All that is known of one site at one moment; what is not known is UNKNOWN, never good or bad."""

    anchors: AnchorsFact = AnchorsFact.UNKNOWN
    router: RouterFact = RouterFact.UNKNOWN
    codec: CodecFact = CodecFact.UNKNOWN
    agent: AgentFact = AgentFact.UNKNOWN
    power: PowerFact = PowerFact.UNKNOWN
    group: GroupFact = GroupFact.UNKNOWN
    port: PortFact = PortFact.UNKNOWN


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One line of the table: an empty set takes anything."""

    name: str
    verdict: Verdict
    confidence: Confidence = Confidence.HIGH
    anchors: frozenset[AnchorsFact] = frozenset()
    router: frozenset[RouterFact] = frozenset()
    codec: frozenset[CodecFact] = frozenset()
    agent: frozenset[AgentFact] = frozenset()
    power: frozenset[PowerFact] = frozenset()
    group: frozenset[GroupFact] = frozenset()
    port: frozenset[PortFact] = frozenset()

    def fits(self, facts: SiteCondition) -> bool:
        return (
            (not self.router or facts.router in self.router)
            and (not self.codec or facts.codec in self.codec)
            and (not self.anchors or facts.anchors in self.anchors)
            and (not self.group or facts.group in self.group)
            and (not self.power or facts.power in self.power)
            and (not self.port or facts.port in self.port)
            and (not self.agent or facts.agent in self.agent)
        )


_SEES = frozenset({AnchorsFact.OK})
_DOWN = frozenset({RouterFact.DOWN})
_POOR = frozenset({RouterFact.POOR})
_ANSWERING = frozenset({RouterFact.OK, RouterFact.POOR})
_CODEC_DOWN = frozenset({CodecFact.DOWN})
_NO_CODEC = frozenset({CodecFact.NONE, CodecFact.UNKNOWN})
_WAITING = frozenset({CodecFact.WAITING})
_BATTERY = frozenset({PowerFact.BATTERY})
_LOST = frozenset({GroupFact.LOST})
_LOSSY = frozenset({GroupFact.LOSSY})
_MEDIUM = Confidence.MEDIUM

TABLE: tuple[VerdictRow, ...] = (
    VerdictRow("blind", Verdict.MONITOR_BLIND, anchors=frozenset({AnchorsFact.SILENT})),
    VerdictRow("router-quiet", Verdict.ICMP_LIMITED, router=_DOWN, codec=frozenset({CodecFact.ANSWERS})),
    VerdictRow("down-waiting", Verdict.UNDECIDED, _MEDIUM, router=_DOWN, codec=_WAITING),
    VerdictRow(
        "upstream", Verdict.UPSTREAM_NODE,
        anchors=_SEES, router=_DOWN, codec=_CODEC_DOWN, power=frozenset({PowerFact.NORMAL}), group=_LOST,
    ),
    VerdictRow("upstream-few-facts", Verdict.UPSTREAM_NODE, _MEDIUM, router=_DOWN, group=_LOST),
    VerdictRow(
        "power", Verdict.SITE_POWER,
        anchors=_SEES, router=_DOWN, codec=_CODEC_DOWN, power=_BATTERY, group=frozenset({GroupFact.OK}),
    ),
    VerdictRow("power-few-facts", Verdict.SITE_POWER, _MEDIUM, router=_DOWN, power=_BATTERY),
    VerdictRow("line-or-router", Verdict.LINE_OR_ROUTER, _MEDIUM, router=_DOWN),
    VerdictRow(
        "codec-quiet", Verdict.ICMP_LIMITED,
        router=_ANSWERING, codec=_CODEC_DOWN, agent=frozenset({AgentFact.ANSWERS}),
    ),
    VerdictRow(
        "codec-unplugged", Verdict.CODEC_UNPLUGGED,
        router=_ANSWERING, codec=_CODEC_DOWN, port=frozenset({PortFact.DOWN}),
    ),
    VerdictRow("codec-or-lan", Verdict.CODEC_OR_LAN, _MEDIUM, router=_ANSWERING, codec=_CODEC_DOWN),
    VerdictRow("rate-limit", Verdict.ICMP_LIMITED, router=_POOR, codec=frozenset({CodecFact.CLEAN})),
    VerdictRow("loss-waiting", Verdict.UNDECIDED, _MEDIUM, router=_POOR, codec=_WAITING),
    VerdictRow("congestion", Verdict.UPSTREAM_CONGESTED, _MEDIUM, router=_POOR, group=_LOSSY),
    VerdictRow("loss", Verdict.LINE_DEGRADED, router=_POOR, codec=frozenset({CodecFact.SAME})),
    VerdictRow("loss-few-facts", Verdict.LINE_DEGRADED, _MEDIUM, router=_POOR),
    VerdictRow(
        "codec-waiting", Verdict.UNDECIDED, _MEDIUM, router=frozenset({RouterFact.OK}), codec=_WAITING,
    ),
    VerdictRow(
        "agent", Verdict.SNMP_AGENT,
        router=frozenset({RouterFact.OK}),
        codec=frozenset({CodecFact.ANSWERS}),
        agent=frozenset({AgentFact.SILENT}),
    ),
    VerdictRow("normal", Verdict.NORMAL, router=frozenset({RouterFact.OK})),
)  # fmt: skip
"""The first row that fits decides; where none does, nothing is decided."""

NOTHING_FITS = VerdictRow("undecided", Verdict.UNDECIDED, _MEDIUM)

OUTAGES = frozenset({Verdict.SITE_POWER, Verdict.UPSTREAM_NODE, Verdict.LINE_OR_ROUTER})
"""The verdicts of a site that is cut off."""

CODEC_LOST = frozenset({Verdict.CODEC_OR_LAN, Verdict.CODEC_UNPLUGGED})
"""The verdicts of a codec that is lost behind a router that answers."""


def diagnose(facts: SiteCondition, table: Sequence[VerdictRow] = TABLE) -> VerdictRow:
    """The row that decides."""
    for row in table:
        if row.fits(facts):
            return row
    return NOTHING_FITS


def still_stands(verdict: Verdict, facts: SiteCondition) -> bool:
    """Whether facts that decide nothing leave an earlier verdict standing: nothing seen contradicts it."""
    match verdict:
        case Verdict.SITE_POWER | Verdict.UPSTREAM_NODE | Verdict.LINE_OR_ROUTER:
            return facts.router not in _ANSWERING
        case Verdict.CODEC_OR_LAN | Verdict.CODEC_UNPLUGGED:
            return facts.codec not in (CodecFact.ANSWERS, CodecFact.CLEAN, CodecFact.SAME)
        case Verdict.SNMP_AGENT:
            return facts.agent is not AgentFact.ANSWERS
        case Verdict.LINE_DEGRADED | Verdict.UPSTREAM_CONGESTED | Verdict.ICMP_LIMITED:
            return facts.router is not RouterFact.OK
        case _:
            return False
