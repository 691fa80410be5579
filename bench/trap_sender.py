"""Send SNMPv2c traps at an even rate from loopback addresses in turn; say when that begins."""

import socket
import sys
import time

from tests.support.snmp.trap_senders import LINK_DOWN, version_2

COMMUNITY = "measurement"


def main(port: int, first: int, senders: int, per_s: int, seconds: int) -> None:
    if not senders:
        return
    trap = version_2(COMMUNITY, LINK_DOWN)
    sockets = []
    for n in range(first, first + senders):
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        opened.bind((f"127.9.0.{n}", 0))
        opened.connect(("127.0.0.1", port))
        sockets.append(opened)
    print("sending", flush=True)
    began_s = time.monotonic()
    for sent in range(per_s * seconds):
        due_s = began_s + sent / per_s
        if (ahead_s := due_s - time.monotonic()) > 0:
            time.sleep(ahead_s)
        sockets[sent % senders].send(trap)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:6]))
