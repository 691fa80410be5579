"""Opens sessions with the codecs: by the driver that will control one, and by its wire."""

from collections.abc import Callable
from functools import partial

from gbdt_console.simulator.cisco.device import XapiDevice
from gbdt_console.simulator.cisco.shell import ShellSession
from gbdt_console.simulator.polycom.text import TextSession
from gbdt_console.simulator.sessions import OpenSession, OpenTalk, Session
from gbdt_console.simulator.world.codec import SimulatedCodec
from gbdt_console.simulator.world.plan import PlannedControl

_SSH = "ssh"
_XAPI = "cisco-xapi"
"""Driver of the codecs that speak xAPI; all others speak the text commands of Polycom."""

Write = Callable[[bytes], None]
Close = Callable[[], None]
_Carry = Callable[[SimulatedCodec, OpenTalk, Write, Close], Session]
"""Begins a conversation over a wire."""


class CodecSessions:
    """Makes what opens a codec's sessions; all codecs with SSH share one host key."""

    def __init__(self) -> None:
        self._carriers: dict[str, _Carry] = {}

    def opener(self, codec: SimulatedCodec, control: PlannedControl) -> OpenSession:
        wire = control.wire
        if wire not in self._carriers:
            self._carriers[wire] = _ssh_carrier() if wire == _SSH else _begun
        return partial(_while_up, codec, self._carriers[wire], _talk_of(codec, control))


def _talk_of(codec: SimulatedCodec, control: PlannedControl) -> OpenTalk:
    if control.driver == _XAPI:
        return partial(ShellSession, XapiDevice(codec))
    return partial(TextSession, codec, is_ssh=control.wire == _SSH)


def _while_up(
    codec: SimulatedCodec, carry: _Carry, open_talk: OpenTalk, write: Write, close: Close
) -> Session | None:
    return carry(codec, open_talk, write, close) if codec.is_up else None


def _ssh_carrier() -> _Carry:
    # asyncssh takes as long to load as all other sockets of a province to open.
    from gbdt_console.simulator.ssh import SshSession, new_host_key

    return partial(SshSession, new_host_key())


def _begun(_: SimulatedCodec, open_talk: OpenTalk, write: Write, close: Close) -> Session:
    session = open_talk(write, close)
    session.start()
    return session
