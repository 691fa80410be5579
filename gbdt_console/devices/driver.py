"""Defines the two kinds of driver row: one reads a device by SNMP, one controls a device.

Beside them: how a driver that controls passes on what its device pushes, and the devices of one conference.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ConferenceEvent, ControlFault
from gbdt_console.core.driver_options import ControlOffer, DriverOffer, Option
from gbdt_console.core.monitoring.readings import DeviceReport
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Device, DeviceControl, DeviceKind
from gbdt_console.devices.control import Connects, ControlError, ListsParticipants, Mixer
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.snmp.outlets import OutletBranch, Outlets

T = TypeVar("T")
_MOST_PUSHED = 1_000
"""Limits unread events; the oldest falls out, because any event makes the engine poll."""


class ReadsState(Protocol):
    """The capability to read a device's state.

    Each device has its own instance, which may keep state between reads.
    """

    async def read(self, link: SnmpReader, now_s: float) -> DeviceReport:
        """Read the device once.

        now_s: monotonic time, s; becomes `taken_s` of each Reading

        Raises SnmpError where the device gives nothing; a bad value spoils its own Reading only.
        """
        ...


@dataclass(frozen=True, slots=True)
class DriverSpec:
    """One row of the registry: a driver that reads.

    name: what sites.yaml calls the driver; unique among all drivers
    offer: what sites.yaml may say of its devices
    build: makes the reader of one device; None for a device that is only pinged
    fits: sysObjectIDs of devices that it reads, each with all below it, to name it where another driver fails
    outlets: gives the outlet tables of a PDU that can be switched, newest first; None where it cannot
    control: control driver of the same devices, which is named to a person; empty where none is known
    families: value of the option `family` by sysObjectID, each with all below it
    """

    name: str
    offer: DriverOffer
    build: Callable[[Device], ReadsState] | None = None
    fits: tuple[str, ...] = ()
    outlets: Callable[[Device], Sequence[OutletBranch]] | None = None
    control: str = ""
    families: Mapping[str, str] = field(default_factory=dict)


def snmp_driver(
    name: str,
    kind: DeviceKind,
    build: Callable[[Device], ReadsState],
    fits: tuple[str, ...] = (),
    options: Mapping[str, Option] | None = None,
) -> DriverSpec:
    """Make the row of a driver that reads devices of one kind by SNMP; see DriverSpec."""
    offer = DriverOffer(frozenset({kind}), needs_snmp=True, options=options or {})
    return DriverSpec(name, offer, build, fits)


def pdu_driver(
    name: str,
    outlets: Callable[[Device], Sequence[OutletBranch]],
    fits: tuple[str, ...],
    options: Mapping[str, Option] | None = None,
) -> DriverSpec:
    """Make the row of a driver that reads and switches the outlets of PDUs; see DriverSpec."""
    spec = snmp_driver(name, DeviceKind.PDU, lambda device: Outlets(device, outlets(device)), fits, options)
    return replace(spec, outlets=outlets)


@dataclass(frozen=True, slots=True)
class ControlTarget:
    """All that a control driver needs to reach one device.

    control: port, login and options from sites.yaml, checked against the driver's offer
    known_hosts: file of pinned SSH host keys; may not exist yet
    """

    address: str
    control: DeviceControl
    clock: Clock
    known_hosts: Path


@dataclass(frozen=True, slots=True)
class ControlSpec:
    """One row of the registry: a driver that controls.

    build: makes the connection to one device, not yet open: a ListsParticipants for an MCU, a Mixer for a
        mixer, a ListsRegistered for a registrar, a Codec for a codec or a camera; its class names further
        capabilities of devices/control.py. Costly libraries are imported here, so that listing the drivers
        does not load them
    is_by_documents: no device and no program of others ever met it; people are told so
    """

    name: str
    offer: ControlOffer
    build: Callable[[ControlTarget], Connects]
    is_by_documents: bool = False


class Pushed(Generic[T]):
    """What a device pushed and nobody read yet, from `begin` to `end` of each connection."""

    def __init__(self) -> None:
        self._events: deque[T] = deque(maxlen=_MOST_PUSHED)
        self._changed = asyncio.Event()
        self._is_over = True

    def begin(self) -> None:
        """Drop what is unread; who listened to the connection before hears nothing more."""
        self._events, self._is_over = deque(maxlen=_MOST_PUSHED), False
        self._changed.set()

    def add(self, event: T) -> None:
        self._events.append(event)
        self._changed.set()

    def end(self) -> None:
        self._is_over = True
        self._changed.set()

    async def listen(self) -> AsyncIterator[T]:
        """Yield each event; end with the connection."""
        events = self._events
        while events is self._events:
            while events:
                yield events.popleft()
            if self._is_over:
                return
            self._changed.clear()
            await self._changed.wait()


class ConferenceDevices(NamedTuple):
    """The devices of a further conference: its MCU, and its vision mixer, if one is configured."""

    mcu: ListsParticipants | None
    mixer: Mixer | None


class PolledConnection:
    """The connection of an MCU that pushes nothing.

    polling: held by who polls
    """

    def __init__(self) -> None:
        self.polling = asyncio.Lock()
        self._pushed: Pushed[ConferenceEvent] = Pushed()
        self._is_open = False

    def begin(self) -> None:
        self._pushed.begin()
        self._is_open = True

    def end(self) -> None:
        self._is_open = False
        self._pushed.end()

    def check(self) -> None:
        """Raise ControlError where it is not open."""
        if not self._is_open:
            raise ControlError(ControlFault.CLOSED)

    def events(self) -> AsyncIterator[ConferenceEvent]:
        """Yield nothing. End with the connection."""
        return self._pushed.listen()
