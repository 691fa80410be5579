"""The call of the simulated Meeting Server: its participants on all bridges of the cluster."""

import uuid
from collections.abc import Iterator
from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.ami.conference import AmiConference, Member

_SPACE = uuid.UUID("2dcf2b7a-3410-4066-b638-46273698d469")
DEFAULT_LAYOUT = "allEqual"
_EQUAL = ("allEqual", "allEqualQuarters", "allEqualNinths", "allEqualSixteenths", "allEqualTwentyFifths")
_LARGE = ("onePlusFive", "onePlusSeven", "onePlusNine", "onePlusN")
LAYOUTS = frozenset({*_EQUAL, *_LARGE, "speakerOnly", "telepresence", "stacked", "automatic"})


def named_id(name: str) -> str:
    return str(uuid.uuid5(_SPACE, name))


@dataclass(slots=True, eq=False)
class Entry:
    """One participant with its one call leg.

    address: where it called from, or was called at
    home: number of the bridge that has it
    member: its part of the conference; None while it rings or waits in the lobby
    muted: the leg's own rxAudioMute; None while nobody set it
    second_leg: id of another call leg, which nobody mutes; empty for none
    """

    id: str
    leg: str
    address: str
    name: str
    home: int = 0
    is_outgoing: bool = False
    is_waiting: bool = False
    member: Member | None = None
    importance: int = 0
    layout: str = DEFAULT_LAYOUT
    muted: bool | None = None
    second_leg: str = ""
    loss_percent: float = 0.0
    jitter_ms: int = 2

    @property
    def state(self) -> str:
        return "ringing" if self.member is None and not self.is_waiting else "connected"


@dataclass(slots=True)
class CmsCall:
    """homes: by number, the bridge that its calls reach; 0 for others

    highest: panePlacementHighestImportance
    """

    conference: AmiConference
    homes: dict[str, int] = field(default_factory=dict)
    is_recording: bool = False
    is_started: bool = False
    highest: int = 0
    bandwidths: dict[str, str] = field(default_factory=dict)
    _entries: list[Entry] = field(default_factory=list)
    _made: int = 0

    @property
    def is_running(self) -> bool:
        return self.is_started or bool(self.entries())

    def entries(self) -> list[Entry]:
        """Return the participants as of now: the world changes the conference behind our back."""
        members = self.conference.members
        gone = [e for e in self._entries if e.member is not None and e.member.channel not in members]
        for entry in gone:
            self._entries.remove(entry)
        known = {entry.member.channel for entry in self._entries if entry.member is not None}
        for member in members.values():
            if member.channel not in known:
                self.add(f"{member.number}@10.22.1.9", member.name, member)
        return list(self._entries)

    def add(self, address: str, name: str, member: Member | None = None) -> Entry:
        self._made += 1
        key = f"{self.conference.name}/{self._made}"
        home = self.homes.get(address.partition("@")[0], 0)
        entry = Entry(named_id(f"{key}/p"), named_id(f"{key}/leg"), address, name, home, member=member)
        self._entries.append(entry)
        return entry

    def remove(self, entry: Entry) -> None:
        if entry.member is not None:
            self.conference.leave(entry.member)
        if entry in self._entries:
            self._entries.remove(entry)

    def admit(self, entry: Entry, number: str) -> None:
        """Let it in; where the call is locked it waits in the lobby."""
        entry.member = self.conference.enter(number, entry.name, number)
        entry.is_waiting = entry.member is None

    def unlock(self) -> None:
        self.conference.is_locked = False
        for entry in list(self.waiting()):
            self.admit(entry, entry.address.partition("@")[0])

    def waiting(self) -> Iterator[Entry]:
        return (entry for entry in self._entries if entry.is_waiting)

    def clear(self) -> None:
        self._entries.clear()
        self.is_started = False

    def shown(self) -> str | None:
        """Return the number in the first pane; None where who speaks is there."""
        ranked = sorted((e for e in self.entries() if e.member and e.importance), key=lambda e: -e.importance)
        return ranked[0].member.number if ranked and ranked[0].member is not None else None
