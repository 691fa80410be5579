"""Lines of text over SSH, in a terminal session. Import it only where it is needed: it costs 144 ms.

The host key decides before the password is told. What the user has configured for his own ssh is not used.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.host_keys import HostKeys
from gbdt_console.devices.transports.text_line import READ_BYTES, line_bytes

CONNECT_S = 10.0
_WINDOW_BYTES = 65_536
_MODERN_KEYS = (
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-256",
    "rsa-sha2-512",
)  # fmt: skip
_SHA1_KEY = "ssh-rsa"

logging.getLogger("asyncssh").setLevel(logging.WARNING)
"""At its most talkative it writes packets, and so passwords."""


@dataclass(frozen=True, slots=True)
class SshTarget:
    """Where to connect and as whom. `known_hosts` is in the state directory."""

    host: str
    port: int
    user: str
    password: Secret | None
    known_hosts: Path
    allows_ssh_rsa: bool = False


@dataclass(slots=True)
class _Checking(asyncssh.SSHClient):
    """Compares the host key, and tells the password once, to a host whose key was proved."""

    target: SshTarget
    keys: HostKeys
    pinned: str | None
    shown: str = ""
    fault: ControlError | None = None
    _is_told: bool = field(default=False)

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self.shown = " ".join(key.export_public_key().decode().split()[:2])
        if self.pinned is not None and self.shown != self.pinned:
            self.fault = ControlError(ControlFault.UNTRUSTED, "the host key has changed")
        return self.fault is None

    def has_pinned(self) -> bool:
        """Pin the key of a host never met; the signature over the key exchange holds by now."""
        if self.pinned is None:
            try:
                self.keys.pin(self.target.host, self.target.port, self.shown)
            except ControlError as error:
                self.fault = error
                return False
            self.pinned = self.shown
        return True

    def password_auth_requested(self) -> str | None:
        return self._tell()

    def kbdint_auth_requested(self) -> str | None:
        return "" if self.target.password is not None and not self._is_told else None

    def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        if not prompts:
            return []
        password = self._tell() if len(prompts) == 1 else None
        return None if password is None else [password]

    def _tell(self) -> str | None:
        if self.target.password is None or self._is_told or not self.has_pinned():
            return None
        self._is_told = True
        return self.target.password.reveal()


class SshLine:
    """One session; what the device writes to its error stream comes along."""

    is_plain_text = False

    def __init__(self, target: SshTarget) -> None:
        self._target = target
        self._keys = HostKeys(target.known_hosts)
        self._connection: asyncssh.SSHClientConnection | None = None
        self._process: asyncssh.SSHClientProcess[bytes] | None = None

    async def open(self) -> None:
        await self.close()
        target = self._target
        checking = _Checking(target, self._keys, self._keys.pinned(target.host, target.port))
        try:
            async with asyncio.timeout(CONNECT_S):
                self._connection, _ = await asyncssh.create_connection(
                    lambda: checking, target.host, target.port, options=_options(target, checking.pinned)
                )
                if not checking.has_pinned() and checking.fault is not None:
                    raise checking.fault
                self._process = await self._connection.create_process(
                    term_type="vt100", encoding=None, stderr=asyncssh.STDOUT, window=_WINDOW_BYTES
                )
        except BaseException as error:
            await self.close()
            fault = checking.fault or _fault_of(error)
            if fault is None:
                raise
            raise fault from None

    def send(self, text: str) -> None:
        if self._process is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(line_bytes(text))

    async def receive(self) -> bytes:
        if self._process is None:
            return b""
        try:
            return await self._process.stdout.read(READ_BYTES)
        except Exception:
            # The library hands on whatever ended the connection, of any kind.
            return b""

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.abort()
        self._connection = self._process = None


def _options(target: SshTarget, pinned: str | None) -> asyncssh.SSHClientConnectionOptions:
    return asyncssh.SSHClientConnectionOptions(
        username=target.user,
        known_hosts=b"",
        server_host_key_algs=_key_algorithms(pinned, target.allows_ssh_rsa),
        preferred_auth="password,keyboard-interactive",
        config=None,
        client_keys=None,
        agent_path=None,
        gss_host=None,
        x509_trusted_certs=None,
    )


def _key_algorithms(pinned: str | None, allows_ssh_rsa: bool) -> list[str]:
    """Of a host that is known only its own kind of key is asked for, so that another kind is no surprise."""
    allowed = [*_MODERN_KEYS, *([_SHA1_KEY] if allows_ssh_rsa else ())]
    kind = pinned.split()[0] if pinned else ""
    if kind == _SHA1_KEY:
        return [name for name in allowed if "rsa" in name]
    return [name for name in allowed if name == kind] or allowed


def _fault_of(error: BaseException) -> ControlError | None:
    """The library's errors hold no password, but the peer's own words; they stay behind."""
    match error:
        case ControlError():
            return error
        case TimeoutError():
            return ControlError(ControlFault.SILENT)
        case asyncssh.HostKeyNotVerifiable():
            return ControlError(ControlFault.UNTRUSTED, "no host key that may be trusted")
        case asyncssh.KeyExchangeFailed():
            return ControlError(ControlFault.UNTRUSTED, "no common algorithm; old firmware needs ssh-rsa")
        case asyncssh.PermissionDenied():
            return ControlError(ControlFault.CREDENTIALS)
        case asyncssh.ConnectionLost():
            return ControlError(ControlFault.CLOSED)
        case OSError():
            return ControlError(ControlFault.REFUSED)
        case Exception():
            return ControlError(ControlFault.MALFORMED)
    return None
