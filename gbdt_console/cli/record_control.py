"""`record --control`: keep a conversation with an MCU, a mixer, a codec or a camera, without names."""

import asyncio
import os
import signal
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.record_place import fault_text, hidden_texts, near_wire, place_of
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.sites import Network
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.recording.asking import ask_all
from gbdt_console.devices.recording.far_wire import Place, wire_to
from gbdt_console.devices.recording.proxy import RecordingProxy
from gbdt_console.devices.recording.tape_redaction import anonymous
from gbdt_console.text.words import Words

LOOPBACK = "127.0.0.1"
_SPOKEN = {Carrier.UNCHECKED: " (TLS)", Carrier.SSH: " (SSH)"}
"""What a tool must speak to this PC, where that is not plain."""
USUAL_S = 20.0
"""How long a device is asked where nobody says, s."""


class Wish(NamedTuple):
    """What is to be recorded.

    host: a device's id, `mcu`, `mixer`, or an address
    port: the device's; None for that of sites.yaml
    listen: port of this PC where clients connect; None where the console itself asks
    over: what carries it where sites.yaml does not say
    seconds: how long; None until Ctrl-C, or USUAL_S where the console asks
    hide: more texts that must not stay
    """

    host: str
    port: int | None
    listen: int | None
    over: Carrier | None
    seconds: float | None
    hide: tuple[str, ...]


def record_control(network: Network, wish: Wish, known_hosts: Path, words: Words) -> tuple[str, str]:
    """Return the recording's text and how many pieces it has, in words. Ends the verb where nothing came."""
    place = place_of(network, wish.host, wish.port, wish.over, words)
    if place.control is None and wish.listen is None:
        fail(Exit.USAGE, words, "record.listen-needed", host=wish.host)
    host = place.address if place.port in (80, 443) else f"{place.address}:{place.port}"
    control, wire = place.control, ""
    over = Carrier.UDP if place.over is Carrier.UDP else Carrier.TCP
    if control is not None:
        wire, over = near_wire(control, wish.host, words)
    place = place._replace(has_terminal=over is not Carrier.SSH)
    password = None if control is None else control.password
    proxy = RecordingProxy(SystemClock(), lambda: wire_to(place, known_hosts), host, password)
    try:
        fault = asyncio.run(_recorded(proxy, place, wish, (wire, over), words))
    except OSError as error:
        fail(Exit.FAILED, words, "record.no-port", port=wish.listen, reason=os.strerror(error.errno or 0))
    tape = proxy.tape
    if not tape.pieces:
        why = words("record.nobody-came") if fault is None else fault_text(fault, words)
        fail(Exit.FAILED, words, "record.control-unread", host=wish.host, fault=why)
    if fault is not None:
        click.echo(words("record.ended-by", host=wish.host, fault=fault_text(fault, words)), err=True)
    code = "record.control-whole" if tape.is_whole else "record.control-partial"
    hidden = [*hidden_texts(network), *wish.hide, wish.host, place.address]
    text = anonymous(tape.pieces, place.over, place.control, wire, hidden)
    if text is None:
        fail(Exit.FAILED, words, "record.still-named", host=wish.host)
    return text, words(code, host=wish.host, n=len(tape.pieces))


async def _recorded(
    proxy: RecordingProxy, place: Place, wish: Wish, near_by: tuple[str, Carrier], words: Words
) -> ControlError | None:
    """Record until it is over; return what ended it early.

    near_by: the wire that the client speaks to this PC, and what carries it
    """
    clock, control, (wire, over) = SystemClock(), place.control, near_by
    try:
        port = await proxy.serve(over, LOOPBACK, wish.listen or 0)
        if wish.listen is not None or control is None:
            where = f"{LOOPBACK}:{port}" + _SPOKEN.get(over, "")
            click.echo(words("record.listening", place=where, host=wish.host), err=True)
            await _until_interrupted(wish.seconds)
            return proxy.fault
        until_s = clock.monotonic() + (wish.seconds or USUAL_S)
        try:
            near = replace(control, wire=wire, port=port)
            await ask_all(near, LOOPBACK, lambda: clock.monotonic() >= until_s)
        except ControlError as error:
            return proxy.fault or error
        return None
    finally:
        await proxy.close()


async def _until_interrupted(seconds: float | None) -> None:
    loop, is_over = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, is_over.set)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await is_over.wait()
