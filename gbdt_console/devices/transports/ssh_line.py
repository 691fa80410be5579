"""Carries lines of text over SSH.

Import the module only where used: it costs 144 ms.

The console checks the host key before it sends the password. It ignores the user's own ssh configuration.
"""

import asyncio
import logging
import socket
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path

import asyncssh

from gbdt_console.core.clean_text import clean_bytes
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.families import greeted
from gbdt_console.devices.transports.host_keys import HostKeys
from gbdt_console.devices.transports.never_late import never_late
from gbdt_console.devices.transports.tcp_stream import READ_BYTES
from gbdt_console.devices.transports.text_line import CARRIAGE_RETURN, LINE_FEED, line_bytes

CONNECT_S = 10.0
"""Limit for connection, key exchange, login and terminal, s."""

_GREETING_BYTES = 256
"""What is looked at of the first words of a port, octets."""

_WINDOW_BYTES = 65_536
"""Limit of bytes that the device may send before the console reads them."""

_MODERN_KEYS = (
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-256",
    "rsa-sha2-512",
)  # fmt: skip
_SHA1_KEY = "ssh-rsa"

logging.getLogger("asyncssh").setLevel(logging.WARNING)
"""At its debug levels asyncssh logs packets, and passwords in them."""


@dataclass(frozen=True, slots=True)
class SshTarget:
    """Address and account of an SSH connection.

    host: IPv4 address
    port: TCP port
    password: its password; None where the device asks for none
    known_hosts: file of pinned host keys
    allows_ssh_rsa: also take host keys that sign by SHA-1, for old firmware
    has_terminal: asks for a terminal, where a line ends as a keyboard ends it; without one it ends in LF
    """

    host: str
    port: int
    user: str
    password: Secret | None
    known_hosts: Path
    allows_ssh_rsa: bool = False
    has_terminal: bool = True


@dataclass(slots=True)
class _Checking(asyncssh.SSHClient):
    """Compares the host key, and sends the password once at most.

    Only a host that proved its key gets the password.

    pinned: the pinned key of this host; None at the first connection
    shown: the key that the host showed
    fault: why the console refuses the host
    """

    target: SshTarget
    keys: HostKeys
    pinned: str | None
    shown: str = ""
    fault: ControlError | None = None
    _is_sent: bool = field(default=False)

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self.shown = " ".join(key.export_public_key().decode().split()[:2])
        if self.pinned is not None and self.shown != self.pinned:
            self.fault = ControlError(ControlFault.UNTRUSTED, "the host key has changed")
        return self.fault is None

    def has_pinned(self) -> bool:
        """Pin the key at the first connection. The host has signed the key exchange by now."""
        if self.pinned is None:
            try:
                self.keys.pin(self.target.host, self.target.port, self.shown)
            except ControlError as error:
                self.fault = error
                return False
            self.pinned = self.shown
        return True

    def password_auth_requested(self) -> str | None:
        return self._password_once()

    def kbdint_auth_requested(self) -> str | None:
        return "" if self.target.password is not None and not self._is_sent else None

    def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        if not prompts:
            return []
        password = self._password_once() if len(prompts) == 1 else None
        return None if password is None else [password]

    def _password_once(self) -> str | None:
        if self.target.password is None or self._is_sent or not self.has_pinned():
            return None
        self._is_sent = True
        return self.target.password.reveal()


class SshLine:
    """Holds one session. The device's error stream is part of the text."""

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
                opened = await _connected(target)
                never_late(opened)
                self._connection, _ = await asyncssh.create_connection(
                    lambda: checking, sock=opened, options=_options(target, checking.pinned)
                )
                if not checking.has_pinned() and checking.fault is not None:
                    raise checking.fault
                self._process = await self._connection.create_process(
                    term_type="vt100" if target.has_terminal else None,
                    encoding=None,
                    stderr=asyncssh.STDOUT,
                    window=_WINDOW_BYTES,
                )
        except BaseException as error:
            await self.close()
            fault = checking.fault or _fault_of(error)
            if fault is None:
                raise
            raise fault from None

    def send(self, text: str) -> None:
        self.write(line_bytes(text, CARRIAGE_RETURN if self._target.has_terminal else LINE_FEED))

    def write(self, data: bytes) -> None:
        """Send bytes; do nothing where the connection is lost."""
        if self._process is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(data)

    async def receive(self) -> bytes:
        if self._process is None:
            return b""
        try:
            return await self._process.stdout.read(READ_BYTES)
        except Exception:
            # asyncssh raises errors of many types when a connection ends.
            return b""

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.abort()
        self._connection = self._process = None


async def _connected(target: SshTarget) -> socket.socket:
    """Connect, and refuse by its greeting what is no SSH server. Raises ControlError."""
    loop = asyncio.get_running_loop()
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        await loop.sock_connect(opened, (target.host, target.port))
        is_readable = asyncio.Event()
        loop.add_reader(opened, is_readable.set)
        try:
            await is_readable.wait()
        finally:
            loop.remove_reader(opened)
        greeting = clean_bytes(opened.recv(_GREETING_BYTES, socket.MSG_PEEK).partition(b"\n")[0])
        if greeted(greeting) not in (None, ControlFault.IS_SSH) or _asks(greeting):
            raise ControlError(ControlFault.MALFORMED, "no SSH server")
    except BaseException:
        opened.close()
        raise
    return opened


def _asks(greeting: str) -> bool:
    """Tell whether that is the prompt of a port for text, as telnet has it."""
    return greeting.rstrip().lower().endswith(("password:", "username:", "login:"))


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
    """Return the key types to ask for.

    A pinned host is asked for its own type only, so that it shows no other.
    """
    allowed = [*_MODERN_KEYS, *([_SHA1_KEY] if allows_ssh_rsa else ())]
    kind = pinned.split()[0] if pinned else ""
    if kind == _SHA1_KEY:
        return [name for name in allowed if "rsa" in name]
    return [name for name in allowed if name == kind] or allowed


def _fault_of(error: BaseException) -> ControlError | None:
    """Translate an error of asyncssh; the peer's words in it are dropped."""
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
