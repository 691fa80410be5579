"""Judges from loss and jitter how good the call of each site is, slowly enough not to flicker."""

from collections.abc import Iterable, Mapping
from enum import IntEnum

from gbdt_console.core.conference.state import Participant
from gbdt_console.core.quick_dataclass import dataclass

NOTICE_PERCENT, POOR_PERCENT = 1.0, 5.0
"""Limits the loss: sound and picture hide single packets; from 5 % on words and pictures break."""
NOTICE_MS = 30.0
"""Limits the jitter of sound, as that of a line."""
INSIDE = 0.8
"""A figure must return this far inside its limit before the call counts as better."""
_WORSE_AFTER_S, _BETTER_AFTER_S = 5.0, 10.0


class CallQuality(IntEnum):
    """POOR is an alarm in a meeting, NOTICE is shown only. GOOD also where nothing tells."""

    GOOD = 0
    NOTICE = 1
    POOR = 2


@dataclass(slots=True)
class _Judged:
    """One call.

    leg: the MCU's id of it
    since_s: since when it is another than `quality`, monotonic seconds; None while it is not
    """

    leg: str
    quality: CallQuality = CallQuality.GOOD
    since_s: float | None = None


class QualityWatch:
    """Holds the judgement on each call. A new call begins as good."""

    def __init__(self) -> None:
        self._judged: dict[str, _Judged] = {}

    def observed(self, calls: Iterable[tuple[str, Participant]], now_s: float) -> Mapping[str, CallQuality]:
        """Take each site's call, by the site's id; return those that are not good."""
        judged: dict[str, _Judged] = {}
        for site_id, leg in calls:
            known = self._judged.get(site_id)
            judged[site_id] = one = known if known is not None and known.leg == leg.id else _Judged(leg.id)
            _judge(one, leg, now_s)
        self._judged = judged
        return {site_id: one.quality for site_id, one in judged.items() if one.quality}


def _judge(one: _Judged, leg: Participant, now_s: float) -> None:
    worse, better = _quality(leg, 1.0), _quality(leg, INSIDE)
    target = worse if worse > one.quality else better if better < one.quality else one.quality
    if target is one.quality:
        one.since_s = None
        return
    one.since_s = now_s if one.since_s is None else one.since_s
    lasts_s = _WORSE_AFTER_S if target > one.quality else _BETTER_AFTER_S
    if now_s - one.since_s >= lasts_s:
        one.quality, one.since_s = target, None


def _quality(leg: Participant, share: float) -> CallQuality:
    """Return the quality by limits that are that share of the usual ones."""
    loss, jitter = leg.loss_percent or 0.0, leg.jitter_ms or 0.0
    if loss >= share * POOR_PERCENT or leg.loses_much:
        return CallQuality.POOR
    return CallQuality(loss >= share * NOTICE_PERCENT or jitter >= share * NOTICE_MS)
