"""The point-state rules once more, from the whole history each time: slow and plain."""

from itertools import pairwise

from gbdt_console.core.monitoring.detector import DetectionRules, Outcome, PointState, StateChange

UP, SUSPECT, DOWN, DEGRADED, UNKNOWN = PointState


class NaiveDetector:
    """Keeps lists and counts them anew."""

    def __init__(self, rules: DetectionRules, started_s: float) -> None:
        self.rules = rules
        self.state = UNKNOWN
        self.since_s = started_s
        self.seen_s = started_s
        self.sighted_s = started_s
        self.trail: list[tuple[float, Outcome]] = []
        self.good_s: list[float] = []
        self.rtts_ms: list[float] = []
        self.window: list[bool] = []
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
    def loss_ratio(self) -> float | None:
        if not self.window:
            return None
        return sum(self.window) / max(len(self.window), self.rules.loss_window_least)

    def step(self, at_s: float, outcome: Outcome, rtt_ms: float | None = None) -> StateChange | None:
        self.seen_s = at_s
        self.trail.append((at_s, outcome))
        if outcome is not Outcome.LATE and not (outcome is Outcome.LOST and self.state is DOWN):
            self.window = [*self.window, outcome is Outcome.LOST][-self.rules.loss_window :]
        if outcome is Outcome.LOST:
            return self._after_loss(at_s)
        assert rtt_ms is not None
        self.good_s.append(at_s)
        if self.state is not DOWN:
            self.rtts_ms.append(rtt_ms)
        if outcome is Outcome.LATE and self.state is not DOWN and True in self.window:
            newest = len(self.window) - 1 - self.window[::-1].index(True)
            self.window[newest] = False
        return self._after_reply(at_s)

    def tick(self, at_s: float, period_s: float) -> StateChange | None:
        if at_s - self.seen_s <= 3 * period_s + 1 or self.state is UNKNOWN:
            return None
        return self.blind(at_s, self.seen_s)

    def blind(self, at_s: float, started_s: float | None = None) -> StateChange | None:
        if self.state is not DOWN and (losses := self._losses()):
            self.window = self.window[:-losses]
        self.trail.clear()
        self.sighted_s = self.seen_s = at_s
        if self.state is UNKNOWN:
            return None
        return self._change(UNKNOWN, at_s if started_s is None else started_s, at_s)

    def _losses(self) -> int:
        """Losses at the end of the trail; an outage's own count no further."""
        count = 0
        for _, outcome in reversed(self.trail):
            if outcome is not Outcome.LOST:
                break
            count += 1
        return count

    def _good(self) -> list[float]:
        """When the good replies since the last loss came; late ones are passed over."""
        found: list[float] = []
        for at_s, outcome in reversed(self.trail):
            if outcome is Outcome.LOST:
                break
            if outcome is Outcome.REPLY:
                found.insert(0, at_s)
        return found

    def _after_loss(self, at_s: float) -> StateChange | None:
        if self.state is DOWN:
            return None
        silent_s = max([self.sighted_s, *self.good_s[-1:]])
        losses = self._losses()
        first_s = self.trail[-losses][0]
        if losses >= 5 and at_s - silent_s >= 5 and at_s - first_s >= 4.95:
            self.window = self.window[:-losses]
            self.rtts_ms.clear()
            return self._change(DOWN, silent_s, at_s)
        if losses >= 2 and self.state in (UP, DEGRADED):
            return self._change(SUSPECT, silent_s, at_s)
        return None

    def _after_reply(self, at_s: float) -> StateChange | None:
        good = self._good()
        if self.state is DOWN and len(good) < 3:
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
            return self._change(after, good[0], at_s)
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
