"""Tracks who was told of a meeting, by what channel, and who confirmed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Utc


class NoticeGroup(StrEnum):
    """Names the groups that are told of a meeting (A7.1a)."""

    SITES = "sites"
    """The technicians of the sites; one recipient a site."""
    CARRIER = "carrier"
    """The carriers of the sites' lines; one recipient a carrier."""
    POWER = "power"
    """The power company, which tells its branches the times (A13)."""


POWER_COMPANY = "power"
"""Recipient of the group POWER."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Holds what one recipient was last told; names ending in _utc are UTC seconds.

    recipient: id of a site or carrier, or POWER_COMPANY
    revision: the meeting's revision that the recipient knows
    channel: a NoticeChannel
    is_cancellation: whether it told that the meeting does not take place
    confirmed_utc: when the recipient confirmed it; None before
    person: role of the person who confirmed; may be empty
    digest: first characters of the SHA-256 of the sent text; empty where no text was entered
    replaces: the revision that the recipient knew before; None where this was the first notice
    replaced_utc: when the replaced one was sent
    """

    group: NoticeGroup
    recipient: str
    revision: int
    channel: str
    sent_utc: Utc
    operator: ActorName
    is_cancellation: bool = False
    confirmed_utc: Utc | None = None
    person: str = ""
    digest: str = ""
    replaces: int | None = None
    replaced_utc: Utc | None = None


@dataclass(frozen=True, slots=True)
class NoticeState:
    """Sorts the recipients of one group.

    untold: recipients that were never told
    outdated: recipients that know an older time, place or plan, or do not take part any more
    unconfirmed: recipients that were told what is in force and have not confirmed
    """

    group: NoticeGroup
    untold: tuple[str, ...]
    outdated: tuple[str, ...]
    unconfirmed: tuple[str, ...]

    @property
    def to_tell(self) -> tuple[str, ...]:
        """The recipients to whom a notice goes now."""
        return (*self.untold, *self.outdated)


def recipients_of(sites: Iterable[str], carrier_of: Mapping[str, str]) -> dict[NoticeGroup, tuple[str, ...]]:
    """Return the recipients of each group.

    sites: ids of the sites that take part
    carrier_of: id of the carrier of each site's line
    """
    named = tuple(sites)
    carriers = dict.fromkeys(carrier_of[site] for site in named if site in carrier_of)
    return {
        NoticeGroup.SITES: named,
        NoticeGroup.CARRIER: tuple(carriers),
        NoticeGroup.POWER: (POWER_COMPANY,),
    }


def notice_states(
    notices: Iterable[Notice],
    expected: Mapping[NoticeGroup, tuple[str, ...]],
    revision: int,
    *,
    is_cancelled: bool,
) -> tuple[NoticeState, ...]:
    """Sort the recipients of each group.

    A cancelled meeting is told to those that were told of it, and to nobody else.
    """
    known = {(notice.group, notice.recipient): notice for notice in notices}
    states = []
    for group, recipients in expected.items():
        told = {recipient: notice for (of, recipient), notice in known.items() if of is group}
        untold = () if is_cancelled else tuple(r for r in recipients if r not in told)
        outdated = tuple(
            recipient
            for recipient, notice in told.items()
            if not _is_current(notice, recipient in recipients, revision, is_cancelled=is_cancelled)
        )
        unconfirmed = tuple(r for r, n in told.items() if r not in outdated and n.confirmed_utc is None)
        states.append(NoticeState(group, untold, outdated, unconfirmed))
    return tuple(states)


def _is_current(notice: Notice, is_expected: bool, revision: int, *, is_cancelled: bool) -> bool:
    """Tell whether the recipient knows what is in force; one that dropped out must know that it did."""
    if is_cancelled or not is_expected:
        return notice.is_cancellation
    return notice.revision == revision and not notice.is_cancellation


def with_sent(notices: tuple[Notice, ...], sent: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return the notices with new ones in place of older ones to the same recipients."""
    known = {(notice.group, notice.recipient): notice for notice in notices}
    for notice in sent:
        key = notice.group, notice.recipient
        known[key] = _replacing(notice, known.get(key))
    return tuple(known.values())


def _replacing(notice: Notice, before: Notice | None) -> Notice:
    """Return the notice with what it replaces; one that is sent again replaces what it replaced before."""
    if before is None:
        return notice
    if before.revision == notice.revision:
        return replace(notice, replaces=before.replaces, replaced_utc=before.replaced_utc)
    return replace(notice, replaces=before.revision, replaced_utc=before.sent_utc)


def with_confirmed(
    notices: tuple[Notice, ...], group: NoticeGroup, recipients: Iterable[str], at_utc: Utc, person: str
) -> tuple[Notice, ...]:
    named = frozenset(recipients)
    return tuple(
        replace(notice, confirmed_utc=at_utc, person=person)
        if notice.group is group and notice.recipient in named
        else notice
        for notice in notices
    )
