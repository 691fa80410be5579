"""Decides which part of a site failed, by a table over facts.

docs/decisions/0012-diagnosis.md gives the reason for each row.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from gbdt_console.core.evidence import Evidence
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Intervals


class Verdict(StrEnum):
    """Names what failed. LINE, ROUTER_RESTARTED and SITE_POWER may be decided when the site is back."""

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
    CALL_SERVICE = "call-service"
    SNMP_AGENT = "snmp-agent"
    ICMP_LIMITED = "icmp-limited"
    LINE_DEGRADED = "line-degraded"
    UPSTREAM_CONGESTED = "upstream-congested"


class Confidence(StrEnum):
    """Says how sure a verdict is. MEDIUM where the facts leave another verdict possible."""

    HIGH = "high"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Holds the verdict on one site.

    since_s: when the fault began, the last good reply of the lost target; monotonic seconds.
    upstream_id: the upstream node, where other sites of it share the fault; else empty.
    row: the name of the table's row that decided.
    """

    verdict: Verdict
    confidence: Confidence
    since_s: float
    evidence: tuple[Evidence, ...] = ()
    upstream_id: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class DiagnosisRules:
    """Holds the limits of the diagnosis; names ending in _s are seconds.

    group_window_s: sites of a node fell together when their last good replies lie within this; their node
        stays lost this much longer while they return one by one.
    member_silence_s: a site that is not DOWN yet counts for its node after this silence.
    congestion_window_s: lossy sites of a node count together within this.
    coincidence_chance: a site's losses coincide with its node's if independent losses do so more rarely.
    battery_counts_s: a UPS's report of battery counts this long.
    mains_counts_s: a UPS's report of mains counts this long.
    witness_s: an SNMP answer proves this long that a site with a silent router is alive.
    grace_s: a reply proves life after a loss only this much later, since it may have been under way.
    settle_s: a device may need this long to answer after its line does.
    expected_losses: the codec's loss is compared once the line's loss makes this many losses likely.
    clean_share: a codec with at most this share of the expected losses is clean.
    same_share: a codec with at least this share of the expected losses has the same loss.
    same_losses: a codec has the same loss from this many losses on.
    compared_replies: the codec's delay is compared from this many replies on.
    return_wait_s: other devices are awaited this long before a router counts as restarted alone.
    """

    group_window_s: float = 30.0
    member_silence_s: float = 3.0
    congestion_window_s: float = 300.0
    coincidence_chance: float = 0.001
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
    """Return the rules for devices that are read at those intervals."""
    default = DiagnosisRules()
    return replace(
        default,
        mains_counts_s=max(default.mains_counts_s, 3 * intervals.snmp_idle_s),
        witness_s=max(default.witness_s, intervals.snmp_idle_s + 5.0),
    )


class AnchorsFact(StrEnum):
    """Describes the centre's anchors; UNKNOWN where none is configured."""

    OK = "ok"
    SILENT = "silent"
    UNKNOWN = "unknown"


class RouterFact(StrEnum):
    """Describes the line's target. POOR answers with more loss or delay than the contract allows."""

    OK = "ok"
    SUSPECT = "suspect"
    DOWN = "down"
    POOR = "poor"
    UNKNOWN = "unknown"


class CodecFact(StrEnum):
    """Describes the codec's ping beside the router's.

    ANSWERS: the codec answers; while the router is DOWN, any device of the site does.
    DOWN: the codec is lost.
    CLEAN: the codec has neither the loss nor the delay of a POOR router.
    SAME: the codec has the loss or delay of a POOR router.
    WAITING: the codec is observed, but not long enough to be judged.
    UNKNOWN: no fresh sample.
    NONE: the site has no codec.
    """

    ANSWERS = "answers"
    DOWN = "down"
    CLEAN = "clean"
    SAME = "same"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    NONE = "none"


class AgentFact(StrEnum):
    """Describes the codec's SNMP agent; UNKNOWN also where it is not read."""

    ANSWERS = "answers"
    SILENT = "silent"
    UNKNOWN = "unknown"


class CallsFact(StrEnum):
    """Describes the codec's call service.

    ANSWERS: it answered lately; while the codec's ping is DOWN, after that began.
    SILENT: it answered once and does not any more, while the codec's ping does.
    UNKNOWN: it is not asked, never answered, or is not judged yet.
    """

    ANSWERS = "answers"
    SILENT = "silent"
    UNKNOWN = "unknown"


class PowerFact(StrEnum):
    """Describes the last report of the site's UPSes. UNKNOWN where no report is young enough to count."""

    NORMAL = "normal"
    BATTERY = "battery"
    UNKNOWN = "unknown"


class GroupFact(StrEnum):
    """Describes the other sites of the upstream node. UNKNOWN where the line names none."""

    OK = "ok"
    LOST = "lost"
    LOSSY = "lossy"
    UNKNOWN = "unknown"


class PortFact(StrEnum):
    """Describes the router's port to the codec. It counts only if it was read after the codec fell silent."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SiteCondition:
    """Holds the facts about one site at one moment. An unknown fact is UNKNOWN, never good or bad.

    anchors: the centre's own targets.
    router: the line's target.
    agent: the codec's SNMP agent.
    power: the UPSes' last report.
    group: the other sites of the upstream node.
    port: the router's port to the codec.
    calls: the codec's call service.
    """

    anchors: AnchorsFact = AnchorsFact.UNKNOWN
    router: RouterFact = RouterFact.UNKNOWN
    codec: CodecFact = CodecFact.UNKNOWN
    agent: AgentFact = AgentFact.UNKNOWN
    power: PowerFact = PowerFact.UNKNOWN
    group: GroupFact = GroupFact.UNKNOWN
    port: PortFact = PortFact.UNKNOWN
    calls: CallsFact = CallsFact.UNKNOWN


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """Holds one row of the table; an empty set matches any fact.

    anchors, router, codec, agent, power, group, port, calls: the facts that match, as in SiteCondition.
    """

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
    calls: frozenset[CallsFact] = frozenset()

    def fits(self, facts: SiteCondition) -> bool:
        """Whether the facts match the row. The facts that exclude most rows are compared first."""
        return (
            (not self.router or facts.router in self.router)
            and (not self.codec or facts.codec in self.codec)
            and (not self.anchors or facts.anchors in self.anchors)
            and (not self.group or facts.group in self.group)
            and (not self.power or facts.power in self.power)
            and (not self.port or facts.port in self.port)
            and (not self.agent or facts.agent in self.agent)
            and (not self.calls or facts.calls in self.calls)
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
        "codec-quiet-calls", Verdict.ICMP_LIMITED,
        router=_ANSWERING, codec=_CODEC_DOWN, calls=frozenset({CallsFact.ANSWERS}),
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
        "calls", Verdict.CALL_SERVICE,
        router=frozenset({RouterFact.OK}),
        codec=frozenset({CodecFact.ANSWERS}),
        calls=frozenset({CallsFact.SILENT}),
    ),
    VerdictRow(
        "agent", Verdict.SNMP_AGENT,
        router=frozenset({RouterFact.OK}),
        codec=frozenset({CodecFact.ANSWERS}),
        agent=frozenset({AgentFact.SILENT}),
    ),
    VerdictRow("normal", Verdict.NORMAL, router=frozenset({RouterFact.OK})),
)  # fmt: skip
"""The first matching row decides; where none matches, the verdict is UNDECIDED."""

NOTHING_FITS = VerdictRow("undecided", Verdict.UNDECIDED, _MEDIUM)

OUTAGES = frozenset({Verdict.SITE_POWER, Verdict.UPSTREAM_NODE, Verdict.LINE_OR_ROUTER})
"""The verdicts that mean a site is cut off."""

CODEC_LOST = frozenset({Verdict.CODEC_OR_LAN, Verdict.CODEC_UNPLUGGED})
"""The verdicts that mean a codec is lost while its router answers."""


def diagnose(facts: SiteCondition, table: Sequence[VerdictRow] = TABLE) -> VerdictRow:
    """Return the first row that matches the facts, or NOTHING_FITS."""
    for row in table:
        if row.fits(facts):
            return row
    return NOTHING_FITS


def still_stands(verdict: Verdict, facts: SiteCondition) -> bool:
    """Whether undecided facts keep an earlier verdict: none contradicts it."""
    match verdict:
        case Verdict.SITE_POWER | Verdict.UPSTREAM_NODE | Verdict.LINE_OR_ROUTER:
            return facts.router not in _ANSWERING
        case Verdict.CODEC_OR_LAN | Verdict.CODEC_UNPLUGGED:
            return facts.codec not in (CodecFact.ANSWERS, CodecFact.CLEAN, CodecFact.SAME)
        case Verdict.CALL_SERVICE:
            return facts.calls is not CallsFact.ANSWERS
        case Verdict.SNMP_AGENT:
            return facts.agent is not AgentFact.ANSWERS
        case Verdict.LINE_DEGRADED | Verdict.UPSTREAM_CONGESTED | Verdict.ICMP_LIMITED:
            return facts.router is not RouterFact.OK
        case _:
            return False
