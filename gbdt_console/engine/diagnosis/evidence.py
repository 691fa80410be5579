"""Writes the observed facts behind a verdict as evidence: codes and figures."""

from collections.abc import Iterator

from gbdt_console.core.diagnosis.verdict_table import (
    AgentFact,
    AnchorsFact,
    CallsFact,
    CodecFact,
    GroupFact,
    PortFact,
    PowerFact,
    RouterFact,
    SiteCondition,
)
from gbdt_console.core.evidence import Evidence, Params
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.engine.diagnosis.site_facts import SiteFacts
from gbdt_console.engine.monitoring.ping_monitor import ProbeCount

_TRAP_COUNTS_S = 120.0
"""A trap is evidence for this many seconds."""


@dataclass(frozen=True, slots=True)
class Node:
    """Describes a site's upstream node.

    count: how many of its sites failed together; 0 if too few.
    of: how many sites it has.
    """

    name: str
    count: int
    of: int


def evidence_of(
    site: SiteFacts, facts: SiteCondition, node: Node, now_s: float, utc_offset_s: float
) -> tuple[Evidence, ...]:
    """Return the evidence of one verdict.

    utc_offset_s: added to a monotonic time, it gives UTC seconds.
    """
    return tuple(
        Evidence(code, at_s + utc_offset_s, params) for code, at_s, params in _lines(site, facts, node, now_s)
    )


def _lines(
    site: SiteFacts, facts: SiteCondition, node: Node, now_s: float
) -> Iterator[tuple[str, float, Params]]:
    is_cut = facts.router in (RouterFact.DOWN, RouterFact.SUSPECT)
    is_codec_matter = not is_cut and facts.codec in (CodecFact.DOWN, CodecFact.ANSWERS, CodecFact.WAITING)
    yield from _router(site, facts, now_s)
    yield from _codec(site, facts, now_s)
    if facts.router is RouterFact.OK or (is_codec_matter and facts.codec is CodecFact.DOWN):
        yield from _calls(site, facts, now_s)
        yield from _agent_and_port(site, facts, now_s)
    if is_cut or facts.codec is CodecFact.DOWN:
        yield from _power(site, facts, now_s)
    if is_cut or facts.router is RouterFact.POOR:
        yield from _group(facts, node, now_s)
    yield f"anchors.{facts.anchors.value}", now_s, ()
    for at_s, notice in site.traps:
        if now_s - at_s <= _TRAP_COUNTS_S:
            device = notice.device_id.partition(".")[2]
            yield "trap.seen", at_s, (("device", device), ("trap", notice.code.value))


def _router(site: SiteFacts, facts: SiteCondition, now_s: float) -> Iterator[tuple[str, float, Params]]:
    line = site.line
    if facts.router in (RouterFact.DOWN, RouterFact.SUSPECT):
        yield "router.silent", now_s, (("seconds", f"{now_s - line.since_s:.0f}"),)
    elif facts.router is RouterFact.POOR and site.comparison.is_by_loss:
        yield "loss.line", now_s, _counted(site.comparison.line)
    elif facts.router is RouterFact.POOR:
        yield "delay.line", now_s, _delayed(line.rtt_ms, line.jitter_ms)
    elif facts.router is RouterFact.OK:
        yield "router.answers", line.last_good_s or now_s, (("ms", f"{line.rtt_ms or 0.0:.0f}"),)


def _codec(site: SiteFacts, facts: SiteCondition, now_s: float) -> Iterator[tuple[str, float, Params]]:
    codec = site.codec
    if facts.codec is CodecFact.ANSWERS:
        is_codec = codec is not None and codec.last_good_s is not None and not codec.is_silent
        yield ("codec.answers" if is_codec else "site.answers"), now_s, ()
    elif codec is None:
        yield "codec.none", now_s, ()
    elif facts.codec is CodecFact.UNKNOWN:
        yield "codec.unknown", now_s, ()
    elif facts.router is RouterFact.POOR and facts.codec is not CodecFact.DOWN:
        if site.comparison.is_by_loss:
            yield "loss.codec", now_s, _counted(site.comparison.codec)
        else:
            yield "delay.codec", now_s, _delayed(codec.rtt_ms, codec.jitter_ms)
    else:
        last_s = codec.since_s if codec.last_good_s is None else codec.last_good_s
        yield "codec.silent", now_s, (("seconds", f"{now_s - last_s:.0f}"),)


def _calls(site: SiteFacts, facts: SiteCondition, now_s: float) -> Iterator[tuple[str, float, Params]]:
    silent = site.silent_service
    if silent is not None and facts.codec is CodecFact.ANSWERS:
        seconds = f"{now_s - silent.silent_since_s:.0f}"
        yield "calls.silent", now_s, (("what", str(silent.question)), ("seconds", seconds))
    elif facts.calls is CallsFact.ANSWERS:
        for service in site.calls:
            if service.answered_s is not None:
                yield "calls.answers", service.answered_s, (("what", str(service.question)),)


def _agent_and_port(
    site: SiteFacts, facts: SiteCondition, now_s: float
) -> Iterator[tuple[str, float, Params]]:
    if site.agent is not None and facts.agent is AgentFact.SILENT:
        answered_s = site.agent.answered_s
        if answered_s is None:
            yield "snmp.never-answered", now_s, ()
        else:
            yield "snmp.silent", now_s, (("seconds", f"{now_s - answered_s:.0f}"),)
    elif site.agent is not None and facts.agent is AgentFact.ANSWERS:
        yield "snmp.answers", site.agent.answered_s or now_s, ()
    if facts.codec is not CodecFact.DOWN or site.port_reader is None:
        return
    name = str(site.port_reader.device.options.get("codec_interface", ""))
    if facts.port is PortFact.UNKNOWN:
        yield "port.unknown", now_s, (("port", name),)
    else:
        yield f"port.{facts.port.value}", site.port_reader.answered_s or now_s, (("port", name),)


def _power(site: SiteFacts, facts: SiteCondition, now_s: float) -> Iterator[tuple[str, float, Params]]:
    reports = [report for report in site.ups_reports.values() if report.power is facts.power]
    if facts.power is PowerFact.UNKNOWN or not reports:
        yield "ups.unknown", now_s, ()
        return
    report = max(reports)
    code = "ups.on-battery" if facts.power is PowerFact.BATTERY else "ups.normal"
    yield code, report.at_s, (("seconds", f"{max(0.0, now_s - report.at_s):.0f}"),)


def _group(facts: SiteCondition, node: Node, now_s: float) -> Iterator[tuple[str, float, Params]]:
    params = (("count", str(node.count)), ("of", str(node.of)), ("node", node.name))
    match facts.group:
        case GroupFact.LOST if not node.count:
            yield "group.held", now_s, (("node", node.name),)
        case GroupFact.LOST:
            yield "group.lost", now_s, params
        case GroupFact.LOSSY:
            yield "group.degraded", now_s, params
        case GroupFact.OK:
            yield "group.ok", now_s, (("node", node.name),)
        case _:
            yield "group.unknown", now_s, ()


def blind_evidence(at_utc: float) -> tuple[Evidence, ...]:
    """Return the evidence for MONITOR_BLIND: the anchors are silent."""
    return (Evidence(f"anchors.{AnchorsFact.SILENT.value}", at_utc),)


def _counted(count: ProbeCount | None) -> Params:
    probes, lost = (count.probes, count.lost) if count else (0, 0)
    return (("lost", str(lost)), ("sent", str(probes)))


def _delayed(rtt_ms: float | None, jitter_ms: float) -> Params:
    return (("ms", f"{rtt_ms or 0.0:.0f}"), ("jitter", f"{jitter_ms:.0f}"))
