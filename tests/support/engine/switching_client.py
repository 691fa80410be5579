"""A console of another process: `python -m tests.support.engine.switching_client SOCKET OPERATOR PIN`.

It asks once for that operator and prints the last step's stage.
"""

import asyncio
import sys
from pathlib import Path

from gbdt_console.core.commands import SwitchOperator
from gbdt_console.core.port import ClientKind
from gbdt_console.engine.clients.socket_port import SocketPort
from tests.support.engine.ports import outcome


async def main(socket: str, operator: str, pin: str) -> None:
    port = await SocketPort.connect(Path(socket), ClientKind.CONSOLE, "tty3")
    stage, _ = await outcome(port, SwitchOperator(operator, pin))
    print(stage.value)
    await port.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
