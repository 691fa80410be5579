"""Check whether the MCU accepts the console and reports its conference."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.sites import Network
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.control import ControlError, ListsParticipants
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words


def reach_mcu(network: Network, known_hosts: Path, words: Words) -> Iterator[str]:
    """One line; none where no MCU is configured. `known_hosts` is the file of pinned SSH host keys."""
    where, mcu = network.centre.mcu, opening.mcu(network, SystemClock(), known_hosts)
    if where is None or mcu is None:
        return
    place = {"address": where.address, "port": where.control.port}
    try:
        state = asyncio.run(_look(mcu))
    except ControlError as error:
        yield words(
            "verb.mcu-not-ready", **place, why=reason_text(words, f"control.{error.fault}", error.words)
        )
        return
    yield words("verb.mcu-ready", **place, conference=state.name, n=len(state.participants))


async def _look(mcu: ListsParticipants) -> ConferenceState:
    try:
        await mcu.open()
        return await mcu.conference()
    finally:
        await mcu.close()
