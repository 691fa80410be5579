"""The conference as the Snapshot shows it: what the MCU says, what is wanted, and what is under way."""

from dataclasses import dataclass

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.conference.state import ConferenceState, ControlFault
from gbdt_console.core.requests import Stage


@dataclass(frozen=True, slots=True)
class OpenMicrophone:
    """A site that speaks although it has not the floor, since `since_utc`. First a notice, then an alarm."""

    site_id: str
    since_utc: float
    is_alarm: bool


@dataclass(frozen=True, slots=True)
class OrderView:
    """Something that was asked of the MCU and has not ended, or ended badly a moment ago. `code` and `words`
    say why it failed; `is_reverted` that the device obeyed and went back by itself."""

    what: str
    target: str
    stage: Stage
    code: str = ""
    words: str = ""
    is_reverted: bool = False


_NO_FLOOR = Floor()


@dataclass(frozen=True, slots=True)
class ConferenceView:
    """`fault` says why the MCU cannot be asked; then, and when `taken_s` (monotonic) is older than
    `fresh_for_s`, nothing of `state` and `roster` is known any more."""

    fault: ControlFault | None
    taken_s: float | None
    fresh_for_s: float
    state: ConferenceState | None = None
    roster: tuple[RosterRow, ...] = ()
    floor: Floor = _NO_FLOOR
    orders: tuple[OrderView, ...] = ()
    open_microphones: tuple[OpenMicrophone, ...] = ()

    def row(self, site_id: str) -> RosterRow | None:
        """The roster's line of that site."""
        return next((row for row in self.roster if row.site_id == site_id), None)
