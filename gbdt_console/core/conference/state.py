"""The running conference as the MCU tells it: who is in it, and what holds for each."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Participant:
    """One call leg as the MCU lists it. What an MCU cannot tell is None.

    `id` is the MCU's own name of the leg and changes with every call; `number` is what it called from or was
    called at, by which a site is known. `is_blocked` is the centre's block: nobody hears the site. `address`
    is the far end's, where it is told.
    """

    id: str
    number: str
    name: str = ""
    address: str = ""
    is_blocked: bool | None = None
    is_talking: bool | None = None
    is_chair: bool | None = None
    joined_ago_s: float | None = None


class HungUpBy(StrEnum):
    """Who ended a call: the far end, the MCU of its own (a timeout, another client), or this console."""

    SITE = "site"
    MCU = "mcu"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class ConferenceState:
    """One conference at the moment it was asked for. `shown` is the id of the participant whose picture
    everybody sees; None where nobody was chosen or the MCU cannot tell. An MCU without such a conference
    running gives one with no participants and `is_running` False. `ended` are call legs of lately with who
    ended them, as far as the MCU told; it is no part of what holds now."""

    name: str
    participants: tuple[Participant, ...] = ()
    is_running: bool = True
    is_locked: bool | None = None
    is_recording: bool | None = None
    shown: str | None = None
    ended: tuple[tuple[str, HungUpBy], ...] = field(default=(), compare=False)

    def participant(self, participant_id: str) -> Participant | None:
        """The participant of that id, if it is listed."""
        return next((p for p in self.participants if p.id == participant_id), None)


class ConferenceEventKind(StrEnum):
    """What an MCU pushes. CHANGED is anything that makes another look worth while."""

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
    """Evidence, and a reason to look; only the look decides. `participant` is empty for the conference
    itself."""

    kind: ConferenceEventKind
    conference: str
    participant: str = ""
    number: str = ""


class ControlFault(StrEnum):
    """Why a device did not do what it was asked, or could not be asked."""

    SILENT = "silent"
    REFUSED = "refused"
    CREDENTIALS = "credentials"
    DENIED = "denied"
    MALFORMED = "malformed"
    CLOSED = "closed"
    UNTRUSTED = "untrusted"
