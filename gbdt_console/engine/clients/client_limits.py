"""Limits what the clients of the control socket may cost the engine."""

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """The limits of one control socket.

    clients: most clients at once; a control centre has a few consoles, and scripts with verbs
    observers: an observer is turned away where so many clients are connected; the last places are for those
        that act
    strangers: most connections at once that have not said hello
    hello_s: longest wait for a connection's hello, seconds
    connections_at_once: connections that are welcomed at once after a quiet time
    requests_per_s: requests of one client that are read a second; the others wait in its own socket
    requests_at_once: requests of one client that are read at once after a quiet time
    under_way: most requests of one client that are worked on at once; the next is read when one has ended
    queued_bytes: size of a client's send queue above which nothing more is queued until the client has read
    stalled_s: time after which a client that takes nothing of its queue is disconnected, seconds; a terminal
        that was stopped by Ctrl-S for a moment keeps its console
    farewell_s: longest wait until a client that is disconnected in order has read its last line, seconds
    """

    clients: int = 32
    observers: int = 24
    strangers: int = 16
    hello_s: float = 5.0
    connections_per_s: float = 4.0
    connections_at_once: float = 32.0
    requests_per_s: float = 20.0
    requests_at_once: float = 100.0
    under_way: int = 32
    queued_bytes: int = 256 * 1024
    stalled_s: float = 60.0
    farewell_s: float = 2.0
