"""The SSH port of a simulated codec."""

from collections.abc import Sequence

import asyncssh

from gbdt_console.simulator.polycom_codec import Codec
from gbdt_console.simulator.polycom_text import TextSession

_READ_BYTES = 4_096
_SHA1_KEY = b"ssh-rsa"


class _Doorkeeper(asyncssh.SSHServer):
    """Lets in whoever has the password; without one, everybody."""

    def __init__(self, codec: Codec, asks_by_prompt: bool) -> None:
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

    def __init__(self, codec: Codec, *, is_old: bool = False, asks_by_prompt: bool = False) -> None:
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
        self._server = await asyncssh.create_server(
            lambda: _Doorkeeper(self._codec, self._asks_by_prompt), host, port, server_host_keys=[pair],
            process_factory=self._serve, encoding=None, line_editor=False, config=None,
        )  # fmt: skip
        self.port = self._server.get_port()

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, process: "asyncssh.SSHServerProcess[bytes]") -> None:
        session = TextSession(self._codec, process.stdout.write, process.close, is_ssh=True)
        session.begin()
        try:
            while data := await process.stdin.read(_READ_BYTES):
                session.feed(data)
        except (OSError, asyncssh.Error):
            return
        finally:
            session.end()
            process.close()
