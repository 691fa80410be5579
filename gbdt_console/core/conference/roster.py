"""The roster in three parts: who is in the conference, who should be and is not, and who should not be."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.conference.state import ConferenceState, HungUpBy, Participant


class RosterStatus(StrEnum):
    """STALE is listed by the MCU while its line is cut: it is not called connected."""

    CONNECTED = "connected"
    STALE = "stale"
    ABSENT = "absent"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class RosterSite:
    """A site as the roster sees it: its number in the conference, and whether its line and codec are there
    (None: not known)."""

    id: str
    number: str
    is_reachable: bool | None


@dataclass(frozen=True, slots=True)
class Departure:
    """When a site was seen to have left, and who ended its call: None where nobody told. `operator` is whose
    word it was at this console."""

    at_utc: float
    by: HungUpBy | None = None
    operator: str = ""


@dataclass(frozen=True, slots=True)
class RedialState:
    """How often this console will still call an absent site by itself, and when next (UTC); None if there is
    no next time."""

    left: int
    next_utc: float | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of the roster. `site_id` is empty for an unexpected caller; `participant` None for an absent
    site. `cause` is the type of the alarm that explains it, empty where nothing does. `left` is how an absent
    site went, None where it was not seen to go; `redial` is set where this console calls it again."""

    site_id: str
    standing: RosterStatus
    participant: Participant | None = None
    cause: str = ""
    left: Departure | None = None
    redial: RedialState | None = None

    @property
    def number(self) -> str:
        return self.participant.number if self.participant is not None else ""


def roster(
    state: ConferenceState,
    expected: Iterable[RosterSite],
    causes: Mapping[str, str],
    admits: Callable[[str, str], bool] = lambda number, leg: False,
) -> tuple[RosterRow, ...]:
    """Expected sites in their order, then the unexpected callers in the MCU's. Of two legs of one site the
    younger is the site's: the other may be what a cut left behind. It and a number nobody has are unexpected
    until they are admitted: `admits` is asked with number and leg."""
    legs: dict[str, list[Participant]] = {}
    for participant in sorted(state.participants, key=_age_s):
        legs.setdefault(participant.number, []).append(participant)
    rows: list[RosterRow] = []
    for site in expected:
        own = legs.get(site.number, [])
        leg = own.pop(0) if own and site.number else None
        rows.append(RosterRow(site.id, _standing(site, leg), leg, causes.get(site.id, "")))
    for participant in state.participants:
        if participant in legs[participant.number]:
            is_admitted = admits(participant.number, participant.id)
            standing = RosterStatus.CONNECTED if is_admitted else RosterStatus.UNEXPECTED
            rows.append(RosterRow("", standing, participant))
    return tuple(rows)


def _age_s(participant: Participant) -> float:
    return participant.joined_ago_s if participant.joined_ago_s is not None else float("inf")


def _standing(site: RosterSite, leg: Participant | None) -> RosterStatus:
    if leg is None:
        return RosterStatus.ABSENT
    return RosterStatus.STALE if site.is_reachable is False else RosterStatus.CONNECTED
