"""What happens to the other sites of the same upstream node, and whether it is the node's own trouble."""

from collections.abc import Callable, Collection, Sequence

from gbdt_console.core.diagnosis.verdict_table import (
    OUTAGES,
    CodecFact,
    Diagnosis,
    DiagnosisRules,
    GroupFact,
    RouterFact,
    SiteCondition,
    Verdict,
)
from gbdt_console.core.sites import Network
from gbdt_console.engine.diagnosis.coincidence import CoincidenceWindow
from gbdt_console.engine.diagnosis.evidence import Node
from gbdt_console.engine.diagnosis.site_facts import SiteFacts


class UpstreamCorrelation:
    """Told of every site that falls, comes back or loses; `on_change` gets the sites of a node whose count
    changed."""

    def __init__(self, network: Network, sites: Collection[int], rules: DiagnosisRules) -> None:
        members: dict[str, list[int]] = {}
        for index in sorted(sites):
            upstream_id = network.sites[index].line.upstream_id
            if upstream_id:
                members.setdefault(upstream_id, []).append(index)
        self._rules = rules
        self._lost = CoincidenceWindow(members, rules.group_window_s)
        self._lossy = CoincidenceWindow(members, rules.congestion_window_s)
        self._names = {node: network.upstreams[node].name for node in members if node in network.upstreams}
        self._thinned_s: dict[int, float] = {}
        self.on_change: Callable[[Sequence[int]], None] = lambda sites: None

    def fell(self, index: int, since_s: float) -> None:
        """The site does not answer since then."""
        if self._lost.put(index, since_s):
            self.on_change(self._lost.neighbours(index))

    def came_back(self, index: int) -> None:
        """The site answers."""
        if self._lost.take(index):
            self.on_change(self._lost.neighbours(index))

    def judged(
        self, index: int, site: SiteFacts, facts: SiteCondition, verdict: Verdict, fell_s: float
    ) -> None:
        """Who answers beside a silent router is not lost. Who loses together with its codec, or has none to
        compare with, is lossy."""
        if verdict is Verdict.ICMP_LIMITED:
            self.came_back(index)
        elif verdict in OUTAGES:
            self._lost.put(index, fell_s)
        loses = facts.router is RouterFact.POOR and site.comparison.is_by_loss
        counted = site.comparison.line if loses else None
        if counted is not None and facts.codec in (CodecFact.SAME, CodecFact.NONE):
            is_news = self._lossy.put(index, counted.since_s)
        elif facts.router in (RouterFact.OK, RouterFact.DOWN) or facts.codec is CodecFact.CLEAN:
            is_news = self._lossy.take(index)
        else:
            return
        if is_news:
            self.on_change(self._lossy.neighbours(index))

    def state(
        self, index: int, site: SiteFacts, router: RouterFact, standing: Diagnosis | None, now_s: float
    ) -> GroupFact:
        """A node whose sites come back one by one is held lost for a while to those still cut off."""
        if len(self._lost.neighbours(index)) < 2:
            return GroupFact.UNKNOWN
        if router is RouterFact.POOR:
            return (
                GroupFact.LOSSY
                if site.comparison.is_by_loss and self._lossy.partners(index)
                else GroupFact.OK
            )
        if router is not RouterFact.DOWN:
            self._thinned_s.pop(index, None)
            return GroupFact.OK
        if self._lost.partners(index):
            self._thinned_s.pop(index, None)
            return GroupFact.LOST
        if standing is None or standing.verdict is not Verdict.UPSTREAM_NODE:
            return GroupFact.OK
        thinned_s = self._thinned_s.setdefault(index, now_s)
        return GroupFact.LOST if now_s - thinned_s < self._rules.group_window_s else GroupFact.OK

    def ends_s(self, index: int) -> float | None:
        """When the node stops being held lost for that site."""
        thinned_s = self._thinned_s.get(index)
        return None if thinned_s is None else thinned_s + self._rules.group_window_s

    def node(self, index: int, upstream_id: str, group: GroupFact) -> Node:
        """The site's node in figures."""
        together = self._lossy if group is GroupFact.LOSSY else self._lost
        name = self._names.get(upstream_id, upstream_id)
        return Node(name, together.partners(index), len(together.neighbours(index)))
