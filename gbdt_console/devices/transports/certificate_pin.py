"""Compares the certificate that a device shows with that of its first connection.

The pin stands among SSH's host keys, as `[host]:port x509-sha256 HEX`.
"""

import hashlib
import ssl

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.host_keys import HostKeys

_PIN = "x509-sha256"


def check_pin(keys: HostKeys, host: str, port: int, tls: ssl.SSLObject, *, is_kept: bool = True) -> None:
    """Raise ControlError UNTRUSTED where another certificate is pinned, or the pins cannot be used.

    is_kept: pin the first certificate that a device shows
    """
    certificate = tls.getpeercert(binary_form=True) or b""
    shown = f"{_PIN} {hashlib.sha256(certificate).hexdigest()}"
    pinned = keys.pinned(host, port)
    if pinned is None:
        if is_kept:
            keys.pin(host, port, shown)
    elif pinned != shown:
        raise ControlError(ControlFault.UNTRUSTED, "the certificate has changed")
