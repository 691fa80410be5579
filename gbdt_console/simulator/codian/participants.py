"""The participants of the simulated Codian as its API names and describes them, with revision numbers."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.ami.conference import AmiConference, Member
from gbdt_console.simulator.codian.faults import CodianFaults

EPOCH = datetime(2026, 1, 5, 6, 0)  # noqa: DTZ001 - the MCU's own time, which has no zone on the wire
"""The MCU's time when the world's clock was 0."""

FRAMES_A_SECOND = 25.0

Record = dict[str, Any]


@dataclass(slots=True)
class Entry:
    """One participant.

    type: by_name where the MCU has it configured as an endpoint, else ad_hoc
    address: where it called from, or was called at
    is_outgoing: the MCU called it
    member: its leg in the conference; None while it rings and after its end
    state: callState
    reason: disconnectReason
    view: cpLayout, focusType and focusParticipant of its view
    counted_s: when they were counted, seconds of the conference's clock
    revision: when its record changed last
    """

    name: str
    address: str
    type: str = "ad_hoc"
    is_outgoing: bool = False
    member: Member | None = None
    state: str = "alerting"
    reason: str = ""
    view: Record = field(default_factory=lambda: {"cpLayout": "family1", "focusType": "voiceActivated"})
    frames: float = 0.0
    counted_s: float = 0.0
    revision: int = 0
    record: Record = field(default_factory=dict)

    def names(self) -> Record:
        return {"participantName": self.name, "participantProtocol": "h323", "participantType": self.type}


class Participants:
    """Keeps one entry for each member of the conference and each call of the MCU.

    layout_of: returns the number of a view's layout, and the word for where it comes from
    endpoints: by number, the name of an endpoint that the MCU has configured; it keeps the name in each call
    """

    def __init__(
        self,
        conference: AmiConference,
        layout_of: Callable[[Entry], tuple[int, str]],
        faults: CodianFaults,
    ) -> None:
        self._conference = conference
        self._faults = faults
        self.endpoints: dict[str, str] = {}
        self._layout_of = layout_of
        self._names = itertools.count(1)
        self._entries: dict[str, Entry] = {}
        self._dead: dict[str, tuple[int, Record]] = {}
        self._revision = 1
        self.new_view: Record = {"cpLayout": "family1", "focusType": "voiceActivated"}

    def all(self) -> list[Entry]:
        """Return the entries as of now, in the order of their coming."""
        members = self._conference.members
        known = {entry.member.channel for entry in self._entries.values() if entry.member is not None}
        for entry in list(self._entries.values()):
            if entry.member is not None and entry.member.channel not in members:
                is_lost = not entry.member.has_media
                self._end(entry, "networkError" if is_lost else "remoteTeardown")
        for member in members.values():
            if member.channel not in known:
                self._add(self._joined(member))
        for entry in self._entries.values():
            self._count_frames(entry)
            self._revise(entry)
        return list(self._entries.values())

    def call(self, address: str) -> Entry:
        entry = Entry(f"{next(self._names)}", address, is_outgoing=True)
        self._add(entry)
        return entry

    def answered(self, entry: Entry, member: Member) -> None:
        entry.member, entry.state = member, "connected"

    def failed(self, entry: Entry, reason: str) -> None:
        entry.member, entry.state, entry.reason = None, "disconnected", reason

    def named(self, name: str) -> Entry | None:
        return next((entry for entry in self.all() if entry.name == name), None)

    def rows(self, parameters: Mapping[str, Any], *, names_dead: bool) -> tuple[int, list[Record]]:
        entries = self.all()
        if "connected" in parameters.get("enumerateFilter", ""):
            entries = [entry for entry in entries if entry.state == "connected"]
        last, lists_all = parameters.get("lastRevision"), bool(parameters.get("listAll"))
        rows = [row for entry in entries for row in self._row(entry, last, lists_all=lists_all)]
        if last is not None and (names_dead or not lists_all):
            rows += [
                {**names, "currentState": {"dead": True}} for at, names in self._dead.values() if at > last
            ]
        return self._revision, rows

    def clear(self) -> None:
        """Forget everybody, as when the MCU itself fails."""
        self._entries.clear()
        self._dead.clear()

    def now(self) -> datetime:
        return (EPOCH + timedelta(seconds=self._conference.clock())).replace(microsecond=0)

    def _row(self, entry: Entry, last: int | None, *, lists_all: bool) -> Iterator[Record]:
        names = {**entry.names(), "conferenceName": self._conference.name, "connectionUniqueId": 41}
        if last is None or entry.revision > last:
            yield {**names, "currentState": entry.record}
        elif lists_all:
            yield {**names, "currentState": {"changed": False}}

    def _joined(self, member: Member) -> Entry:
        name = self.endpoints.get(member.number)
        kind = "ad_hoc" if name is None else "by_name"
        return Entry(name or f"{next(self._names)}", member.number, kind, member=member, state="connected")

    def _add(self, entry: Entry) -> None:
        entry.counted_s = self._conference.clock()
        entry.view = dict(self.new_view)
        self._entries[entry.name] = entry

    def _end(self, entry: Entry, reason: str) -> None:
        """End a call; only the record of a participant that was called stays."""
        if entry.is_outgoing:
            self.failed(entry, entry.reason or reason)
            return
        del self._entries[entry.name]
        self._revision += 1
        self._dead[entry.name] = (self._revision, {**entry.names(), "conferenceName": self._conference.name})

    def _count_frames(self, entry: Entry) -> None:
        now_s, member = self._conference.clock(), entry.member
        if member is not None and member.has_media and member.number not in self._faults.frozen:
            entry.frames += (now_s - entry.counted_s) * FRAMES_A_SECOND
        entry.counted_s = now_s

    def _revise(self, entry: Entry) -> None:
        record = self._record(entry)
        if record != entry.record:
            self._revision += 1
            entry.record, entry.revision = record, self._revision

    def _record(self, entry: Entry) -> Record:
        member = entry.member
        record: Record = {
            "displayName": member.name if member is not None else entry.address,
            "address": entry.address[:31] if self._faults.cuts_texts else entry.address,
            "callState": entry.state,
            "callDirection": "outgoing" if entry.is_outgoing else "incoming",
            "disconnectReason": entry.reason,
            "focusType": entry.view["focusType"],
        }
        if member is not None:
            number, source = self._layout_of(entry)
            is_losing = member.number in self._faults.losing
            record |= {
                "connectTime": (EPOCH + timedelta(seconds=member.joined_s)).replace(microsecond=0),
                "audioRxMuted": member.is_muted, "videoRxMuted": False, "audioTxMuted": False,
                "videoTxMuted": False, "ipAddress": f"10.22.1.{1 + sum(entry.address.encode()) % 250}",
                "currentLayout": number, "layoutSource": source,
                "audioRxEnergyMillidB": -21500 if member.is_talking else -63200,
                "packetLossWarning": is_losing, "packetLossCritical": is_losing,
            }  # fmt: skip
        if not entry.reason:
            del record["disconnectReason"]
        if "focusParticipant" in entry.view:
            record["focusParticipant"] = entry.view["focusParticipant"]
        return record
