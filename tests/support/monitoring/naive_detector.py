"""The point-state rules once more, from the whole history each time: slow and plain."""

from dataclasses import dataclass
from itertools import pairwise

from gbdt_console.core.monitoring.detection_rules import DetectionRules
from gbdt_console.core.monitoring.detector import Outcome, PointState, StateChange

UP, SUSPECT, DOWN, DEGRADED, UNKNOWN = PointState


@dataclass
class Probe:
    """One probe of the contract that ended."""

    sent_s: float
    is_lost: bool


class NaiveDetector:
    """Keeps lists and counts them anew."""

    def __init__(self, rules: DetectionRules, started_s: float) -> None:
        self.rules = rules
        self.state = UNKNOWN
        self.since_s = started_s
        self.seen_s = started_s
        self.sighted_s = started_s
        self.counts_from_s = float("-inf")
        self.answered: list[float] = []
        self.missed: list[float] = []
        self.window: list[Probe] = []
        self.run_s: list[float] = []
        self.good_s: list[float] = []
        self.rtts_ms: list[float] = []
        self.verdicts: list[tuple[float, bool | None]] = []

    @property
    def last_good_s(self) -> float | None:
        return self.good_s[-1] if self.good_s else None

    @property
    def rtt_ms(self) -> float | None:
        mean = self.rtts_ms[0] if self.rtts_ms else None
        for rtt in self.rtts_ms[1:]:
            assert mean is not None
            mean = mean * 15 / 16 + rtt / 16
        return mean

    @property
    def jitter_ms(self) -> float:
        jitter = 0.0
        for one, next_one in pairwise(self.rtts_ms):
            jitter = jitter * 15 / 16 + abs(next_one - one) / 16
        return jitter

    @property
    def overdue_s(self) -> float:
        if not self.rtts_ms:
            return 1.0
        srtt_ms, rttvar_ms = self.rtts_ms[0], self.rtts_ms[0] / 2
        for rtt_ms in self.rtts_ms[1:]:
            rttvar_ms = 0.75 * rttvar_ms + 0.25 * abs(srtt_ms - rtt_ms)
            srtt_ms = 0.875 * srtt_ms + 0.125 * rtt_ms
        return min(1.0, max(0.3, (srtt_ms + 4 * rttvar_ms) / 1_000))

    @property
    def loss_ratio(self) -> float | None:
        if not self.window:
            return None
        losses = sum(probe.is_lost for probe in self.window)
        return losses / max(len(self.window), self.rules.loss_window_least)

    @property
    def row(self) -> list[float]:
        """The probes in doubt: sent after the newest answered one, and without an answer."""
        newest_s = max(self.answered, default=float("-inf"))
        return sorted(sent_s for sent_s in set(self.missed) if sent_s > newest_s)

    @property
    def is_in_doubt(self) -> bool:
        return bool(self.run_s) if self.state is DOWN else bool(self.row)

    def step(
        self,
        sent_s: float,
        at_s: float,
        outcome: Outcome,
        rtt_ms: float | None = None,
        is_quick: bool = False,
    ) -> StateChange | None:
        self.seen_s = at_s
        if outcome in (Outcome.LOST, Outcome.OVERDUE):
            change = self._after_miss(sent_s, at_s)
            if outcome is Outcome.LOST and not is_quick:
                self._count(Probe(sent_s, True))
            return change
        self.answered.append(sent_s)
        self.good_s.append(at_s)
        if self.state is not DOWN and rtt_ms is not None:
            self.rtts_ms.append(rtt_ms)
        if outcome is Outcome.LATE and not is_quick and self._is_counted(sent_s):
            others = [p for p in self.window if p.is_lost and p.sent_s <= max(self.answered)]
            if others:
                others[-1].is_lost = False
        if outcome is Outcome.REPLY:
            self.run_s.append(at_s)
            if not is_quick:
                self._count(Probe(sent_s, False))
        return self._after_reply(at_s)

    def tick(self, at_s: float, period_s: float) -> StateChange | None:
        if at_s - self.seen_s <= 3 * period_s + 1 or self.state is UNKNOWN:
            return None
        return self.blind(at_s, self.seen_s)

    def blind(self, at_s: float, started_s: float | None = None) -> StateChange | None:
        self._forget()
        self.sighted_s = self.seen_s = self.counts_from_s = at_s
        if self.state is UNKNOWN:
            return None
        return self._change(UNKNOWN, at_s if started_s is None else started_s, at_s)

    def stalled(self, at_s: float) -> StateChange | None:
        if self.state in (SUSPECT, UNKNOWN):
            return self.blind(at_s)
        self._forget()
        self.run_s.clear()
        self.sighted_s = self.seen_s = self.counts_from_s = at_s
        return None

    def _forget(self) -> None:
        """Drop the losses since the newest answer, also from the loss ratio."""
        newest_s = max(self.answered, default=float("-inf"))
        self.window = [probe for probe in self.window if not (probe.is_lost and probe.sent_s > newest_s)]
        self.missed.clear()

    def _is_counted(self, sent_s: float) -> bool:
        return self.state is not DOWN and sent_s >= self.counts_from_s

    def _count(self, probe: Probe) -> None:
        if not probe.is_lost or self._is_counted(probe.sent_s):
            self.window = [*self.window, probe][-self.rules.loss_window :]

    def _after_miss(self, sent_s: float, at_s: float) -> StateChange | None:
        if sent_s <= max(self.answered, default=float("-inf")) or sent_s in self.row:
            return None
        self.run_s.clear()
        if self.state is DOWN:
            return None
        self.missed.append(sent_s)
        row = self.row
        silent_s = max([self.sighted_s, *self.good_s[-1:]])
        if len(row) >= 8 and row[-1] - row[0] >= 4.0:
            self._forget()
            self.rtts_ms.clear()
            return self._change(DOWN, silent_s, at_s)
        if len(row) >= 2 and self.state in (UP, DEGRADED):
            return self._change(SUSPECT, silent_s, at_s)
        return None

    def _after_reply(self, at_s: float) -> StateChange | None:
        if self.state is DOWN and len(self.run_s) < 3:
            return None
        is_poor = (
            (self.loss_ratio or 0) > self.rules.degraded_loss
            or (self.rtt_ms or 0) > self.rules.rtt_limit_ms
            or self.jitter_ms > self.rules.jitter_limit_ms
        )
        self.verdicts.append((at_s, is_poor))
        after = DEGRADED if self._is_degraded() else UP
        if after is self.state:
            return None
        if self.state is DOWN:
            self.counts_from_s = self.run_s[0]
            return self._change(after, self.run_s[0], at_s)
        if self.state is SUSPECT:
            cut_s = self.since_s
            self._change(after, at_s, at_s)
            return StateChange(SUSPECT, after, cut_s, at_s, is_blip=True)
        return self._change(after, at_s, at_s)

    def _is_degraded(self) -> bool:
        """Poor once, and no five calm seconds of verdicts since (None: silence, calm starts anew)."""
        is_degraded, calm_s = False, None
        for at_s, is_poor in self.verdicts:
            if is_poor is None or is_poor:
                calm_s = None
                is_degraded = is_degraded or bool(is_poor)
            elif is_degraded:
                calm_s = at_s if calm_s is None else calm_s
                is_degraded = at_s - calm_s < self.rules.improve_after_s
        return is_degraded

    def _change(self, after: PointState, started_s: float, at_s: float) -> StateChange:
        change = StateChange(self.state, after, started_s, at_s)
        self.state, self.since_s = after, started_s
        if after in (DOWN, UNKNOWN):
            self.verdicts.clear()
        if after not in (UP, DEGRADED):
            self.verdicts.append((at_s, None))
        return change
