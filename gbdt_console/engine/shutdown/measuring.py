"""Takes what the shutdown has to know of a site from a Snapshot."""

from collections.abc import Callable

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import Quality, Reading, number_of
from gbdt_console.core.shutdown.record import Commanded
from gbdt_console.core.shutdown.steps import PowerFacts
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.snapshot import Snapshot

PingAge = Callable[[str], float | None]
"""Returns the age of a device's last answered ping, seconds; None where none is known."""
_UP = (PointState.UP, PointState.DEGRADED)


class SiteMeasuring:
    def __init__(self, site: SiteView, snapshot: Snapshot, ping_age: PingAge) -> None:
        self._site = site
        self._snapshot = snapshot
        self._ping_age = ping_age
        self._codec = site.device(DeviceKind.CODEC)
        self._room = next((room for room in snapshot.rooms if room.site_id == site.id), None)

    @property
    def has_left(self) -> bool | None:
        """Whether the site is out of the conference, by every call of its own; None where nothing tells."""
        conference = self._snapshot.conference
        if conference is None or not conference.is_known(self._snapshot.at_s):
            return None
        rows = [row for row in conference.roster if row.known_site == self._site.id]
        if any(row.participant is not None for row in rows):
            return False
        return None if all(row.standing is RosterStatus.UNKNOWN for row in rows) else True

    @property
    def can_be_hung_up(self) -> bool:
        """Whether it is still in a conference of our MCU, which alone hangs up."""
        conference = self._snapshot.conference
        return self.has_left is False and conference is not None and not conference.hosted

    @property
    def is_asleep(self) -> bool | None:
        state = None if self._room is None else self._room.known(self._snapshot.at_s)
        return None if state is None else state.is_asleep

    @property
    def is_router_up(self) -> bool | None:
        """Whether the site's router answers; None while the console cannot observe."""
        return None if self._snapshot.blind is not None else self._site.state in _UP

    @property
    def is_answering(self) -> bool | None:
        """Whether the codec answers; None while nothing tells."""
        if self._codec is None or self._snapshot.blind is not None:
            return None
        return {PointState.DOWN: False, PointState.UP: True, PointState.DEGRADED: True}.get(
            self._codec.ping or PointState.UNKNOWN
        )

    def answered_ago_s(self) -> float | None:
        """Return the age of the codec's last answer by ping, SNMP or control, seconds."""
        if self._codec is None:
            return None
        taken_s = (self._codec.answered_s, None if self._room is None else self._room.taken_s)
        ages = [self._snapshot.age_s(one) for one in taken_s]
        known = [age for age in (*ages, self._ping_age(self._codec.id)) if age is not None]
        return min(known, default=None)

    def load(self) -> Reading | None:
        """Return the UPS's load; None where no UPS gives one."""
        ups = self._site.device(DeviceKind.UPS)
        reading = None if ups is None else ups.reading("ups.output.load")
        return reading if reading is not None and reading.quality is Quality.GOOD else None

    def facts(self, command: Commanded, now_utc: float) -> PowerFacts:
        """Return what is known about the power after a command."""
        load, commanded_s = self.load(), self._snapshot.at_s - (now_utc - command.at_utc)
        after = load.value if load is not None and load.taken_s > commanded_s else None
        is_silent = None if (answers := self.is_answering) is None else not answers
        return PowerFacts(
            command.answered_ago_s,
            command.is_off,
            is_silent,
            self.is_router_up,
            command.load_before,
            number_of(after),
            has_ups=command.load_before is not None or load is not None,
        )
