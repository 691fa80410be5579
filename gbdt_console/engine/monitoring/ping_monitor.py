"""Pings all targets: sends the probes that are due, feeds the detectors, and reports their changes."""

from collections import deque
from collections.abc import Callable, Sequence
from math import inf
from operator import attrgetter

from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.blindness import AnchorDoubt
from gbdt_console.core.monitoring.detector import Detector, Outcome, PointState, StateChange
from gbdt_console.core.monitoring.echo import LOST_AFTER_S, QUICK_PER_S, EchoOutcome, EchoTransport
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_view import TREND_LOST, TREND_POINTS, TREND_UNKNOWN
from gbdt_console.engine.monitoring.close_watch import CloseWatch
from gbdt_console.engine.monitoring.lateness import Lateness
from gbdt_console.engine.monitoring.loss_moments import LossMoments
from gbdt_console.engine.monitoring.quick_probes import QuickProbes
from gbdt_console.engine.monitoring.schedule import Schedule
from gbdt_console.engine.monitoring.targets import Target, TargetKind, moved_targets

OnChange = Callable[[Target, StateChange], None]
OnSample = Callable[[int, EchoOutcome], None]
PeriodOf = Callable[[TargetKind], float]

# A look-up of a member on its enum costs 0.1 us, and these are used per probe.
_REPLY, _LOST, _LATE, _OVERDUE = Outcome
_DOWN = PointState.DOWN
_is_in_doubt = attrgetter("is_in_doubt")

_KINDS, _LINE, _DEVICE = tuple(TargetKind), TargetKind.LINE, TargetKind.DEVICE
_TENTHS = 10
"""A trend holds round trips in tenths of a millisecond."""

_FIRST_ROUND_PER_S = 4_000
_FIRST_ROUND_S = 1.0
"""The first round sends at most so many probes a second, and takes at most so long, in seconds."""

_BESIDE_PART = 0.5
"""The probes a second of devices in doubt, and of lost lines, each as a part of those of lines in doubt:
where hundreds are silent each gets few, and none of them delays a line's doubt."""

_SETTLE_S = 5.0
"""Seconds after blindness in which answers may have waited in the centre's own queues: they prove life and
say nothing about a line's delay."""

_HEARD_S = 5.0
"""Limits how old a site's reply may be, in seconds, to show that this machine has a network: lines are
probed every second."""

_ANCHORS_SILENT_S = 2.0
"""The console is blind only after this long without an answer of any anchor, in seconds: a hiccup of the
centre's switch is not worth an alarm, and no line is DOWN before."""


@dataclass(slots=True)
class ProbeCount:
    """Counts the ended probes that were sent since the count began.

    since_s: when the count began, monotonic seconds.
    lost: how many of them were lost.
    """

    since_s: float
    probes: int = 0
    lost: int = 0

    def take(self, outcome: Outcome) -> None:
        """Count one outcome; a LATE reply takes its loss back."""
        if outcome is Outcome.LATE:
            self.lost -= self.lost > 0
        else:
            self.probes += 1
            self.lost += outcome is Outcome.LOST


class PingMonitor:
    """Owns one Detector per target, on the engine's loop. Every method returns at once.

    trends: the last outcomes of each target.
    on_change: called with a target and its change of state; set before `open`.
    dirty_sites: the indexes of sites with new samples or states; the reader empties it.
    usual_s: the seconds between two probes of each kind of target now.
    probe_counts: the targets whose probes are counted for a comparison, with their counts.
    loss_moments: when each line lost probes.
    close_watch: the lines that are probed more often, beside all that is counted.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        transport: EchoTransport,
        clock: Clock,
        period_of: PeriodOf,
        on_sample: OnSample,
        quick_per_s: float = QUICK_PER_S,
        on_earlier: Callable[[], None] = lambda: None,
    ) -> None:
        """Start with all targets UNKNOWN.

        period_of: gives the probe interval of a kind of target, seconds.
        on_sample: called with the item and each outcome, to keep samples.
        quick_per_s: the quick probes a second of all lines in doubt together.
        on_earlier: called when a probe is due earlier than all others.
        """
        self._transport = transport
        self._clock = clock
        self._period_of_kind = period_of
        self.on_change: OnChange = lambda target, change: None
        self._on_earlier = on_earlier
        self._on_sample = on_sample
        now_s = clock.monotonic()
        self.detectors = [Detector(target.rules, now_s) for target in targets]
        self.trends = [_no_trend() for _ in targets]
        self._schedule = Schedule(len(targets), self._period_s, on_earlier)
        self._take_targets(targets, quick_per_s)
        self.is_blind = False
        self.dirty_sites: set[int] = set()
        self._started_s = self._first_round_ends_s = now_s
        self._lateness = Lateness(now_s)
        self._sighted_s = self._settled_s = self._heard_s = self._replied_s = float("-inf")
        self.probe_counts: dict[int, ProbeCount] = {}
        self.loss_moments = LossMoments()
        self.usual_s = self._usual_periods_s()
        self._spread_over_s = self.usual_s | {_DEVICE: _FIRST_ROUND_S}
        self._asked_by_s = dict.fromkeys(_KINDS, now_s)
        self._periods_s: dict[int, float] = {}
        self.close_watch = CloseWatch()

    def open(self) -> None:
        """Open the transport and schedule the first round, lines before devices. Raises EchoUnavailable."""
        self._open_transport()
        spread_s = min(_FIRST_ROUND_S, len(self.targets) / _FIRST_ROUND_PER_S)
        kinds, now_s = self._kinds, self._clock.monotonic()
        order = sorted(range(len(kinds)), key=lambda item: kinds[item] is _DEVICE)
        self._schedule.start(now_s, spread_s, order)
        self._first_round_ends_s = now_s + spread_s

    def follow(self, targets: Sequence[Target], quick_per_s: float) -> None:
        """Ping these targets from now on; one that stays, its address too, keeps all that is known of it.

        Where an address comes or goes the transport is opened anew and the probes under way are dropped: none
        of them counts as lost. Raises EchoUnavailable.
        """
        moved = moved_targets(self.targets, targets)
        before = {new: old for old, new in moved.items()}
        now_s = self._clock.monotonic()
        detectors, trends = self.detectors, self.trends
        self.detectors = [
            detectors[before[item]] if item in before else Detector(target.rules, now_s)
            for item, target in enumerate(targets)
        ]
        for detector, target in zip(self.detectors, targets, strict=True):
            detector.rules = target.rules
        self.trends = [trends[before[i]] if i in before else _no_trend() for i in range(len(targets))]
        scheduled, self._schedule = self._schedule, Schedule(len(targets), self._period_s, self._on_earlier)
        self._schedule.continue_from(scheduled, moved, now_s)
        self.probe_counts = {moved[i]: count for i, count in self.probe_counts.items() if i in moved}
        self._periods_s = {moved[i]: period_s for i, period_s in self._periods_s.items() if i in moved}
        self.loss_moments.move(moved)
        self.close_watch.move(moved)
        self.dirty_sites = set()
        is_same = [one.address for one in targets] == [one.address for one in self.targets]
        self._take_targets(targets, quick_per_s)
        if not is_same:
            self._transport.forget()
            self._transport.close()
            self._open_transport()
        self._on_earlier()

    def _open_transport(self) -> None:
        addresses = [target.address for target in self.targets]
        self._transport.open([*addresses, *addresses], self._take)  # the second time for the close watch

    def _take_targets(self, targets: Sequence[Target], quick_per_s: float) -> None:
        self.targets = targets
        detectors, beside_per_s = self.detectors, quick_per_s * _BESIDE_PART
        lines = QuickProbes(detectors, quick_per_s, _is_in_doubt)
        devices = QuickProbes(detectors, beside_per_s, _is_in_doubt)
        self._doubts = {kind: devices if kind is _DEVICE else lines for kind in _KINDS}
        self._returns = QuickProbes(detectors, beside_per_s, _is_lost)
        self._quick = (lines, devices, self._returns)
        self._kinds = [target.kind for target in targets]
        self._site_of_line = [t.site_index if t.kind is _LINE else None for t in targets]
        self._is_anchor = [kind is TargetKind.ANCHOR for kind in self._kinds]
        self._anchors = [d for d, is_anchor in zip(self.detectors, self._is_anchor, strict=True) if is_anchor]
        for item, detector in enumerate(self.detectors):
            if self._kinds[item] is _LINE and _is_lost(detector):
                self._returns.add(item)

    @property
    def due_s(self) -> float:
        """When to call `send_due` again, monotonic seconds."""
        return min(self._schedule.due_s, self.close_watch.due_s, *[quick.due_s for quick in self._quick])

    def send_due(self) -> None:
        """Probe the targets that are due."""
        probe, detectors, now_s = self._transport.probe, self.detectors, self._clock.monotonic()
        self._lateness.turn(now_s)
        self.usual_s = self._usual_periods_s()
        is_settling = now_s < self._settled_s
        for item in self._schedule.due(now_s):
            probe(item, LOST_AFTER_S if is_settling else detectors[item].overdue_s)
        if self.usual_s != self._spread_over_s and now_s >= self._first_round_ends_s:
            self._spread(now_s)
        for quick in self._quick:
            for item in quick.due(now_s) if quick else ():
                probe(item, LOST_AFTER_S if is_settling else detectors[item].overdue_s, is_quick=True)
        for item in self.close_watch.due(now_s):
            probe(len(detectors) + item)

    def tick(self) -> None:
        """Set targets without an outcome for too long to UNKNOWN. Called once a second."""
        now_s = self._clock.monotonic()
        late_s = self._lateness.late_s(now_s)
        is_asked = {kind: now_s >= by_s for kind, by_s in self._asked_by_s.items()}
        period_s = {kind: self.usual_s[kind] + late_s if is_asked[kind] else inf for kind in _KINDS}
        for item, detector in enumerate(self.detectors):
            change = detector.tick(now_s, period_s[self._kinds[item]])
            if change is not None:
                self._changed(item, change)

    def blind(self) -> None:
        """Drop probes under way; set all but the anchors to UNKNOWN."""
        self.is_blind = True
        self._transport.forget()
        self.close_watch.forget()
        now_s = self._clock.monotonic()
        for item, detector in enumerate(self.detectors):
            if self.targets[item].kind is TargetKind.ANCHOR:
                continue
            self.trends[item].append(TREND_UNKNOWN)
            change = detector.blind(now_s)
            if change is not None:
                self._changed(item, change)

    def see(self) -> None:
        """End the blindness; count silence from now on."""
        self.is_blind = False
        self._sight_begins()
        for target, detector in zip(self.targets, self.detectors, strict=True):
            if target.kind is not TargetKind.ANCHOR and detector.state is PointState.UNKNOWN:
                detector.blind(self._sighted_s)

    def stalled(self) -> None:
        """Drop probes under way and losses in doubt after a stall; a state that was sure stays."""
        self._transport.forget()
        self.close_watch.forget()
        self._sight_begins()
        for item, detector in enumerate(self.detectors):
            change = detector.stalled(self._sighted_s)
            if change is not None:
                self._changed(item, change)

    def has_seen_since(self, since_s: float) -> bool:
        """Whether probes came back until then or later: the machine was late, and its network was there."""
        self._transport.read()
        return self._replied_s > since_s - LOST_AFTER_S

    def are_anchors_silent(self) -> bool:
        """Whether anchors are configured and none of them answers."""
        if not self._anchors or not all(detector.is_silent for detector in self._anchors):
            return False
        now_s = self._clock.monotonic()
        return now_s - self.anchors_answered_s(self._started_s) >= _ANCHORS_SILENT_S

    def anchor_doubt(self) -> AnchorDoubt | None:
        """Return why the addresses of the silent anchors may be wrong; None where nothing says so."""
        if not self.is_blind:
            return None
        if self._clock.monotonic() - self._heard_s < _HEARD_S:
            return AnchorDoubt.SITES
        return None if any(detector.last_good_s for detector in self._anchors) else AnchorDoubt.NEVER

    def anchors_answered_s(self, now_s: float) -> float:
        """Return when an anchor last answered, monotonic seconds. `now_s` where none ever did."""
        answered = [detector.last_good_s for detector in self._anchors if detector.last_good_s is not None]
        return max(answered, default=now_s)

    def set_period(self, item: int, period_s: float | None) -> None:
        """Probe a target at least every `period_s` seconds, from now on; None restores its usual interval."""
        before_s = self._periods_s.pop(item, inf)
        if period_s is not None:
            self._periods_s[item] = period_s
            if period_s < before_s:
                self._schedule.schedule_by(item, self._clock.monotonic())

    def late_s(self) -> float:
        """Return how late the engine works on a busy machine, in whole seconds."""
        return self._lateness.late_s(self._clock.monotonic())

    def counters(self) -> dict[str, int]:
        return self._transport.counters()

    def close(self) -> None:
        self._transport.close()

    def _sight_begins(self) -> None:
        self._sighted_s = now_s = self._clock.monotonic()
        self._settled_s = now_s + _SETTLE_S
        for doubts in self._doubts.values():
            doubts.clear()

    def _take(self, outcomes: Sequence[EchoOutcome]) -> None:
        if outcomes[-1].outcome is _REPLY:
            self._replied_s = outcomes[-1].known_s
        self._judge(self._without_close_watch(outcomes) if self.close_watch.is_used else outcomes)

    def _judge(self, outcomes: Sequence[EchoOutcome]) -> None:
        detectors, probe_counts = self.detectors, self.probe_counts
        for report in outcomes:
            item, sent_s, known_s, outcome, rtt_ms, is_quick = report
            if sent_s < self._settled_s or self.is_blind:
                if not self._is_anchor[item] and self._is_left_out(sent_s, known_s, outcome):
                    continue
                rtt_ms = None
            if not is_quick and outcome is not _OVERDUE:
                self._keep(item, report)
                if probe_counts and item in probe_counts and sent_s >= probe_counts[item].since_s:
                    probe_counts[item].take(outcome)
            detector = detectors[item]
            change = detector.step(sent_s, known_s, outcome, rtt_ms, is_quick)
            if change is not None:
                self._changed(item, change)
            if outcome is _REPLY and detector.state is not _DOWN:
                continue
            if detector.is_in_doubt:
                self._doubts[self._kinds[item]].add(item)
                self._on_earlier()
            if self._kinds[item] is _LINE and not is_quick:
                self._note_loss(item, sent_s, outcome)

    def _without_close_watch(self, outcomes: Sequence[EchoOutcome]) -> Sequence[EchoOutcome]:
        """Let the close watch take the answers, also to its own probes; return the outcomes that count."""
        count, watch = len(self.detectors), self.close_watch
        for report in outcomes:
            item = report.target % count
            is_answer = report.outcome is _REPLY or report.outcome is _LATE
            if is_answer and item in watch.lines and report.sent_s >= self._sighted_s and not self.is_blind:
                watch.heard(item, report.known_s)
        return [report for report in outcomes if report.target < count]

    def _is_left_out(self, sent_s: float, known_s: float, outcome: Outcome) -> bool:
        """Tell whether blindness keeps this outcome of a site from being judged; note that a site answers."""
        if self.is_blind and outcome is _REPLY:
            self._heard_s = known_s
        return self.is_blind or sent_s < self._sighted_s

    def _note_loss(self, item: int, sent_s: float, outcome: Outcome) -> None:
        if outcome is _LOST:
            self.loss_moments.lost(item, sent_s)
        elif outcome is _LATE:
            self.loss_moments.take_back(item, sent_s)

    def _keep(self, item: int, report: EchoOutcome) -> None:
        trend = self.trends[item]
        point = TREND_LOST if report.rtt_ms is None else int(report.rtt_ms * _TENTHS + 0.5)
        if report.outcome is _LATE and trend[-1] == TREND_LOST:
            trend[-1] = point
        else:
            trend.append(point)
        site_index = self._site_of_line[item]
        if site_index is not None:
            self.dirty_sites.add(site_index)
        self._on_sample(item, report)

    def _changed(self, item: int, change: StateChange) -> None:
        target = self.targets[item]
        if target.site_index is not None:
            self.dirty_sites.add(target.site_index)
        if change.after is _DOWN and self._kinds[item] is _LINE:
            self._returns.add(item)
        self.on_change(target, change)

    def _period_s(self, item: int) -> float:
        period_s = self.usual_s[self._kinds[item]]
        if item in self._periods_s:
            period_s = min(period_s, self._periods_s[item])
        return period_s

    def _spread(self, now_s: float) -> None:
        """Spread the probes of each kind whose interval changed over it: else they come in one burst."""
        for kind, period_s in self.usual_s.items():
            before_s = self._spread_over_s[kind]
            if period_s != before_s:
                items = [item for item, one in enumerate(self._kinds) if one is kind]
                self._schedule.spread(now_s, items, period_s, is_longer=period_s > before_s)
            if period_s < before_s:  # what was asked long ago is asked again by then, and is not unknown
                self._asked_by_s[kind] = now_s + period_s + 2 * LOST_AFTER_S
        self._spread_over_s = self.usual_s

    def _usual_periods_s(self) -> dict[TargetKind, float]:
        return {kind: self._period_of_kind(kind) for kind in _KINDS}


def _is_lost(detector: Detector) -> bool:
    return detector.state is _DOWN


def _no_trend() -> deque[int]:
    return deque([TREND_UNKNOWN] * TREND_POINTS, maxlen=TREND_POINTS)
