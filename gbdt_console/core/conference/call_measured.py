"""Keeps how good each call of a meeting was, as one record at its end."""

from collections.abc import Iterable, Iterator

from gbdt_console.core.conference.call_quality import NOTICE_PERCENT, POOR_PERCENT
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.events import PlacedEvent
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import MeetingId, SiteId, Utc

_LONGEST_STEP_S = 5.0
"""Limits what one poll tells of the time before it, s: after a longer gap nobody knows."""


@dataclass(frozen=True, slots=True)
class CallMeasured(PlacedEvent, kind="call.measured"):
    """A site's call ended, or the meeting that it belongs to, and this was told of its media.

    meeting: id of the meeting
    told_s: for how long anything was told, seconds; the following two are parts of it
    notice_s, poor_s: with 1 %, and with 5 % of the packets lost or more
    worst_loss_percent: of its worst stream over some seconds, either direction; None where none was told
    worst_jitter_ms: of its sound, likewise
    """

    site: SiteId
    meeting: MeetingId
    from_utc: Utc
    until_utc: Utc
    told_s: float
    notice_s: float
    poor_s: float
    worst_loss_percent: float | None = None
    worst_jitter_ms: float | None = None

    @property
    def notice_share(self) -> float:
        """Share of the told time with 1 % lost or more, 0 to 1."""
        return self.notice_s / self.told_s if self.told_s else 0.0

    @property
    def poor_share(self) -> float:
        """Share of the told time with 5 % lost or more, 0 to 1."""
        return self.poor_s / self.told_s if self.told_s else 0.0


@dataclass(slots=True)
class _Measured:
    """One call; seconds are monotonic, but for the times with _utc."""

    leg: str
    from_utc: Utc
    last_s: float
    until_utc: Utc
    told_s: float = 0.0
    notice_s: float = 0.0
    poor_s: float = 0.0
    worst_loss: float | None = None
    worst_jitter: float | None = None

    def take(self, leg: Participant, now_s: float, now_utc: Utc) -> None:
        step_s, self.last_s, self.until_utc = min(now_s - self.last_s, _LONGEST_STEP_S), now_s, now_utc
        loss, jitter = leg.loss_percent, leg.jitter_ms
        if loss is None and jitter is None:
            return
        self.told_s += step_s
        if loss is not None:
            self.worst_loss = max(loss, self.worst_loss or 0.0)
            self.notice_s += step_s if loss >= NOTICE_PERCENT else 0.0
            self.poor_s += step_s if loss >= POOR_PERCENT else 0.0
        if jitter is not None:
            self.worst_jitter = max(jitter, self.worst_jitter or 0.0)


class CallMeter:
    """Measures the calls of the running meeting; without one it measures nothing."""

    def __init__(self) -> None:
        self._meeting = ""
        self._calls: dict[str, _Measured] = {}

    def observed(
        self, calls: Iterable[tuple[str, Participant]], meeting: str, now_s: float, now_utc: Utc
    ) -> Iterator[CallMeasured]:
        """Take each site's call, by the site's id; yield those that ended of which anything was told.

        meeting: id of the running meeting; empty where none runs
        """
        before, self._calls = self._calls, {}
        ended_meeting, self._meeting = self._meeting, meeting
        if meeting:
            for site_id, leg in calls:
                known = before.get(site_id) if meeting == ended_meeting else None
                if known is None or known.leg != leg.id:
                    known = _Measured(leg.id, now_utc, now_s, now_utc)
                known.take(leg, now_s, now_utc)
                self._calls[site_id] = known
        for site_id, call in before.items():
            if call is not self._calls.get(site_id) and call.told_s:
                yield _record(site_id, ended_meeting, call)


def _record(site_id: str, meeting: str, call: _Measured) -> CallMeasured:
    worst = [None if told is None else round(told, 1) for told in (call.worst_loss, call.worst_jitter)]
    lasted = [round(length, 1) for length in (call.told_s, call.notice_s, call.poor_s)]
    return CallMeasured(site_id, meeting, call.from_utc, call.until_utc, *lasted, *worst)
