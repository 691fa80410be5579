"""Compare the floor of a meeting with the conference that the MCU reports."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.pictures import Shot
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


class FloorFault(StrEnum):
    """Names what is wrong with the floor, worst first; each value is an alarm type.

    UPPER_LOST: the upper site is not in the conference that it leads, or its line or codec does not answer.
    SPEAKER_LOST, CHAIR_LOST: the site left the conference, or its line or codec does not answer.
    SPEAKER_MUTED, CHAIR_MUTED: the MCU blocks the site, which neither the policy nor an operator here asked.
    PICTURE_LOST: the line or codec of the site on air, neither chair nor speaker, does not answer.
    PICTURE_FROZEN: the picture of the site that the branches see alone does not move.
    PICTURE_OTHER: the picture is not the wanted one, else not that of the site that has the floor.
    """

    UPPER_LOST = "upper.lost"
    SPEAKER_LOST = "speaker.lost"
    CHAIR_LOST = "chair.lost"
    SPEAKER_MUTED = "speaker.muted"
    CHAIR_MUTED = "chair.muted"
    PICTURE_LOST = "picture.lost"
    PICTURE_FROZEN = "picture.frozen"
    PICTURE_OTHER = "picture.other"

    @property
    def is_loss(self) -> bool:
        """Whether a site is lost; no order to the MCU mends that."""
        return self.value.endswith(".lost")

    @property
    def is_of_site(self) -> bool:
        """Whether the site itself has the fault, so that no order mends it and one poll tells it."""
        return self.is_loss or self is FloorFault.PICTURE_FROZEN


@dataclass(frozen=True, slots=True)
class OnAir:
    """What the branches see at the time of a poll.

    sites: id of the site in each pane; empty for a source that is no site's, None for a pane without source
    layout: id of the layout; empty where the device cannot tell
    frozen: ids of the sites whose pictures are known not to move
    """

    sites: tuple[str | None, ...]
    layout: str = ""
    frozen: frozenset[str] = frozenset()

    @property
    def alone(self) -> str | None:
        """Id of the one site that fills the picture; None where there are more panes, or none."""
        return self.sites[0] if len(self.sites) == 1 else None


@dataclass(frozen=True, slots=True)
class FloorDeviation:
    """A fault of the floor.

    site_id: id of the site that is lost, muted or not shown
    is_alarm: whether it is an alarm; before that an order under way may still mend it
    """

    fault: FloorFault
    site_id: str
    since_utc: Utc
    is_alarm: bool


def is_heard(row: RosterRow | None) -> bool:
    """Tell whether the MCU reports that the site of that row may be heard."""
    if row is None or row.participant is None or row.standing is not RosterStatus.CONNECTED:
        return False
    return row.participant.is_blocked is False


def floor_faults(
    rows: Iterable[RosterRow],
    floor: Floor,
    on_air: OnAir | None,
    *,
    was_shown: bool,
    wanted: Shot | None = None,
) -> tuple[tuple[FloorFault, str], ...]:
    """Return the faults of a begun meeting's floor with their sites, worst first.

    In a break only losses count: the policy blocks the speaker, and any picture may stand.

    rows: the roster of the newest poll
    on_air: what the branches see; None where there is nothing or the device cannot tell
    was_shown: whether anything was reported on air before, so that None means that there is nothing
    wanted: the picture that the last take asked for; None before the first
    """
    rows = tuple(rows)
    of_site = {row.site_id: row for row in rows if row.site_id}
    found = [*_losses(of_site, floor, on_air)]
    if not floor.is_break:
        found += [*_mutes(of_site, floor)]
        found += _pictures(of_site, floor, on_air, wanted, was_shown=was_shown)
    order = list(FloorFault)
    return tuple(sorted(found, key=lambda pair: order.index(pair[0])))


def _losses(
    of_site: dict[str, RosterRow], floor: Floor, on_air: OnAir | None
) -> Iterator[tuple[FloorFault, str]]:
    """Yield the lost and frozen sites; a chair that was never in the conference is absent, not lost."""
    upper, speaker, chair = map(of_site.get, (floor.upper, floor.speaker, floor.chair))
    if upper is not None and upper.is_away:
        yield FloorFault.UPPER_LOST, upper.site_id
    if speaker is not None and speaker.is_away:
        yield FloorFault.SPEAKER_LOST, speaker.site_id
    was_there = chair is not None and (chair.participant is not None or chair.left is not None)
    if chair is not None and was_there and chair.is_away:
        yield FloorFault.CHAIR_LOST, chair.site_id
    alone = on_air.alone if on_air is not None else None
    row = of_site.get(alone) if alone else None
    if row is None or on_air is None:
        return
    if row.standing is RosterStatus.STALE and row.site_id not in (floor.speaker, floor.chair):
        yield FloorFault.PICTURE_LOST, row.site_id
    if row.standing is RosterStatus.CONNECTED and row.site_id in on_air.frozen:
        yield FloorFault.PICTURE_FROZEN, row.site_id


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
    of_site: dict[str, RosterRow],
    floor: Floor,
    on_air: OnAir | None,
    wanted: Shot | None,
    *,
    was_shown: bool,
) -> list[tuple[FloorFault, str]]:
    """Return the site that should be on air where another picture, or none, is.

    Under an upper site the picture is ours only while one of our sites has the floor. A dialogue allows the
    chair's picture beside the speaker's.
    """
    if floor.upper and not floor.speaker:
        return []
    if wanted is not None:
        missed = _missed(of_site, floor, on_air, wanted, was_shown=was_shown)
        return [(FloorFault.PICTURE_OTHER, missed)] if missed else []
    holder = floor.speaker or floor.chair
    row = of_site.get(holder)
    if row is None or row.standing is not RosterStatus.CONNECTED:
        return []
    allowed = {holder, floor.upper, floor.chair if floor.is_dialogue else holder} - {""}
    is_none = (on_air is None or not any(s is not None for s in on_air.sites)) and was_shown
    is_none = is_none and floor.since_utc is not None
    is_other = on_air is not None and allowed.isdisjoint(site for site in on_air.sites if site)
    is_other = is_other and on_air is not None and any(site is not None for site in on_air.sites)
    return [(FloorFault.PICTURE_OTHER, holder)] if is_none or is_other else []


def _missed(
    of_site: dict[str, RosterRow], floor: Floor, on_air: OnAir | None, wanted: Shot, *, was_shown: bool
) -> str:
    """Return the first connected site that lacks its seat in the wanted picture; empty where none does."""
    there = [
        (place, seat)
        for place, seat in enumerate(wanted.seats)
        if (row := of_site.get(seat)) is not None and row.standing is RosterStatus.CONNECTED
    ]
    if not there or (on_air is None and not was_shown):
        return ""
    sites = on_air.sites if on_air is not None else ()
    if floor.is_dialogue and on_air is not None and on_air.alone in (floor.chair, floor.speaker):
        return ""
    if on_air is not None and on_air.layout not in ("", wanted.layout):
        return there[0][1]
    return next((seat for place, seat in there if place >= len(sites) or sites[place] != seat), "")
