"""What all integration tests share."""

import pytest

from gbdt_console.engine.clients import socket_port


@pytest.fixture(autouse=True)
def _late_welcomes_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine an engine that is not hung may welcome a client after seconds."""
    monkeypatch.setattr(socket_port, "WELCOME_WITHIN_S", 60.0)
