"""Compares the loss and delay of a line with those of the codec behind it."""

from gbdt_console.core.diagnosis.verdict_table import CodecFact, DiagnosisRules
from gbdt_console.core.monitoring.detector import Detector, PointState
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor, ProbeCount

_MOST_PROBES = 600
"""At this many probes both counts are halved, so that old losses weigh less."""


class LossComparison:
    """Counts the probes of a DEGRADED line and its codec.

    The comparison goes on while the line is SUSPECT. A line without a codec must lose while it is counted,
    since the losses before may be those of a blip.

    is_by_loss: whether the line is DEGRADED by loss; else by delay.
    """

    def __init__(
        self, pings: PingMonitor, line_item: int, codec_item: int | None, rules: DiagnosisRules
    ) -> None:
        self._pings = pings
        self._line_item = line_item
        self._codec_item = codec_item
        self._line: Detector = pings.detectors[line_item]
        self._codec: Detector | None = None if codec_item is None else pings.detectors[codec_item]
        self._rules = rules
        self.is_by_loss = True

    @property
    def line(self) -> ProbeCount | None:
        """Return the line's probes; None while the line is not DEGRADED."""
        return self._pings.probe_counts.get(self._line_item)

    @property
    def codec(self) -> ProbeCount | None:
        """Return the codec's probes in the same time; None without a codec or a comparison."""
        return None if self._codec_item is None else self._pings.probe_counts.get(self._codec_item)

    def line_changed(self, state: PointState, now_s: float) -> None:
        """Start or end the count as the line changes its state."""
        probe_counts = self._pings.probe_counts
        items = [item for item in (self._line_item, self._codec_item) if item is not None]
        if state is PointState.DEGRADED and self._line_item not in probe_counts:
            probe_counts.update((item, ProbeCount(now_s)) for item in items)
            self.is_by_loss = True
        elif state not in (PointState.DEGRADED, PointState.SUSPECT):
            for item in items:
                probe_counts.pop(item, None)

    def result(self) -> CodecFact:
        """Return how a codec that answers compares with the line."""
        line, codec = self.line, self.codec
        if line is None:
            return CodecFact.WAITING
        self._update_reason()
        _halve_old(line, codec)
        if codec is None or self._codec is None or self._codec.state is PointState.UNKNOWN:
            is_poor_now = line.lost >= self._rules.same_losses or not self.is_by_loss
            nothing = CodecFact.NONE if codec is None else CodecFact.UNKNOWN
            return nothing if is_poor_now else CodecFact.WAITING
        return self._by_loss(line, codec) if self.is_by_loss else self._by_delay(codec, self._codec)

    def _by_loss(self, line: ProbeCount, codec: ProbeCount) -> CodecFact:
        rules = self._rules
        if not line.lost:
            return CodecFact.WAITING
        expected = codec.probes * line.lost / line.probes
        if codec.lost >= max(rules.same_losses, rules.same_share * expected):
            return CodecFact.SAME
        is_clean = expected >= rules.expected_losses and codec.lost <= rules.clean_share * expected
        return CodecFact.CLEAN if is_clean else CodecFact.WAITING

    def _by_delay(self, codec: ProbeCount, detector: Detector) -> CodecFact:
        if _is_slow(detector):
            return CodecFact.SAME
        is_enough = codec.probes - codec.lost >= self._rules.compared_replies
        return CodecFact.CLEAN if is_enough else CodecFact.WAITING

    def _update_reason(self) -> None:
        """Note whether the line breaks its limits by loss or by delay. Within both, keep the reason."""
        if (self._line.loss_ratio or 0.0) > self._line.rules.degraded_loss:
            self.is_by_loss = True
        elif _is_slow(self._line):
            self.is_by_loss = False


def _halve_old(line: ProbeCount, codec: ProbeCount | None) -> None:
    if line.probes >= _MOST_PROBES:
        for count in (line, codec):
            if count is not None:
                count.probes //= 2
                count.lost //= 2


def _is_slow(detector: Detector) -> bool:
    """Whether the round trip or jitter breaks the line's contract."""
    rules = detector.rules
    return (detector.rtt_ms or 0.0) > rules.rtt_limit_ms or detector.jitter_ms > rules.jitter_limit_ms
