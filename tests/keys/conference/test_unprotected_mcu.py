"""A connection to the MCU that others can read stands on the roster."""

from dataclasses import replace

import pytest

from tests.support.screens.console import console
from tests.support.screens.meeting_console import meeting


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_connection_that_others_can_read_is_said_on_the_roster(size: tuple[int, int]) -> None:
    snapshot = meeting()
    assert snapshot.conference is not None
    for is_protected, is_said in ((False, True), (True, False), (None, False)):
        told = replace(snapshot, conference=replace(snapshot.conference, is_protected=is_protected))
        async with console(told, size=size) as c:
            await c.press("j")
            assert ("MCU không bảo mật" in c.text()) is is_said
