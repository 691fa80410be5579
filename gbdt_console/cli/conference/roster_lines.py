"""Write the conference as plain lines."""

from collections.abc import Iterator

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.cleaning import clean
from gbdt_console.core.conference.callers import leg_id_if_ambiguous
from gbdt_console.core.conference.roster import RosterParts, RosterRow, RosterStatus
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.reasons import absence_texts, order_text
from gbdt_console.text.words import Words
from gbdt_console.ui.room import rooms_of


class RosterLines:
    """Writes the conference of one Snapshot in one language."""

    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        """`snapshot` must have a conference."""
        assert snapshot.conference is not None
        self._snapshot = snapshot
        self._view = snapshot.conference
        self._rooms = rooms_of(snapshot)
        self._words = words
        self._formats = Formats(words)
        self._names = {site.id: f"{site.number} {site.name}" for site in snapshot.sites}
        self._width = max((len(name) for name in self._names.values()), default=0)

    def all(self) -> Iterator[str]:
        """Write roster, floor and orders; or that the roster is unknown."""
        is_known = self._view.is_known(self._snapshot.at_s)
        yield self._head() if is_known else self._why_unknown()
        if self._snapshot.meeting is not None:
            yield from self._floor()
        if is_known:
            parts = RosterParts.of(self._view.roster)
            for name in ("connected", "absent", "unexpected"):
                rows = getattr(parts, name)
                yield self._words(f"roster.{name}", n=len(rows))
                yield from map(self._row, rows)
        yield from self.orders()

    def orders(self) -> Iterator[str]:
        """Write the orders under way, ended badly or reverted."""
        yield from map(self._order, self._view.orders)

    def _head(self) -> str:
        state, words = self._view.state, self._words
        assert state is not None
        facts = [words("roster.name", name=clean(state.name), n=len(state.participants))]
        facts += [words("roster.locked")] if state.is_locked else []
        facts.append(words(_RECORDING[state.is_recording]))
        return "; ".join((*facts, self._age()))

    def _why_unknown(self) -> str:
        fault = f"{self._words(f'control.{self._view.fault}')} " if self._view.fault else ""
        return f"MCU: {fault}{self._words('roster.unknown')} ({self._age()})"

    def _age(self) -> str:
        age_s = self._snapshot.age_s(self._view.taken_s)
        if age_s is None:
            return self._words("roster.age-never")
        return self._words("roster.age", age=self._formats.age(age_s))

    def _floor(self) -> Iterator[str]:
        floor, words = self._view.floor, self._words
        if floor.speaker:
            lasted = self._lasted(floor.since_utc or self._snapshot.at_utc)
            yield words("roster.floor", site=self._name_of(floor.speaker), lasted=lasted)
        else:
            yield words("roster.floor-chair", site=self._name_of(floor.chair))
        if floor.prepared:
            yield words("roster.prepared", site=self._name_of(floor.prepared))
        if floor.next_speaker:
            yield words("roster.next", site=self._name_of(floor.next_speaker))
        if floor.running_order:
            yield words("roster.running-order", sites=", ".join(map(self._name_of, floor.running_order)))
        meeting = self._snapshot.meeting
        held = {"closed": meeting is not None and meeting.is_closed, "blocking": floor.is_blocking}
        held |= {"silent": floor.is_silent, "called": bool(floor.upper) and floor.is_called}
        held |= {"dialogue": floor.is_dialogue, "break": floor.is_break}
        if any(held.values()):
            texts = [words(f"roster.policy.{name}") for name, is_on in held.items() if is_on]
            yield words("roster.policy", all=", ".join(texts))
        if floor.heard:
            spoken = [f"{self._name_of(site)} {self._formats.duration(s)}" for site, s in floor.heard]
            yield words("roster.heard", sites=", ".join(spoken))

    def _row(self, row: RosterRow) -> str:
        leg = row.participant
        name = self._names.get(row.site_id or row.second_of, clean(leg.name) if leg else "")
        number = clean(leg_id_if_ambiguous(row, self._view.roster) or row.number)
        return f"  {name:<{self._width}}  {number:<12} {', '.join(self._facts(row))}".rstrip()

    def _facts(self, row: RosterRow) -> Iterator[str]:
        words, leg = self._words, row.participant
        if row.standing in (RosterStatus.ABSENT, RosterStatus.STALE):
            excuse = "" if leg else self._view.floor.excuse_of(row.site_id)
            if leg is not None or excuse or row.left is None:
                yield words("roster.stale" if leg else "roster.excused" if excuse else "roster.not-there")
            yield from (excuse,) if excuse else ()
        if row.standing is not RosterStatus.CONNECTED and row.cause not in ("", AlarmType.SITE_ABSENT):
            yield words("roster.alarm", alarm=words(f"alarm.{row.cause}.name"))
        if leg is None:
            yield from absence_texts(words, self._formats, row)
            return
        if row.second_of:
            yield words("roster.second")
        yield words(_BLOCK[leg.is_blocked])
        if (room := self._rooms.get(row.site_id)) is not None:
            since_s = self._view.talking_since_s(row.site_id)
            is_heard = room.view.contradicts_talk(since_s, self._snapshot.at_s)
            yield words("room.mic.heard" if is_heard else f"room.mic.{room.microphone}")
        yield from (words(f"roster.{name}") for name in self._roles(row))
        for microphone in self._view.open_microphones:
            if row.site_id == microphone.site_id:
                yield words("roster.out-of-turn", lasted=self._lasted(microphone.since_utc))
        if leg.joined_ago_s is not None:
            age_s = self._snapshot.age_s(self._view.taken_s) or 0.0
            yield words("roster.in-for", lasted=self._formats.duration(leg.joined_ago_s + age_s))

    def _roles(self, row: RosterRow) -> Iterator[str]:
        floor, leg, state = self._view.floor, row.participant, self._view.state
        assert leg is not None
        found = {
            "isolated": not row.site_id and floor.isolates(leg.number, leg.id),
            "chair": bool(row.site_id) and row.site_id == floor.chair,
            "upper": bool(row.site_id) and row.site_id == floor.upper,
            "speaker": bool(row.site_id) and row.site_id == floor.speaker,
            "on-air": state is not None and state.shown == leg.id,
            "talking": bool(leg.is_talking),
        }
        return (name for name, is_so in found.items() if is_so)

    def _order(self, order: OrderView) -> str:
        return order_text(self._words, order, self._name_of(order.target))

    def _name_of(self, target: str) -> str:
        """Name a site by number and name, a caller by its number.

        An empty target is the conference.
        """
        if not target:
            return self._words("thing.conference")
        return self._names.get(target) or clean(target)

    def _lasted(self, since_utc: float) -> str:
        return self._formats.duration(self._snapshot.at_utc - since_utc)


_RECORDING = {True: "recording.on", False: "recording.off", None: "recording.unknown"}
_BLOCK = {True: "roster.blocked", False: "roster.open", None: "roster.blocked-unknown"}
