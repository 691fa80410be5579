"""Keeps deterministic tests pure: no child process, no connection, no real waiting."""

import asyncio
import pty
import socket
import subprocess
import time

import pytest

from tests.support.runner.marks import REAL

IMPURE = (
    (socket.socket, "listen"),
    (socket.socket, "connect"),
    (asyncio.BaseEventLoop, "create_datagram_endpoint"),
    (subprocess.Popen, "__init__"),
    (pty, "fork"),
    (time, "sleep"),
)
"""What only tests with real parts may do."""


@pytest.fixture(autouse=True)
def _pure(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.node.get_closest_marker(REAL):
        for owner, name in IMPURE:
            monkeypatch.setattr(owner, name, _refused(name))


def _refused(name: str) -> object:
    def refuse(*args: object, **kwargs: object) -> None:
        pytest.fail(f"a deterministic test calls {name}: it is one of the real parts")

    return refuse
