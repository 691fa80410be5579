"""Compare the floor of a meeting with the conference that the MCU reports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow, RosterStatus


class FloorFault(StrEnum):
    """Names what is wrong with the floor, worst first; each value is an alarm type.

    SPEAKER_LOST, CHAIR_LOST: the site left the conference, or its line or codec does not answer.
    SPEAKER_MUTED, CHAIR_MUTED: the MCU blocks the site, which neither the policy nor an operator here asked.
    PICTURE_LOST: the line or codec of the site on air, neither chair nor speaker, does not answer.
    PICTURE_OTHER: the picture is not that of the site that has the floor.
    """

    SPEAKER_LOST = "speaker.lost"
    CHAIR_LOST = "chair.lost"
    SPEAKER_MUTED = "speaker.muted"
    CHAIR_MUTED = "chair.muted"
    PICTURE_LOST = "picture.lost"
    PICTURE_OTHER = "picture.other"

    @property
    def is_loss(self) -> bool:
        """Whether a site is lost; no order to the MCU mends that."""
        return self in (FloorFault.SPEAKER_LOST, FloorFault.CHAIR_LOST, FloorFault.PICTURE_LOST)


@dataclass(frozen=True, slots=True)
class FloorDeviation:
    """A fault of the floor.

    fault: what is wrong
    site_id: id of the site that is lost, muted or not shown
    since_utc: UTC seconds since when
    is_alarm: whether it is an alarm; before that an order under way may still mend it
    """

    fault: FloorFault
    site_id: str
    since_utc: float
    is_alarm: bool


def is_heard(row: RosterRow | None) -> bool:
    """Tell whether the MCU reports that the site of that row may be heard."""
    if row is None or row.participant is None or row.standing is not RosterStatus.CONNECTED:
        return False
    return row.participant.is_blocked is False


def floor_faults(
    rows: Iterable[RosterRow], floor: Floor, shown: str | None, *, was_shown: bool
) -> tuple[tuple[FloorFault, str], ...]:
    """Return the faults of a begun meeting's floor with their sites, worst first.

    In a break only losses count: the policy blocks the speaker, and any picture may stand.

    rows: the roster of the newest poll
    shown: id of the call leg on air; None where there is none or the MCU cannot tell
    was_shown: whether the MCU reported a leg on air before, so that None means that there is none
    """
    rows = tuple(rows)
    of_site = {row.site_id: row for row in rows if row.site_id}
    on_air = next((row for row in rows if row.participant is not None and row.participant.id == shown), None)
    found = [*_losses(of_site, floor, on_air)]
    if not floor.is_break:
        found += [*_mutes(of_site, floor), *_pictures(of_site, floor, on_air, was_shown=was_shown)]
    order = list(FloorFault)
    return tuple(sorted(found, key=lambda pair: order.index(pair[0])))


def _losses(
    of_site: dict[str, RosterRow], floor: Floor, on_air: RosterRow | None
) -> Iterator[tuple[FloorFault, str]]:
    """Yield the lost sites; a chair that was never in the conference is absent, not lost."""
    speaker, chair = of_site.get(floor.speaker), of_site.get(floor.chair)
    if speaker is not None and speaker.standing is not RosterStatus.CONNECTED:
        yield FloorFault.SPEAKER_LOST, speaker.site_id
    was_there = chair is not None and (chair.participant is not None or chair.left is not None)
    if chair is not None and was_there and chair.standing is not RosterStatus.CONNECTED:
        yield FloorFault.CHAIR_LOST, chair.site_id
    is_other = on_air is not None and on_air.site_id not in ("", floor.speaker, floor.chair)
    if on_air is not None and is_other and on_air.standing is RosterStatus.STALE:
        yield FloorFault.PICTURE_LOST, on_air.site_id


def _mutes(of_site: dict[str, RosterRow], floor: Floor) -> Iterator[tuple[FloorFault, str]]:
    """Yield chair and speaker that are blocked although nobody here asked for it."""
    roles = ((FloorFault.SPEAKER_MUTED, floor.speaker), (FloorFault.CHAIR_MUTED, floor.chair))
    for fault, site_id in roles:
        row = of_site.get(site_id)
        if row is None or row.participant is None or row.standing is not RosterStatus.CONNECTED:
            continue
        is_wanted_open = floor.may_be_heard(site_id) and site_id not in floor.closed
        if row.participant.is_blocked and is_wanted_open:
            yield fault, site_id


def _pictures(
    of_site: dict[str, RosterRow], floor: Floor, on_air: RosterRow | None, *, was_shown: bool
) -> Iterator[tuple[FloorFault, str]]:
    """Yield the floor's site where another picture, or none, is on air.

    Under an upper site the picture is ours only while one of our sites has the floor. A dialogue allows the
    chair's picture beside the speaker's.
    """
    holder = floor.speaker or floor.chair
    row = of_site.get(holder)
    if row is None or row.standing is not RosterStatus.CONNECTED or (floor.upper and not floor.speaker):
        return
    allowed = {holder, floor.upper, floor.chair if floor.is_dialogue else holder}
    is_none = on_air is None and was_shown and floor.since_utc is not None
    if is_none or (on_air is not None and (not on_air.site_id or on_air.site_id not in allowed)):
        yield FloorFault.PICTURE_OTHER, holder
