"""Define the pictures as a Snapshot shows them."""

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.frame.content import Presentation
from gbdt_console.core.pictures import Bus, Layout, PaneKind, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class PaneView:
    """One pane that is on air.

    site_id: id of the site in it; empty where it is no known site
    since_utc: UTC seconds since when the console saw this there
    is_moving: False is a frozen picture; None where the device cannot tell
    frozen_since_utc: UTC seconds since when it is frozen; None where it is not known to be
    """

    kind: PaneKind
    site_id: str = ""
    words: str = ""
    since_utc: Utc | None = None
    is_moving: bool | None = None
    frozen_since_utc: Utc | None = None


@dataclass(frozen=True, slots=True)
class BusView:
    """One bus: what is on air, what was wanted there, and what a take would put there.

    fault: reason why its device cannot be polled; None where it can
    layout: id of the layout on air; empty where the device cannot tell
    wanted: what the last take or undo asked for; None before the first
    differs_since_utc: UTC seconds since when the device reports another picture than `wanted`; None while it
        does not
    preview: what the next take puts on air; None where nothing is loaded
    since_utc: UTC seconds since when its device shows what is on air; None while it does not tell, or
        changes it all the time
    """

    bus: Bus
    fault: ControlFault | None
    taken_s: float | None
    fresh_for_s: float
    layouts: tuple[Layout, ...] = ()
    layout: str = ""
    panes: tuple[PaneView, ...] = ()
    wanted: Shot | None = None
    differs_since_utc: Utc | None = None
    preview: Shot | None = None
    since_utc: Utc | None = None

    def is_known(self, now_s: float) -> bool:
        return self.fault is None and self.taken_s is not None and now_s - self.taken_s <= self.fresh_for_s


@dataclass(frozen=True, slots=True)
class FrameView:
    """The pictures of the meeting.

    buses: the buses that a configured device drives, BRANCHES first
    floor_site_id: site that the next take also gives the floor; empty where it gives it to nobody
    refusals: what is against the sites of the previews: reason and site; `against` has those of one take
    undo: what each undo would bring back, newest first: by bus the seats' site ids
    fixed_content: the driver's name of the MCU; no MCU lets us grant or end content; empty without one
    saved: the named layouts: name and the picture of each bus, by name
    blank: ids of the sites whose source is known to have no picture
    orders: orders about pictures that are under way or ended badly a moment ago
    is_one_picture: the device composes nothing: it shows one site, the same one on all buses
    is_mixer_protected: the connection to the mixer is encrypted, its far end checked; None where there is no
        mixer, or its driver does not tell
    is_recording, recorded_to: as the mixer tells (core/pictures.py)
    by_documents: names of the drivers of MCU and mixer that no device ever met
    """

    buses: tuple[BusView, ...] = ()
    is_linked: bool = True
    floor_site_id: str = ""
    refusals: tuple[tuple[str, str], ...] = ()
    undo: tuple[tuple[tuple[Bus, Shot], ...], ...] = ()
    content: Presentation | None = None
    fixed_content: str = ""
    rolling_s: float | None = None
    kept_off: tuple[str, ...] = ()
    saved: tuple[tuple[str, tuple[tuple[Bus, Shot], ...]], ...] = ()
    orders: tuple[OrderView, ...] = ()
    is_one_picture: bool = False
    is_mixer_protected: bool | None = None
    blank: tuple[str, ...] = ()
    is_recording: bool | None = None
    recorded_to: str = ""
    by_documents: tuple[str, ...] = ()

    def bus(self, bus: Bus) -> BusView | None:
        """Return that bus; None where no configured device drives it."""
        return next((view for view in self.buses if view.bus is bus), None)

    @property
    def presenter(self) -> str | None:
        """Id of the site that presents content; empty where nobody does, None where no device can tell."""
        return self.content.site_id if self.content is not None else None

    def moved(self, bus: Bus | None = None) -> tuple[BusView, ...]:
        """Return the buses that a take moves: all while linked, else `bus`, the first where it is None."""
        if self.is_linked:
            return self.buses
        return self.buses[:1] if bus is None else tuple(view for view in self.buses if view.bus is bus)

    def against(self, bus: Bus | None = None) -> tuple[tuple[str, str], ...]:
        """Return why a take is refused, by reason and site; `bus` as in `moved`."""
        shots = [view.preview for view in self.moved(bus) if view.preview is not None]
        sites = {seat for shot in shots for seat in shot.seats}
        return tuple(one for one in self.refusals if one[1] in sites)

    def gives_floor_to(self, bus: Bus | None = None) -> str:
        """Return the site that a take also gives the floor; empty for nobody, as with the chair's alone."""
        return self.floor_site_id if self.moved(bus)[:1] == self.buses[:1] else ""
