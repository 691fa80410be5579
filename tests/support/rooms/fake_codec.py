"""A codec for the engine in fake time: a microphone, a camera and calls in memory, misbehaving on demand."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.devices.control import Codec, ControlError, HasCalls, HasMicrophone, RecallsPresets, Sleeps

REQUEST_S = 0.2
ANSWER_S = 2.5


@dataclass
class FakeCodec(Codec, HasMicrophone, HasCalls, RecallsPresets, Sleeps):
    """`asked` lists what was asked for other than to read, `looks` counts the times its microphone was read.

    `deaf` accepts and does nothing, `reverts_after_s` obeys and goes back, `refuses` answers with words,
    `closes_on` loses the connection when that is asked, before it does it, `late_on` does it and answers too
    late. `fault` is why it cannot be reached, `is_silent` lets in and answers nothing, `is_mute` pushes no
    events, `can_tell_sleep` is what a Polycom cannot, `camera_s` how long its camera
    turns. `most_at_once` should never be more than one.
    """

    is_plain_text: bool = False
    asked: list[str] = field(default_factory=list)
    looks: int = 0
    opened_s: list[float] = field(default_factory=list)
    deaf: bool = False
    refuses: str = ""
    reverts_after_s: float | None = None
    closes_on: str = ""
    late_on: str = ""
    fault: ControlFault | None = None
    is_silent: bool = False
    is_mute: bool = False
    can_tell_sleep: bool = False
    camera_s: float = 0.0
    muted: bool = False
    asleep: bool = False
    preset: int | None = None
    in_calls: list[RoomCall] = field(default_factory=list)
    most_at_once: int = 0
    _at_once: int = 0
    _is_open: bool = False
    _events: "asyncio.Queue[str | None]" = field(default_factory=asyncio.Queue)

    def press(self, *, is_muted: bool) -> None:
        """A person in the room."""
        self.muted = is_muted
        self._say("mute")

    def call_in(self, number: str, call_id: str = "1") -> None:
        self.in_calls.append(RoomCall(call_id, number, True))
        self._say("call")

    def calls_end(self) -> None:
        """The far end hangs up."""
        self.in_calls.clear()
        self._say("call")

    def hang(self) -> None:
        """The connection is lost."""
        self._is_open = False
        self._events.put_nowait(None)

    async def open(self) -> None:
        self.opened_s.append(asyncio.get_running_loop().time())
        await asyncio.sleep(REQUEST_S)
        if self.fault is not None:
            raise ControlError(self.fault)
        self._is_open, self._events = True, asyncio.Queue()

    async def close(self) -> None:
        self._is_open = False

    async def changes(self) -> AsyncIterator[str]:
        while (event := await self._events.get()) is not None:
            yield event

    async def is_muted(self) -> bool:
        self.looks += 1
        await self._work()
        return self.muted

    async def is_asleep(self) -> bool | None:
        await self._work()
        return self.asleep if self.can_tell_sleep else None

    async def calls(self) -> tuple[RoomCall, ...]:
        await self._work()
        return tuple(self.in_calls)

    async def mute(self) -> None:
        await self._obey("mute", muted=True)

    async def unmute(self) -> None:
        await self._obey("unmute", muted=False)

    async def sleep(self) -> None:
        await self._obey("sleep", asleep=True)

    async def wake(self) -> None:
        await self._obey("wake", asleep=False)

    async def recall(self, preset: int) -> None:
        await asyncio.sleep(self.camera_s)
        await self._obey(f"preset {preset}", preset=preset)

    async def call(self, number: str) -> None:
        raise AssertionError("a codec is not told to call")

    async def hang_up(self, call_id: str = "") -> None:
        await self._obey("hang up", in_calls=[])

    async def _obey(self, what: str, **changed: object) -> None:
        self.asked.append(what)
        before = {name: getattr(self, name) for name in changed}
        if self.closes_on == what:
            self.hang()
        await self._work()
        if self.refuses:
            raise ControlError(ControlFault.REFUSED, self.refuses)
        if not self.deaf:
            self._set(changed)
            if self.reverts_after_s is not None:
                asyncio.get_running_loop().call_later(self.reverts_after_s, self._set, before)
        if self.late_on == what:
            await asyncio.sleep(ANSWER_S)
            raise ControlError(ControlFault.SILENT)

    def _set(self, values: dict[str, object]) -> None:
        for name, value in values.items():
            setattr(self, name, value)

    async def _work(self) -> None:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(ANSWER_S if self.is_silent else REQUEST_S)
        finally:
            self._at_once -= 1
        if self.is_silent:
            raise ControlError(ControlFault.SILENT)
        if not self._is_open:
            raise ControlError(ControlFault.CLOSED)

    def _say(self, event: str) -> None:
        if not self.is_mute:
            self._events.put_nowait(event)
