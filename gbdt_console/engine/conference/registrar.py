"""Asks the SIP registrar who is registered, for a network whose codecs do not register at its MCU."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.registered import unregistered_numbers
from gbdt_console.core.resource_ids import REGISTRAR
from gbdt_console.devices.control import NOT_AT_REGISTRAR, ControlError, ListsRegistered
from gbdt_console.engine.control.device_link import DeviceLink, Observation
from gbdt_console.engine.features import EngineContext, Feature, Registrations

_EVERY_S = 10.0
"""Seconds between two lists; codecs register anew after minutes."""
_FRESH_S = 3 * _EVERY_S + 1
_READ_WITHIN_S = 2.0
"""Limits how long a call waits for a newer list before it is refused."""


class RegistrarSource:
    """The registrar as a Source; it pushes nothing."""

    name = "the registrar"

    def __init__(self, registrar: ListsRegistered) -> None:
        self._registrar = registrar
        self.reached_at = registrar.reached_at

    async def open(self) -> None:
        await self._registrar.open()

    async def close(self) -> None:
        await self._registrar.close()

    async def poll(self) -> frozenset[str]:
        return await self._registrar.registered()

    async def changes(self) -> AsyncIterator[object]:
        await asyncio.Event().wait()
        yield None


class RegistrarFeature(Feature, Registrations):
    """Knows nothing, and so calls nobody unregistered, while the registrar is not heard."""

    def __init__(self, context: EngineContext, registrar: ListsRegistered) -> None:
        self._sites = context.network.sites
        self._clock = context.clock
        self._on_urgent = context.on_urgent
        self._on_fault = context.on_control_fault
        self._missing: frozenset[str] = frozenset()
        source = RegistrarSource(registrar)
        link = DeviceLink(source, context.clock, lambda: _EVERY_S, self._observed, self._fault_changed)
        self._link = context.links.of(REGISTRAR, registrar, link)

    def begin(self) -> None:
        """Judge by what a connection that was handed over knows."""
        if self._link.latest is not None:
            self._observed(self._link.latest)

    async def run(self) -> None:
        await self._link.run()

    @property
    def is_known(self) -> bool:
        """Whether the newest list counts."""
        latest, now_s = self._link.latest, self._clock.monotonic()
        return self._link.fault is None and latest is not None and now_s - latest.taken_s <= _FRESH_S

    def missing(self) -> frozenset[str]:
        return self._missing if self.is_known else frozenset()

    async def refusal(self, number: str) -> str:
        """Ask only where the number is missing; a registrar that is not heard soon stays as it was known."""
        if number not in self.missing():
            return ""
        with suppress(ControlError, TimeoutError):
            async with asyncio.timeout(_READ_WITHIN_S):
                await self._link.read_again()
        return NOT_AT_REGISTRAR if number in self.missing() else ""

    def _observed(self, observation: Observation[frozenset[str]]) -> None:
        self._missing = unregistered_numbers(self._sites, observation.state)

    def _fault_changed(self, fault: ControlFault | None) -> None:
        self._on_fault(REGISTRAR, fault)
        self._on_urgent()


class JoinedRegistrations(Registrations):
    """What the registrar lists and what codecs say of themselves.

    Both are shown; before a call the registrar has the last word.

    registrar: None where the network names none
    codecs: what they say
    """

    def __init__(self, registrar: RegistrarFeature | None, codecs: Registrations) -> None:
        self._registrar = registrar
        self._codecs = codecs

    def missing(self) -> frozenset[str]:
        listed = frozenset[str]() if self._registrar is None else self._registrar.missing()
        return listed | self._codecs.missing()

    async def refusal(self, number: str) -> str:
        """Let a call out where the registrar lists the device: it is forwarded, whatever the codec fears."""
        if self._registrar is not None and self._registrar.is_known:
            return await self._registrar.refusal(number)
        return await self._codecs.refusal(number)
