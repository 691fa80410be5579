"""Defines the meaning of a trap, and the interface of the listener that receives traps."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, Protocol


class TrapCode(StrEnum):
    """Names what a device claims by a trap.

    UPS_MAINS_LOST: no mains at the input, which a UPS may report apart from UPS_ON_BATTERY.
    OTHER: any other trap; its detail is the trap's OID.
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
    """Holds one trap or inform with the right credential.

    detail: more words of the trap, cleaned; empty where it has none.
    """

    device_id: str
    code: TrapCode
    detail: str


TrapSink = Callable[[TrapNotice], None]


class TrapListener(Protocol):
    """Receives traps on the engine's event loop."""

    def open(self, sink: TrapSink) -> None:
        """Start; pass each trap to `sink`, on the loop.

        A port that cannot be bound is counted and logged; monitoring then runs without traps.
        """
        ...

    def counters(self) -> dict[str, int]:
        """Return counters by code.

        They count received, taken, answered, dropped by reason, and the senders most dropped.
        """
        ...

    def close(self) -> None:
        """Stop and free the socket; calling it twice does nothing."""
        ...
