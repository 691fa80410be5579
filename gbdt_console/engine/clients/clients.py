"""Keeps the connected clients, their operators and the control lease."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import (
    CONTROL_COMMANDS,
    Command,
    Guard,
    ReportScreenFailure,
    SwitchOperator,
    TakeControl,
)
from gbdt_console.core.control_events import (
    ControlReleased,
    ControlTaken,
    OperatorSwitched,
    PinRefused,
    ScreenFailed,
)
from gbdt_console.core.events import Event
from gbdt_console.core.os_user import user_name
from gbdt_console.core.people import Operator, OperatorName
from gbdt_console.core.port import ClientKind
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.core.token_bucket import TokenBucket
from gbdt_console.engine.clients.peer import Peer
from gbdt_console.engine.clients.pin_check import PinCheck
from gbdt_console.engine.command_request import (
    Client,
    CommandRequest,
    Handler,
    RecordTogether,
    Refused,
    write_for,
)
from gbdt_console.engine.control.authority import Authority
from gbdt_console.engine.features import Feature

_SCREEN_FAILURES_PER_S = 9 / 60
_SCREEN_FAILURES_AT_ONCE = 9
"""Limits the reports of all consoles: each gives its screen up after the third failure in a minute."""


class Clients(Feature):
    """Lets one client hold control, and journals who takes and leaves it.

    authority: whether the engine may give orders now
    """

    commands = CONTROL_COMMANDS

    def __init__(
        self,
        operators: Mapping[str, Operator],
        clock: Clock,
        record_together: RecordTogether,
        withheld: Withheld | None = None,
    ) -> None:
        """Make them.

        operators: those of sites.yaml, by id
        record_together: writes the events of one command as that operator
        withheld: why the engine may give no orders as it begins
        """
        self.authority = Authority(withheld)
        self._clock = clock
        self._record_together = record_together
        self._clients: dict[str, Client] = {}
        self._holder: Client | None = None
        self._pins = PinCheck(operators, clock)
        self._take_operators(operators)
        self._screen_failures = TokenBucket(
            _SCREEN_FAILURES_PER_S, clock.monotonic(), _SCREEN_FAILURES_AT_ONCE
        )

    def follow(self, operators: Mapping[str, Operator]) -> None:
        """Know these operators from now on; guessed PINs stay counted.

        A client whose operator is not listed any more has the one of its OS user; control that nobody may
        hold is free.
        """
        self._pins.operators = operators
        self._take_operators(operators)
        for client in self._clients.values():
            if client.operator not in operators:
                client.operator = self._operator_of(client.uid)
        holder = self._holder
        if holder is not None and not holder.operator:
            self._holder = None
            self._record_together([ControlReleased(holder.id, self.name_of(holder))], "")
        for client in self._clients.values():
            self._hold_if_free(client)

    def _take_operators(self, operators: Mapping[str, Operator]) -> None:
        self._operators = operators
        self._with_pin = tuple(OperatorName(o.id, o.name) for o in operators.values() if o.pin is not None)

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {
            TakeControl: self._take_control,
            SwitchOperator: self._switch_operator,
            ReportScreenFailure: self._report_screen_failure,
        }

    def fill(self, snapshot: Snapshot) -> Snapshot:
        holder, snapshot = self._holder, replace(snapshot, operators=self._with_pin)
        if holder is None:
            return snapshot
        return replace(snapshot, control=Control(holder.id, self.name_of(holder), holder.terminal))

    def name_of(self, client: Client) -> str:
        """Return the operator's name as sites.yaml has it, or else the OS user's."""
        listed = self._operators.get(client.operator)
        return listed.name if listed else user_name(client.uid)

    def join(self, kind: ClientKind, peer: Peer, terminal: str) -> Client:
        """Welcome a client; the first console that may act gets control."""
        operator = self._operator_of(peer.uid)
        client = Client(uuid4().hex[:8], kind, peer.uid, peer.person, clean(terminal), operator)
        self._clients[client.id] = client
        self._hold_if_free(client)
        return client

    def leave(self, client: Client) -> None:
        """Forget a client that is gone, and free the lease if it held it."""
        self._clients.pop(client.id, None)
        if self._holder is client:
            self._holder = None
            self._record_together([ControlReleased(client.id, self.name_of(client))], "")

    def refusal(self, client: Client, guard: Guard = Guard.IN_CONTROL) -> str:
        """Return the code of why the guard stops this client; empty where it does not."""
        if guard is Guard.ANYBODY:
            return ""
        if client.kind is ClientKind.OBSERVER:
            return "control.observer"
        if not client.operator:
            return "control.by-pin" if self._with_pin else "control.operator-unknown"
        if guard is not Guard.SIGNS and (withheld := self.authority.refusal):
            return withheld
        holder = self._holder
        if guard is not Guard.IN_CONTROL or holder is None or holder is client:
            return ""
        is_holders_verb = client.kind is ClientKind.VERB and client.operator == holder.operator
        return "" if is_holders_verb else "control.held"

    async def _take_control(self, request: CommandRequest[TakeControl]) -> Progress:
        await self._write(request, self._control_taken(request.client))
        self._hold(request.client)
        return Progress(request.id, Stage.RECORDED)

    async def _switch_operator(self, request: CommandRequest[SwitchOperator]) -> Progress:
        client, operator_id = request.client, request.command.operator_id
        if client.kind is ClientKind.OBSERVER:
            raise Refused("control.observer")
        if refusal := self._pins.refusal(client.person, operator_id, request.command.pin):
            if refusal == "operator.pin-wrong":
                wanted = self._operators[operator_id].name
                refused = PinRefused(
                    wanted, request.name, client.terminal,
                    self._pins.is_locked(client.person), clean(user_name(client.person)),
                )  # fmt: skip
                await self._write(request, refused)
            raise Refused(refusal)
        after = self._operators[operator_id].name
        switched = OperatorSwitched(self.name_of(client), after, client.terminal)
        await self._write(request, switched, operator_id)
        client.operator = operator_id
        self._hold_if_free(client)
        return Progress(request.id, Stage.RECORDED)

    async def _report_screen_failure(self, request: CommandRequest[ReportScreenFailure]) -> Progress:
        if request.client.kind is not ClientKind.CONSOLE:
            raise Refused("control.observer")
        if not self._screen_failures.take(self._clock.monotonic()):
            raise Refused("control.too-often")
        error, place = clean(request.command.error), clean(request.command.place)
        await self._write(request, ScreenFailed(error, place, request.client.terminal), "")
        return Progress(request.id, Stage.RECORDED)

    async def _write(self, request: CommandRequest[Any], event: Event, operator: str | None = None) -> None:
        await write_for(request, [event], self._record_together, operator)

    def _control_taken(self, client: Client) -> ControlTaken:
        before = self.name_of(self._holder) if self._holder else ""
        return ControlTaken(client.id, self.name_of(client), client.terminal, before)

    def _hold_if_free(self, client: Client) -> None:
        if self._holder is None and client.kind is ClientKind.CONSOLE and client.operator:
            self._record_together([self._control_taken(client)], client.operator)
            self._hold(client)

    def _hold(self, client: Client) -> None:
        """Give the lease to a client; one that left meanwhile gives it back."""
        self._holder = client
        if client.id not in self._clients:
            self.leave(client)

    def _operator_of(self, uid: int) -> str:
        user = user_name(uid)
        return next((o.id for o in self._operators.values() if user in o.os_users), "")
