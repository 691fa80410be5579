"""Who is connected, as which operator, and which one of them may act."""

import hmac
import pwd
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from gbdt_console.core.cleaning import clean
from gbdt_console.core.clock import Clock
from gbdt_console.core.events import ControlReleased, ControlTaken, Event, OperatorSwitched
from gbdt_console.core.port import ClientKind
from gbdt_console.core.sites import Operator
from gbdt_console.core.snapshot import Control

_WRONG_PINS_ALLOWED = 5
_WRONG_PINS_FORGOTTEN_AFTER_S = 60.0

RecordEvent = Callable[[Event, str], object]


@dataclass(slots=True)
class Client:
    """`operator` is an operator's id, or empty where sites.yaml lists nobody for the OS user."""

    id: str
    kind: ClientKind
    uid: int
    terminal: str
    operator: str


class Clients:
    """The control lease: one client holds it; taking and leaving it is journalled."""

    def __init__(self, operators: Mapping[str, Operator], clock: Clock, record: RecordEvent) -> None:
        self._operators = operators
        self._clock = clock
        self._record = record
        self._clients: dict[str, Client] = {}
        self._holder: Client | None = None
        self._wrong_pins: list[float] = []

    @property
    def control(self) -> Control:
        holder = self._holder
        return Control() if holder is None else Control(holder.id, self.name_of(holder), holder.terminal)

    def name_of(self, client: Client) -> str:
        """The operator's name as sites.yaml has it, or the OS user's."""
        listed = self._operators.get(client.operator)
        return listed.name if listed else _os_user(client.uid)

    def join(self, kind: ClientKind, uid: int, terminal: str) -> Client:
        """Welcome a client; the first console that may act gets control."""
        client = Client(uuid4().hex[:8], kind, uid, clean(terminal), self._operator_of(uid))
        self._clients[client.id] = client
        if self._holder is None and kind is ClientKind.CONSOLE and client.operator:
            self._record(self.taking(client), client.operator)
            self.hold(client)
        return client

    def leave(self, client: Client) -> None:
        """The client is gone; what it held is free."""
        self._clients.pop(client.id, None)
        if self._holder is client:
            self._holder = None
            self._record(ControlReleased(client.id, self.name_of(client)), "")

    def refusal(self, client: Client) -> str:
        """The code of the reason why this client may not act now; empty when it may."""
        if client.kind is ClientKind.OBSERVER:
            return "control.observer"
        if not client.operator:
            return "control.operator-unknown"
        holder = self._holder
        if holder is None or holder is client:
            return ""
        is_holders_verb = client.kind is ClientKind.VERB and client.operator == holder.operator
        return "" if is_holders_verb else "control.held"

    def may_take(self, client: Client) -> str:
        """Why this client may not take control; empty when it may."""
        refusal = self.refusal(client)
        return "" if refusal == "control.held" else refusal

    def taking(self, client: Client) -> ControlTaken:
        """What is written when it takes control."""
        before = self.name_of(self._holder) if self._holder else ""
        return ControlTaken(client.id, self.name_of(client), client.terminal, before)

    def hold(self, client: Client) -> None:
        """Make it the holder; who has left meanwhile took control and gave it back."""
        self._holder = client
        if client.id not in self._clients:
            self.leave(client)

    def wrong_pin(self, operator_id: str, pin: str) -> str:
        """Why this operator cannot come on duty with that PIN; empty when the PIN is right."""
        operator = self._operators.get(operator_id)
        now_s = self._clock.monotonic()
        self._wrong_pins = [s for s in self._wrong_pins if now_s - s < _WRONG_PINS_FORGOTTEN_AFTER_S]
        if len(self._wrong_pins) >= _WRONG_PINS_ALLOWED:
            return "operator.pin-locked"
        if operator is None:
            return "operator.unlisted"
        if operator.pin is None:
            return "operator.no-pin"
        if not hmac.compare_digest(operator.pin.reveal().encode(), pin.encode()):
            self._wrong_pins.append(now_s)
            return "operator.pin-wrong"
        return ""

    def switching(self, client: Client, operator_id: str) -> OperatorSwitched:
        """What is written when another listed operator takes over at this client."""
        after = self._operators[operator_id].name
        return OperatorSwitched(self.name_of(client), after, client.terminal)

    def work_as(self, client: Client, operator_id: str) -> None:
        """That operator works at this client from now on."""
        client.operator = operator_id

    def _operator_of(self, uid: int) -> str:
        user = _os_user(uid)
        return next((o.id for o in self._operators.values() if user in o.os_users), "")


def _os_user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
