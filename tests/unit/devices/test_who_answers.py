"""What answers in place of a driver's device is asked only where something answers."""

import asyncio

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.transports.http import HttpPlace
from gbdt_console.devices.who_answers import told_apart


async def test_who_takes_no_connection_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try at a dark address lasts its whole limit, and delays the return of the MCU."""
    tried = 0

    async def refused(*_: object, **__: object) -> None:
        nonlocal tried
        tried += 1
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio, "open_connection", refused)
    met = ControlError(ControlFault.SILENT)
    assert await told_apart(met, HttpPlace("192.0.2.1", 443, None), ControlFault.IS_CODIAN) is met
    assert tried == 1
