"""`check`: validate the configuration and try its devices, MCU and hooks."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import network_of
from gbdt_console.cli.status.one_shot import observe_once
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.look_alikes import has_mixed_scripts, look_alikes
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import DeviceView
from gbdt_console.devices import open_devices
from gbdt_console.devices.control import ControlError, ListsParticipants
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--reach", is_flag=True, help="Also try every device, the MCU and the hooks once.")
@with_context
def check(context: Context, file: Path | None, reach: bool) -> None:
    """Validate FILE (or the usual sites.yaml); exit code 1 when anything is wrong."""
    used = context if file is None else replace(context, config=file)
    words = used.words()
    network = network_of(used.config, words)
    devices = sum(len(site.devices) for site in network.sites)
    click.echo(words("verb.config-right", file=used.config, sites=len(network.sites), devices=devices))
    for line in doubtful_names(network, words):
        click.echo(line, err=True)
    if not reach:
        return
    known_hosts = used.state.known_hosts_path
    for line in (*_hooks(network, words), *reach_mcu(network, known_hosts, words)):
        click.echo(line)
    snapshot = observe_once(network, used.state, words)
    for view in snapshot.sites:
        click.echo(f"{view.number} {view.name}")
        for device in view.devices:
            click.echo(f"    {device.name:<12} {device.address:<15} {_verdict(device, words)}")


def doubtful_names(network: Network, words: Words) -> Iterator[str]:
    """Write a warning for each site's name that may be taken for another."""
    names = [site.name for site in network.sites]
    yield from (words("verb.mixed-scripts", name=name) for name in names if has_mixed_scripts(name))
    for earlier, name in look_alikes(names):
        yield words("verb.look-alike", name=name, earlier=earlier)


def reach_mcu(network: Network, known_hosts: Path, words: Words) -> Iterator[str]:
    """Write whether the MCU reports its conference; nothing without an MCU.

    known_hosts: file of pinned SSH host keys
    """
    where, mcu = network.centre.mcu, open_devices.mcu(network, SystemClock(), known_hosts)
    if where is None or mcu is None:
        return
    place = {"address": where.address, "port": where.control.port}
    try:
        state = asyncio.run(_conference_of(mcu))
    except ControlError as error:
        why = reason_text(words, f"control.{error.fault}", error.words)
        yield words("verb.mcu-not-ready", **place, why=why)
        return
    yield words("verb.mcu-ready", **place, conference=state.name, n=len(state.participants))


async def _conference_of(mcu: ListsParticipants) -> ConferenceState:
    try:
        await mcu.open()
        return await mcu.conference()
    finally:
        await mcu.close()


def _hooks(network: Network, words: Words) -> Iterator[str]:
    for severity, (program, *_) in network.alarms.hooks.items():
        code = "verb.hook-ready" if shutil.which(program) else "verb.hook-not-ready"
        yield words(code, severity=words(f"severity.{severity}"), program=program)


def _verdict(device: DeviceView, words: Words) -> str:
    ping = words("verb.answers" if device.ping in (PointState.UP, PointState.DEGRADED) else "verb.silent")
    if device.driver == "ping":
        return f"ping {ping}"
    if device.fault is not None:
        return f"ping {ping}, snmp {words(f'fault.{device.fault}')}"
    if device.answered_s is None:
        return f"ping {ping}, snmp {words('verb.silent')}"
    good = sum(reading.value is not None for reading in device.readings)
    return f"ping {ping}, snmp {words('verb.readings', good=good, all=len(device.readings))}"
