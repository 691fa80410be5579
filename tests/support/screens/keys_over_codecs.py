"""The rooms' codecs under random keys: they misbehave and write down what they were asked; and its judge."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import PrepareFloor
from gbdt_console.core.rooms.commands import (
    CallFromRoom,
    DivideScreen,
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    PresentRoom,
    RecallPreset,
    SleepCodec,
    StopPresenting,
    WakeCodec,
)
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.devices.room_control import DividesScreen, PlacesCalls, Presents
from tests.support.rooms.fake_codec import FakeCodec

WITHIN_S = 15.0
"""An order waits for its turn behind what the codec is asked already."""
FLOOR_PRESET = 7
_ASKED_BY: Mapping[str, type] = {
    "mute": MuteRoom, "unmute": OpenRoom, "sleep": SleepCodec, "wake": WakeCodec, "hang up": HangUpRoom,
    "present": PresentRoom, "stop presenting": StopPresenting,
}  # fmt: skip
_QUESTIONS = {
    "hang up": "codec ngắt cuộc gọi", "sleep": "chuyển codec sang chế độ chờ",
    "present": "bật trình chiếu", "stop presenting": "dừng trình chiếu",
}  # fmt: skip
"""How the screen names what a call notices, in every question about it."""
_TRACED = (
    CallFromRoom, DivideScreen, HangUpRoom, MuteRoom, OpenRoom, PresentRoom, SleepCodec, StopPresenting,
    WakeCodec,
)  # fmt: skip
"""What a codec can be seen to have done."""
_LAYOUTS = ("equal", "prominent")
_CONNECTS_S = 1.0
ROOM_PHRASES: dict[tuple[str, ...], int] = {
    ("f2", "2", "enter", "r", "1"): 3, ("f2", "2", "enter", "r", "2"): 3, ("f2", "3", "enter", "r", "6"): 4,
    ("f2", "3", "enter", "r", "6", "right", "enter"): 6, ("f2", "4", "enter", "r", "4", "right", "enter"): 5,
    ("f2", "4", "enter", "r", "5"): 2, ("f2", "2", "enter", "p", "3"): 3,
    ("f2", "3", "enter", "p", "enter"): 2, ("r",): 2, ("6",): 2, ("right", "r", "6"): 2, ("p", "right"): 1,
    ("r", "4"): 2, ("enter",): 3, ("right",): 3, ("escape",): 3, ("j", "enter"): 1, ("m",): 1,
    ("n", "space"): 1,
    ("f2", "3", "enter", "r", "7", "2", "0", "9", "9", "enter"): 6,
    ("f2", "2", "enter", "r", "8", "right", "enter"): 4, ("f2", "2", "enter", "r", "9", "right", "enter"): 5,
    ("f2", "3", "enter", "r", "8"): 1, ("f2", "3", "enter", "r", "9"): 1,
    ("f2", "2", "enter", "r", "0", "1"): 2, ("f2", "2", "enter", "r", "0", "2"): 2,
    ("f",): 1, ("1",): 1, ("down",): 1, ("c",): 1, ("question_mark", "escape"): 1, ("ctrl+p", "escape"): 1,
}  # fmt: skip
"""For a shift that is much at the codecs."""
ROOM_KEYS: dict[type, str] = {
    MuteRoom: "1", OpenRoom: "2", SleepCodec: "4", WakeCodec: "5", HangUpRoom: "", RecallPreset: "0123456789",
    CallFromRoom: "", PresentRoom: "8", StopPresenting: "9", DivideScreen: "12",
}  # fmt: skip
"""Which keys ask for what; Enter does by a question, and for the preset of the floor."""


@dataclass
class Said:
    """A question that a person answered with yes: all that stood on the screen."""

    at_s: float
    text: str


@dataclass(frozen=True)
class Truth:
    """How a codec itself stood when it had answered something."""

    at_s: float
    is_muted: bool
    is_asleep: bool
    calls: tuple[RoomCall, ...]
    content: str
    layout: str

    def holds(self, command: Command) -> bool:
        """Whether that is what the command asks for; False for what leaves no trace here."""
        match command:
            case MuteRoom() | OpenRoom():
                return self.is_muted is isinstance(command, MuteRoom)
            case SleepCodec() | WakeCodec():
                return self.is_asleep is isinstance(command, SleepCodec)
            case HangUpRoom():
                return not self.calls
            case CallFromRoom():
                return any(call.is_connected and call.number == command.number for call in self.calls)
            case PresentRoom() | StopPresenting():
                return bool(self.content) is isinstance(command, PresentRoom)
            case DivideScreen():
                return self.layout == command.layout
            case _:
                return False


@dataclass
class LoggingCodec(FakeCodec, PlacesCalls, Presents, DividesScreen):
    """Also calls, presents and divides its screen.

    `log` tells when it was asked for what and whether it was in a call then, `truths` how it stood when it
    answered.
    """

    clock: ManualClock | None = None
    log: list[tuple[float, str, bool]] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)
    content: str = ""
    layout: str = "full_screen"

    async def place_call(self, number: str) -> str:
        placed = RoomCall(str(900 + len(self.log)), number, False)
        await self._obey(f"call {number}", in_calls=[*self.in_calls, placed])
        asyncio.get_running_loop().call_later(_CONNECTS_S, self._connect, placed)
        return placed.id

    def call_failure(self, call_id: str) -> str | None:
        return None

    async def content_source(self) -> str | None:
        await self._work()
        return self.content

    async def present(self) -> None:
        await self._obey("present", content="2")

    async def stop_presenting(self) -> None:
        await self._obey("stop presenting", content="")

    async def screen_layout(self) -> str | None:
        await self._work()
        return self.layout

    async def screen_layouts(self) -> tuple[str, ...]:
        await self._work()
        return _LAYOUTS

    async def divide_screen(self, layout: str) -> None:
        await self._obey(f"layout {layout}", layout=layout)

    def _connect(self, placed: RoomCall) -> None:
        self.in_calls = [RoomCall(c.id, c.number, True) if c == placed else c for c in self.in_calls]
        self._say("call")

    async def _work(self) -> None:
        await super()._work()
        assert self.clock is not None
        state = self.muted, self.asleep, tuple(self.in_calls), self.content, self.layout
        self.truths.append(Truth(self.clock.monotonic(), *state))

    async def _obey(self, what: str, **changed: object) -> None:
        assert self.clock is not None
        self.log.append((self.clock.monotonic(), what, bool(self.in_calls)))
        await super()._obey(what, **changed)


Codecs = Mapping[int, LoggingCodec]


def codecs_of(clock: ManualClock, sites: Sequence[int]) -> dict[int, LoggingCodec]:
    """In a call each, and able to say whether they sleep."""
    calls = RoomCall("1", "hoinghi", True)
    return {n: LoggingCodec(can_tell_sleep=True, in_calls=[calls], clock=clock) for n in sites}


def change_codec(codecs: Codecs, random: Random) -> None:
    """One of them misbehaves, or somebody in its room does something."""
    codec = codecs[random.choice(list(codecs))]
    match random.randrange(9):
        case 0:
            codec.deaf = True
        case 1:
            codec.refuses = "error: not allowed"
        case 2:
            codec.reverts_after_s = 0.5
        case 3:
            codec.hang()
        case 4:
            codec.press(is_muted=not codec.muted)
        case 5:
            codec.in_calls = [*codec.in_calls, RoomCall(str(random.randrange(2, 999)), "0214000999", True)]
        case 6:
            codec.content = "" if codec.content else "2"
        case _:
            codec.deaf, codec.refuses, codec.reverts_after_s = False, "", None
            if not codec.in_calls:
                codec.call_in("hoinghi", str(random.randrange(2, 999)))


def unasked(codecs: Codecs, submitted: Sequence[tuple[float, Command]], yes: Sequence[Said]) -> Iterator[str]:
    """What a codec was asked to do although nobody asked for it, or without a yes to its question."""
    for number, codec in codecs.items():
        for at_s, what, is_in_call in codec.log:
            recent = [command for s, command in submitted if at_s - WITHIN_S <= s <= at_s]
            if not any(_means(command, what, f"s{number}") for command in recent):
                yield f"{at_s:.2f}: codec {number}: {what}, but only {recent}"
            wanted = f"{number} Điểm {number}: {_QUESTIONS.get(what, '')}"
            said = [one.text for one in yes if at_s - WITHIN_S <= one.at_s <= at_s]
            is_noticed = what == "hang up" or (what in _QUESTIONS and is_in_call)
            if is_noticed and not any(wanted in text for text in said):
                yield f"{at_s:.2f}: codec {number}: {what} without a yes"


def unsure(submitted: Sequence[tuple[float, Command]], yes: Sequence[Said]) -> Iterator[str]:
    """What the screens called sure although nobody had just said yes to it for that site."""
    names = {
        HangUpRoom: _QUESTIONS["hang up"],
        SleepCodec: _QUESTIONS["sleep"],
        MuteRoom: "tắt mic của phòng",
        PresentRoom: _QUESTIONS["present"],
        StopPresenting: _QUESTIONS["stop presenting"],
    }
    for at_s, command in submitted:
        name = names.get(type(command))
        if name is None or not getattr(command, "is_sure", False):
            continue
        number = command.site_id.removeprefix("s")  # type: ignore[union-attr]
        wanted = f"{number} Điểm {number}: {name}"
        if not any(wanted in one.text for one in yes if abs(at_s - one.at_s) <= 0.1):
            yield f"{at_s:.2f}: {command} without a yes"


def unheld(codecs: Codecs, verified: Sequence[tuple[float, float, Command]]) -> Iterator[str]:
    """What the console said is so although the codec never stood so between the order and that word."""
    for asked_s, told_s, command in verified:
        if not isinstance(command, _TRACED):
            continue
        codec = codecs[int(command.site_id.removeprefix("s"))]
        stood = [one for one in codec.truths if asked_s <= one.at_s <= told_s]
        if not any(one.holds(command) for one in stood):
            yield f"{told_s:.2f}: {command} called done, but {stood[-1:]}"


def _means(command: Command, what: str, site_id: str) -> bool:
    if isinstance(command, PrepareFloor):
        return what == f"preset {FLOOR_PRESET}" and command.site_id == site_id
    if isinstance(command, RecallPreset):
        return what == f"preset {command.preset}" and command.site_id == site_id
    if isinstance(command, CallFromRoom | DivideScreen):
        asked = f"call {command.number}" if isinstance(command, CallFromRoom) else f"layout {command.layout}"
        return what == asked and command.site_id == site_id
    wanted = _ASKED_BY.get(what)
    return wanted is not None and isinstance(command, wanted) and command.site_id == site_id
