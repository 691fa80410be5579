"""Log in to MCU, mixer, registrar, codecs and cameras once for `check --reach`; say what lets us in."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import TypeVar

from gbdt_console.cli.reach_notices import Outcome
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.registered import unregistered_numbers
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.devices import open_devices
from gbdt_console.devices.control import Codec, Connects, ControlError
from gbdt_console.devices.recognition import let_in
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words

State = TypeVar("State")
_NAMED = 12
"""Limits the sites that the line of one fault names."""
_LONGEST_S = 20.0
"""Limits one login: a host behind a dead line must not hold up the others."""

_AT_ONCE = 8
"""Limits the logins under way: each may start an SSH handshake, and the centre's lines carry a meeting."""


def reach_mcu(network: Network, known_hosts: Path, words: Words) -> Iterator[Outcome]:
    """Say whether the MCU lets us in and reports its conference; nothing without an MCU."""
    where, mcu = network.centre.mcu, open_devices.mcu(network, SystemClock(), known_hosts)
    if where is None or mcu is None:
        return
    place = {"address": where.address, "port": where.control.port}
    state = _told("mcu", place, mcu, mcu.conference, words)
    if isinstance(state, Outcome):
        yield state
        return
    name, count = clean(state.name), len(state.participants)
    yield Outcome(words("verb.mcu-ready", **place, conference=name, n=count), is_good=True)


def reach_mixer(network: Network, known_hosts: Path, words: Words) -> Iterator[Outcome]:
    """Say whether the mixer lets us in and reports its pictures; nothing without a mixer."""
    where, mixer = network.centre.mixer, open_devices.mixer(network, SystemClock(), known_hosts)
    if where is None or mixer is None:
        return
    place = {"address": where.address, "port": where.control.port}
    frame = _told("mixer", place, mixer, mixer.frame, words)
    if isinstance(frame, Outcome):
        yield frame
        return
    yield Outcome(words("verb.mixer-ready", **place, n=len(frame.layouts)), is_good=True)


def reach_registrar(network: Network, known_hosts: Path, words: Words) -> Iterator[Outcome]:
    """Say whether the registrar lets us ask, and which sites have no device there; nothing without one."""
    where, asked = network.centre.registrar, open_devices.registrar(network, SystemClock(), known_hosts)
    if where is None or asked is None:
        return
    place = {"address": where.address, "port": where.control.port}
    names = _told("registrar", place, asked, asked.registered, words)
    if isinstance(names, Outcome):
        yield names
        return
    yield Outcome(words("verb.registrar-ready", **place, n=len(names)), is_good=True)
    missing = unregistered_numbers(network.sites, names)
    if missing:
        sites = [f"{one.number} {one.name}" for one in network.sites if one.roster_number in missing]
        named = some(sites, words)
        yield Outcome(words("verb.registrar-missing", n=len(sites), sites=named), is_good=False)


def reach_codecs(network: Network, known_hosts: Path, words: Words) -> Mapping[str, Outcome]:
    """Say whether each controlled codec and camera answers, by the device's id. No camera moves."""
    cameras = {d.id for site in network.sites for d in site.devices if d.kind is DeviceKind.CAMERA}
    codecs = open_devices.codecs(network, SystemClock(), known_hosts)
    return asyncio.run(_log_in_to(codecs, cameras, words))


def some(names: Sequence[str], words: Words) -> str:
    """Return the first names, and how many are left."""
    more = words("verb.reach-more", n=len(names) - _NAMED) if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _told(
    what: str,
    place: Mapping[str, object],
    device: Connects,
    ask: Callable[[], Awaitable[State]],
    words: Words,
) -> State | Outcome:
    """Log in and return what the device tells; else the Outcome that says why it does not."""
    try:
        return asyncio.run(_asked(device, ask))
    except (ControlError, TimeoutError) as error:
        return Outcome(words(f"verb.{what}-not-ready", **place, why=_why(error, words)), is_good=False)


async def _asked(device: Connects, ask: Callable[[], Awaitable[State]]) -> State:
    try:
        async with asyncio.timeout(_LONGEST_S):
            await let_in(device, is_everywhere=True)
            return await ask()
    finally:
        await device.close()


async def _log_in_to(codecs: Mapping[str, Codec], cameras: Set[str], words: Words) -> Mapping[str, Outcome]:
    places = asyncio.Semaphore(_AT_ONCE)

    async def log_in(device_id: str, codec: Codec) -> Outcome:
        what = "camera" if device_id in cameras else "login"
        async with places:
            try:
                async with asyncio.timeout(_LONGEST_S):
                    await let_in(codec, is_everywhere=True)
            except (ControlError, TimeoutError) as error:
                return Outcome(words(f"verb.{what}-failed", why=_why(error, words)), is_good=False)
            finally:
                await codec.close()
        return Outcome(words(f"verb.{what}-good"), is_good=True)

    return dict(zip(codecs, await asyncio.gather(*map(log_in, codecs, codecs.values())), strict=True))


def _why(error: ControlError | TimeoutError, words: Words) -> str:
    if isinstance(error, ControlError):
        return reason_text(words, error.code, error.words)
    return words(f"control.{ControlFault.SILENT}")
