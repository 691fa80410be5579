"""Holds the numbers of the alarm logic; docs/decisions/0013-alarms.md gives the reasons."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import NamedTuple

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.quick_dataclass import dataclass


class Moment(NamedTuple):
    """Holds one instant on both clocks.

    s: monotonic seconds, for durations in memory.
    utc: UTC seconds, for values that the journal keeps.
    """

    s: float
    utc: float


class Sounding(StrEnum):
    """Says when alarms of one severity may sound. They may always, outside meetings only, or never."""

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
    """Holds the numbers of the alarm logic. Names ending in _s are seconds.

    ack_s: an acknowledgement expires after this while the fault lasts.
    ack_meeting_s: the same during a meeting.
    shelf_s: a shelf lasts this long unless the operator says otherwise.
    longest_shelf_s: the longest shelf that an operator may ask for.
    flap_changes: this many changes within `flap_window_s` make an alarm chatter.
    flap_window_s: the window for `flap_changes`; a fault that returns within it is the same alarm.
    flap_settle_s: a chattering alarm is held until it was stable for this long.
    parent_grace_s: a parent suppresses its children for this long after its own fault ended.
    flood_count: more alarms than this within `flood_window_s` are a flood.
    flood_sounds: a flood sounds at most this often within its window.
    sound_share_s: alarms within this time of a sound share that sound.
    cascade_s: an alarm raised after this long without one is the first out.
    sound: when alarms of each severity may sound.
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


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """Sounds and commands for alarms.

    sound: how each severity sounds
    hooks: command line that runs outside the console for alarms of a severity
    """

    sound: Mapping[Severity, Sounding] = field(default_factory=_usual_sound)
    hooks: Mapping[Severity, tuple[str, ...]] = field(default_factory=dict)
