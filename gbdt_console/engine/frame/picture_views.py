"""Tell what each bus shows and who presents, for the Snapshot."""

from collections.abc import Mapping, Sequence
from typing import Any

from gbdt_console.core.frame.commands import BOTH
from gbdt_console.core.frame.content import Presentation, presentation
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.saved import SavedLayouts
from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.pictures import Bus, FrameState, Pane, Picture
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.devices.abilities import by_documents
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.frame.device import FrameDevice
from gbdt_console.engine.frame.pictures import Pictures
from gbdt_console.engine.frame.shown_pictures import ShownPictures
from gbdt_console.engine.frame.shown_stills import ShownStills


class PictureViews:
    """Builds the FrameView.

    pictures: the devices that put pictures on air
    shown: records what they show, and tells since when they do
    stills: what they look like
    """

    def __init__(self, context: EngineContext, pictures: Pictures) -> None:
        self._ledger = context.ledger
        self._clock = context.clock
        self._pictures = pictures
        self.stills = ShownStills(context, pictures)
        self.shown = ShownPictures(pictures, context.ledger, context.clock, context.record)
        mcu = context.network.centre.mcu
        self._fixed_content = mcu.control.driver if mcu is not None else ""
        of_centre = (mcu, context.network.centre.mixer)
        self._by_documents = by_documents(tuple(one.control.driver for one in of_centre if one is not None))

    def view(self, rooms: Sequence[RoomView], differs_s: Mapping[Bus, float]) -> FrameView:
        """Return all pictures.

        differs_s: monotonic seconds since when a bus shows another picture than was taken
        """
        frame, pictures, now_s = self._ledger[Frame], self._pictures, self._clock.monotonic()
        devices = pictures.devices
        states = [d.frame for d in devices if d.is_known and d.frame is not None]
        told = next((state for state in states if state.is_recording is not None), FrameState())
        return FrameView(
            is_recording=told.is_recording,
            recorded_to=told.recorded_to,
            buses=tuple(self._bus(bus, differs_s.get(bus)) for bus in pictures.buses),
            is_linked=frame.is_linked,
            floor_site_id=frame.floor_site_id,
            refusals=tuple((code.value, site) for code, site in pictures.refusals(pictures.loaded(BOTH))),
            undo=tuple(tuple(sorted(step.programs.items())) for step in frame.undo),
            content=self._content(rooms, now_s),
            fixed_content=self._fixed_content,
            by_documents=self._by_documents,
            rolling_s=frame.rolling_s,
            kept_off=tuple(sorted(frame.kept_off)),
            saved=tuple(
                (name, tuple(sorted(shots.items())))
                for name, shots in sorted(self._ledger[SavedLayouts].by_name.items())
            ),
            orders=tuple(order for device in devices for order in device.shown_orders(now_s)),
            is_one_picture=pictures.is_one_picture,
            blank=pictures.blank_sites(),
            is_mixer_protected=next((d.is_protected for d in devices if d.is_protected is not None), None),
        )

    def _content(self, rooms: Sequence[RoomView], now_s: float) -> Presentation | None:
        """Return who presents, as MCU or mixer report it, else the codecs of the rooms."""
        for device in self._pictures.devices:
            if device.is_known and (site_id := _presenter(device)) is not None:
                taken_s = device.link.latest.taken_s if device.link.latest is not None else None
                return Presentation(site_id, "", taken_s)
        return presentation(rooms, self._pictures.rows(room.site_id for room in rooms), now_s)

    def _bus(self, bus: Bus, differs_s: float | None) -> BusView:
        """Return one bus; what was on air stays in it while the device cannot be polled."""
        device, frame = self._pictures.device(bus), self._ledger[Frame]
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
            self._utc(differs_s),
            frame.previews.get(bus),
            self._utc(self.shown.since_s(bus)),
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
        return None if at_s is None else self._clock.utc() - (self._clock.monotonic() - at_s)


def _presenter(device: FrameDevice[Any]) -> str | None:
    """Return the site that presents content; None where the device cannot tell."""
    state = device.frame
    if state is None or state.presenter is None:
        return None
    return device.site_of(state.presenter)
