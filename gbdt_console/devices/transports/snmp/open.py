"""Opens an agent's reader over one of the two libraries."""

from collections.abc import Callable
from enum import StrEnum

from gbdt_console.core.sites import SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpWriter
from gbdt_console.devices.transports.snmp.channel import ChannelCounters
from gbdt_console.devices.transports.snmp.reader import Reader
from gbdt_console.devices.transports.snmp.session import SnmpSession

_WRITE_TIMEOUT_S = 2.0
"""Limits the wait for one answer to a SET: a PDU moves a relay before it answers."""


class Backend(StrEnum):
    """The library behind a reader.

    GUFO: the usual one
    PYSNMP: where gufo-snmp has no wheel, for up to 50 devices
    """

    GUFO = "gufo"
    PYSNMP = "pysnmp"


def open_reader(
    address: str,
    port: int,
    credential: SnmpCredential,
    *,
    timeout_s: float = 1.5,
    retries: int = 1,
    backend: Backend = Backend.GUFO,
) -> Reader:
    """Make an agent's reader. It opens its socket at the first request, on that request's loop.

    address: numeric IPv4 or IPv6 address
    port: UDP port
    credential: community or user
    timeout_s: longest wait for one answer, in seconds
    retries: requests sent again after silence
    A request ends within `timeout_s` x (`retries` + 1); the first request of a version 3 reader, and the one
    after a change of the agent's engine id, may take three times as long. Raises ValueError for a credential
    that lacks a part.
    """
    _check_complete(credential)
    session = _session_class(backend)

    def open_session(counters: ChannelCounters) -> SnmpSession:
        return session(address, port, credential, counters)

    return Reader(open_session, credential.version, timeout_s, retries)


def open_writer(address: str, port: int, credential: SnmpCredential) -> SnmpWriter:
    """Make an agent's writer; it goes through pysnmp, and the parameters are those of `open_reader`."""
    return open_reader(address, port, credential, timeout_s=_WRITE_TIMEOUT_S, backend=Backend.PYSNMP)


def _session_class(backend: Backend) -> Callable[[str, int, SnmpCredential, ChannelCounters], SnmpSession]:
    # Imported here, because pysnmp costs 100 ms to load and a reader needs one library only.
    if backend is Backend.PYSNMP:
        from gbdt_console.devices.transports.snmp.pysnmp_session import PysnmpSession

        return PysnmpSession
    from gbdt_console.devices.transports.snmp.gufo_session import GufoSession

    return GufoSession


def _check_complete(credential: SnmpCredential) -> None:
    if credential.version is not SnmpVersion.V3:
        is_whole = credential.community is not None
    else:
        has_auth = credential.auth is not None and credential.auth_password is not None
        has_privacy = credential.privacy is not None and credential.privacy_password is not None
        is_whole = bool(credential.user) and (has_auth or credential.auth is None)
        is_whole &= has_privacy or credential.privacy is None
        is_whole &= has_auth or not has_privacy
    if not is_whole:
        raise ValueError(f"the SNMP credential {credential.id!r} lacks a part")
