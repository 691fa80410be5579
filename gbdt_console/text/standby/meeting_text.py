"""Says what MCU and mixer tell just now, to a person who is about to let this PC command."""

from collections.abc import Iterator, Sequence

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.roster import RosterParts, RosterRow
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.frame.view import BusView
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import ConferencePart, Snapshot
from gbdt_console.core.standby.view import Role, StandbyView
from gbdt_console.core.units import Utc
from gbdt_console.text.formats import Formats
from gbdt_console.text.standby.standby_text import lost_text
from gbdt_console.text.things import few_names
from gbdt_console.text.words import Words

_MOST_NAMED = 3
"""Limits the names of one list, so that the question stays short."""


class DevicesNow:
    """Says it of each conference that has a running meeting, or of the first one where none has."""

    def __init__(self, words: Words, snapshot: Snapshot, now_utc: Utc) -> None:
        """`now_utc` is later than the Snapshot where the engine does not answer."""
        self._words, self._snapshot = words, snapshot
        self._now_s = snapshot.at_s + max(0.0, now_utc - snapshot.at_utc)
        self._names = numbered_names(snapshot.sites)

    def lines(self) -> Iterator[str]:
        """Yield a line or two a conference; what is not known now is said so, never the last that was."""
        parts = self._snapshot.parts
        running = [part for part in parts if part.meeting is not None] or parts[:1]
        for part in running:
            for line in self._of(part):
                name = clean(part.conference_name)
                yield f"{name}: {line}" if name and len(running) > 1 else line

    def _of(self, part: ConferencePart) -> Iterator[str]:
        view, words, now_s = part.conference, self._words, self._now_s
        if view is not None:
            who = clean(view.hosted) or words("thing.mcu")
            age = "" if view.taken_s is None else Formats(words).age(max(0.0, now_s - view.taken_s))
            if view.is_known(now_s):
                yield words("standby.now", who=who, age=age, said="; ".join(self._said(view)))
            else:
                yield words("standby.now-unknown" if age else "standby.now-never", who=who, age=age)
        buses = part.frame.buses if part.frame is not None else ()
        if pictures := {bus.bus: self._picture(bus) for bus in buses}:
            seen = dict.fromkeys(pictures.values())
            named = (
                words("standby.now-picture", bus=words(f"bus.{bus}.short"), seen=one)
                for bus, one in pictures.items()
            )
            yield words("standby.now-on-air", pictures="; ".join(seen if len(seen) == 1 else named))

    def _said(self, view: ConferenceView) -> Iterator[str]:
        """Yield who is in, and who is blocked."""
        words, parts = self._words, RosterParts.of(view.roster)
        sites = [row for row in parts.connected if row.site_id]
        expected = len(sites) + sum(bool(row.site_id) for row in (*parts.absent, *parts.untold))
        yield words("standby.now-in", n=len(sites), all=expected)
        if parts.absent:
            yield words("standby.now-absent", sites=self._few(parts.absent))
        if parts.untold:
            yield words("standby.now-untold", sites=self._few(parts.untold))
        if strangers := (*parts.unexpected, *parts.uninvited):
            yield words("standby.now-strangers", n=len(strangers))
        blocked = [row for row in sites if row.participant is not None and row.participant.is_blocked]
        unknown = [row for row in sites if row.participant is not None and row.participant.is_blocked is None]
        if blocked:
            yield words("standby.now-blocked", sites=self._few(blocked))
        elif sites and not unknown:
            yield words("standby.now-none-blocked")
        if unknown:
            yield words("standby.now-blocked-unknown", n=len(unknown))

    def _picture(self, bus: BusView) -> str:
        words = self._words
        if not bus.is_known(self._now_s):
            return words("standby.now-picture-unknown")
        shown = (self._names.get(pane.site_id) or words(f"frame.pane.{pane.kind}") for pane in bus.panes)
        return few_names(words, [*dict.fromkeys(shown)], _MOST_NAMED) or words("standby.now-no-picture")

    def _few(self, rows: Sequence[RosterRow]) -> str:
        return few_names(self._words, [self._names.get(row.site_id, "") for row in rows], _MOST_NAMED)


def takeover_lines(words: Words, snapshot: Snapshot, view: StandbyView, now_utc: Utc) -> Iterator[str]:
    """Yield what a person has to know before this PC commands: what is lost, and what is now."""
    if view.role is Role.FOLLOWING:
        yield lost_text(words, view, now_utc)
    if view.has_quorum is False:
        yield words("standby.lost.no-quorum", there=view.there)
    yield from DevicesNow(words, snapshot, now_utc).lines()
