"""Define what one check of the console's health found."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass


class Grade(StrEnum):
    """Names how bad a finding is.

    GOOD: nothing to do
    ATTENTION: the console works, but something is missing or may fail
    BAD: the console, or a part of it, cannot work
    """

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"


class Check(StrEnum):
    """Names the checks, in the order in which findings of one grade are printed."""

    SETTINGS = "settings"
    SECRETS = "secrets"
    STATE = "state"
    DISK = "disk"
    INODES = "inodes"
    JOURNAL = "journal"
    ENGINE = "engine"
    OPERATOR = "operator"
    PING = "ping"
    DESCRIPTORS = "descriptors"
    TRAPS = "traps"
    MESSAGES = "messages"
    BACKUP = "backup"
    STANDBY = "standby"
    CLOCK = "clock"
    ZONE = "zone"
    TERMINAL = "terminal"
    ENCODING = "encoding"
    INPUT = "input"
    PAPERS = "papers"
    LIBRARIES = "libraries"


UNREAD = "doctor.unread"
"""Outcome, and message code, of a check whose facts the system refused."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Holds the result of one check.

    outcome: the result; `doctor.CHECK.OUTCOME` is its sentence, and with `.cure` behind it the cure
    facts: parameters of both sentences that identify nobody: numbers, modes, versions
    private: parameters that name people, places, files or addresses; a bundle for support leaves them out
    """

    check: Check
    grade: Grade
    outcome: str
    facts: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return UNREAD if self.outcome == UNREAD else f"doctor.{self.check}.{self.outcome}"

    @property
    def cure_code(self) -> str:
        """Return the message code of the cure; empty for a good finding."""
        return "" if self.grade is Grade.GOOD else f"{self.code}.cure"


_RANKS = {Grade.BAD: 0, Grade.ATTENTION: 1, Grade.GOOD: 2}
_ORDER = {check: place for place, check in enumerate(Check)}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by grade, worst first, then in the order of Check."""
    return sorted(findings, key=lambda found: (_RANKS[found.grade], _ORDER[found.check]))


def good(check: Check, outcome: str = "good", **facts: object) -> Finding:
    """Make a good finding whose parameters identify nobody."""
    return Finding(check, Grade.GOOD, outcome, facts)
