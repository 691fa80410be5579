"""Write what a bus showed as a picture that the journal keeps: sites, and what the device chose."""

from gbdt_console.core.frame.view import BusView, PaneView
from gbdt_console.core.pictures import PaneKind, Shot

_MARK = "*"
"""Begins a seat that is no site's; no id of a site has it."""
_NAMED = (PaneKind.SOURCE, PaneKind.OTHER)
"""Kinds of panes whose site stays there until somebody changes it."""

ROLLED = Shot("", (f"{_MARK}{PaneKind.ROLLING}",))
"""Stands for all pictures of a bus while they change one after the other."""
UNKNOWN = Shot("", ())
"""Stands for the picture of a bus that its device no longer tells."""


def seat_of(kind: PaneKind, site_id: str) -> str:
    """Return what the journal keeps of a pane: its site, else its kind.

    Where the device chooses the source, the site that is there now does not count.
    """
    return site_id if site_id and kind in _NAMED else f"{_MARK}{kind}"


def kind_of(seat: str) -> PaneKind:
    """Return the kind of a kept pane; one that a later program wrote is of an OTHER kind."""
    if not seat.startswith(_MARK):
        return PaneKind.SOURCE
    name = seat.removeprefix(_MARK)
    return PaneKind(name) if name in set(PaneKind) else PaneKind.OTHER


def site_of_seat(seat: str) -> str:
    """Return the site of a kept pane; empty where it has none."""
    return "" if seat.startswith(_MARK) else seat


def panes_of(shot: Shot) -> tuple[PaneView, ...]:
    return tuple(PaneView(kind_of(seat), site_of_seat(seat)) for seat in shot.seats)


def shown_on(bus: BusView) -> Shot:
    """Return what the journal keeps of a bus that a Snapshot shows."""
    return Shot(bus.layout, tuple(seat_of(pane.kind, pane.site_id) for pane in bus.panes))


def is_as_wanted(shown: Shot, wanted: Shot) -> bool:
    """Tell whether a kept picture is the one that was asked for.

    A seat that was left to the device agrees with everything.
    """
    if shown.layout and shown.layout != wanted.layout:
        return False
    seats = (*shown.seats, *("",) * len(wanted.seats))
    return all(seat in ("", there) for seat, there in zip(wanted.seats, seats, strict=False))
