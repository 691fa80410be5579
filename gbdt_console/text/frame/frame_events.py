"""Says the events of pictures and takes."""

from collections.abc import Mapping
from typing import get_args

from gbdt_console.core.frame import events
from gbdt_console.core.frame.rules import sites_of
from gbdt_console.core.frame.saved import SavedLayoutEvent
from gbdt_console.core.frame.shown import kind_of, site_of_seat
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.text.event_words import EventWords, Saying, Values


def _variant(event: events.FrameEvent | SavedLayoutEvent, _: str) -> str:
    match event:
        case events.RollingStopped(operator=""):
            return ".over"
        case events.PreviewLoaded(site=site) if site:
            return ".floor"
        case events.PicturesShown(shots=shots) if not sites_of(shots):
            return ".unknown"
        case events.BusesLinked(is_on=is_on) | events.KeptOffAir(is_on=is_on):
            return ".on" if is_on else ".off"
    return ""


def _params(saying: Saying, event: events.FrameEvent | SavedLayoutEvent, _: Values) -> dict[str, object]:
    shots: Mapping[Bus, Shot] | None = getattr(event, "shots", None)
    return {} if shots is None else {"shots": _pictures(saying, shots)}


def _pictures(saying: Saying, shots: Mapping[Bus, Shot]) -> str:
    """Name the sites of a picture; each bus apart where the buses show different ones."""
    seats = {bus: sites_of({bus: shot}) for bus, shot in shots.items() if any(shot.seats)}
    if len(set(seats.values())) > 1:
        parts = (f"{saying.words(f'bus.{bus}.short')}: {_sites(saying, own)}" for bus, own in seats.items())
        return "; ".join(parts)
    return _sites(saying, sites_of(shots)) or saying.words("frame.no-sites")


def _sites(saying: Saying, seats: tuple[str, ...]) -> str:
    named = (saying.names.get(s, s) for s in map(site_of_seat, seats) if s)
    kinds = (saying.words(f"frame.pane.{kind_of(s)}") for s in seats if not site_of_seat(s))
    return ", ".join((*named, *dict.fromkeys(kinds)))


FRAME_EVENTS = EventWords((*get_args(events.FrameEvent), *get_args(SavedLayoutEvent)), _variant, _params)
