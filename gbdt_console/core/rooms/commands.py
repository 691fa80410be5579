"""What a person may ask of a room's codec. Each ends verified, failed, or unknown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MuteRoom:
    """Close the room's own microphone. The room alone opens it again, unless it may be opened from afar; so
    without `is_sure` it is refused for the chair and the speaker, as BlockMicrophone is."""

    site_id: str
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Open the room's own microphone; refused unless the site's permissions say `remote_unmute`."""

    site_id: str


@dataclass(frozen=True, slots=True)
class RecallPreset:
    """Turn the camera to that preset; people may be at it, so only a person asks."""

    site_id: str
    preset: int


@dataclass(frozen=True, slots=True)
class SleepCodec:
    """Put the codec to sleep; refused without `is_sure` while it is in a call."""

    site_id: str
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class WakeCodec:
    site_id: str


@dataclass(frozen=True, slots=True)
class HangUpRoom:
    """End the codec's own calls from its side; refused without `is_sure`."""

    site_id: str
    is_sure: bool = False


RoomCommand = MuteRoom | OpenRoom | RecallPreset | SleepCodec | WakeCodec | HangUpRoom
