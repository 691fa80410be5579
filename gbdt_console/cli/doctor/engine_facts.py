"""Ask the engine that runs here, and where there is a second PC that one's nats-server too."""

import asyncio

from gbdt_console.cli.context import Context, terminal_name
from gbdt_console.core.health.installation import EngineState
from gbdt_console.core.health.standby import StandbyFacts
from gbdt_console.core.port import ClientKind
from gbdt_console.core.sites import Network
from gbdt_console.core.standby.role import RoleBook
from gbdt_console.engine.hosting.state_directory import StateDirectory


def engine_state(state: StateDirectory) -> EngineState:
    """Try to attach to the engine; return what that gave."""
    from gbdt_console.engine.clients.socket_port import EngineRefuses, NoEngine, SocketPort

    if state.is_path_too_long:
        return EngineState.NONE

    async def attach() -> None:
        port = await SocketPort.connect(state.socket_path, ClientKind.OBSERVER, terminal_name())
        await port.close()

    try:
        asyncio.run(attach())
    except (NoEngine, NotADirectoryError):
        return EngineState.NONE
    except PermissionError:
        return EngineState.DENIED
    except EngineRefuses as refusal:
        is_other = refusal.code == "control.wrong-protocol"
        return EngineState.OTHER_PROTOCOL if is_other else EngineState.REFUSED
    return EngineState.RUNNING


def second_pc_facts(
    network: Network | None, context: Context, role: RoleBook | None = None
) -> StandbyFacts | None:
    """Return what is known of the second PC; None without one, or without its password.

    role: who commands by the journal here, where that was read already
    """
    if network is None or network.standby is None:
        return None
    from gbdt_console.cli.standby.second_pc import standby_facts  # with it what opens a journal

    return standby_facts(network.standby, context, role)
