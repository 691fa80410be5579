"""Derives the conditions of upstream nodes from the findings of their sites."""

from collections.abc import Iterable, Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Cause, Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.diagnosis.verdict_table import Diagnosis, Verdict
from gbdt_console.core.monitoring.detector import Detector, PointState
from gbdt_console.core.resource_ids import upstream_resource
from gbdt_console.core.sites import Network

_SEEN = frozenset({PointState.UP, PointState.DEGRADED})
_VERDICT_OF = {
    AlarmType.UPSTREAM_LOST: Verdict.UPSTREAM_NODE,
    AlarmType.UPSTREAM_CONGESTED: Verdict.UPSTREAM_CONGESTED,
}
"""The alarm types of a node, each with the verdict that makes a site its member."""


def cause_of(finding: Diagnosis, members: tuple[str, ...] = ()) -> Cause:
    return Cause(finding.verdict.value, finding.confidence.value, finding.evidence, members)


class NodeConditions:
    """Raises a node's condition with its first member, and clears it with the last."""

    def __init__(
        self,
        network: Network,
        lines: Mapping[int | None, Detector],
        findings: Mapping[int, Diagnosis],
        on_trial: Mapping[int, float],
        conditions: Conditions,
        clock: Clock,
    ) -> None:
        """Start without members.

        lines: the detector of each site's line, by the site's index.
        findings: the last finding of each site; kept by the caller.
        on_trial: the sites whose line is not known to be clean since the start; kept by the caller.
        """
        self._sites = network.sites
        self._names = {upstream.id: upstream.name for upstream in network.upstreams.values()}
        self._lines = lines
        self._findings = findings
        self._on_trial = on_trial
        self._conditions = conditions
        self._clock = clock
        self._members: dict[tuple[str, str], set[int]] = {}

    def continue_from(self, before: "NodeConditions", moved: Mapping[int, int]) -> None:
        """Go on with the members that are still sites of their node; clear a node that lost its last one.

        moved: the new index of each site that stays, by its index before.
        """
        for (upstream_id, alarm_type), members in before._members.items():
            self._members[upstream_id, alarm_type] = {
                moved[i] for i in members if i in moved and self._is_of(moved[i], upstream_id)
            }
        for index in range(len(self._sites)):
            self.review(index)

    def _is_of(self, index: int, upstream_id: str) -> bool:
        return self._sites[index].line.upstream_id == upstream_id

    def finding_changed(self, index: int, finding: Diagnosis) -> None:
        """Add or remove a site as member of its node's alarms."""
        upstream_id = self._sites[index].line.upstream_id
        if upstream_id is None:
            return
        is_back = self._lines[index].state in _SEEN
        for alarm_type, verdict in _VERDICT_OF.items():
            members = self._members.setdefault((upstream_id, alarm_type), set())
            is_left = finding.verdict is not Verdict.UNDECIDED or (
                is_back and alarm_type == AlarmType.UPSTREAM_LOST
            )
            if finding.verdict is verdict:
                members.add(index)
            elif index in members and is_left:
                members.discard(index)
            else:
                continue
            self._update(upstream_id, alarm_type, members)

    def site_answered(self, index: int) -> None:
        """Remove an answering site without a finding from its node's alarms."""
        upstream_id = self._sites[index].line.upstream_id
        if upstream_id is None:
            return
        for alarm_type in _VERDICT_OF:
            members = self._members.get((upstream_id, alarm_type), set())
            if index in members:
                members.discard(index)
                self._update(upstream_id, alarm_type, members)
        self.review(index)

    def line_clean(self, index: int) -> None:
        """Review the congestion of a site's node after its line proved clean."""
        self.review(index, (AlarmType.UPSTREAM_CONGESTED,))

    def review(self, index: int, alarm_types: Iterable[str] = tuple(_VERDICT_OF)) -> None:
        """Clear an earlier run's alarms of a site's node.

        All sites of the node must be judged, and none may be a member.
        """
        upstream_id = self._sites[index].line.upstream_id
        if upstream_id is None:
            return
        for alarm_type in alarm_types:
            key = AlarmKey(upstream_resource(upstream_id), alarm_type)
            if self._members.get((upstream_id, alarm_type)) or not self._conditions.is_open(key):
                continue
            if all(self._is_judged(site, alarm_type) for site in self._sites_of(upstream_id)):
                self._conditions.clear(key, self._clock.utc())

    def _is_judged(self, index: int, alarm_type: str) -> bool:
        finding = self._findings.get(index)
        if finding is not None:
            return finding.verdict is not Verdict.UNDECIDED
        is_on_trial = alarm_type == AlarmType.UPSTREAM_CONGESTED and index in self._on_trial
        return self._lines[index].state in _SEEN and not is_on_trial

    def _update(self, upstream_id: str, alarm_type: str, members: set[int]) -> None:
        key = AlarmKey(upstream_resource(upstream_id), alarm_type)
        if not members:
            returned_s = max(self._lines[index].since_s for index in self._sites_of(upstream_id))
            self._conditions.clear(key, self._utc_of(returned_s))
            return
        first = min((self._findings[i] for i in members), key=lambda finding: finding.since_s)
        self._conditions.raise_(
            key,
            self._utc_of(first.since_s),
            cause=cause_of(first, tuple(self._sites[i].id for i in sorted(members))),
            params=(("node", self._names[upstream_id]),),
        )

    def _sites_of(self, upstream_id: str) -> list[int]:
        return [
            index
            for index, site in enumerate(self._sites)
            if site.line.upstream_id == upstream_id and index in self._lines
        ]

    def _utc_of(self, monotonic_s: float) -> float:
        return self._clock.utc() - (self._clock.monotonic() - monotonic_s)
