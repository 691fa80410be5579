"""Opens a reader of an agent over one of the two libraries."""

from collections.abc import Callable
from enum import StrEnum

from gbdt_console.core.sites import SnmpCredential, SnmpVersion
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.transports.snmp.channel import ChannelCounters
from gbdt_console.devices.transports.snmp.reader import Reader
from gbdt_console.devices.transports.snmp.session import SnmpSession


class Backend(StrEnum):
    """The library behind a reader. PYSNMP is the fallback, for up to 50 devices."""

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
) -> SnmpReader:
    """A reader of the agent at `address`, a numeric IPv4 or IPv6 address.

    Nothing is opened before the first request, which must come from the loop that all later ones come from.
    A request ends within `timeout_s` x (`retries` + 1); the first of a version 3 reader, and the one after
    the agent changed its engine id, may take three times as long. Raises ValueError for a credential that
    lacks a part.
    """
    _must_be_whole(credential)
    session = _session_class(backend)

    def open_session(tally: ChannelCounters) -> SnmpSession:
        return session(address, port, credential, tally)

    return Reader(open_session, credential.version, timeout_s, retries)


def _session_class(backend: Backend) -> Callable[[str, int, SnmpCredential, ChannelCounters], SnmpSession]:
    # Imported here: pysnmp alone takes 100 ms, and who uses one library does not need the other.
    if backend is Backend.PYSNMP:
        from gbdt_console.devices.transports.snmp.pysnmp_session import PysnmpSession

        return PysnmpSession
    from gbdt_console.devices.transports.snmp.gufo_session import GufoSession

    return GufoSession


def _must_be_whole(credential: SnmpCredential) -> None:
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
