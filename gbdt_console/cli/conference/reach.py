"""Check whether the MCU accepts the console and reports its conference."""

import asyncio
from collections.abc import Iterator

from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.sites import Network
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.control import ControlError, ListsParticipants
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words


def reach_mcu(network: Network, words: Words) -> Iterator[str]:
    """One line; none where no MCU is configured."""
    where, mcu = network.centre.mcu, opening.mcu(network)
    if where is None or mcu is None:
        return
    place = {"address": where.address, "port": where.port}
    try:
        state = asyncio.run(_look(mcu))
    except ControlError as error:
        yield words(
            "verb.mcu-not-ready", **place, why=reason_text(words, f"control.{error.fault}", error.words)
        )
        return
    yield words("verb.mcu-ready", **place, conference=where.conference, n=len(state.participants))


async def _look(mcu: ListsParticipants) -> ConferenceState:
    try:
        await mcu.open()
        return await mcu.conference()
    finally:
        await mcu.close()
