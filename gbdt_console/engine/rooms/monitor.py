"""Watches one room's codec, and carries out what is asked of it."""

from collections.abc import Awaitable, Callable
from concurrent.futures import Future

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.room import RoomState, RoomView
from gbdt_console.core.sites import Device, Site
from gbdt_console.devices.control import Codec
from gbdt_console.engine.control.device_link import DeviceLink, LinkPolicy, Observation
from gbdt_console.engine.control.device_orders import DeviceOrders
from gbdt_console.engine.rooms.codec_source import CodecSource
from gbdt_console.engine.rooms.orders import RoomOrder, RoomOrders

IDLE_PERIOD_S = 15.0
MEETING_PERIOD_S = 5.0
_READING_BACK_PERIOD_S = 1.0
_FRESH_PERIODS = 3
_LONGEST_WAIT_S = 15.0
"""So long a look may wait for a camera to turn, and then for its own answers."""
_ANSWER_WITHIN_S = 40.0
"""More than a codec needs that takes every limit of its driver to the full, logging in too."""


class RoomMonitor:
    """Run `link.run` as a task. `may_open` is waited for before every connection; `on_change` is called for
    what should be seen at once, `name_of` gives an operator's name."""

    def __init__(
        self,
        site: Site,
        device: Device,
        codec: Codec,
        clock: Clock,
        record: Callable[[Event, str], Future[Entry]],
        is_meeting: Callable[[], bool],
        may_open: Callable[[], Awaitable[None]],
        on_change: Callable[[], None],
        name_of: Callable[[str], str],
    ) -> None:
        self.site = site
        self.preset: int | None = None
        self._device_id = device.id
        self._is_plain_text = codec.is_plain_text
        self._clock = clock
        self._is_meeting = is_meeting
        self._on_change = on_change
        manner = LinkPolicy(_ANSWER_WITHIN_S, is_one_at_a_time=True, may_open=may_open)
        self.link = DeviceLink(
            CodecSource(device.id, codec), clock, self._period_s, self._looked, self._fault_changed, manner
        )
        self._orders = DeviceOrders(self.link, clock, record, name_of)
        self.make = RoomOrders(codec, site.id, self.known)
        self._fresh_for_s = 0.0
        self._before: RoomState | None = None
        self._view: RoomView | None = None

    def known(self) -> RoomState | None:
        """Its state, where that is not too old to be believed."""
        return self.view().known(self._clock.monotonic())

    def view(self) -> RoomView:
        """The codec as it is known now: the same object for as long as nothing has changed."""
        orders = self._orders.shown(self._clock.monotonic())
        if self._view is None or self._view.orders != orders:
            latest = self.link.latest
            self._view = RoomView(
                self.site.id,
                self._device_id,
                self._is_plain_text,
                self.link.fault,
                latest.taken_s if latest else None,
                self._fresh_for_s,
                latest.state if latest else None,
                self.preset,
                orders,
                self.site.floor_preset,
                self.site.permissions.remote_unmute,
            )
        return self._view

    async def carry_out(self, order: RoomOrder, tell: Callable[[Progress], None]) -> Progress:
        """The last step; it and those before it are told too."""

        def heard(step: Progress) -> None:
            tell(step)
            self._changed()

        last = await self._orders.carry_out(order, heard)
        self._changed()
        return last

    async def recall(self, preset: int, order: RoomOrder, tell: Callable[[Progress], None]) -> Progress:
        """Turn the camera. A codec that says nothing may have turned it, so no preset is known then."""
        stages: list[Stage] = []

        def heard(step: Progress) -> None:
            stages.append(step.stage)
            if step.stage is Stage.ACCEPTED:
                self.preset = preset
            elif step.stage is Stage.UNKNOWN and Stage.ACCEPTED not in stages:
                self.preset = None
            tell(step)

        return await self.carry_out(order, heard)

    def forget_preset(self) -> None:
        """What the camera looked at before does not count any more."""
        self.preset = None
        self._changed()

    def _period_s(self) -> float:
        return _READING_BACK_PERIOD_S if self._orders.is_reading_back else self._usual_period_s()

    def _usual_period_s(self) -> float:
        return MEETING_PERIOD_S if self._is_meeting() else IDLE_PERIOD_S

    def _looked(self, look: Observation[RoomState]) -> None:
        """That a look was taken is shown with the next Snapshot; what it changed, at once."""
        self._fresh_for_s = _FRESH_PERIODS * self._usual_period_s() + _LONGEST_WAIT_S
        self._orders.looked(look)
        self._view = None
        if look.state != self._before:
            self._before = look.state
            self._on_change()

    def _fault_changed(self, fault: ControlFault | None) -> None:
        """A codec that was away may have begun anew: where its camera looks then, nobody knows."""
        if fault is not None:
            self.preset = None
        self._changed()

    def _changed(self) -> None:
        self._view = None
        self._on_change()
