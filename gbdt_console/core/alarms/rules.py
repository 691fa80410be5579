"""The numbers of the alarm logic. Reasons: docs/decisions/0013-alarms.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from gbdt_console.core.alarms.alarm import Severity


class Moment(NamedTuple):
    """One instant on both clocks: monotonic for what lives in memory, UTC for what is kept."""

    s: float
    utc: float


class Sounding(StrEnum):
    """When alarms of one severity may sound: always, outside meetings only, or never."""

    ALWAYS = "always"
    IDLE = "idle"
    NEVER = "never"


def _usual_sound() -> Mapping[Severity, Sounding]:
    return {
        Severity.CRITICAL: Sounding.ALWAYS,
        Severity.MAJOR: Sounding.IDLE,
        Severity.MINOR: Sounding.NEVER,
        Severity.WARNING: Sounding.NEVER,
    }


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """An acknowledgement lasts `ack_s` (`ack_meeting_s` in a meeting) while the fault is there.

    `flap_changes` within `flap_window_s` are chattering, held until `flap_settle_s` stable. A parent speaks
    for its children for `parent_grace_s` after it is over. More than `flood_count` alarms in `flood_window_s`
    are a flood, which sounds at most `flood_sounds` times a window. Alarms within `sound_share_s` share one
    sound; the first alarm after `cascade_s` of quiet is the first out.
    """

    ack_s: float = 1_800.0
    ack_meeting_s: float = 600.0
    shelf_s: float = 900.0
    longest_shelf_s: float = 28_800.0
    flap_changes: int = 3
    flap_window_s: float = 60.0
    flap_settle_s: float = 60.0
    parent_grace_s: float = 30.0
    flood_count: int = 10
    flood_window_s: float = 600.0
    flood_sounds: int = 3
    sound_share_s: float = 10.0
    cascade_s: float = 30.0
    sound: Mapping[Severity, Sounding] = field(default_factory=_usual_sound)
