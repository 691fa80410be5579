"""Tells whether the pictures on air move, by the video frames that the MCU received from each site.

participant.diagnostics gives `videoRxFramesReceived`. It is one request a site, so each poll asks for a few
of the sites on air, the longest unasked first.
"""

from collections.abc import Iterable

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.codian.client import CodianClient, CodianFault, whole_of
from gbdt_console.devices.codian.listing import Leg

_ASKED_A_POLL = 4
"""Limit of requests a poll; a layout of 20 sites is asked round in five polls."""

_EVERY_S = 0.9
"""Polls within this time of the last questions ask nothing: one that reads a take back is not to wait."""

_FROZEN_AFTER_S = 3.0
"""A picture without a new frame for this long is frozen."""

_COUNTS_FOR_S = 8.0
"""An answer counts for this long: the round of a layout of 20 sites takes 5 s."""

_NOT_SUPPORTED = 1
"""Fault code of a call that the MCU does not know."""


@dataclass(slots=True)
class _Frames:
    """The frames of one leg.

    count: frames at the newest answer; None where the MCU gives none
    asked_s: time of that answer, monotonic seconds
    moved_s: time of the answer that brought new frames last
    is_compared: whether two answers were compared
    """

    count: int | None
    asked_s: float
    moved_s: float
    is_compared: bool = False


class MediaWatch:
    """Remembers the frames of the sites that are on air."""

    def __init__(self, conference: str) -> None:
        self._conference = conference
        self._frames: dict[str, _Frames] = {}
        self._is_supported = True
        self._asked_s = float("-inf")

    async def poll(self, client: CodianClient, on_air: Iterable[Leg], now_s: float) -> None:
        """Ask for some of the legs on air. Raises ControlError where the MCU does not answer."""
        legs = {leg.id: leg for leg in on_air}
        self._frames = {leg_id: frames for leg_id, frames in self._frames.items() if leg_id in legs}
        if not self._is_supported or now_s - self._asked_s < _EVERY_S:
            return
        self._asked_s = now_s if legs else self._asked_s
        due = sorted(legs, key=self._last_s)
        for leg_id in due[:_ASKED_A_POLL]:
            named = {"conferenceName": self._conference, **legs[leg_id].identity.fields()}
            try:
                answer = await client.ask("participant.diagnostics", named)
            except CodianFault as fault:
                self._is_supported = fault.number != _NOT_SUPPORTED and fault.fault is not ControlFault.DENIED
                continue
            self._take(leg_id, whole_of(answer, "videoRxFramesReceived"), now_s)

    def is_moving(self, leg_id: str, now_s: float) -> bool | None:
        """Tell whether a leg's picture moves; None where that is not known."""
        frames = self._frames.get(leg_id)
        if frames is None or frames.count is None or now_s - frames.asked_s > _COUNTS_FOR_S:
            return None
        stood_s = frames.asked_s - frames.moved_s
        if stood_s >= _FROZEN_AFTER_S:
            return False
        return True if frames.is_compared and stood_s == 0.0 else None

    def _last_s(self, leg_id: str) -> float:
        frames = self._frames.get(leg_id)
        return float("-inf") if frames is None else frames.asked_s

    def _take(self, leg_id: str, count: int | None, now_s: float) -> None:
        before = self._frames.get(leg_id)
        if before is None or before.count is None or count is None:
            self._frames[leg_id] = _Frames(count, now_s, now_s)
            return
        moved_s = now_s if count != before.count else before.moved_s
        self._frames[leg_id] = _Frames(count, now_s, moved_s, is_compared=True)
