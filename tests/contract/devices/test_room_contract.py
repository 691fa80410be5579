"""The contract of rooms that are told to call, to present and to divide their monitor, for our drivers."""

from typing import cast

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.driver_contract.room import CHECKS, Check, Peer
from tests.support.engine import time_loop
from tests.support.rooms.codec_stands import XapiStand


class XapiPeer(XapiStand):
    dialable = "giaoban@mcu.example"


@pytest.mark.parametrize("is_socket", [False, True], ids=["ssh", "wss"])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_a_driver_of_a_room_owes(check: Check, is_socket: bool) -> None:
    clock = ManualClock()
    peer = cast(Peer, XapiPeer(clock, "8G1", is_socket=is_socket))  # its driver names all three
    time_loop.run(clock, check(peer))
