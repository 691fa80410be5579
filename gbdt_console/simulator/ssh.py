"""SSH sessions with a simulated codec of any brand, over bytes that its connection carries."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import asyncssh

from gbdt_console.simulator.sessions import OpenTalk
from gbdt_console.simulator.world.codec import SimulatedCodec

_READ_BYTES = 4_096
"""Octets of one read at most."""


class _SshServer(asyncssh.SSHServer):
    """Accepts the codec's password, or everybody where it has none."""

    def __init__(self, codec: SimulatedCodec, asks_by_prompt: bool) -> None:
        self._codec = codec
        self._asks_by_prompt = asks_by_prompt

    def begin_auth(self, username: str) -> bool:
        return bool(self._codec.misbehaviour.password)

    def password_auth_supported(self) -> bool:
        return not self._asks_by_prompt

    def validate_password(self, username: str, password: str) -> bool:
        return self._codec.is_up and password == self._codec.misbehaviour.password

    def kbdint_auth_supported(self) -> bool:
        return self._asks_by_prompt

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        return self.validate_password(username, responses[0])


class SshSession:
    """Serves SSH over bytes that come by `feed` and go by `write`."""

    def __init__(
        self,
        key: asyncssh.SSHKeyPair,
        codec: SimulatedCodec,
        open_talk: OpenTalk,
        write: Callable[[bytes], None],
        close: Callable[[], None],
    ) -> None:
        """Start serving."""
        self._options = ssh_options(codec, key, open_talk)
        self._write = write
        self._close = close
        self._early = b""
        self._inner: asyncio.Transport | None = None
        self._serving = asyncio.get_running_loop().create_task(self._serve())

    def feed(self, data: bytes) -> None:
        if self._inner is None:
            self._early += data
        else:
            self._inner.write(data)

    def end(self) -> None:
        self._serving.cancel()
        if self._inner is not None:
            self._inner.abort()

    async def _serve(self) -> None:
        """Serve one end of a socket pair, because asyncssh serves sockets only."""
        here, there = socket.socketpair()
        # A client that fails to log in, or hangs up, is no error of the codec.
        with there, suppress(OSError, asyncssh.Error):
            self._inner, _ = await asyncio.get_running_loop().create_connection(
                lambda: _Pipe(self._write, self._close), sock=here
            )
            self._inner.write(self._early)
            connection = await asyncssh.run_server(there, options=self._options, config=None)
            try:
                await connection.wait_closed()
            finally:
                connection.abort()


class _Pipe(asyncio.Protocol):
    def __init__(self, write: Callable[[bytes], None], close: Callable[[], None]) -> None:
        self._write = write
        self._close = close

    def data_received(self, data: bytes) -> None:
        self._write(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._close()


def new_host_key() -> asyncssh.SSHKeyPair:
    """Make a host key that all codecs share. A client pins one key for each address."""
    return asyncssh.load_keypairs([asyncssh.generate_private_key("ssh-ed25519")])[0]


def ssh_options(
    codec: SimulatedCodec, key: asyncssh.SSHKeyPair, open_talk: OpenTalk, asks_by_prompt: bool = False
) -> asyncssh.SSHServerConnectionOptions:
    """Return asyncssh's options for a codec's SSH server.

    asks_by_prompt: whether it takes the password by keyboard-interactive only
    """
    return asyncssh.SSHServerConnectionOptions(
        server_factory=lambda: _SshServer(codec, asks_by_prompt), server_host_keys=[key],
        process_factory=partial(_serve_codec, open_talk), encoding=None, line_editor=False, config=None,
    )  # fmt: skip


async def _serve_codec(open_talk: OpenTalk, process: "asyncssh.SSHServerProcess[bytes]") -> None:
    # To drop a session ends the whole connection, as a restart of the codec does.
    connection = process.channel.get_connection()
    session = open_talk(process.stdout.write, connection.abort)
    session.start()
    try:
        while data := await process.stdin.read(_READ_BYTES):
            session.feed(data)
    except (OSError, asyncssh.Error):
        return
    finally:
        session.end()
        process.close()
