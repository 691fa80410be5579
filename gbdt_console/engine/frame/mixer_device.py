"""Put pictures on air at a vision mixer, by a connection of its own."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from uuid import uuid4

from gbdt_console.core.conference.floor_check import OnAir
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.pictures import Bus, FrameState, Shot
from gbdt_console.core.resource_ids import MIXER, of_conference
from gbdt_console.devices.control import GivesStills, Mixer, TellsProtection
from gbdt_console.engine.conference.on_air import on_air_of
from gbdt_console.engine.conference.orders import TAKE, are_shown
from gbdt_console.engine.control.device_link import DeviceLink, LinkPolicy, Observation
from gbdt_console.engine.control.device_orders import DeviceOrder, DeviceOrders
from gbdt_console.engine.control.frame_watch import FrameWatch
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.frame.device import FrameDevice

_MEETING_PERIOD_S = 1.0
_IDLE_PERIOD_S = 5.0
_RECONNECT_S = 1.0
_IDLE_RECONNECT_S = 30.0
_FRESH_PERIODS = 3
"""Limits how many polls may fail before the pictures are shown as unknown."""


class MixerSource:
    """The mixer as a Source; one poll reads all its pictures."""

    name = "the mixer"

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer
        self.reached_at = mixer.reached_at

    async def open(self) -> None:
        await self._mixer.open()

    async def close(self) -> None:
        await self._mixer.close()

    async def poll(self) -> FrameState:
        return await self._mixer.frame()

    def changes(self) -> AsyncIterator[object]:
        return self._mixer.changes()


class MixerFrameDevice(FrameDevice[FrameState]):
    """A mixer, whose sources are known by the names that sites.yaml gives for each site."""

    def __init__(self, context: EngineContext, mixer: Mixer) -> None:
        network = context.network
        self._mixer = mixer
        self.is_protected = mixer.is_protected if isinstance(mixer, TellsProtection) else None
        self.gives_stills = isinstance(mixer, GivesStills)
        self._sources = {site.id: site.mixer_source for site in network.sites if site.mixer_source}
        self._sites = {source: site_id for site_id, source in self._sources.items()}
        buses = () if network.centre.mixer is None else (network.centre.mixer.bus,)
        self._ledger = context.ledger
        self._on_urgent = context.on_urgent
        self._on_fault = context.on_control_fault
        policy = LinkPolicy(longest_pause_s=self._longest_pause_s)
        link = DeviceLink(
            MixerSource(mixer), context.clock, self._period_s, self._observed, self._fault_changed, policy
        )
        link = context.links.of(of_conference(MIXER, context.ledger.conference), mixer, link)
        orders = DeviceOrders(link, context.clock, context.record, context.network.operator_name)
        super().__init__(link, orders, FrameWatch(), context.clock, buses)

    @property
    def fresh_for_s(self) -> float:
        return _FRESH_PERIODS * self._period_s() + 1

    def frame_of(self, state: FrameState) -> FrameState:
        return state

    def site_of(self, source: str) -> str:
        return self._sites.get(source, "")

    def source_of(self, site_id: str) -> str:
        return self._sources.get(site_id, "")

    def order(self, shots: Mapping[Bus, Shot], operator: str) -> DeviceOrder[FrameState] | None:
        pictures = self.as_pictures(shots)
        if not pictures:
            return None
        shot = next(iter(shots.values()))
        return DeviceOrder(
            uuid4().hex[:12],
            TAKE,
            shot.seats[0] if len(shot.seats) == 1 else "",
            operator,
            lambda: self._mixer.take(pictures),
            lambda state: are_shown(state, pictures),
            undoes=(TAKE,),
        )

    def shown_orders(self, now_s: float) -> tuple[OrderView, ...]:
        return self._orders.shown(now_s)

    def begin(self) -> None:
        if self.link.latest is not None:
            self._observed(self.link.latest)

    async def run(self) -> None:
        await self.link.run()

    def _period_s(self) -> float:
        return _MEETING_PERIOD_S if self._ledger[MeetingsHeld].running is not None else _IDLE_PERIOD_S

    def _longest_pause_s(self) -> float:
        return _RECONNECT_S if self._ledger[MeetingsHeld].running is not None else _IDLE_RECONNECT_S

    def stills(self, since_s: float) -> tuple[Still, ...]:
        stills = self._mixer.stills(since_s) if isinstance(self._mixer, GivesStills) else ()
        return tuple(
            replace(still, site_id=site_id) for still in stills if (site_id := self.site_of(still.site_id))
        )

    def on_air(self) -> OnAir | None:
        """Return what the branches saw at the newest poll; None where there was nothing."""
        frame, now_s = self.frame, self._clock.monotonic()
        return on_air_of(frame, self.site_of, self.watch, now_s) if frame is not None else None

    def _observed(self, observation: Observation[FrameState]) -> None:
        self.watch.observed(observation.state, observation.taken_s)
        self._orders.observed(observation)
        self._on_urgent()

    def _fault_changed(self, fault: ControlFault | None) -> None:
        self._on_fault(MIXER, fault)
        self._on_urgent()
