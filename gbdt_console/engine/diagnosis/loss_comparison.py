"""Compares a line that loses or delays pings with the codec behind it, counted from the same moment."""

from gbdt_console.core.diagnosis.verdict_table import CodecFact, DiagnosisRules
from gbdt_console.core.monitoring.detector import Detector, PointState
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor, ProbeCount

_MOST_PROBES = 600


class LossComparison:
    """Runs while the line is DEGRADED, through moments of silence. `is_by_loss` says why it is: loss, or else
    delay. A line without a codec is compared with nothing, and still must lose while it is watched: what it
    lost before is a blip's."""

    __slots__ = ("_codec", "_codec_item", "_line", "_line_item", "_rules", "_watch", "is_by_loss")

    def __init__(
        self, watch: PingMonitor, line_item: int, codec_item: int | None, rules: DiagnosisRules
    ) -> None:
        self._watch = watch
        self._line_item = line_item
        self._codec_item = codec_item
        self._line: Detector = watch.detectors[line_item]
        self._codec: Detector | None = None if codec_item is None else watch.detectors[codec_item]
        self._rules = rules
        self.is_by_loss = True

    @property
    def line(self) -> ProbeCount | None:
        """The line's probes; None while it is not poor."""
        return self._watch.probe_counts.get(self._line_item)

    @property
    def codec(self) -> ProbeCount | None:
        """The codec's probes beside them."""
        return None if self._codec_item is None else self._watch.probe_counts.get(self._codec_item)

    def line_is(self, state: PointState, now_s: float) -> None:
        """The line changed its state: begin to count, or end."""
        probe_counts = self._watch.probe_counts
        items = [item for item in (self._line_item, self._codec_item) if item is not None]
        if state is PointState.DEGRADED and self._line_item not in probe_counts:
            probe_counts.update((item, ProbeCount(now_s)) for item in items)
            self.is_by_loss = True
        elif state not in (PointState.DEGRADED, PointState.SUSPECT):
            for item in items:
                probe_counts.pop(item, None)

    def result(self) -> CodecFact:
        """What the counting says by now of a codec that is not lost itself."""
        line, codec = self.line, self.codec
        if line is None:
            return CodecFact.WAITING
        self._see_why()
        _keep_young(line, codec)
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

    def _see_why(self) -> None:
        if (self._line.loss_ratio or 0.0) > self._line.rules.degraded_loss:
            self.is_by_loss = True
        elif _is_slow(self._line):
            self.is_by_loss = False


def _keep_young(line: ProbeCount, codec: ProbeCount | None) -> None:
    """What was counted long ago weighs less and less."""
    if line.probes >= _MOST_PROBES:
        for count in (line, codec):
            if count is not None:
                count.probes //= 2
                count.lost //= 2


def _is_slow(detector: Detector) -> bool:
    """Whether its round trip or jitter breaks the line's contract."""
    rules = detector.rules
    return (detector.rtt_ms or 0.0) > rules.rtt_limit_ms or detector.jitter_ms > rules.jitter_limit_ms
