"""Correlates the sites of an upstream node, and judges whether the node itself failed."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil

from gbdt_console.core.diagnosis.coincident_losses import NEAR_S, chance
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
from gbdt_console.core.monitoring.echo import LOST_AFTER_S
from gbdt_console.core.sites import Network
from gbdt_console.engine.diagnosis.coincidence import LEAST_SHARE, CoincidenceWindow
from gbdt_console.engine.diagnosis.evidence import Node
from gbdt_console.engine.diagnosis.site_facts import SiteFacts

_LOOKS = 20
"""A window of losses is looked at again with each loss, some 15 times at 5 %: each look must be so much rarer
than the whole may be."""

_TOLD_AFTER_S = NEAR_S + LOST_AFTER_S + 0.5
"""Seconds after a loss by which those of the other lines at the same moment are known."""

_ENDS_ABOVE = 0.05
"""A site whose losses coincided counts as lossy until chance explains them as well as this."""


class UpstreamCorrelation:
    """Counts lost and lossy sites of each node.

    A site is lossy if its line and codec lose alike and its losses coincide with those of the node's other
    lossy sites more than independent losses would.
    """

    def __init__(
        self,
        network: Network,
        sites: Mapping[int, SiteFacts],
        rules: DiagnosisRules,
        on_change: Callable[[Sequence[int]], None],
    ) -> None:
        """Start without lost sites.

        sites: the facts of the sites that are pinged, by index.
        on_change: called with the sites of a node whose count changed.
        """
        members: dict[str, list[int]] = {}
        for index in sorted(sites):
            upstream_id = network.sites[index].line.upstream_id
            if upstream_id:
                members.setdefault(upstream_id, []).append(index)
        self._rules = rules
        self._sites = sites
        self._losing: dict[str, set[int]] = {node: set() for node in members}
        self._judged_s: dict[int, float] = {}
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
        self, index: int, facts: SiteCondition, verdict: Verdict, lost_since_s: float, now_s: float
    ) -> None:
        """Count a site by its verdict.

        A site that answers beside its silent router is not lost. A site may be lossy if its codec has the
        same loss, or if it has no codec to compare with.

        lost_since_s: when the site fell silent, monotonic seconds.
        """
        site = self._sites[index]
        if verdict is Verdict.ICMP_LIMITED:
            self.site_returned(index)
        elif verdict in OUTAGES:
            self._lost.add(index, lost_since_s)
        losing = self._losing.get(site.site.line.upstream_id or "", set())
        loses = facts.router is RouterFact.POOR and site.comparison.is_by_loss
        counted = site.comparison.line if loses else None
        if counted is not None and facts.codec in (CodecFact.SAME, CodecFact.NONE):
            losing.add(index)
            coincides = self._coincides(index, losing, now_s)
            is_changed = self._lossy.add(index, counted.since_s) if coincides else self._lossy.remove(index)
        elif facts.router in (RouterFact.OK, RouterFact.DOWN) or facts.codec is CodecFact.CLEAN:
            losing.discard(index)
            is_changed = self._lossy.remove(index)
        else:
            return
        if is_changed:
            self._on_change(self._lossy.sites_of_node(index))

    def _coincides(self, index: int, lossy: set[int], now_s: float) -> bool:
        """Whether a site's losses coincide with those of the others; judged anew with each loss."""
        moments, from_s = self._sites[index].pings.loss_moments, now_s - self._rules.congestion_window_s
        known_until_s = now_s - _TOLD_AFTER_S
        line_s = moments.since(self._sites[index].line_item, from_s)
        own_s = [at_s for at_s in line_s if at_s <= known_until_s]
        is_lossy = index in self._lossy
        if len(lossy) < 2 or not own_s or self._judged_s.get(index) == own_s[-1]:
            return is_lossy and len(lossy) > 1
        self._judged_s[index] = own_s[-1]
        others_s = [moments.since(self._sites[other].line_item, from_s) for other in lossy if other != index]
        by_chance = chance(own_s, others_s, max(1, ceil(LEAST_SHARE * len(others_s))))
        return by_chance < (_ENDS_ABOVE if is_lossy else self._rules.coincidence_chance / _LOOKS)

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
