"""Show the pictures of the meeting and carry out their commands."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.commands import BOTH, FRAME_COMMANDS
from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.pictures import Bus, Pane, Picture
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import Handler
from gbdt_console.engine.conference.command_handler import PlannedCommands
from gbdt_console.engine.conference.floor_plans import FloorPlans
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.frame.device import FrameDevice
from gbdt_console.engine.frame.pictures import Pictures
from gbdt_console.engine.frame.plans import FramePlans
from gbdt_console.engine.frame.reseating import Reseating


class FrameFeature(Feature):
    """Shows nothing where no configured device puts pictures on air."""

    commands = FRAME_COMMANDS

    def __init__(
        self,
        context: EngineContext,
        pictures: Pictures,
        floor: FloorPlans | None,
        commands: PlannedCommands,
    ) -> None:
        """Make the feature; `floor` plans the floor that a take gives, None without an MCU."""
        self._ledger = context.ledger
        self._clock = context.clock
        self._on_urgent = context.on_urgent
        self._pictures = pictures
        self._plans = FramePlans(context, pictures, floor)
        self._planned = commands
        self._differs_s: dict[Bus, float] = {}
        self._reseating = [Reseating(device, context.ledger) for device in pictures.devices]

    def handlers(self) -> Mapping[type[Command], Handler]:
        return self._planned.handlers_in_turn(self._plans.of)

    async def run(self) -> None:
        devices = self._pictures.devices
        work = [asyncio.ensure_future(device.run()) for device in devices]
        work += [asyncio.ensure_future(device.follow(self._observed)) for device in devices]
        work.append(asyncio.ensure_future(self._plans.rolling.run()))
        try:
            await asyncio.gather(*work, asyncio.Event().wait())
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            for reseating in self._reseating:
                await reseating.close()

    def take(self, entry: Entry) -> None:
        self._plans.rolling.take(entry)

    def fill(self, snapshot: Snapshot) -> Snapshot:
        return replace(snapshot, frame=self._view()) if self._pictures.buses else snapshot

    def _observed(self) -> None:
        """Compare every bus with what is wanted, and seat sites that came back."""
        now_s = self._clock.monotonic()
        differing = {
            bus
            for bus, shot in self._ledger.frame.wanted.items()
            if self._ledger.frame.rolling_s is None and self._pictures.is_shown(bus, shot) is False
        }
        self._differs_s = {bus: self._differs_s.get(bus, now_s) for bus in differing}
        for reseating in self._reseating:
            reseating.observed()
        self._on_urgent()

    def _view(self) -> FrameView:
        frame, pictures, now_s = self._ledger.frame, self._pictures, self._clock.monotonic()
        devices = pictures.devices
        return FrameView(
            buses=tuple(self._bus(bus) for bus in pictures.buses),
            is_linked=frame.is_linked,
            floor_site_id=frame.floor_site_id,
            refusals=tuple((code.value, site) for code, site in pictures.refusals(pictures.loaded(BOTH))),
            undo=tuple(tuple(sorted(step.programs.items())) for step in frame.undo),
            presenter=next((site for device in devices if (site := _presenter(device)) is not None), None),
            rolling_s=frame.rolling_s,
            kept_off=tuple(sorted(frame.kept_off)),
            saved=tuple(
                (name, tuple(sorted(shots.items())))
                for name, shots in sorted(self._ledger.saved_layouts.by_name.items())
            ),
            orders=tuple(order for device in devices for order in device.shown_orders(now_s)),
            is_one_picture=pictures.is_one_picture,
        )

    def _bus(self, bus: Bus) -> BusView:
        """Return one bus; what was on air stays in it while the device cannot be polled."""
        device, frame = self._pictures.device(bus), self._ledger.frame
        assert device is not None
        state, latest = device.frame, device.link.latest
        picture = state.programs.get(bus, Picture()) if state is not None else Picture()
        return BusView(
            bus,
            device.link.fault,
            latest.taken_s if latest is not None else None,
            device.fresh_for_s,
            state.layouts if state is not None else (),
            picture.layout,
            tuple(self._pane(device, bus, place, pane) for place, pane in enumerate(picture.panes)),
            frame.wanted.get(bus),
            self._utc(self._differs_s.get(bus)),
            frame.previews.get(bus),
        )

    def _pane(self, device: FrameDevice[Any], bus: Bus, place: int, pane: Pane) -> PaneView:
        frozen_s = device.watch.frozen_since_s(pane.source, self._clock.monotonic())
        return PaneView(
            pane.kind,
            device.site_of(pane.source),
            pane.words,
            self._utc(device.watch.since_s(bus, place)),
            False if frozen_s is not None else pane.is_moving or None,
            self._utc(frozen_s),
        )

    def _utc(self, at_s: float | None) -> float | None:
        """Turn monotonic seconds into UTC seconds."""
        return None if at_s is None else self._clock.utc() - (self._clock.monotonic() - at_s)


def _presenter(device: FrameDevice[Any]) -> str | None:
    """Return the site that presents content; None where the device cannot tell."""
    state = device.frame
    if state is None or state.presenter is None:
        return None
    return device.site_of(state.presenter)
