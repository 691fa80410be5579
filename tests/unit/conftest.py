"""Keeps the unit tests pure: no child process, no connection, no real waiting."""

import asyncio
import pty
import socket
import subprocess
import time

import pytest

IMPURE = (
    (socket.socket, "listen"),
    (socket.socket, "connect"),
    (asyncio.BaseEventLoop, "create_datagram_endpoint"),
    (subprocess.Popen, "__init__"),
    (pty, "fork"),
    (time, "sleep"),
)
"""What a test below tests/integration may do, and one here may not."""


@pytest.fixture(autouse=True)
def _pure(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in IMPURE:
        monkeypatch.setattr(owner, name, _refused(name))


def _refused(name: str) -> object:
    def refuse(*args: object, **kwargs: object) -> None:
        pytest.fail(f"a unit test calls {name}: it belongs below tests/integration")

    return refuse
