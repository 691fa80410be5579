"""Define the commands to a room's codec. Each ends verified, failed, or unknown."""

from gbdt_console.core.commands import Command, CommandDefinition
from gbdt_console.core.quick_dataclass import dataclass

ROOM_SLEEP = "room.sleep"
"""What the order to standby is called in the journal."""


@dataclass(frozen=True, slots=True)
class RoomCommand(Command):
    """Base of what may be asked of one codec."""

    site_id: str


@dataclass(frozen=True, slots=True)
class MuteRoom(RoomCommand):
    """Mute the room's own microphone; without `remote_unmute` only the room opens it again.

    is_sure: required for the chair and the speaker
    """

    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class OpenRoom(RoomCommand):
    """Unmute the room's own microphone; refused unless the site's permissions have `remote_unmute`."""


@dataclass(frozen=True, slots=True)
class RecallPreset(RoomCommand):
    preset: int


@dataclass(frozen=True, slots=True)
class LearnPreset(RoomCommand):
    """Let the camera's present place count as a preset's; nothing moves."""

    preset: int


@dataclass(frozen=True, slots=True)
class NamePreset(RoomCommand):
    """Give a preset a name for the running meeting.

    name: the name; empty where the site's own holds again
    """

    preset: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class SleepCodec(RoomCommand):
    """Put the codec to sleep.

    is_sure: required while the codec is in a call, or may be
    """

    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class WakeCodec(RoomCommand):
    """Wake the codec from sleep."""


@dataclass(frozen=True, slots=True)
class HangUpRoom(RoomCommand):
    """End the codec's own calls from its side.

    is_sure: always required
    """

    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class CallFromRoom(RoomCommand):
    """Let the codec call a number; refused while it is in a call, or may be."""

    number: str


@dataclass(frozen=True, slots=True)
class PresentRoom(RoomCommand):
    """Let the codec send its room's content to its call.

    is_sure: required while the codec is in a call, or may be
    """

    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class StopPresenting(RoomCommand):
    """End the content that the codec sends; `is_sure` as with PresentRoom."""

    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class DivideScreen(RoomCommand):
    """Divide the room's monitor by a layout of the codec, in its own word."""

    layout: str


@dataclass(frozen=True, slots=True)
class MessageRoom(RoomCommand):
    """Let the codec write a line onto its room's screen; nothing tells whether anybody read it."""

    text: str


ROOM_COMMANDS = (
    CommandDefinition(
        MuteRoom, ("order.room.mute",), verb="room mute", confirmations=("guard.chair-or-speaker",)
    ),
    CommandDefinition(OpenRoom, ("order.room.open",), verb="room open"),
    CommandDefinition(RecallPreset, ("order.room.preset",), verb="preset recall"),
    CommandDefinition(LearnPreset, ("ask.preset-learn",), verb="preset learn"),
    CommandDefinition(
        NamePreset, ("ask.preset-name", "ask.preset-unname"), words_by="name", verb="preset name",
        is_record=True,
    ),
    CommandDefinition(
        SleepCodec, ("order.room.sleep",), verb="room sleep", confirmations=("guard.hang-up",)
    ),
    CommandDefinition(WakeCodec, ("order.room.wake",), verb="room wake"),
    CommandDefinition(
        HangUpRoom, ("order.room.hang-up",), verb="room hang-up", confirmations=("guard.hang-up",)
    ),
    CommandDefinition(CallFromRoom, ("order.room.call",), verb="room call"),
    CommandDefinition(
        PresentRoom, ("order.room.present",), verb="room present", confirmations=("guard.content",)
    ),
    CommandDefinition(
        StopPresenting, ("order.room.stop-presenting",), verb="room stop-presenting",
        confirmations=("guard.content",),
    ),
    CommandDefinition(DivideScreen, ("order.room.layout",), verb="room layout"),
    CommandDefinition(MessageRoom, ("order.site.message",), verb="room message"),
)  # fmt: skip
