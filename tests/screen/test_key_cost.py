"""How many keys a task costs, also with a half-typed number, an event between two keys and Caps Lock on."""

from collections.abc import Awaitable, Callable

import pytest

from gbdt_console.screens.quit import QuitScreen
from gbdt_console.screens.site import SiteScreen
from tests.screen.console import Console, console
from tests.support.scripted_port import Fault, later, make_snapshot

Disturbance = Callable[[Console], Awaitable[None]]


async def nothing(c: Console) -> None:
    """Nobody and nothing interferes."""


async def an_event(c: Console) -> None:
    """Two sites are lost between two keys."""
    await c.publish(later(make_snapshot(60, {1: Fault.DOWN, 33: Fault.DOWN, 41: Fault.DOWN}), 1.0))


async def a_telex_echo(c: Console) -> None:
    """What a Vietnamese input method puts between two keys."""
    await c.press("backspace", "á")


DISTURBANCES = [nothing, an_event, a_telex_echo]


@pytest.mark.parametrize("disturb", DISTURBANCES)
@pytest.mark.parametrize(("number", "at_most"), [(7, 2), (33, 3)])
async def test_opening_a_site_by_its_number(disturb: Disturbance, number: int, at_most: int) -> None:
    keys = [*str(number), "enter"]
    assert len(keys) <= at_most
    async with console(make_snapshot(60)) as c:
        for key in keys:
            await c.press(key)
            await disturb(c)
        assert isinstance(c.app.screen, SiteScreen)
        assert c.app.screen.site_id == f"site{number}"


async def test_a_half_typed_number_costs_one_key() -> None:
    async with console(make_snapshot(60)) as c:
        await c.press("4")
        await c.press("escape", "7", "enter")
        assert isinstance(c.app.screen, SiteScreen)
        assert c.app.screen.site_id == "site7"


@pytest.mark.parametrize("disturb", DISTURBANCES)
async def test_whom_to_phone_about_the_worst_fault_is_on_the_wall_without_a_key(disturb: Disturbance) -> None:
    async with console(make_snapshot(60, {41: Fault.DOWN}), size=(80, 24)) as c:
        await disturb(c)
        row = next(line for line in c.text().splitlines() if " 41 " in line and "MẤT KẾT NỐI" in line)
        assert "0214 000 0000" in row


@pytest.mark.parametrize("key", ["q", "Q"])
async def test_caps_lock_does_not_matter(key: str) -> None:
    async with console() as c:
        await c.press(key)
        assert isinstance(c.app.screen, QuitScreen)
