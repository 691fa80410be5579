"""Compare the MCU's participants with the expected sites: connected, absent, unexpected."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from gbdt_console.core.conference.call_quality import CallQuality
from gbdt_console.core.conference.state import ConferenceState, HungUpBy, Participant
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


class RosterStatus(StrEnum):
    """The part of the roster a row is in.

    STALE is a site that the MCU lists while its line is cut, WAITING a guest whom nobody has let in yet,
    UNKNOWN a site of which nothing tells whether it is in the conference.
    """

    CONNECTED = "connected"
    STALE = "stale"
    ABSENT = "absent"
    UNEXPECTED = "unexpected"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RosterSite:
    """An expected site.

    number: its number in the conference
    is_reachable: whether its line and codec answer; None where that is not known
    also: further numbers and addresses at which profiles call it
    """

    id: str
    number: str
    is_reachable: bool | None
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Departure:
    """The end of an absent site's call.

    at_utc: UTC seconds of the first poll without the site
    by: the party that ended the call; None where the MCU did not tell
    operator: name of the operator who hung up at this console; else empty
    is_restored: an earlier run of the engine saw the site in the conference, this one did not
    """

    at_utc: Utc
    by: HungUpBy | None = None
    operator: str = ""
    is_restored: bool = False


@dataclass(frozen=True, slots=True)
class RedialState:
    """The calls that this console will still make to an absent site.

    next_utc: UTC seconds of the next call; None where there is none
    """

    left: int
    next_utc: Utc | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of the roster.

    site_id: id of the site; empty for an unexpected caller and for a site that does not belong to the meeting
    participant: the call leg; None for an absent site
    cause: type of the alarm that explains the absence; empty where there is none
    left: end of an absent site's call; None where no poll saw the site leave
    redial: calls still to be made; None where this console does not call the site again
    second_of: id of the site whose second call this is; empty for other rows
    uninvited: id of the site that calls although it does not belong to the meeting; empty for other rows
    guest: number of the expected guest who calls; 0 for other rows
    elsewhere: number of the other call that an absent site's codec is in; empty where it is in none
    is_unregistered: the MCU knows no device of an absent site, so that it cannot call it
    quality: how good its call is
    """

    site_id: str
    standing: RosterStatus
    participant: Participant | None = None
    cause: str = ""
    left: Departure | None = None
    redial: RedialState | None = None
    second_of: str = ""
    uninvited: str = ""
    guest: int = 0
    elsewhere: str = ""
    is_unregistered: bool = False
    quality: CallQuality = CallQuality.GOOD

    @property
    def own_site(self) -> str:
        """Id of the site whose first call it is, invited or not; empty for other callers."""
        return self.site_id or self.uninvited

    @property
    def known_site(self) -> str:
        """Id of the site that calls, by a second call too; empty for a caller that is no site."""
        return self.own_site or self.second_of

    @property
    def is_away(self) -> bool:
        """Whether the site is known not to take part, or its line or codec is cut."""
        return self.standing in (RosterStatus.ABSENT, RosterStatus.STALE)

    @property
    def is_kicked(self) -> bool:
        """Whether another client of the MCU ended the site's call, and it is not back."""
        return self.participant is None and self.left is not None and self.left.by is HungUpBy.MCU

    @property
    def number(self) -> str:
        """Number of the call leg; empty for an absent site."""
        return self.participant.number if self.participant is not None else ""


@dataclass(frozen=True, slots=True)
class RosterParts:
    """The rows of a roster by part, in the roster's order.

    connected: sites, admitted callers and guests let in that are in the conference
    absent: sites that are not, and those that the MCU lists while their line is cut
    untold: sites of which nothing tells whether they are
    unexpected: callers that nobody expects
    uninvited: sites that do not belong to the meeting, and that nobody has let in
    waiting: guests whom nobody has let in yet
    """

    connected: tuple[RosterRow, ...]
    absent: tuple[RosterRow, ...]
    unexpected: tuple[RosterRow, ...]
    waiting: tuple[RosterRow, ...] = ()
    untold: tuple[RosterRow, ...] = ()
    uninvited: tuple[RosterRow, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[RosterRow]) -> "RosterParts":
        parts: dict[RosterStatus, list[RosterRow]] = {status: [] for status in RosterStatus}
        for row in rows:
            status = RosterStatus.ABSENT if row.standing is RosterStatus.STALE else row.standing
            parts[status].append(row)
        unexpected = parts[RosterStatus.UNEXPECTED]
        return cls(
            tuple(parts[RosterStatus.CONNECTED]),
            tuple(parts[RosterStatus.ABSENT]),
            tuple(row for row in unexpected if not row.uninvited),
            tuple(parts[RosterStatus.WAITING]),
            tuple(parts[RosterStatus.UNKNOWN]),
            tuple(row for row in unexpected if row.uninvited),
        )


def roster(
    state: ConferenceState,
    expected: Iterable[RosterSite],
    causes: Mapping[str, str],
    admits: Callable[[str, str], bool] = lambda number, leg: False,
    is_invited: Callable[[str], bool] = lambda site_id: True,
) -> tuple[RosterRow, ...]:
    """Return the expected sites, then the unexpected callers.

    Sites are in their own order, callers in the MCU's.

    A leg that this console dialled is the site's, whatever caller id it shows.

    Two legs of one number: the younger is the site's, the other may be left over from a cut and counts as an
    unexpected caller, with the site as its `second_of`.

    A site that is not invited is a caller as others are, but has a row also while it is not there.

    expected: the sites that are known by their numbers
    causes: type of the alarm that explains a site's absence, by site id
    admits: tells by number and leg whether an operator let a caller in
    is_invited: tells by its id whether a site belongs to the meeting
    """

    def of_caller(leg: Participant) -> RosterStatus:
        is_admitted = admits(leg.number, leg.id)
        return RosterStatus.CONNECTED if is_admitted else RosterStatus.UNEXPECTED

    expected = tuple(expected)
    main = {also: site.number for site in expected for also in site.also}
    legs: dict[str, list[Participant]] = {}
    for participant in sorted(state.participants, key=_age_s):
        number = main.get(participant.site_number, participant.site_number)
        legs.setdefault(number, []).append(participant)
    rows: list[RosterRow] = []
    site_of: dict[str, str] = {}
    elsewhere = dict(state.elsewhere)
    for site in expected:
        site_of[site.number] = site.id
        own = legs.get(site.number, [])
        leg = own.pop(0) if own and site.number else None
        standing = _standing(site, leg, is_told=site.number not in state.untold)
        if not is_invited(site.id):
            standing = standing if leg is None else of_caller(leg)
            rows.append(RosterRow("", standing, leg, uninvited=site.id))
            continue
        other = elsewhere.get(site.number, "") if leg is None else ""
        is_unregistered = leg is None and not state.unregistered.isdisjoint((site.number, *site.also))
        cause = causes.get(site.id, "")
        rows.append(
            RosterRow(site.id, standing, leg, cause, elsewhere=other, is_unregistered=is_unregistered)
        )
    for participant in state.participants:
        number = main.get(participant.site_number, participant.site_number)
        if participant in legs[number]:
            second_of = site_of.get(number, "") if number else ""
            rows.append(RosterRow("", of_caller(participant), participant, second_of=second_of))
    return tuple(rows)


def first_present(order: Iterable[str], rows: Iterable[RosterRow]) -> str:
    """Return the first site of a running order that is in the conference.

    Empty where none is. Without any row nothing is known, and the first counts.
    """
    standings = {row.site_id: row.standing for row in rows}
    return next((s for s in order if not standings or standings.get(s) is RosterStatus.CONNECTED), "")


def passed_over(order: Sequence[str], rows: Iterable[RosterRow], site_id: str) -> list[str]:
    """Return the sites before `site_id` in a running order that are not in the conference.

    None where that site has no turn of its own, or nothing is known.
    """
    standings = {row.site_id: row.standing for row in rows}
    before = order[: order.index(site_id)] if site_id in order and standings else ()
    return [one for one in before if standings.get(one) is not RosterStatus.CONNECTED]


def _age_s(participant: Participant) -> float:
    return participant.joined_ago_s if participant.joined_ago_s is not None else float("inf")


def _standing(site: RosterSite, leg: Participant | None, *, is_told: bool) -> RosterStatus:
    if leg is None:
        return RosterStatus.ABSENT if is_told else RosterStatus.UNKNOWN
    return RosterStatus.STALE if site.is_reachable is False else RosterStatus.CONNECTED
