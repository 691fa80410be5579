"""A client that is no operator is told what would make it one."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.people import Operator
from gbdt_console.core.port import ClientKind
from gbdt_console.core.secret import Secret
from gbdt_console.engine.clients.clients import Clients
from gbdt_console.engine.clients.peer import own_peer

BY_LOGIN = Operator("duty", "Trực ca", ("nobody-here",))
BY_PIN = Operator("ca-1", "Trực ca 1", pin=Secret("112233"))


def record(
    events: Sequence[Event], actor: str, request_id: str = "", on_doubt: Callable[[], None] = lambda: None
) -> "Sequence[Future[Entry]]":
    raise AssertionError((events, actor))


@pytest.mark.parametrize("kind", [ClientKind.CONSOLE, ClientKind.VERB])
@pytest.mark.parametrize(
    ("operator", "code"), [(BY_LOGIN, "control.operator-unknown"), (BY_PIN, "control.by-pin")]
)
def test_a_login_that_may_only_watch_is_told_the_way_to_act(
    kind: ClientKind, operator: Operator, code: str
) -> None:
    clients = Clients({operator.id: operator}, ManualClock(), record)
    assert clients.refusal(clients.join(kind, own_peer(), "tty")) == code
