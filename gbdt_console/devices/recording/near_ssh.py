"""Serves SSH to the client of a recorder, for a driver that has no wire but SSH.

The key lives for one recording. Import the module only where used: asyncssh costs 144 ms.
"""

from collections.abc import Awaitable, Callable, Sequence
from hmac import compare_digest

import asyncssh

from gbdt_console.core.secret import Secret
from gbdt_console.devices.transports.tcp_stream import READ_BYTES

Begin = Callable[[Callable[[], Awaitable[bytes]], Callable[[bytes], None], Callable[[], None]], object]
"""Takes what receives a client's octets, what sends it some, and what ends its connection."""


class _Door(asyncssh.SSHServer):
    """Lets in who has the device's own password: it is the recorder that logs in there."""

    def __init__(self, password: Secret) -> None:
        self._password = password

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return compare_digest(password.encode(), self._password.reveal().encode())

    def kbdint_auth_supported(self) -> bool:
        return True

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        return len(responses) == 1 and self.validate_password(username, responses[0])


async def serve_ssh(begin: Begin, password: Secret, host: str, port: int) -> asyncssh.SSHAcceptor:
    """Listen for clients. Raises OSError."""

    async def opened(process: "asyncssh.SSHServerProcess[bytes]") -> None:
        async def receive() -> bytes:
            try:
                return await process.stdin.read(READ_BYTES)
            except Exception:
                # asyncssh raises errors of many types when a connection ends.
                return b""

        begin(receive, process.stdout.write, process.channel.get_connection().abort)
        await process.wait_closed()

    return await asyncssh.listen(
        host, port, server_factory=lambda: _Door(password), process_factory=opened, encoding=None,
        line_editor=False, server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")], config=None,
    )  # fmt: skip
