"""What a trap looks like from above: whose it is, what it claims, and the listener that takes it."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, Protocol


class TrapCode(StrEnum):
    """What a device claims by a trap. OTHER is any trap that is not understood; its detail is the trap's OID.

    UPS_MAINS_LOST is 'no mains at the input', which a UPS may say apart from being on battery.
    """

    COLD_START = "cold-start"
    WARM_START = "warm-start"
    LINK_DOWN = "link-down"
    LINK_UP = "link-up"
    AUTHENTICATION_FAILURE = "authentication-failure"
    UPS_MAINS_LOST = "ups-mains-lost"
    UPS_ON_BATTERY = "ups-on-battery"
    UPS_LOW_BATTERY = "ups-low-battery"
    UPS_POWER_RESTORED = "ups-power-restored"
    GATEKEEPER_LOST = "gatekeeper-lost"
    GATEKEEPER_OK = "gatekeeper-ok"
    SIP_LOST = "sip-lost"
    SIP_OK = "sip-ok"
    CAMERA_LOST = "camera-lost"
    CAMERA_OK = "camera-ok"
    CALL_CONNECTED = "call-connected"
    CALL_DISCONNECTED = "call-disconnected"
    CALL_FAILED = "call-failed"
    PACKET_LOSS_HIGH = "packet-loss-high"
    PACKET_LOSS_OK = "packet-loss-ok"
    JITTER_HIGH = "jitter-high"
    JITTER_OK = "jitter-ok"
    LATENCY_HIGH = "latency-high"
    LATENCY_OK = "latency-ok"
    OTHER = "other"


class TrapNotice(NamedTuple):
    """One trap or inform of a configured device, its credential found right. `detail` is cleaned, and empty
    where the trap says nothing more."""

    device_id: str
    code: TrapCode
    detail: str


TrapSink = Callable[[TrapNotice], None]


class TrapListener(Protocol):
    """Takes traps on the engine's event loop."""

    def open(self, sink: TrapSink) -> None:
        """Start; each trap goes to `sink`, on the loop. A port that cannot be had is counted and logged, and
        nothing is received: the network is watched without traps as well."""
        ...

    def counters(self) -> dict[str, int]:
        """Figures by code: received, taken, answered, dropped by reason, and the senders most dropped."""
        ...

    def close(self) -> None:
        """Stop and free the socket; calling it twice does nothing."""
        ...
