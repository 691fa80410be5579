"""Watch one room's codec and carry out orders to it."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future

from gbdt_console.core.abilities import OF_CAMERA, Ability
from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.events import Entry, Event, placed
from gbdt_console.core.meetings.held import conference_of_site, running_meetings
from gbdt_console.core.registered import lacks_registration
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.rooms.preset_book import PresetBook
from gbdt_console.core.rooms.room import CameraView, PresetStanding, PresetView, RoomState, RoomView
from gbdt_console.core.sites import Device, DeviceKind, Site
from gbdt_console.devices.control import Codec, ControlError, ReportsPosition
from gbdt_console.engine.control.device_link import DeviceLink, LinkPolicy, Observation
from gbdt_console.engine.control.device_orders import DeviceOrders
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.rooms.codec_source import CodecSource
from gbdt_console.engine.rooms.orders import OF_PICTURES, RoomOrder, RoomOrders
from gbdt_console.engine.rooms.preset_memory import PresetMemory

IDLE_PERIOD_S = 15.0
MEETING_PERIOD_S = 5.0
_READING_BACK_PERIOD_S = 1.0
_FRESH_PERIODS = 3
"""Limits how many polls may fail before the codec's state is shown as unknown."""
_LONGEST_WAIT_S = 15.0
"""Limits how long a poll waits for a camera to turn, and then for its own answers."""
_READ_WITHIN_S = 2.0
"""Limits how long a call waits for what the codec says of its registration."""
_ANSWER_WITHIN_S = 40.0
"""Limits one answer: more than every limit of the driver together, logging in too."""


class RoomMonitor:
    """Watches one codec while the task `link.run` runs.

    may_open: awaited before every connection
    camera: watches the site's own camera, which turns in place of the codec's
    """

    def __init__(
        self,
        context: EngineContext,
        site: Site,
        device: Device,
        codec: Codec,
        may_open: Callable[[], Awaitable[None]],
        camera: "RoomMonitor | None" = None,
    ) -> None:
        self.site = site
        self.camera = camera
        self.preset: int | None = None
        self._is_camera = device.kind is DeviceKind.CAMERA
        self._recalled: RoomOrder | None = None
        self._device_id = device.id
        self._is_plain_text = codec.is_plain_text
        self._clock = context.clock
        self._ledger = context.ledger
        self._conditions = context.alarms.conditions
        self._on_urgent = context.on_urgent
        self._on_fault = context.on_control_fault
        self._context = context
        policy = LinkPolicy(_ANSWER_WITHIN_S, is_one_at_a_time=True, may_open=may_open)
        self._source = CodecSource(
            device.id, codec, lambda: self._orders.is_reading_back, self._reads_back_pictures
        )
        link = DeviceLink(
            self._source, context.clock, self._period_s, self._observed, self._fault_changed, policy
        )
        self.link = context.links.of(device.id, codec, link)
        self._orders = DeviceOrders(self.link, context.clock, self._record, context.network.operator_name)
        known = context.ledger[PresetBook].camera(device.id)
        self.presets = (
            PresetMemory(codec, site.id, device.id, known, context.record, context.clock)
            if isinstance(codec, ReportsPosition)
            else None
        )
        self.make = RoomOrders(codec, site.id, self.known, self.presets)
        self._fresh_for_s = 0.0
        self._before: RoomState | None = None
        self._view: RoomView | None = None
        self._shown: object = None
        self._muted_since_s: float | None = None

    def begin(self) -> None:
        """Show at once what a connection that was handed over knows."""
        if self.link.latest is not None:
            self._observed(self.link.latest)

    def continue_from(self, before: "RoomMonitor") -> None:
        """Keep the preset, where both the codec and the camera are the ones of before."""
        if self.link is before.link and before.camera is None and self.camera is None:
            self.preset, self._recalled = before.preset, before._recalled
            self._muted_since_s = before._muted_since_s
        elif self.camera is not None and before.camera is not None:
            self.camera.continue_from(before.camera)

    @property
    def is_busy(self) -> bool:
        return bool(self._orders.under_way)

    def _reads_back_pictures(self) -> bool:
        """Tell whether an order about content or monitor waits for the next polls."""
        return any(self._orders.is_fresh(what, self.site.id) for what in OF_PICTURES)

    def _record(self, event: Event, actor: str) -> Future[Entry]:
        """Record an order's end with the meeting in which the room takes part."""
        place = conference_of_site(self._ledger, self.site.id)
        return self._context.record(placed(event, place), actor)

    def known(self) -> RoomState | None:
        """Return its state; None where that is too old to be believed."""
        return self.view().known(self._clock.monotonic())

    @property
    def is_unregistered(self) -> bool:
        """Whether its codec says now that it lost the registration by which the site is called."""
        return self.view().is_unregistered and self.known() is not None

    async def is_still_unregistered(self) -> bool:
        """Ask now; a codec that does not answer soon is not known to be unregistered."""
        self._source.ask_health()
        try:
            async with asyncio.timeout(_READ_WITHIN_S):
                await self.link.read_again()
        except (ControlError, TimeoutError):
            return False
        return self.is_unregistered

    def view(self) -> RoomView:
        orders = self._orders.shown(self._clock.monotonic())
        turning = (self.preset, self._standing(), self._learnt())
        camera = self._camera_view() if self._is_camera else None
        if self.camera is not None:
            turned = self.camera.view()
            orders, camera = (*orders, *turned.orders), turned.camera
            turning = (turned.preset, turned.standing, turned.learnt)
        shown = (orders, camera, turning, self._preset_names())
        if self._view is None or self._shown != shown:
            self._shown, latest = shown, self.link.latest
            preset, standing, learnt = turning
            self._view = RoomView(
                self.site.id,
                self._device_id,
                self._is_plain_text and not self._is_camera,
                self.link.fault,
                latest.taken_s if latest else None,
                self._fresh_for_s,
                latest.state if latest else None,
                preset,
                orders,
                self.site.floor_preset,
                self.site.permissions.remote_unmute,
                self._muted_since_s,
                camera,
                standing,
                shown[-1],
                learnt,
                self._able(),
                latest is not None and lacks_registration(self.site, latest.state.registrations),
            )
        return self._view

    def _able(self) -> tuple[Ability, ...]:
        """Return what its codec can do; where the site has a camera of its own, that turns in its place."""
        if self.camera is None:
            return self.make.able
        own = tuple(one for one in self.make.able if one not in OF_CAMERA)
        return (*own, *self.camera.make.able)

    def _standing(self) -> PresetView | None:
        """Return the preset accepted last, and whether the camera stands there."""
        if self.presets is not None:
            latest = self.link.latest if self.link.fault is None else None
            return self.presets.view(latest.state if latest else None)
        return None if self.preset is None else PresetView(self.preset, PresetStanding.NOT_READABLE)

    def _learnt(self) -> tuple[int, ...] | None:
        return None if self.presets is None else tuple(sorted(self.presets.known.places))

    def _preset_names(self) -> tuple[tuple[int, str], ...]:
        """Return the site's names of presets, the meeting's own in their place."""
        own = self._ledger[PresetBook].names.get(self.site.id)
        return tuple(sorted((dict(self.site.presets) | own).items())) if own else self.site.presets

    def _camera_view(self) -> CameraView:
        return CameraView(self._device_id, self._is_plain_text, self.link.fault)

    def poll_soon(self) -> None:
        """Ask the device before that is due, and show what the engine learnt meanwhile."""
        self.link.poll_soon()
        self._changed()

    def recall_order(self, preset: int, operator: str) -> RoomOrder | None:
        """Make the order that turns the site's own camera, else the codec's."""
        return (self.camera or self).make.recall(preset, operator)

    async def carry_out(self, order: RoomOrder, on_progress: Callable[[Progress], None]) -> Progress:
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

        No preset is known after silence, since the camera may have turned, nor where the camera was found
        elsewhere.
        """
        if self.camera is not None:
            return await self.camera.recall(preset, order, on_progress)
        stages: list[Stage] = []

        def set_preset(step: Progress) -> None:
            stages.append(step.stage)
            if step.stage is Stage.ACCEPTED:
                self.preset, self._recalled = preset, order
            elif step.stage is (Stage.FAILED if Stage.ACCEPTED in stages else Stage.UNKNOWN):
                self.preset = None
            elif step.stage is Stage.VERIFIED and self.presets is not None:
                self.presets.confirmed(preset)
            on_progress(step)

        return await self.carry_out(order, set_preset)

    def forget_preset(self) -> None:
        """Show no preset until the camera is turned again."""
        if self.camera is not None:
            self.camera.forget_preset()
        self.preset = None
        self._changed()

    def _period_s(self) -> float:
        return _READING_BACK_PERIOD_S if self._orders.is_reading_back else self._usual_period_s()

    def _usual_period_s(self) -> float:
        return MEETING_PERIOD_S if running_meetings(self._ledger) else IDLE_PERIOD_S

    def _observed(self, observation: Observation[RoomState]) -> None:
        """Publish a changed state at once, another with the next Snapshot."""
        self._fresh_for_s = _FRESH_PERIODS * self._usual_period_s() + _LONGEST_WAIT_S
        self._orders.observed(observation)
        self._check_preset(observation)
        self._judge_parts(observation.state.lost_parts)
        since_s = observation.taken_s if self._muted_since_s is None else self._muted_since_s
        self._muted_since_s = since_s if observation.state.is_muted else None
        self._view = None
        if observation.state != self._before:
            self._before = observation.state
            self._on_urgent()

    def _check_preset(self, observation: Observation[RoomState]) -> None:
        """Forget the preset of a camera that was turned away from it, and report that."""
        if self.presets is None or not self.presets.observed(observation.state.position):
            return
        was_preset, self.preset = self.preset, None
        if was_preset is not None and self._recalled is not None:
            self._orders.end_reverted(self._recalled, observation.taken_s)

    def _judge_parts(self, lost: tuple[str, ...] | None) -> None:
        """Notify of the parts that the codec misses, until it says that it misses none."""
        key, now_utc = AlarmKey(self._device_id, AlarmType.PARTS_LOST), self._clock.utc()
        if lost:
            params = (("parts", ", ".join(lost)),)
            parent = AlarmKey(self.site.id, AlarmType.SITE_LOST)
            self._conditions.raise_(key, now_utc, site_id=self.site.id, params=params, parent=parent)
        elif lost is not None:
            self._conditions.clear(key, now_utc)

    def _fault_changed(self, fault: ControlFault | None) -> None:
        """Forget the preset of a lost codec, which may have restarted."""
        if fault is not None:
            self.preset, self._muted_since_s = None, None
        self._on_fault(self._device_id, fault)
        self._changed()

    def _changed(self) -> None:
        self._view = None
        self._on_urgent()
