"""Looks at the wall of one of two PCs, as a console does, and waits for what it says."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from gbdt_console.core.port import ClientKind
from gbdt_console.core.standby.view import Role, StandbyView
from gbdt_console.engine.clients.socket_port import SocketPort
from tests.support.standby.two_pcs import LOOK_EVERY_S, Pc
from tests.support.wait import until

LEVEL_S = 120.0


def look(pc: Pc) -> StandbyView | None:
    """Return what that engine says of the two; None where none answers."""

    async def ask() -> StandbyView | None:
        async with asyncio.timeout(5):
            port = await SocketPort.connect(pc.engine.state / "engine.sock", ClientKind.OBSERVER, "proof")
            try:
                return (await anext(aiter(port.snapshots()))).standby
            finally:
                await port.close()

    with suppress(Exception):
        return asyncio.run(ask())
    return None


def until_seen(pc: Pc, holds: Callable[[StandbyView], bool], what: str) -> None:
    def is_so() -> bool:
        view = look(pc)
        return view is not None and holds(view)

    until(is_so, what, LEVEL_S, LOOK_EVERY_S)


def until_follows(pc: Pc) -> None:
    """Until it follows the other one, of which it hears."""
    until_seen(pc, lambda view: view.role is Role.FOLLOWING and view.fault is None, f"{pc.name} follows")


def are_level(*pcs: Pc, under_way: int = 0) -> bool:
    """Tell whether one commands, and the other follows all of it but for so many entries."""
    seen = [view for view in map(look, pcs) if view is not None]
    if len(seen) != len(pcs) or {view.role for view in seen} != set(Role):
        return False
    commanding = next(view for view in seen if view.role is Role.COMMANDING)
    is_level = commanding.behind is not None and commanding.behind <= under_way
    return is_level and all(view.fault is None and view.term == seen[0].term for view in seen)
