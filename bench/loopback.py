"""Move the devices of a configuration to this machine."""

import socket


def on_loopback(text: str) -> str:
    """Return the example with 127.x for 10.x and a free SNMP port."""
    moved = text.replace(" 10.", " 127.").replace("[10.", "[127.")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.bind(("127.0.1.1", 0))
        port = trial.getsockname()[1]
    return moved.replace(", driver: ", f", snmp_port: {port}, driver: ")
