"""The SSH port of a simulated codec, with a socket of its own or over somebody else's bytes."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import asyncssh

from gbdt_console.simulator.polycom.text import TextSession
from gbdt_console.simulator.world.codec import SimulatedCodec

_READ_BYTES = 4_096
_SHA1_KEY = b"ssh-rsa"


class _SshServer(asyncssh.SSHServer):
    """Lets in whoever has the password; without one, everybody."""

    def __init__(self, codec: SimulatedCodec, asks_by_prompt: bool) -> None:
        self._codec = codec
        self._asks_by_prompt = asks_by_prompt

    def begin_auth(self, username: str) -> bool:
        return bool(self._codec.manners.password)

    def password_auth_supported(self) -> bool:
        return not self._asks_by_prompt

    def validate_password(self, username: str, password: str) -> bool:
        return self._codec.is_up and password == self._codec.manners.password

    def kbdint_auth_supported(self) -> bool:
        return self._asks_by_prompt

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        return self.validate_password(username, responses[0])


class SshPort:
    """`is_old` signs by ssh-rsa (SHA-1) alone, as old firmware does; `asks_by_prompt` takes the password by
    keyboard-interactive only."""

    def __init__(self, codec: SimulatedCodec, *, is_old: bool = False, asks_by_prompt: bool = False) -> None:
        self._codec = codec
        self._is_old = is_old
        self._asks_by_prompt = asks_by_prompt
        self._server: asyncssh.SSHAcceptor | None = None
        self.port = 0

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, with a host key made for this time."""
        key = asyncssh.generate_private_key("ssh-rsa" if self._is_old else "ssh-ed25519")
        pair = asyncssh.load_keypairs([key])[0]
        if self._is_old:
            pair.host_key_algorithms = (_SHA1_KEY,)
        options = _options(self._codec, pair, self._asks_by_prompt)
        self._server = await asyncssh.listen(host, port, options=options, config=None)
        self.port = self._server.get_port()

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()


class SshTalk:
    """Serves SSH over bytes that come by `feed` and go by `write`; `leave` ends the connection."""

    def __init__(
        self,
        key: asyncssh.SSHKeyPair,
        codec: SimulatedCodec,
        write: Callable[[bytes], None],
        leave: Callable[[], None],
    ) -> None:
        self._options = _options(codec, key)
        self._write = write
        self._leave = leave
        self._before = b""
        self._inner: asyncio.Transport | None = None
        self._serving = asyncio.get_running_loop().create_task(self._serve())

    def feed(self, data: bytes) -> None:
        if self._inner is None:
            self._before += data
        else:
            self._inner.write(data)

    def end(self) -> None:
        self._serving.cancel()
        if self._inner is not None:
            self._inner.abort()

    async def _serve(self) -> None:
        """The library wants a socket."""
        here, there = socket.socketpair()
        # Who may not come in or goes is no failure of the codec's.
        with there, suppress(OSError, asyncssh.Error):
            self._inner, _ = await asyncio.get_running_loop().create_connection(
                lambda: _Pipe(self._write, self._leave), sock=here
            )
            self._inner.write(self._before)
            connection = await asyncssh.run_server(there, options=self._options, config=None)
            try:
                await connection.wait_closed()
            finally:
                connection.abort()


class _Pipe(asyncio.Protocol):
    def __init__(self, write: Callable[[bytes], None], leave: Callable[[], None]) -> None:
        self._write = write
        self._leave = leave

    def data_received(self, data: bytes) -> None:
        self._write(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._leave()


def new_host_key() -> asyncssh.SSHKeyPair:
    """A key that codecs may share: whoever pins keys pins one for each address."""
    return asyncssh.load_keypairs([asyncssh.generate_private_key("ssh-ed25519")])[0]


def _options(
    codec: SimulatedCodec, key: asyncssh.SSHKeyPair, asks_by_prompt: bool = False
) -> asyncssh.SSHServerConnectionOptions:
    return asyncssh.SSHServerConnectionOptions(
        server_factory=lambda: _SshServer(codec, asks_by_prompt), server_host_keys=[key],
        process_factory=partial(_serve_codec, codec), encoding=None, line_editor=False, config=None,
    )  # fmt: skip


async def _serve_codec(codec: SimulatedCodec, process: "asyncssh.SSHServerProcess[bytes]") -> None:
    # Who is dropped loses the whole connection, as when the codec starts anew.
    connection = process.channel.get_connection()
    session = TextSession(codec, process.stdout.write, connection.abort, is_ssh=True)
    session.begin()
    try:
        while data := await process.stdin.read(_READ_BYTES):
            session.feed(data)
    except (OSError, asyncssh.Error):
        return
    finally:
        session.end()
        process.close()
