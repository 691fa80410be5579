"""Write the conference as plain lines."""

from collections.abc import Iterator

from gbdt_console.core.abilities import OF_MCU
from gbdt_console.core.alarms.definitions import ABSENCES
from gbdt_console.core.clean_text import clean, spoken
from gbdt_console.core.conference.callers import leg_id_if_ambiguous
from gbdt_console.core.conference.floor_check import is_heard
from gbdt_console.core.conference.roster import RosterParts, RosterRow, RosterStatus
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.members.member_states import members_of
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.members.member_text import members_text
from gbdt_console.text.profiles.profile_text import profile_summary
from gbdt_console.text.reasons import absence_texts, order_texts
from gbdt_console.text.words import Words
from gbdt_console.ui.rooms.shown_room import Microphone, rooms_of


class RosterLines:
    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        """`snapshot` must have a conference."""
        assert snapshot.conference is not None
        self._snapshot = snapshot
        self._view = snapshot.conference
        self._rooms = rooms_of(snapshot)
        self._words = words
        self._formats = Formats(words)
        self._members = members_of(snapshot)
        self._names = numbered_names(snapshot.sites)
        self._width = max((len(name) for name in self._names.values()), default=0)

    def all(self) -> Iterator[str]:
        """Write roster, floor and orders; or that the roster is unknown."""
        is_known = self._view.is_known(self._snapshot.at_s)
        yield self._head() if is_known else self._why_unknown()
        if self._snapshot.meeting is not None:
            yield from self._floor()
        if self._snapshot.profile is not None:
            yield profile_summary(self._words, self._snapshot.profiles, self._snapshot.profile)
        if is_known:
            parts = RosterParts.of(self._view.roster)
            for name in ("uninvited", "connected", "absent", "untold", "waiting", "unexpected"):
                rows = getattr(parts, name)
                if (
                    rows
                    or name in ("connected", "absent")
                    or (name == "unexpected" and not self._view.hosted)
                ):
                    yield self._words(f"roster.{name}", n=len(rows))
                for row in rows:
                    yield self._row(row)
                    if members := self._members.get(row.site_id):
                        yield f"    {members_text(self._words, members)}"
        yield from order_texts(self._words, self._view.orders, self._names)

    def _head(self) -> str:
        state, words = self._view.state, self._words
        assert state is not None
        facts = [words("roster.name", name=clean(state.name), n=len(state.participants))]
        facts += [words("roster.locked")] if state.is_locked else []
        facts += [words("roster.hosted", host=clean(self._view.hosted))] if self._view.hosted else []
        facts.append(words(_RECORDING[state.is_recording]))
        facts += [words("roster.unprotected")] if self._view.is_protected is False else []
        means = self._view.means
        if means is not None and (lacking := means.lacking(OF_MCU)):
            facts.append(words("driver.unable", what=", ".join(words(f"ability.{one}") for one in lacking)))
        facts += [words("driver.by-documents.short")] if means is not None and means.is_by_documents else []
        facts += [] if self._view.hosted else [self._age()]
        return "; ".join(facts)

    def _why_unknown(self) -> str:
        fault = f"{self._words(f'control.{self._view.fault}')} " if self._view.fault else ""
        return f"{clean(self._view.hosted) or 'MCU'}: {fault}{self._words('roster.unknown')} ({self._age()})"

    def _age(self) -> str:
        age_s = self._snapshot.age_s(self._view.taken_s)
        if age_s is None:
            return self._words("roster.age-never")
        return self._words("roster.age", age=self._formats.age(age_s))

    def _floor(self) -> Iterator[str]:
        floor, words = self._view.floor, self._words
        yield from self._holder()
        if floor.prepared:
            yield words("roster.prepared", site=self._name_of(floor.prepared))
        if following := self._view.next_speaker(self._snapshot.at_s):
            yield words("roster.next", site=self._name_of(following))
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

    def _holder(self) -> Iterator[str]:
        """Write who has the floor, and what is wrong with it.

        A site that nobody hears, or whose block is unknown, only has the floor.
        """
        floor, words = self._view.floor, self._words
        is_known = self._view.is_known(self._snapshot.at_s)
        if floor.speaker:
            lasted = self._lasted(floor.since_utc or self._snapshot.at_utc)
            code = "roster.floor" if is_known and self._is_heard(floor.speaker) else "roster.floor-held"
            yield words(code, site=self._name_of(floor.speaker), lasted=lasted)
        else:
            yield words("roster.floor-chair", site=self._name_of(floor.chair))
        for one in self._view.deviations if is_known else ():
            since = self._formats.since(one.since_utc, self._snapshot.at_utc)
            yield words(f"floor.fault.{one.fault}", site=self._name_of(one.site_id), since=since)

    def _is_heard(self, site_id: str) -> bool:
        room = self._rooms.get(site_id)
        is_closed = room is not None and room.microphone is Microphone.CLOSED
        return is_heard(self._view.row(site_id)) and not (is_closed and not self._contradicts(site_id))

    def _contradicts(self, site_id: str) -> bool:
        """Tell whether a codec calls its microphone closed while the MCU hears it."""
        room, since_s = self._rooms.get(site_id), self._view.talking_since_s(site_id)
        return room is not None and room.view.contradicts_talk(since_s, self._snapshot.at_s)

    def _row(self, row: RosterRow) -> str:
        guest = self._snapshot.guest(row.guest)
        name = self._words("roster.nameless") if guest is None else clean(guest.organisation)
        name = self._names.get(row.known_site, name)
        number = clean(leg_id_if_ambiguous(row, self._view.roster) or row.number)
        number = "" if self._view.hosted else number
        return f"  {name:<{self._width}}  {number:<12} {', '.join(self._facts(row))}".rstrip()

    def _facts(self, row: RosterRow) -> Iterator[str]:
        words, leg = self._words, row.participant
        if row.is_away:
            yield from self._away(row)
        if row.standing is not RosterStatus.CONNECTED and row.cause not in ("", *ABSENCES):
            yield words("roster.alarm", alarm=words(f"alarm.{row.cause}.name"))
        if leg is None:
            yield from absence_texts(words, self._formats, row)
            return
        yield from self._caller(row, leg)
        yield words(_BLOCK[leg.is_blocked])
        if (room := self._rooms.get(row.site_id)) is not None and room.view.has_codec:
            own = "heard" if self._contradicts(row.site_id) else room.microphone
            yield words(f"room.mic.{own}")
        yield from (words(f"roster.{name}") for name in self._roles(row))
        for microphone in self._view.open_microphones:
            if row.site_id == microphone.site_id:
                yield words("roster.out-of-turn", lasted=self._lasted(microphone.since_utc))
        if leg.level_db is not None and leg.is_blocked is not True:
            yield words("roster.level", db=self._formats.number(leg.level_db))
        if leg.joined_ago_s is not None:
            age_s = self._snapshot.age_s(self._view.taken_s) or 0.0
            yield words("roster.in-for", lasted=self._formats.duration(leg.joined_ago_s + age_s))

    def _caller(self, row: RosterRow, leg: Participant) -> Iterator[str]:
        """Write what kind of caller it is, and what it calls itself, which proves nothing."""
        if row.second_of:
            yield self._words("roster.second")
        if row.uninvited:
            yield self._words("roster.uninvited-one")
        if not row.known_site and (named := spoken(leg.name)):
            yield self._words("roster.calls-itself", name=named)
        if (guest := self._snapshot.guest(row.guest)) is not None:
            code = "roster.guest-waits" if row.standing is RosterStatus.WAITING else "roster.guest-in"
            yield self._words(code, phone=clean(guest.phone))

    def _away(self, row: RosterRow) -> Iterator[str]:
        words, leg = self._words, row.participant
        yield from (words(f"roster.{name}") for name in self._lost_roles(row))
        excuse = "" if leg else self._view.floor.excuse_of(row.site_id)
        if leg is not None or excuse or row.left is None:
            yield words("roster.stale" if leg else "roster.excused" if excuse else "roster.not-there")
        yield from (excuse,) if excuse else ()
        if row.elsewhere:
            yield words("call.part.elsewhere", number=clean(row.elsewhere))
        if row.is_unregistered:
            yield words("call.part.unregistered")

    def _roles(self, row: RosterRow) -> Iterator[str]:
        floor, leg, state = self._view.floor, row.participant, self._view.state
        assert leg is not None
        is_speaker = bool(row.site_id) and row.site_id == floor.speaker
        is_unheard = is_speaker and row.standing is RosterStatus.CONNECTED and not self._is_heard(row.site_id)
        found = {
            "isolated": not row.site_id and floor.isolates(leg.number, leg.id),
            "chair": bool(row.site_id) and row.site_id == floor.chair,
            "upper": bool(row.site_id) and row.site_id == floor.upper,
            "speaker": is_speaker and self._is_heard(row.site_id),
            "has-floor": is_unheard,
            "on-air": state is not None and state.shown == leg.id,
            "talking": bool(leg.is_talking),
        }
        return (name for name, is_so in found.items() if is_so)

    def _lost_roles(self, row: RosterRow) -> Iterator[str]:
        """Return the codes of the roles that an absent site keeps."""
        floor, site_id = self._view.floor, row.site_id
        is_absent = row.participant is None  # the roles of a listed leg are written with its call
        found = {"has-floor": site_id == floor.speaker, "chair": is_absent and site_id == floor.chair}
        return (name for name, is_so in found.items() if is_so and site_id)

    def _name_of(self, site_id: str) -> str:
        return self._names.get(site_id) or clean(site_id) or self._words("thing.conference")

    def _lasted(self, since_utc: float) -> str:
        return self._formats.duration(self._snapshot.at_utc - since_utc)


_RECORDING = {True: "recording.on", False: "recording.off", None: "recording.unknown"}
_BLOCK = {True: "roster.blocked", False: "roster.open", None: "roster.blocked-unknown"}
