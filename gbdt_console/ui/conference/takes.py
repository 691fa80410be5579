"""Decides what a take and its undo mean now, from what the screen shows."""

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.frame.rules import TakeRefusal
from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.ui.conference.conference import ShownConference

_STANDINGS = {TakeRefusal.LOST: RosterStatus.STALE, TakeRefusal.ABSENT: RosterStatus.ABSENT}


@dataclass(frozen=True, slots=True)
class RefusedTake:
    """A take that was refused, and that Enter makes all the same while its reason stands.

    about: id of the site that the reason is about
    site_id: id of the site that was to be taken alone; empty for the preview
    previews: what the preview held, by bus
    bus: the bus that was to be taken while they are not linked; None for what the branches see
    """

    reason: TakeRefusal
    about: str
    site_id: str
    previews: tuple[tuple[Bus, Shot], ...]
    bus: Bus | None = None

    def stands(self, frame: FrameView | None, conference: ShownConference | None) -> bool:
        """Tell whether the reason still holds, for the very same picture."""
        if frame is None or conference is None:
            return False
        if not self.site_id:
            is_same = previews_of(frame, self.bus) == self.previews
            return is_same and (self.reason.value, self.about) in frame.against(self.bus)
        row = conference.row(self.site_id)
        if self.reason is TakeRefusal.BLANK:
            return self.site_id in frame.blank
        if self.reason is not TakeRefusal.FROZEN:
            return row is not None and row.standing is _STANDINGS[self.reason]
        panes = (pane for bus in frame.buses for pane in bus.panes if pane.site_id == self.site_id)
        return any(pane.frozen_since_utc is not None for pane in panes)


def refused_take(
    frame: FrameView | None, code: str, site_id: str, bus: Bus | None = None
) -> RefusedTake | None:
    """Return the refused take of that site, or of the preview where it is empty.

    None where the code is no reason that a person may lift, where nothing tells whom it is about, and where
    nobody would be left to be shown.
    """
    if code not in set(TakeRefusal) or frame is None:
        return None
    about = site_id or next((site for reason, site in frame.against(bus) if reason == code), "")
    previews = previews_of(frame, bus)
    others = {seat for _, shot in previews for seat in shot.seats if seat} - {about} if not site_id else set()
    is_impossible = code == TakeRefusal.ABSENT and not others
    if not about or is_impossible:
        return None
    return RefusedTake(TakeRefusal(code), about, site_id, previews, bus)


def previews_of(frame: FrameView, bus: Bus | None = None) -> tuple[tuple[Bus, Shot], ...]:
    """Return what a take puts on air, by bus; `bus` as in FrameView.moved."""
    return tuple((view.bus, view.preview) for view in frame.moved(bus) if view.preview is not None)


def loaded_sites(
    frame: FrameView | None, conference: ShownConference, bus: Bus | None = None
) -> tuple[str, ...]:
    """Return the sites that the next take is about: those of the preview, else the prepared one.

    bus: the bus that is taken while they are not linked; None for what the branches see
    """
    shots = [shot for _, shot in previews_of(frame, bus)] if frame is not None else []
    sites = tuple(dict.fromkeys(seat for shot in shots for seat in shot.seats if seat))
    prepared = conference.floor.prepared
    return sites or ((prepared,) if prepared and frame is None else ())


def undone_sites(frame: FrameView | None, conference: ShownConference) -> tuple[str, ...] | None:
    """Return the sites that an undo of the last take brings back; none for a picture that the device chose.

    None where there is nothing to undo, or no site of that picture is in the conference: the key then gives
    floor and picture back to the chair.
    """
    if frame is None or not frame.undo:
        return None
    sites = tuple(dict.fromkeys(seat for _, shot in frame.undo[0] for seat in shot.seats if seat))
    rows = [conference.row(site_id) for site_id in sites]
    is_there = any(row is not None and row.participant is not None for row in rows)
    return sites if is_there or not sites else None
