"""Judge a take: what is against it, what is on air already, and what an undo has to bring back."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.pictures import Bus, PaneKind, Picture, Shot
from gbdt_console.core.quick_dataclass import dataclass

AGAIN_S = 0.4
"""Seconds within which a second take counts as the same one: a bounced or held key repeats faster."""


LEAST_ROLL_S, MOST_ROLL_S = 10.0, 120.0
"""Limits the time for which a rolling view shows one site, seconds (Huawei's MCUs have the same)."""


class TakeRefusal(StrEnum):
    """Names what is against putting a site on air; each value is a message code.

    LOST: its line or codec does not answer
    ABSENT: it is not in the conference
    BLANK: its source has no picture
    FROZEN: its picture does not move
    """

    LOST = "frame.site-lost"
    ABSENT = "frame.site-absent"
    BLANK = "frame.site-blank"
    FROZEN = "frame.site-frozen"


LIFTED_BY_YES = (*(refusal.value for refusal in TakeRefusal), "guard.upper-floor")
"""Codes that an operator's 'take it all the same' lifts."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of a site that is to be put on air.

    standing: its part of the roster; None where no MCU tells
    is_frozen: its picture is known not to move
    is_blank: its source is known to have no picture
    """

    standing: RosterStatus | None
    is_frozen: bool = False
    is_blank: bool = False


def refusals(
    shots: Iterable[Shot], facts_of: Callable[[str], SiteFacts]
) -> tuple[tuple[TakeRefusal, str], ...]:
    """Return what is against taking these shots, with the site of each reason."""
    found = []
    for site_id in dict.fromkeys(seat for shot in shots for seat in shot.seats if seat):
        facts = facts_of(site_id)
        if facts.standing is RosterStatus.ABSENT:
            found.append((TakeRefusal.ABSENT, site_id))
        elif facts.standing is RosterStatus.STALE:
            found.append((TakeRefusal.LOST, site_id))
        elif facts.is_blank:
            found.append((TakeRefusal.BLANK, site_id))
        elif facts.is_frozen:
            found.append((TakeRefusal.FROZEN, site_id))
    return tuple(found)


def is_shown(
    shot: Shot,
    picture: Picture,
    site_of: Callable[[str], str],
    is_there: Callable[[str], bool] = lambda site_id: True,
) -> bool | None:
    """Tell whether a device shows a shot; None where it reports no panes.

    A seat of a site that is not there, and a seat that is left to the device, agree with everything.

    site_of: returns the site of a source; empty for no site
    is_there: tells whether the site can be shown at all
    """
    if not picture.panes:
        return None
    if picture.layout and picture.layout != shot.layout:
        return False
    shown = (*(site_of(pane.source) for pane in picture.panes), *("",) * len(shot.seats))
    seats = zip(shot.seats, shown, strict=False)
    return all(site_id == seat for seat, site_id in seats if seat and is_there(seat))


def shot_before(
    picture: Picture | None, wanted: Shot | None, site_of: Callable[[str], str], *, is_under_way: bool
) -> Shot | None:
    """Return the shot that brings a picture back; None where none is known.

    A pane whose source the device chooses stays so; a pane without a source keeps the wanted site, which has
    only dropped out.

    picture: the picture that the device reports
    wanted: the shot that was asked for last
    is_under_way: an order for the wanted shot is under way, so that it counts in place of the report
    """
    if wanted is not None and (is_under_way or picture is None or not picture.panes):
        return wanted
    if picture is None or not picture.layout:
        return None
    kept = wanted.seats if wanted is not None and wanted.layout == picture.layout else ()
    seats = zip(picture.panes, (*kept, *("",) * len(picture.panes)), strict=False)
    is_fixed = (PaneKind.SOURCE, PaneKind.OTHER)
    sites = (site_of(pane.source) if pane.source and pane.kind in is_fixed else seat for pane, seat in seats)
    return Shot(picture.layout, tuple(sites))


def with_layout(shot: Shot | None, layout_id: str, panes: int) -> Shot:
    seats = shot.seats if shot is not None else ()
    return Shot(layout_id, (*seats, *("",) * panes)[: max(panes, 1)])


def with_seat(shot: Shot, seat: int, site_id: str) -> Shot | None:
    """Return the shot with that site in a pane; None where it has no such pane."""
    if not 0 <= seat < len(shot.seats):
        return None
    return Shot(shot.layout, (*shot.seats[:seat], site_id, *shot.seats[seat + 1 :]))


def sites_of(shots: Mapping[Bus, Shot]) -> tuple[str, ...]:
    """Return the sites of shots, each once, in the order of buses and panes."""
    return tuple(dict.fromkeys(seat for shot in shots.values() for seat in shot.seats if seat))
