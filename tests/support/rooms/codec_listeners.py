"""TCP listeners for one simulated codec: its telnet and its SSH port."""

import asyncio
from functools import partial

import asyncssh

from gbdt_console.simulator.polycom.text import TextSession
from gbdt_console.simulator.sessions import OpenTalk
from gbdt_console.simulator.ssh import ssh_options
from gbdt_console.simulator.world.codec import SimulatedCodec

_READ_BYTES = 4_096
_SHA1_KEY = b"ssh-rsa"


class TelnetListener:
    """A codec's telnet port; a codec that boots accepts no session."""

    def __init__(self, codec: SimulatedCodec) -> None:
        self._codec = codec
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, host, port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for serving in self._serving:
            serving.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = asyncio.current_task()
        assert serving is not None
        self._serving.add(serving)
        session = TextSession(self._codec, writer.write, writer.close)
        try:
            if self._codec.is_up:
                session.start()
                while data := await reader.read(_READ_BYTES):
                    session.feed(data)
        except ConnectionError:
            return
        finally:
            session.end()
            writer.close()
            self._serving.discard(serving)


class SshListener:
    """A codec's SSH port.

    is_old: signs by ssh-rsa (SHA-1) alone, as old firmware does
    asks_by_prompt: takes the password by keyboard-interactive only
    open_talk: what its shell speaks; Polycom's text commands without it
    """

    def __init__(
        self,
        codec: SimulatedCodec,
        *,
        is_old: bool = False,
        asks_by_prompt: bool = False,
        open_talk: OpenTalk | None = None,
    ) -> None:
        self._codec = codec
        self._open_talk = open_talk or partial(TextSession, codec, is_ssh=True)
        self._is_old = is_old
        self._asks_by_prompt = asks_by_prompt
        self._server: asyncssh.SSHAcceptor | None = None
        self.port = 0

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, with a new host key."""
        key = asyncssh.generate_private_key("ssh-rsa" if self._is_old else "ssh-ed25519")
        pair = asyncssh.load_keypairs([key])[0]
        if self._is_old:
            pair.host_key_algorithms = (_SHA1_KEY,)
        options = ssh_options(self._codec, pair, self._open_talk, self._asks_by_prompt)
        self._server = await asyncssh.listen(host, port, options=options, config=None)
        self.port = self._server.get_port()

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
