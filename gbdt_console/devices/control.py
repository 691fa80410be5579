"""Defines the capabilities of controlled devices, and their one error.

A method returns when the device has accepted. The caller then reads the result back, by a request that goes
on the wire after that. Each object works on one conference or one codec, with one request at a time.

A driver names each capability that it has as a base of its class (devices/capability.py).
"""

from abc import abstractmethod
from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple, Protocol

from gbdt_console.core.conference.state import ConferenceEvent, ConferenceState, ControlFault
from gbdt_console.core.frame.still import Still
from gbdt_console.core.pictures import Bus, FrameState, PictureOrder
from gbdt_console.core.rooms.room import CameraPosition, Registration
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.capability import Capability

CALL_STANDS = "call.is-ringing"
"""Message code of a dial that would add a second call of this console to one site."""

RINGS, RINGS_UNTOLD = "call.rings", "call.rings-untold"
"""Message codes of a call that nobody answered yet, and of one of which the MCU tells nothing."""

NOT_REGISTERED = "call.not-registered"
"""Message code of a call for which the MCU knows no device: none registered, or no such number."""

NOT_ANSWERED, NO_REPLY = "call.not-answered", "call.no-reply"
"""Message codes of a call that rang in vain, and of one that nobody took, whether or not it rang."""

NOT_AT_REGISTRAR, CODEC_UNREGISTERED = "call.not-at-registrar", "call.codec-unregistered"
"""Message codes of a call to a site that the SIP registrar, or its own codec, says is not registered."""


class ControlError(Exception):
    """Says why a device did not accept.

    words: the device's own words, cleaned; empty where it gave none
    code: message code of the reason; by default that of the fault
    """

    def __init__(self, fault: ControlFault, words: str = "", code: str = "") -> None:
        super().__init__(f"{fault}: {words}" if words else str(fault))
        self.fault = fault
        self.words = words
        self.code = code or f"control.{fault}"


class Reached(NamedTuple):
    """Where a connection leads: an address, and the driver, wire and port of the settings."""

    address: str
    control: DeviceControl


class Connects(Capability):
    """Every controlled device has a connection.

    reached_at: set by who builds it from settings, to tell who answers in its place; None: nobody asks that
    """

    reached_at: Reached | None = None

    @abstractmethod
    async def open(self) -> None:
        """Connect and log in; the caller calls it again after a loss. Raises ControlError."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connection; a second call does nothing."""


class ListsParticipants(Connects):
    """Every controlled MCU lists the participants of its conference."""

    @abstractmethod
    async def conference(self) -> ConferenceState:
        """Poll the conference. Raises ControlError."""

    @abstractmethod
    def events(self) -> AsyncIterator[ConferenceEvent]:
        """Yield what the MCU pushes from now on. End when the connection is lost."""


class ListsRegistered(Connects):
    """A SIP registrar lists which names have a device now."""

    @abstractmethod
    async def registered(self) -> frozenset[str]:
        """Return the names, 'user' or 'user@domain', that are registered now. Raises ControlError."""


class TellsProtection(Capability):
    """The driver can say whether its connection is protected."""

    @property
    @abstractmethod
    def is_protected(self) -> bool:
        """Whether the connection is encrypted and the device proves who it is.

        Else others on the way can read the password and give commands.
        """


class BlocksMicrophones(Capability):
    """The MCU can keep a participant from being heard: the centre's block."""

    @abstractmethod
    async def block(self, participant_id: str) -> None: ...

    @abstractmethod
    async def unblock(self, participant_id: str) -> None: ...


class LocksConference(Capability):
    """The MCU can keep new participants out."""

    @abstractmethod
    async def lock(self) -> None: ...

    @abstractmethod
    async def unlock(self) -> None: ...


class ShowsParticipant(Capability):
    """The MCU can show one participant to all."""

    @abstractmethod
    async def show(self, participant_id: str) -> None:
        """Show that participant's picture to everybody."""


class ComposesPictures(Capability):
    """The MCU or the mixer puts several sources into one picture.

    An MCU reports its pictures as ConferenceState.frame, a Mixer by `frame`.
    """

    @abstractmethod
    async def take(self, pictures: Mapping[Bus, PictureOrder]) -> None:
        """Put these pictures on air, all of them by one request where the device can.

        A source is an id of a call leg at an MCU, the name of a source at a mixer. A bus that is absent stays
        as it is. Raises ControlError.
        """


class DrivesBuses(Capability):
    """The device makes the pictures of these buses only; one that does not say makes both.

    follows_branches: the chair sees the sources that the branches see, if in a layout of its own
    """

    follows_branches: bool = False

    @property
    @abstractmethod
    def buses(self) -> tuple[Bus, ...]: ...


class Mixer(Connects, ComposesPictures):
    """A vision mixer: a device that composes pictures and lists no participants."""

    @abstractmethod
    async def frame(self) -> FrameState:
        """Poll the pictures. Raises ControlError."""

    @abstractmethod
    def changes(self) -> AsyncIterator[object]:
        """Yield a value for each reason to poll, from now on. End when the connection is lost."""


class GivesStills(Capability):
    """The mixer can give small pictures of what is on air."""

    @abstractmethod
    def stills(self, since_s: float) -> tuple[Still, ...]:
        """Return the newest stills; `site_id` is the name of the source, and those that did not change since
        that monotonic moment have no pixels. More are made while this is called again and again.
        """


class Disconnects(Capability):
    """The MCU can hang a participant up."""

    @abstractmethod
    async def disconnect(self, participant_id: str) -> None:
        """Hang that participant up."""


class Dials(Capability):
    """The MCU can call a number."""

    @abstractmethod
    async def dial(self, number: str) -> None:
        """Call that number into the conference; accepted means queued, not answered.

        Raises ControlError with the code CALL_STANDS while an earlier call of this console to that number
        rings or stands.
        """

    @abstractmethod
    def dial_failure(self, number: str) -> str:
        """Return the MCU's words on the last failed call, cleaned.

        Empty while the call rings, once it is answered, and where the MCU does not tell.
        """

    @abstractmethod
    def dial_failure_code(self, number: str) -> str:
        """Return the message code of that failure; empty where the words are all that is known."""

    def dial_waits_for(self, number: str) -> str:
        """Return the message code of what the last call to that number waits for, by the newest poll.

        Empty where it waits for nothing, since it is in, has failed or was never made. A driver that does not
        say how its calls stand leaves this as it is.
        """
        return RINGS_UNTOLD


class MessagesParticipants(Capability):
    """The MCU can write a line onto the screen of one participant's room.

    It confirms that it took the line, never that somebody saw it.
    """

    @abstractmethod
    async def message(self, participant_id: str, text: str) -> None:
        """Show that text in the participant's room for some seconds. Raises ControlError."""


class DialsAtBandwidth(Dials):
    """The MCU takes the bandwidth of a call that it places."""

    @abstractmethod
    async def dial_at(self, number: str, bandwidth_kbps: int) -> None:
        """Call that number like `dial`, at no more than that bandwidth, kbit/s."""


class Codec(Connects):
    """Every controlled codec and camera has this; what else it can do, the capabilities below say."""

    @property
    @abstractmethod
    def is_plain_text(self) -> bool:
        """Whether the network between can read the password and all commands."""

    @abstractmethod
    def changes(self) -> AsyncIterator[object]:
        """Yield a value for each reason to poll, from now on. End when the connection is lost."""


class HasMicrophone(Connects):
    """The codec can mute its own microphone, apart from the centre's block."""

    @abstractmethod
    async def is_muted(self) -> bool: ...

    @abstractmethod
    async def mute(self) -> None: ...

    @abstractmethod
    async def unmute(self) -> None: ...


class ShowsMessages(Capability):
    """The codec can write a line onto its own room's screen; it confirms that it took the line, no more."""

    @abstractmethod
    async def show_message(self, text: str) -> None:
        """Show that text on the room's screen for some seconds. Raises ControlError."""


class Caller(Protocol):
    """One call as the codec lists it."""

    @property
    def id(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def is_connected(self) -> bool: ...

    @property
    def speed_kbps(self) -> int | None: ...


class HasCalls(Capability):
    """The codec lists its calls and can end them."""

    @abstractmethod
    async def calls(self) -> tuple[Caller, ...]: ...

    @abstractmethod
    async def hang_up(self, call_id: str = "") -> None:
        """End the call of that id. End all calls where it is empty."""


class ReportsLoss(Capability):
    """The codec tells how much of its call is lost."""

    @abstractmethod
    async def packet_loss(self) -> float | None:
        """Return the percentage of lost packets of its one call; None where it cannot tell."""


class RecallsPresets(Capability):
    """The codec can turn its camera to a stored preset."""

    @abstractmethod
    async def recall(self, preset: int) -> None: ...


class ReportsPosition(RecallsPresets):
    """The device also tells where its camera looks."""

    @abstractmethod
    async def position(self) -> CameraPosition | None:
        """Return where the camera looks; None where it cannot tell."""


class PhotographsRoom(Capability):
    """The codec or camera can give a picture of its room."""

    @abstractmethod
    async def photo(self) -> bytes:
        """Return a JPEG or an uncompressed BMP of what the camera sees now. Raises ControlError.

        It may run beside other methods.
        """


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

    async def close(self) -> None: ...


class ReportsContent(Capability):
    """The codec tells whether its room presents content."""

    @abstractmethod
    async def content_source(self) -> str | None:
        """Return the codec's name of the input that it presents.

        Empty where it presents none; None where it cannot tell.
        """


class ReportsScreen(Capability):
    """The codec tells how its room's first monitor is divided."""

    @abstractmethod
    async def screen_layout(self) -> str | None:
        """Return the codec's own word of the layout; None where it cannot tell."""


class ReportsRegistration(Capability):
    """The codec tells whether it is registered, by each protocol that it is set up to register by."""

    @abstractmethod
    async def registrations(self) -> tuple[Registration, ...]:
        """Return what it tells for certain; empty where it registers nowhere, or does not tell."""


class ReportsParts(Capability):
    """The codec tells which touch panels and microphones it misses."""

    @abstractmethod
    async def lost_parts(self) -> tuple[str, ...] | None:
        """Return the codec's own names of them; None where it cannot tell."""


class Sleeps(Capability):
    """The codec has a standby mode."""

    @abstractmethod
    async def is_asleep(self) -> bool | None:
        """Return whether the codec sleeps; None where it cannot tell."""

    @abstractmethod
    async def sleep(self) -> None: ...

    @abstractmethod
    async def wake(self) -> None: ...
