"""The rooms' codecs under random keys: they misbehave and write down what they were asked; and its judge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import PrepareFloor
from gbdt_console.core.rooms.commands import (
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    RecallPreset,
    SleepCodec,
    WakeCodec,
)
from gbdt_console.core.rooms.room import RoomCall
from tests.support.rooms.fake_codec import FakeCodec

WITHIN_S = 15.0
"""An order waits for its turn behind what the codec is asked already."""
FLOOR_PRESET = 7
_ASKED_BY: Mapping[str, type] = {
    "mute": MuteRoom, "unmute": OpenRoom, "sleep": SleepCodec, "wake": WakeCodec, "hang up": HangUpRoom,
}  # fmt: skip
_QUESTIONS = {"hang up": "codec ngắt cuộc gọi", "sleep": "chuyển codec sang chế độ chờ"}
"""How the screen names what cuts a call, in every question about it."""
ROOM_PHRASES: dict[tuple[str, ...], int] = {
    ("f2", "2", "enter", "r", "1"): 3, ("f2", "2", "enter", "r", "2"): 3, ("f2", "3", "enter", "r", "6"): 4,
    ("f2", "3", "enter", "r", "6", "right", "enter"): 6, ("f2", "4", "enter", "r", "4", "right", "enter"): 5,
    ("f2", "4", "enter", "r", "5"): 2, ("f2", "2", "enter", "p", "3"): 3,
    ("f2", "3", "enter", "p", "enter"): 2, ("r",): 2, ("6",): 2, ("right", "r", "6"): 2, ("p", "right"): 1,
    ("r", "4"): 2, ("enter",): 3, ("right",): 3, ("escape",): 3, ("j", "enter"): 1, ("m",): 1,
    ("n", "space"): 1,
    ("f",): 1, ("1",): 1, ("down",): 1, ("c",): 1, ("question_mark", "escape"): 1, ("ctrl+p", "escape"): 1,
}  # fmt: skip
"""For a shift that is much at the codecs."""
ROOM_KEYS: dict[type, str] = {
    MuteRoom: "1", OpenRoom: "2", SleepCodec: "4", WakeCodec: "5", HangUpRoom: "", RecallPreset: "0123456789",
}  # fmt: skip
"""Which keys ask for what; Enter does by a question, and for the preset of the floor."""


@dataclass
class Said:
    """A question that a person answered with yes: all that stood on the screen."""

    at_s: float
    text: str


@dataclass
class LoggingCodec(FakeCodec):
    """Also writes down when it was asked for what, and whether it was in a call then."""

    clock: ManualClock | None = None
    log: list[tuple[float, str, bool]] = field(default_factory=list)

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
    match random.randrange(8):
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
            is_cutting = what == "hang up" or (what == "sleep" and is_in_call)
            if is_cutting and not any(wanted in text for text in said):
                yield f"{at_s:.2f}: codec {number}: {what} without a yes"


def unsure(submitted: Sequence[tuple[float, Command]], yes: Sequence[Said]) -> Iterator[str]:
    """What the screens called sure although nobody had just said yes to it for that site."""
    names = {
        HangUpRoom: _QUESTIONS["hang up"],
        SleepCodec: _QUESTIONS["sleep"],
        MuteRoom: "tắt mic của phòng",
    }
    for at_s, command in submitted:
        name = names.get(type(command))
        if name is None or not getattr(command, "is_sure", False):
            continue
        number = command.site_id.removeprefix("s")  # type: ignore[union-attr]
        wanted = f"{number} Điểm {number}: {name}"
        if not any(wanted in one.text for one in yes if abs(at_s - one.at_s) <= 0.1):
            yield f"{at_s:.2f}: {command} without a yes"


def _means(command: Command, what: str, site_id: str) -> bool:
    if isinstance(command, PrepareFloor):
        return what == f"preset {FLOOR_PRESET}" and command.site_id == site_id
    if isinstance(command, RecallPreset):
        return what == f"preset {command.preset}" and command.site_id == site_id
    wanted = _ASKED_BY.get(what)
    return wanted is not None and isinstance(command, wanted) and command.site_id == site_id
