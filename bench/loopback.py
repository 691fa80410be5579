"""A configuration's devices brought to this machine."""

import socket


def on_loopback(text: str) -> str:
    """The example's addresses are 10.x, and 127.x is all this machine; agents listen on a free port."""
    moved = text.replace(" 10.", " 127.").replace("[10.", "[127.")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.bind(("127.0.1.1", 0))
        port = trial.getsockname()[1]
    return moved.replace(", driver: ", f", snmp_port: {port}, driver: ")
