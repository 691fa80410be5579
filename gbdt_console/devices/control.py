"""Asking devices to do something: capabilities as small Protocols, and the one error they raise.

A method returns when the device has accepted; whether it did it is read back by the caller, with a request
that goes on the wire after that. Each works on one conference or one codec, one request at a time.
"""

from collections.abc import AsyncIterator
from typing import Protocol, runtime_checkable

from gbdt_console.core.conference.state import ConferenceEvent, ConferenceState, ControlFault


class ControlError(Exception):
    """The device did not accept. `words` are its own, cleaned; empty where it said nothing."""

    def __init__(self, fault: ControlFault, words: str = "") -> None:
        super().__init__(f"{fault}: {words}" if words else str(fault))
        self.fault = fault
        self.words = words


class Connects(Protocol):
    """What every controlled device has."""

    async def open(self) -> None:
        """Connect and log in; called again after it was lost. Raises ControlError."""
        ...

    async def close(self) -> None:
        """Let go; calling it twice does nothing."""
        ...


@runtime_checkable
class ListsParticipants(Connects, Protocol):
    async def conference(self) -> ConferenceState:
        """Ask now. Raises ControlError."""
        ...

    def events(self) -> AsyncIterator[ConferenceEvent]:
        """What the MCU pushes from now on; ends when the connection is lost."""
        ...


@runtime_checkable
class BlocksMicrophones(Protocol):
    """The centre's block: the MCU lets nobody hear the participant."""

    async def block(self, participant_id: str) -> None: ...

    async def unblock(self, participant_id: str) -> None: ...


@runtime_checkable
class LocksConference(Protocol):
    """Nobody new gets in."""

    async def lock(self) -> None: ...

    async def unlock(self) -> None: ...


@runtime_checkable
class ShowsParticipant(Protocol):
    async def show(self, participant_id: str) -> None:
        """Make everybody see that participant."""
        ...


@runtime_checkable
class Disconnects(Protocol):
    async def disconnect(self, participant_id: str) -> None:
        """Hang that participant up."""
        ...


@runtime_checkable
class Dials(Protocol):
    async def dial(self, number: str) -> None:
        """Call that number into the conference; accepted means queued, not answered."""
        ...

    def dial_failure(self, number: str) -> str:
        """What the MCU said, cleaned, when nothing came of the last call to that number; empty while it
        rings, once it is answered, and where the MCU does not tell."""
        ...


@runtime_checkable
class Codec(Connects, Protocol):
    """What every controlled codec has; what it can be asked for, the Protocols below say."""

    @property
    def is_plain_text(self) -> bool:
        """Whether the password and all commands can be read on the way."""
        ...

    def changes(self) -> AsyncIterator[object]:
        """Reasons to look, from now on; ends when the connection is lost."""
        ...


@runtime_checkable
class HasMicrophone(Connects, Protocol):
    """A codec's own microphone: the room's layer."""

    async def is_muted(self) -> bool: ...

    async def mute(self) -> None: ...

    async def unmute(self) -> None: ...


class Caller(Protocol):
    """One call of a codec, as it tells it."""

    @property
    def id(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def is_connected(self) -> bool: ...


@runtime_checkable
class HasCalls(Protocol):
    async def calls(self) -> tuple[Caller, ...]: ...

    async def hang_up(self, call_id: str = "") -> None:
        """That call, or all of them."""
        ...


@runtime_checkable
class RecallsPresets(Protocol):
    async def recall(self, preset: int) -> None: ...


@runtime_checkable
class Sleeps(Protocol):
    async def is_asleep(self) -> bool | None:
        """None where the device cannot tell."""
        ...

    async def sleep(self) -> None: ...

    async def wake(self) -> None: ...
