"""Says who is expected as a guest, who came, when each was let in, and for how long."""

from collections.abc import Sequence
from typing import get_args

from gbdt_console.core.clean_text import clean
from gbdt_console.core.guests.events import GuestEvent
from gbdt_console.core.guests.guest import Guest, Visit
from gbdt_console.core.units import Utc
from gbdt_console.text.event_words import EventWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words


def guest_text(words: Words, formats: Formats, guest: Guest, until_utc: Utc) -> str:
    """Write one guest: 'Sở Y tế (0214…): 1007 cho vào 08:05:10, trong phòng họp 0:41:00'.

    until_utc: end of a call that lasts: now, or the end of the meeting
    """
    callers: dict[str, list[Visit]] = {}
    for visit in guest.visits:
        callers.setdefault(visit.who, []).append(visit)
    came = [_caller_text(words, formats, visits, until_utc) for visits in callers.values()]
    how = "; ".join(came) or words("guest.withdrawn" if guest.is_withdrawn else "guest.not-there")
    return words("guest.line", organisation=clean(guest.organisation), how=how)


def _caller_text(words: Words, formats: Formats, visits: Sequence[Visit], until_utc: Utc) -> str:
    """Write the calls of one caller as one: when it was let in first, and its time in the conference."""
    who = clean(visits[-1].caller or visits[-1].name or visits[-1].leg)
    let_in = [one for one in visits if one.let_in_utc is not None]
    if not let_in:
        return words("guest.never-in", who=who, time=formats.clock(visits[0].came_utc))
    inside_s = sum(
        max(0.0, (until_utc if one.left_utc is None else min(one.left_utc, until_utc)) - one.let_in_utc)
        for one in let_in
        if one.let_in_utc is not None
    )
    first_utc = let_in[0].let_in_utc or 0.0
    return words("guest.in", who=who, time=formats.clock(first_utc), lasted=formats.duration(inside_s))


GUEST_EVENTS = EventWords(get_args(GuestEvent))
