"""What a device does not take in time it never gets: the connection ends, and what waited with it."""

import asyncio

from gbdt_console.devices.transports.tcp_stream import TcpStream

_MORE_THAN_A_WINDOW = b"x" * 20_000_000
_LIMIT_S = 30.0


async def test_a_connection_whose_other_end_takes_nothing_is_lost() -> None:
    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reader._transport.pause_reading()  # type: ignore[attr-defined]

    async with await asyncio.start_server(keep, "127.0.0.1", 0) as server:
        stream = TcpStream("127.0.0.1", server.sockets[0].getsockname()[1])
        await stream.open()
        stream.write(_MORE_THAN_A_WINDOW)
        async with asyncio.timeout(_LIMIT_S):
            assert await stream.receive() == b""
        await stream.close()
