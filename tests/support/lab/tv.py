"""A browser on a wall: `python -m tests.support.lab.tv PORT TEXT` waits until the served wall shows TEXT."""

import asyncio
import sys

import aiohttp

_LIMIT_S = 120


async def show(port: str, text: str) -> None:
    """Wait for the page, then for the text on its terminal."""
    origin = f"http://127.0.0.1:{port}"
    async with asyncio.timeout(_LIMIT_S), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{origin}/") as page:
                    assert page.status == 200
                    break
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.1)
        async with session.ws_connect(
            f"{origin}/ws/dark?width=160&height=50", headers={"Origin": origin}
        ) as socket:
            drawn = ""
            while text not in drawn:
                message = await socket.receive()
                assert message.type is aiohttp.WSMsgType.BINARY
                drawn += message.data.decode("utf-8", "replace")
    print("shown")


asyncio.run(show(*sys.argv[1:]))
