"""Define the running conference as the MCU reports it."""

from dataclasses import field
from enum import StrEnum

from gbdt_console.core.pictures import FrameState
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Participant:
    """One call leg as the MCU lists it; None stands for what the MCU cannot tell.

    id: the MCU's id of the leg; changes with every call
    number: number it called from or was called at, by which a site is known
    dialled: number that this console dialled for this leg, which precedes `number`; empty for other legs
    address: the far end's IP address; empty where the MCU does not tell
    is_blocked: the centre's block is on: nobody hears the participant
    is_talking: the MCU detects speech
    is_chair: the MCU treats the participant as chair
    joined_ago_s: seconds since the call began, at the time of the poll
    loss_percent: packets of its worst stream, in either direction, that were lost within the last seconds
    jitter_ms: of its sound, likewise
    loses_much: the MCU says, without a figure, that over 5 % were lost within the last seconds
    level_db: loudness of what the MCU hears of it, dB; the louder, the higher
    """

    id: str
    number: str
    name: str = ""
    address: str = ""
    is_blocked: bool | None = None
    is_talking: bool | None = None
    is_chair: bool | None = None
    joined_ago_s: float | None = None
    dialled: str = ""
    loss_percent: float | None = None
    jitter_ms: float | None = None
    level_db: float | None = None
    loses_much: bool | None = None

    @property
    def site_number(self) -> str:
        """The number by which a site is known.

        A leg that this console dialled may show the caller id of another.
        """
        return self.dialled or self.number


class HungUpBy(StrEnum):
    """The party that ended a call.

    MCU is another client of the MCU, CONSOLE this program. LOST is nobody: line, codec or node failed.
    """

    SITE = "site"
    MCU = "mcu"
    CONSOLE = "console"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class ConferenceState:
    """One conference at the time of a poll.

    participants: its call legs in the MCU's order; none where it does not run
    is_running: False where the MCU has no such conference running
    is_locked: nobody new gets in; None where the MCU cannot tell
    is_recording: the MCU records; None where it cannot tell
    shown: id of the participant whose picture everybody sees; None where nobody was chosen or the MCU
        cannot tell
    frame: the pictures that the MCU composes; None where it composes none
    ended: call legs that ended lately with the party that ended each; no part of the present state
    untold: numbers of the sites of which nothing tells whether they are in it
    unregistered: numbers that the MCU could call and knows no device of; it may not tell
    elsewhere: numbers of the sites whose codec is in a call to somebody else, with the number of that call
    """

    name: str
    participants: tuple[Participant, ...] = ()
    is_running: bool = True
    is_locked: bool | None = None
    is_recording: bool | None = None
    shown: str | None = None
    frame: FrameState | None = None
    ended: tuple[tuple[str, HungUpBy], ...] = field(default=(), compare=False)
    untold: frozenset[str] = frozenset()
    elsewhere: tuple[tuple[str, str], ...] = ()
    unregistered: frozenset[str] = frozenset()

    def participant(self, participant_id: str) -> Participant | None:
        return next((p for p in self.participants if p.id == participant_id), None)


class ConferenceEventKind(StrEnum):
    """Kinds of pushed events. CHANGED is any other change that asks for a poll."""

    JOINED = "joined"
    LEFT = "left"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    TALKING = "talking"
    QUIET = "quiet"
    SHOWN = "shown"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ConferenceEvent:
    """One event that the MCU pushed. It asks for a poll, and only the poll changes the state.

    participant: id of the call leg; empty for the conference itself
    """

    kind: ConferenceEventKind
    participant: str = ""


class ControlFault(StrEnum):
    """Reasons why a device refused or could not be asked.

    IS_ASTERISK and so on: that device answers there, and the settings name another
    """

    SILENT = "silent"
    REFUSED = "refused"
    CREDENTIALS = "credentials"
    DENIED = "denied"
    MALFORMED = "malformed"
    CLOSED = "closed"
    UNTRUSTED = "untrusted"
    IS_ASTERISK = "is-asterisk"
    IS_CODIAN = "is-codian"
    IS_MEETING_SERVER = "is-meeting-server"
    IS_OBS = "is-obs"
    IS_POLYCOM = "is-polycom"
    IS_CISCO_CODEC = "is-cisco-codec"
    IS_VISCA_IP = "is-visca-ip"
    IS_VISCA_TCP = "is-visca-tcp"
    IS_ONVIF = "is-onvif"
    IS_KAMAILIO = "is-kamailio"
    IS_SSH = "is-ssh"
