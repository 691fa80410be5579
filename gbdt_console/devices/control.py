"""Defines the capabilities of controlled devices, and their one error.

A method returns when the device has accepted. The caller then reads the result back, by a request that goes
on the wire after that. Each object works on one conference or one codec, with one request at a time.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol, runtime_checkable

from gbdt_console.core.conference.state import ConferenceEvent, ConferenceState, ControlFault
from gbdt_console.core.pictures import Bus, FrameState, PictureOrder
from gbdt_console.core.rooms.room import CameraPosition

CALL_STANDS = "call.is-ringing"
"""Message code of a dial that would add a second call of this console to one site."""

NOT_REGISTERED = "call.not-registered"
"""Message code of a call for which the MCU knows no device: none registered, or no such number."""


class ControlError(Exception):
    """Says why a device did not accept.

    fault: the kind of failure
    words: the device's own words, cleaned; empty where it gave none
    code: message code of the reason; by default that of the fault
    """

    def __init__(self, fault: ControlFault, words: str = "", code: str = "") -> None:
        super().__init__(f"{fault}: {words}" if words else str(fault))
        self.fault = fault
        self.words = words
        self.code = code or f"control.{fault}"


class Connects(Protocol):
    """Every controlled device has a connection."""

    async def open(self) -> None:
        """Connect and log in; the caller calls it again after a loss.

        Raises ControlError.
        """
        ...

    async def close(self) -> None:
        """Close the connection; a second call does nothing."""
        ...


@runtime_checkable
class ListsParticipants(Connects, Protocol):
    """Every controlled MCU lists the participants of its conference."""

    async def conference(self) -> ConferenceState:
        """Poll the conference. Raises ControlError."""
        ...

    def events(self) -> AsyncIterator[ConferenceEvent]:
        """Yield what the MCU pushes from now on.

        End when the connection is lost.
        """
        ...


@runtime_checkable
class TellsProtection(Protocol):
    """The driver can say whether its connection is protected."""

    @property
    def is_protected(self) -> bool:
        """Whether the connection is encrypted and the device proves who it is.

        Else others on the way can read the password and give commands.
        """
        ...


@runtime_checkable
class BlocksMicrophones(Protocol):
    """The MCU can keep a participant from being heard: the centre's block."""

    async def block(self, participant_id: str) -> None: ...

    async def unblock(self, participant_id: str) -> None: ...


@runtime_checkable
class LocksConference(Protocol):
    """The MCU can keep new participants out."""

    async def lock(self) -> None: ...

    async def unlock(self) -> None: ...


@runtime_checkable
class ShowsParticipant(Protocol):
    """The MCU can show one participant to all."""

    async def show(self, participant_id: str) -> None:
        """Show that participant's picture to everybody."""
        ...


@runtime_checkable
class ComposesPictures(Protocol):
    """The MCU or the mixer puts several sources into one picture.

    An MCU reports its pictures as ConferenceState.frame, a Mixer by `frame`.
    """

    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        """Put these pictures on air, all of them by one request where the device can.

        A source is an id of a call leg at an MCU, the name of a source at a mixer. A bus that is absent stays
        as it is. Raises ControlError.
        """
        ...


@runtime_checkable
class DrivesBuses(Protocol):
    """The device makes the pictures of these buses only; one that does not say makes both."""

    @property
    def buses(self) -> tuple[Bus, ...]: ...


@runtime_checkable
class Mixer(Connects, ComposesPictures, Protocol):
    """A vision mixer: a device that composes pictures and lists no participants."""

    async def frame(self) -> FrameState:
        """Poll the pictures. Raises ControlError."""
        ...

    def changes(self) -> AsyncIterator[object]:
        """Yield a value for each reason to poll, from now on.

        End when the connection is lost.
        """
        ...


@runtime_checkable
class SharesContent(Protocol):
    """The device decides which source presents content (H.239, BFCP)."""

    async def grant_content(self, source: str) -> None:
        """Let that source present."""
        ...

    async def end_content(self) -> None:
        """Take the presentation off."""
        ...


@runtime_checkable
class Disconnects(Protocol):
    """The MCU can hang a participant up."""

    async def disconnect(self, participant_id: str) -> None:
        """Hang that participant up."""
        ...


@runtime_checkable
class Dials(Protocol):
    """The MCU can call a number."""

    async def dial(self, number: str) -> None:
        """Call that number into the conference; accepted means queued, not answered.

        Raises ControlError with the code CALL_STANDS while an earlier call of this console to that number
        rings or stands.
        """
        ...

    def dial_failure(self, number: str) -> str:
        """Return the MCU's words on the last failed call, cleaned.

        Empty while the call rings, once it is answered, and where the MCU does not tell.
        """
        ...

    def dial_failure_code(self, number: str) -> str:
        """Return the message code of that failure.

        Empty where the words are all that is known.
        """
        ...


@runtime_checkable
class DialsAtBandwidth(Dials, Protocol):
    """The MCU takes the bandwidth of a call that it places."""

    async def dial_at(self, number: str, bandwidth_kbps: int) -> None:
        """Call that number like `dial`, at no more than that bandwidth, kbit/s."""
        ...


@runtime_checkable
class Codec(Connects, Protocol):
    """Every controlled codec and every controlled camera has this.

    The Protocols below are what it can do.
    """

    @property
    def is_plain_text(self) -> bool:
        """Whether the network between can read the password and all commands."""
        ...

    def changes(self) -> AsyncIterator[object]:
        """Yield a value for each reason to poll, from now on.

        End when the connection is lost.
        """
        ...


@runtime_checkable
class HasMicrophone(Connects, Protocol):
    """The codec can mute its own microphone, apart from the centre's block."""

    async def is_muted(self) -> bool: ...

    async def mute(self) -> None: ...

    async def unmute(self) -> None: ...


class Caller(Protocol):
    """One call as the codec lists it."""

    @property
    def id(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def is_connected(self) -> bool: ...


@runtime_checkable
class HasCalls(Protocol):
    """The codec lists its calls and can end them."""

    async def calls(self) -> tuple[Caller, ...]: ...

    async def hang_up(self, call_id: str = "") -> None:
        """End the call of that id.

        End all calls where it is empty.
        """
        ...


@runtime_checkable
class RecallsPresets(Protocol):
    """The codec can turn its camera to a stored preset."""

    async def recall(self, preset: int) -> None: ...


@runtime_checkable
class ReportsPosition(RecallsPresets, Protocol):
    """The device also tells where its camera looks."""

    async def position(self) -> CameraPosition | None:
        """Return where the camera looks; None where it cannot tell."""
        ...


class SwitchesOutlets(Protocol):
    """A PDU that can switch single outlets off, and tell afterwards whether they are.

    No method switches an outlet on: people do that in the room.
    """

    async def is_off(self, outlet: int) -> bool | None:
        """Return whether the outlet is off now; None where the PDU cannot tell. Raises ControlError."""
        ...

    async def switch_off(self, outlet: int) -> None:
        """Switch the outlet off at once; accepted means written. Raises ControlError."""
        ...

    async def close(self) -> None:
        """Free the socket."""
        ...


@runtime_checkable
class ReportsContent(Protocol):
    """The codec tells whether its room presents content."""

    async def content_source(self) -> str | None:
        """Return the codec's name of the input that it presents.

        Empty where it presents none; None where it cannot tell.
        """
        ...


@runtime_checkable
class ReportsScreen(Protocol):
    """The codec tells how its room's first monitor is divided."""

    async def screen_layout(self) -> str | None:
        """Return the codec's own word of the layout; None where it cannot tell."""
        ...


@runtime_checkable
class Sleeps(Protocol):
    """The codec has a standby mode."""

    async def is_asleep(self) -> bool | None:
        """Return whether the codec sleeps; None where it cannot tell."""
        ...

    async def sleep(self) -> None: ...

    async def wake(self) -> None: ...
