"""Decide who presents content, by what the rooms' codecs report where no MCU tells."""

from collections.abc import Iterable, Mapping

from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.room import RoomView


@dataclass(frozen=True, slots=True)
class Presentation:
    """Who presents content in the meeting, as one device reports it.

    site_id: id of the site that presents; empty where nobody does
    device_id: id of the codec that says so; empty where the MCU or mixer itself does, or nobody presents
    taken_s: monotonic seconds of the poll that says so; None where no single poll does
    is_lost: the site dropped out while it presented
    """

    site_id: str
    device_id: str = ""
    taken_s: float | None = None
    is_lost: bool = False

    @property
    def code(self) -> str:
        """Message code of the sentence, which names the site where one presents."""
        if not self.site_id:
            return "content.nobody"
        return "content.lost" if self.is_lost else "content.of"

    @property
    def source_code(self) -> str:
        """Message code of the kind of device that says so."""
        return "content.by-codec" if self.device_id else "content.by-mcu"


def presentation(
    rooms: Iterable[RoomView], rows: Mapping[str, RosterRow], now_s: float
) -> Presentation | None:
    """Return who presents; None where it is not known.

    A site that presents now goes before one that dropped out while it presented. A codec that presents
    without being in the conference shows it to its own room only. Nobody presents only where the codecs of
    all sites in the conference say so.

    rows: the roster's row of each site; a site without one counts as there, since no MCU tells
    """
    told = {room.site_id: room for room in rooms if room.state and room.state.content_source is not None}
    if not told:
        return None
    lost: Presentation | None = None
    for site_id, room in told.items():
        if room.state is None or not room.state.content_source:
            continue
        row, is_answering = rows.get(site_id), _is_answering(room, now_s)
        is_there = row is None or row.standing is RosterStatus.CONNECTED
        if is_there and is_answering:
            return Presentation(site_id, room.device_id, room.taken_s)
        if lost is None and row is not None and _has_dropped_out(row, is_answering=is_answering):
            lost = Presentation(site_id, room.device_id, room.taken_s, is_lost=True)
    present = [row.site_id for row in rows.values() if row.standing is RosterStatus.CONNECTED]
    is_nobody = bool(present) and all(
        site_id in told and _is_answering(told[site_id], now_s) for site_id in present
    )
    return lost or (Presentation("") if is_nobody else None)


def _has_dropped_out(row: RosterRow, *, is_answering: bool) -> bool:
    """Tell whether a presenter left the conference, and not to present to its own room."""
    if row.standing is RosterStatus.STALE:
        return True
    return row.standing is RosterStatus.ABSENT and row.left is not None and not is_answering


def _is_answering(room: RoomView, now_s: float) -> bool:
    is_fresh = room.taken_s is not None and now_s - room.taken_s <= room.fresh_for_s
    return room.fault is None and is_fresh
