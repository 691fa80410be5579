"""Makes the connection to a codec over the wire that sites.yaml names. What a wire costs is loaded here."""

from gbdt_console.devices.cisco.talk import XapiTalk
from gbdt_console.devices.driver import ControlTarget

SSH, WEBSOCKET = "ssh", "wss"
_PATH = "/ws"


def talk_of(target: ControlTarget) -> XapiTalk:
    """Make the connection, not yet open."""
    return _socket(target) if target.control.wire == WEBSOCKET else _shell(target)


def _shell(target: ControlTarget) -> XapiTalk:
    from gbdt_console.devices.cisco.shell import ShellTalk
    from gbdt_console.devices.transports.ssh_line import SshLine, SshTarget

    control = target.control
    place = SshTarget(
        target.address,
        control.port,
        control.user,
        control.password,
        target.known_hosts,
        allows_ssh_rsa=bool(control.options["allows_ssh_rsa"]),
        has_terminal=False,
    )
    return ShellTalk(SshLine(place))


def _socket(target: ControlTarget) -> XapiTalk:
    from gbdt_console.devices.cisco.rpc import RpcTalk
    from gbdt_console.devices.transports.host_keys import HostKeys
    from gbdt_console.devices.transports.web_socket import SocketTarget, WebSocketLine

    control, keys = target.control, HostKeys(target.known_hosts)
    return RpcTalk(
        WebSocketLine(SocketTarget(target.address, control.port, _PATH, control.user, control.password, keys))
    )
