"""Lists the checks of a site, and the questions of the roll-call."""

from collections.abc import Mapping
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass


class Check(StrEnum):
    """Names the columns of the sheet, in their order."""

    TERMINAL = "terminal"
    LINE = "line"
    SOUND = "sound"
    PICTURE = "picture"
    PRESET = "preset"
    POWER = "power"
    ROOM = "room"
    CONTACT = "contact"
    SWITCH_ON = "switch-on"


class RollQuestion(StrEnum):
    """Names the questions that the centre asks each site, in their order."""

    HEARD = "heard"
    NORMAL = "normal"
    PRESIDES = "presides"
    DELEGATES = "delegates"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """Describes one check of the sheet.

    articles: what the regulation says about it (regulation/ARTICLES.md)
    needs_person: no measurement passes it; a person has to sign
    signed_by: the question whose good answer signs it
    """

    check: Check
    articles: tuple[str, ...]
    needs_person: bool = False
    signed_by: RollQuestion = RollQuestion.NORMAL


CHECK_ROWS: Mapping[Check, CheckRow] = {
    row.check: row
    for row in (
        CheckRow(Check.TERMINAL, ("A7.1b", "A7.2a")),
        CheckRow(Check.LINE, ("A7.1b", "A7.2b")),
        CheckRow(Check.SOUND, ("A7.1b",), needs_person=True, signed_by=RollQuestion.HEARD),
        CheckRow(Check.PICTURE, ("A7.1b",), needs_person=True),
        CheckRow(Check.PRESET, ("A7.2c", "A4.5")),
        CheckRow(Check.POWER, ("A4.2", "A13")),
        CheckRow(Check.ROOM, ("A4.2",), needs_person=True),
        CheckRow(Check.CONTACT, ("A12.2", "A10.2"), needs_person=True, signed_by=RollQuestion.HEARD),
        CheckRow(Check.SWITCH_ON, ("A4.1", "A4.6"), needs_person=True),
    )
}
FIRST_CHECKS = tuple(check for check in Check if check is not Check.SWITCH_ON)
"""The checks of a sheet whose opening names none."""

HEARD_BOTH_WAYS = "both"
NO_ANSWER = "no-answer"
ALL_NORMAL = "all"
BY_TECHNICIAN = "by-technician"
BY_OTHER = "by-other"
SWITCHED_ON_BY = (BY_TECHNICIAN, BY_OTHER)
"""The answers 'all normal' that tell who switched on, nothing that burns or spills being near."""
ROLL_ANSWERS: Mapping[RollQuestion, Mapping[str, Check | None]] = {
    RollQuestion.HEARD: {
        HEARD_BOTH_WAYS: None,
        "not-there": Check.SOUND,
        "not-here": Check.SOUND,
        NO_ANSWER: Check.CONTACT,
    },
    RollQuestion.NORMAL: {
        BY_TECHNICIAN: None,
        "picture": Check.PICTURE,
        "sound": Check.SOUND,
        "terminal": Check.TERMINAL,
        "preset": Check.PRESET,
        "power": Check.POWER,
        "room": Check.ROOM,
        "hazard": Check.SWITCH_ON,
        BY_OTHER: None,
        ALL_NORMAL: None,
    },
}
"""The answers that have a key each, with the check that a bad one makes a fault.

not-there: the site does not hear the centre
not-here: the centre does not hear the site
hazard: something that burns, explodes or spills is beside the devices
all: the site was not asked who switched on
"""
