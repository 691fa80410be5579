"""Watch one room's codec and carry out orders to it."""

from collections.abc import Awaitable, Callable

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.room import RoomState, RoomView
from gbdt_console.core.sites import Device, Site
from gbdt_console.devices.control import Codec
from gbdt_console.engine.control.device_link import DeviceLink, LinkPolicy, Observation
from gbdt_console.engine.control.device_orders import DeviceOrders
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.rooms.codec_source import CodecSource
from gbdt_console.engine.rooms.orders import RoomOrder, RoomOrders

IDLE_PERIOD_S = 15.0
MEETING_PERIOD_S = 5.0
_READING_BACK_PERIOD_S = 1.0
_FRESH_PERIODS = 3
"""Limits how many polls may fail before the codec's state is shown as unknown."""
_LONGEST_WAIT_S = 15.0
"""Limits how long a poll waits for a camera to turn, and then for its own answers."""
_ANSWER_WITHIN_S = 40.0
"""Limits one answer: more than every limit of the driver together, logging in too."""


class RoomMonitor:
    """Watches one codec while the task `link.run` runs.

    may_open: awaited before every connection
    """

    def __init__(
        self,
        context: EngineContext,
        site: Site,
        device: Device,
        codec: Codec,
        may_open: Callable[[], Awaitable[None]],
    ) -> None:
        self.site = site
        self.preset: int | None = None
        self._device_id = device.id
        self._is_plain_text = codec.is_plain_text
        self._clock = context.clock
        self._ledger = context.ledger
        self._on_urgent = context.on_urgent
        policy = LinkPolicy(_ANSWER_WITHIN_S, is_one_at_a_time=True, may_open=may_open)
        source = CodecSource(device.id, codec)
        self.link = DeviceLink(
            source, context.clock, self._period_s, self._observed, self._fault_changed, policy
        )
        self._orders = DeviceOrders(self.link, context.clock, context.record, context.network.operator_name)
        self.make = RoomOrders(codec, site.id, self.known)
        self._fresh_for_s = 0.0
        self._before: RoomState | None = None
        self._view: RoomView | None = None
        self._muted_since_s: float | None = None

    def known(self) -> RoomState | None:
        """Return its state; None where that is too old to be believed."""
        return self.view().known(self._clock.monotonic())

    def view(self) -> RoomView:
        """Return the codec's view; the same object while it is unchanged."""
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
                self._muted_since_s,
            )
        return self._view

    async def carry_out(self, order: RoomOrder, on_progress: Callable[[Progress], None]) -> Progress:
        """Carry an order out; return its last step, which `on_progress` takes too."""

        def changed(step: Progress) -> None:
            on_progress(step)
            self._changed()

        last = await self._orders.carry_out(order, changed)
        self._changed()
        return last

    async def recall(
        self, preset: int, order: RoomOrder, on_progress: Callable[[Progress], None]
    ) -> Progress:
        """Turn the camera and return the last step.

        After silence no preset is known, since the camera may have turned.
        """
        stages: list[Stage] = []

        def set_preset(step: Progress) -> None:
            stages.append(step.stage)
            if step.stage is Stage.ACCEPTED:
                self.preset = preset
            elif step.stage is Stage.UNKNOWN and Stage.ACCEPTED not in stages:
                self.preset = None
            on_progress(step)

        return await self.carry_out(order, set_preset)

    def forget_preset(self) -> None:
        """Show no preset until the camera is turned again."""
        self.preset = None
        self._changed()

    def _period_s(self) -> float:
        return _READING_BACK_PERIOD_S if self._orders.is_reading_back else self._usual_period_s()

    def _usual_period_s(self) -> float:
        return MEETING_PERIOD_S if self._ledger.meeting is not None else IDLE_PERIOD_S

    def _observed(self, observation: Observation[RoomState]) -> None:
        """Publish a changed state at once, another with the next Snapshot."""
        self._fresh_for_s = _FRESH_PERIODS * self._usual_period_s() + _LONGEST_WAIT_S
        self._orders.observed(observation)
        since_s = observation.taken_s if self._muted_since_s is None else self._muted_since_s
        self._muted_since_s = since_s if observation.state.is_muted else None
        self._view = None
        if observation.state != self._before:
            self._before = observation.state
            self._on_urgent()

    def _fault_changed(self, fault: ControlFault | None) -> None:
        """Forget the preset of a lost codec, which may have restarted."""
        if fault is not None:
            self.preset, self._muted_since_s = None, None
        self._changed()

    def _changed(self) -> None:
        self._view = None
        self._on_urgent()
