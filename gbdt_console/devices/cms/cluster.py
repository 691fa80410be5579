"""Puts the parts of one call together, which several Call Bridges of a cluster may have.

Each bridge lists all participants of the call, and knows the call legs of its own only. Whom no configured
bridge has is in the call, and neither heard of nor to be commanded.
"""

import asyncio
from collections.abc import Callable, Sequence

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.called_number import number_in
from gbdt_console.devices.cms.bridge import CallBridge, Instance
from gbdt_console.devices.cms.client import CmsClient, flag_at, number_at
from gbdt_console.devices.cms.people import Person
from gbdt_console.devices.control import ControlError

_AGAIN_S = 10.0
"""A bridge that did not answer is not asked for this long: each try may take three seconds of a poll."""

OTHER_BRIDGE = "mcu.other-bridge"
"""Message code of an order about a participant that none of the configured bridges has."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A participant of a bridge that is not configured, or does not answer."""

    id: str
    name: str
    remote: str

    @property
    def number(self) -> str:
        return number_in(self.remote)


@dataclass(frozen=True, slots=True)
class WholeCall:
    """The call on all bridges that answered.

    parts: the call on each bridge that has it
    strangers: participants that no other part has
    """

    parts: tuple[tuple[CallBridge, Instance], ...] = ()
    strangers: tuple[Stranger, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(person for _, part in self.parts for person in part.people)

    @property
    def is_locked(self) -> bool | None:
        """Whether it is locked on all bridges; None where that is not known of one."""
        told = {flag_at(part.call, "locked") for _, part in self.parts}
        return False if False in told else None if None in told or not told else True

    @property
    def is_recording(self) -> bool | None:
        """Whether a bridge records it; `recording` is only the wish where `recordingStatus` is told too."""
        told = set()
        for _, part in self.parts:
            status = flag_at(part.call, "recordingStatus")
            told.add(flag_at(part.call, "recording") if status is None else status)
        return True if True in told else None if None in told or not told else False

    @property
    def highest(self) -> int:
        """The importance of the first pane where pane placement is in use; else 0."""
        told = [number_at(part.call, "panePlacementHighestImportance") or 0 for _, part in self.parts]
        return int(max(told, default=0))

    def owner(self, participant_id: str) -> tuple[CallBridge, Person]:
        """Return a participant with its bridge. Raises ControlError."""
        for bridge, part in self.parts:
            for person in part.people:
                if person.id == participant_id:
                    return bridge, person
        if any(stranger.id == participant_id for stranger in self.strangers):
            raise ControlError(ControlFault.REFUSED, code=OTHER_BRIDGE)
        raise ControlError(ControlFault.REFUSED, "no such participant")


class Cluster:
    """Polls the bridges of these clients; the first places the calls.

    conference: name of the space, or its id
    now: returns the moment, monotonic seconds
    """

    def __init__(self, clients: Sequence[CmsClient], conference: str, now: Callable[[], float]) -> None:
        self._bridges = tuple(CallBridge(client, conference, now) for client in clients)
        self._open: dict[CallBridge, float | None] = {}
        self.call = WholeCall()

    async def open(self) -> None:
        """Open the bridges. Raises the error of the first where none answers."""
        self.call = WholeCall()
        errors = await asyncio.gather(*(_error_of_opening(bridge) for bridge in self._bridges))
        if errors[0] is not None and None not in errors:
            raise errors[0]
        opened = zip(self._bridges, errors, strict=True)
        self._open = {bridge: None if error is None else float("-inf") for bridge, error in opened}

    async def close(self) -> None:
        for bridge in self._bridges:
            await bridge.client.close()

    async def poll(self, now_s: float) -> WholeCall:
        """Poll all bridges that are due. Raises ControlError where none answers."""
        due = [bridge for bridge in self._bridges if self._is_due(bridge, now_s)]
        answers = await asyncio.gather(*(self._ask(b, now_s) for b in due), return_exceptions=True)
        parts, errors = [], []
        for bridge, answer in zip(due, answers, strict=True):
            if isinstance(answer, ControlError):
                errors.append(answer)
                self._open[bridge] = now_s
            elif isinstance(answer, BaseException):
                raise answer
            elif answer is not None:
                parts.append((bridge, answer))
        if len(errors) == len(due):
            self._open = dict.fromkeys(self._open)
            raise errors[0]
        self.call = WholeCall(tuple(parts), await self._strangers(parts))
        return self.call

    def bridge_to_call_from(self) -> tuple[CallBridge, str]:
        """Return the bridge that places calls, and its id of the call; empty where the call does not run."""
        if self.call.parts:
            bridge, part = self.call.parts[0]
            return bridge, part.id
        answering = [bridge for bridge in self._bridges if self._open.get(bridge) is None]
        return (answering or self._bridges)[0], ""

    def _is_due(self, bridge: CallBridge, now_s: float) -> bool:
        lost_s = self._open.get(bridge)
        return lost_s is None or now_s - lost_s >= _AGAIN_S

    async def _ask(self, bridge: CallBridge, now_s: float) -> Instance | None:
        if self._open.get(bridge) is not None:
            await bridge.open()
        answer = await bridge.poll(now_s)
        self._open[bridge] = None
        return answer

    async def _strangers(self, parts: Sequence[tuple[CallBridge, Instance]]) -> tuple[Stranger, ...]:
        own = {person.id for _, part in parts for person in part.people}
        listed = {key: (bridge, name) for bridge, part in parts for key, name in part.elsewhere.items()}
        found = []
        for key, (bridge, name) in listed.items():
            if key not in own:
                found.append(Stranger(key, name, await bridge.address_of(key)))
        return tuple(found)


async def _error_of_opening(bridge: CallBridge) -> ControlError | None:
    try:
        await bridge.open()
    except ControlError as error:
        if error.fault is ControlFault.DENIED:
            return ControlError(ControlFault.CREDENTIALS, error.words)
        return error
    return None
