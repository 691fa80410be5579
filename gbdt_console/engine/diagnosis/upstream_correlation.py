"""Correlates the sites of an upstream node, and judges whether the node itself failed."""

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
    """Counts lost and lossy sites of each node."""

    def __init__(
        self,
        network: Network,
        sites: Collection[int],
        rules: DiagnosisRules,
        on_change: Callable[[Sequence[int]], None],
    ) -> None:
        """Start without lost sites.

        sites: the indexes of the sites that are pinged.
        on_change: called with the sites of a node whose count changed.
        """
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
        self._on_change = on_change

    def site_lost(self, index: int, since_s: float) -> None:
        """Count a site that does not answer since `since_s` (monotonic)."""
        if self._lost.add(index, since_s):
            self._on_change(self._lost.sites_of_node(index))

    def site_returned(self, index: int) -> None:
        """Stop counting a site that answers again."""
        if self._lost.remove(index):
            self._on_change(self._lost.sites_of_node(index))

    def site_judged(
        self, index: int, site: SiteFacts, facts: SiteCondition, verdict: Verdict, lost_since_s: float
    ) -> None:
        """Count a site by its verdict.

        A site that answers beside its silent router is not lost. A site is lossy if its codec has the same
        loss, or if it has no codec to compare with.

        lost_since_s: when the site fell silent, monotonic seconds.
        """
        if verdict is Verdict.ICMP_LIMITED:
            self.site_returned(index)
        elif verdict in OUTAGES:
            self._lost.add(index, lost_since_s)
        loses = facts.router is RouterFact.POOR and site.comparison.is_by_loss
        counted = site.comparison.line if loses else None
        if counted is not None and facts.codec in (CodecFact.SAME, CodecFact.NONE):
            is_changed = self._lossy.add(index, counted.since_s)
        elif facts.router in (RouterFact.OK, RouterFact.DOWN) or facts.codec is CodecFact.CLEAN:
            is_changed = self._lossy.remove(index)
        else:
            return
        if is_changed:
            self._on_change(self._lossy.sites_of_node(index))

    def group_fact(
        self, index: int, site: SiteFacts, router: RouterFact, current: Diagnosis | None, now_s: float
    ) -> GroupFact:
        """Return the fact about the site's node.

        While the sites of a lost node return one by one, the node stays LOST for `group_window_s` to those
        still cut off.

        current: the site's finding so far.
        """
        if len(self._lost.sites_of_node(index)) < 2:
            return GroupFact.UNKNOWN
        if router is RouterFact.POOR:
            return (
                GroupFact.LOSSY if site.comparison.is_by_loss and self._lossy.count(index) else GroupFact.OK
            )
        if router is not RouterFact.DOWN:
            self._thinned_s.pop(index, None)
            return GroupFact.OK
        if self._lost.count(index):
            self._thinned_s.pop(index, None)
            return GroupFact.LOST
        if current is None or current.verdict is not Verdict.UPSTREAM_NODE:
            return GroupFact.OK
        thinned_s = self._thinned_s.setdefault(index, now_s)
        return GroupFact.LOST if now_s - thinned_s < self._rules.group_window_s else GroupFact.OK

    def hold_ends_s(self, index: int) -> float | None:
        """Return until when the node is held LOST for a site.

        The time is in monotonic seconds; None if the node is not held.
        """
        thinned_s = self._thinned_s.get(index)
        return None if thinned_s is None else thinned_s + self._rules.group_window_s

    def node(self, index: int, upstream_id: str, group: GroupFact) -> Node:
        """Return the name and counts of the site's node."""
        window = self._lossy if group is GroupFact.LOSSY else self._lost
        name = self._names.get(upstream_id, upstream_id)
        return Node(name, window.count(index), len(window.sites_of_node(index)))
