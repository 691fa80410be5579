"""Read what is on air in the polls of an MCU or a mixer."""

from collections.abc import Callable, Iterable

from gbdt_console.core.conference.floor_check import OnAir
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.pictures import Box, Bus, FrameState, Layout, Pane, PaneKind, Picture
from gbdt_console.engine.control.device_link import Observation
from gbdt_console.engine.control.frame_watch import FrameWatch

FULL = Layout("full", "", (Box(0.0, 0.0, 1.0, 1.0),))
"""The one layout of an MCU that only passes one site's picture on."""


def frame_of(state: ConferenceState) -> FrameState:
    """Return the pictures of an MCU; of one that composes none, the participant shown, on both buses."""
    if state.frame is not None:
        return state.frame
    kind = PaneKind.VOICE if state.shown is None else PaneKind.SOURCE
    leg = state.participant(state.shown) if state.shown else None
    picture = Picture(FULL.id, (Pane(kind, state.shown or "", words="" if leg is None else leg.name),))
    return FrameState((FULL,), {Bus.BRANCHES: picture, Bus.CHAIR: picture})


class OnAirWatch:
    """Keeps what the MCU shows, and what the branches see.

    watch: since when the MCU shows what it shows

    branches: returns what the branches see, where a mixer shows it; None where the MCU does
    """

    def __init__(self, branches: Callable[[], OnAir | None] | None) -> None:
        self.watch = FrameWatch()
        self._branches = branches
        self._sites: dict[str, str] = {}

    def observed(self, rows: Iterable[RosterRow], observation: Observation[ConferenceState]) -> OnAir | None:
        """Take one poll and return what the branches see; None where there is nothing or no device tells."""
        legs = ((row.participant, row.site_id) for row in rows)
        self._sites = {leg.id: site_id for leg, site_id in legs if leg is not None and site_id}
        frame, taken_s = frame_of(observation.state), observation.taken_s
        self.watch.observed(frame, taken_s)
        return self._branches() if self._branches else on_air_of(frame, self.site_of, self.watch, taken_s)

    def site_of(self, leg_id: str) -> str:
        """Return the id of the site of a call leg; empty where it is no site's."""
        return self._sites.get(leg_id, "")


def on_air_of(
    frame: FrameState, site_of: Callable[[str], str], watch: FrameWatch, now_s: float
) -> OnAir | None:
    """Return what the branches see; None where there is nothing or the device cannot tell.

    watch: keeps which sources do not move
    """
    picture = frame.programs.get(Bus.BRANCHES)
    sources = [pane.source for pane in picture.panes] if picture is not None else []
    if picture is None or not any(sources):
        return None
    still = {site_of(source) for source in sources if watch.frozen_since_s(source, now_s) is not None}
    sites = tuple(site_of(source) if source else None for source in sources)
    return OnAir(sites, picture.layout, frozenset(still - {""}))
