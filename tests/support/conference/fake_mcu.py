"""An MCU for the engine in fake time: a conference in memory, each request 20 ms, misbehaving on demand."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from gbdt_console.core.conference.state import (
    ConferenceEvent,
    ConferenceEventKind,
    ConferenceState,
    ControlFault,
    HungUpBy,
    Participant,
)
from gbdt_console.devices.control import (
    RINGS,
    BlocksMicrophones,
    ControlError,
    Dials,
    Disconnects,
    ListsParticipants,
    LocksConference,
    ShowsParticipant,
)

REQUEST_S = 0.02
NAME = "hoinghi"


@dataclass
class BlindMcu(ListsParticipants, BlocksMicrophones, LocksConference, Disconnects, Dials):
    """It shows nobody by choice.

    `asked` lists what was asked for other than to read. `deaf` accepts and does nothing, `reverts_after_s`
    obeys and goes back, `refuses` answers with these words, `is_gone` cannot be reached, `is_mute` pushes no
    events. Who is dialled answers after `rings_s`, or is `busy` after it with these words; it shows
    `caller_id` where that is set."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    deaf: bool = False
    refuses: str = ""
    reverts_after_s: float | None = None
    is_gone: bool = False
    is_mute: bool = False
    rings_s: float = 1.0
    caller_id: str = ""
    failure_code: str = ""
    waits_for: str = RINGS
    busy: str = ""
    legs: dict[str, Participant] = field(default_factory=dict)
    is_locked: bool = False
    is_recording: bool | None = None
    ended: tuple[tuple[str, HungUpBy], ...] = ()
    unregistered: frozenset[str] = frozenset()
    shown: str | None = None
    _joined: int = 0
    _failures: dict[str, str] = field(default_factory=dict)
    _ringing: set[str] = field(default_factory=set)
    _events: "asyncio.Queue[ConferenceEvent | None]" = field(default_factory=asyncio.Queue)

    def join(self, number: str, name: str = "") -> str:
        """Somebody calls in; returns the leg's id."""
        self._joined += 1
        leg = f"PJSIP/{number}-{self._joined:08x}"
        self.legs[leg] = Participant(leg, number, name, is_blocked=False, is_talking=False, joined_ago_s=0.0)
        self._say(ConferenceEventKind.JOINED, leg)
        return leg

    def leave(self, leg: str) -> None:
        self.legs.pop(leg, None)
        self._say(ConferenceEventKind.LEFT, leg)

    def age(self, leg: str, seconds: float) -> None:
        """It has been in the conference for so long."""
        self.legs[leg] = replace(self.legs[leg], joined_ago_s=seconds)

    def talk(self, leg: str, *, is_on: bool = True) -> None:
        self.legs[leg] = replace(self.legs[leg], is_talking=is_on)
        self._say(ConferenceEventKind.TALKING, leg)

    def is_blocked(self, number: str) -> bool:
        return next(bool(leg.is_blocked) for leg in self.legs.values() if leg.number == number)

    def hang(self) -> None:
        """The connection is lost."""
        self.is_gone = True
        self._events.put_nowait(None)

    async def open(self) -> None:
        await self._work()

    async def close(self) -> None:
        return

    async def conference(self) -> ConferenceState:
        await self._work()
        legs = tuple(self.legs.values())
        state = ConferenceState(NAME, legs, bool(legs), self.is_locked, self.is_recording, self.shown)
        return replace(state, ended=self.ended, unregistered=self.unregistered)

    async def events(self) -> AsyncIterator[ConferenceEvent]:
        while (event := await self._events.get()) is not None:
            yield event

    async def block(self, participant_id: str) -> None:
        await self._do("block", participant_id, is_blocked=True)

    async def unblock(self, participant_id: str) -> None:
        await self._do("unblock", participant_id, is_blocked=False)

    async def lock(self) -> None:
        await self._work("lock", NAME)
        self.is_locked = not self.deaf

    async def unlock(self) -> None:
        await self._work("unlock", NAME)
        self.is_locked = False

    async def disconnect(self, participant_id: str) -> None:
        await self._work("disconnect", participant_id)
        if not self.deaf:
            self.leave(participant_id)

    async def dial(self, number: str) -> None:
        await self._work("dial", number)
        self._failures.pop(number, None)
        self._ringing.add(number)
        asyncio.get_running_loop().call_later(self.rings_s, self._answered, number)

    def dial_failure(self, number: str) -> str:
        return self._failures.get(number, "")

    def dial_failure_code(self, number: str) -> str:
        return self.failure_code if number in self._failures else ""

    def dial_waits_for(self, number: str) -> str:
        return self.waits_for if number in self._ringing else ""

    def _answered(self, number: str) -> None:
        self._ringing.discard(number)
        if self.busy:
            self._failures[number] = self.busy
        elif self.caller_id:
            leg = self.join(self.caller_id)
            self.legs[leg] = replace(self.legs[leg], dialled=number)
        else:
            self.join(number)

    async def _do(self, what: str, leg: str, *, is_blocked: bool) -> None:
        await self._work(what, leg)
        if self.deaf or leg not in self.legs:
            return
        self._set_blocked(leg, is_blocked)
        if self.reverts_after_s is not None:
            asyncio.get_running_loop().call_later(
                self.reverts_after_s, self._set_blocked, leg, not is_blocked
            )

    def _set_blocked(self, leg: str, is_blocked: bool) -> None:
        if leg in self.legs:
            self.legs[leg] = replace(self.legs[leg], is_blocked=is_blocked)

    async def _work(self, what: str = "", target: str = "") -> None:
        if what:
            self.asked.append((what, target))
        await asyncio.sleep(REQUEST_S)
        if self.is_gone:
            raise ControlError(ControlFault.CLOSED)
        if what and self.refuses:
            raise ControlError(ControlFault.REFUSED, self.refuses)

    def _say(self, kind: ConferenceEventKind, leg: str) -> None:
        if not self.is_mute:
            self._events.put_nowait(ConferenceEvent(kind, leg))


@dataclass
class FakeMcu(BlindMcu, ShowsParticipant):
    """An MCU that also shows whom it is told to."""

    async def show(self, participant_id: str) -> None:
        await self._work("show", participant_id)
        if not self.deaf:
            self.shown = participant_id
