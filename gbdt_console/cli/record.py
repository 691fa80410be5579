"""`record`: walk a device, or listen to how it is controlled, and write it down without names."""

import asyncio
import ipaddress
import secrets
from pathlib import Path

import click

from gbdt_console.cli.context import FILE_OR_PRINT, Context, with_context
from gbdt_console.cli.failures import Exit, fail, network_of
from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.sites import Device, DeviceKind, Network, SnmpCredential
from gbdt_console.core.whole_file import write_new
from gbdt_console.devices.recording.redaction import redacted
from gbdt_console.devices.recording.walk import Walk, head_of, snmprec, walk_device
from gbdt_console.devices.snmp.client import SnmpError
from gbdt_console.devices.transports.snmp.open import open_reader
from gbdt_console.text.words import Words


@click.command()
@click.argument("host", metavar="HOST")
@click.option("--credential", "credential_id", metavar="ID", help="A credential id of sites.yaml.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The device's port; default: that of sites.yaml, or 161."
)
@click.option("--control", "is_control", is_flag=True, help="Record how HOST is controlled, not SNMP.")
@click.option(
    "--listen",
    metavar="PORT",
    type=click.IntRange(1, 65535),
    help="With --control: pass on what a tool of the maker says to this port of this PC, until Ctrl-C.",
)
@click.option(
    "--over",
    type=click.Choice([one.value for one in (Carrier.TCP, Carrier.UNCHECKED, Carrier.UDP)]),
    help="With --listen: what carries it to HOST; unchecked is TLS with any certificate. Default: tcp.",
)
@click.option("--seconds", type=click.FloatRange(1, 86400), help="With --control: how long. Default: 20.")
@click.option("--hide", metavar="TEXT", multiple=True, help="With --control: a text that must not stay.")
@FILE_OR_PRINT
@with_context
def record(
    context: Context,
    host: str,
    credential_id: str | None,
    port: int | None,
    is_control: bool,
    listen: int | None,
    over: str | None,
    seconds: float | None,
    hide: tuple[str, ...],
    out: Path | None,
) -> None:
    """Record HOST's SNMP tree (.snmprec) for a driver test; with --control a conversation with an MCU,
    mixer, codec or camera. HOST is an address or a device id of sites.yaml, with --control also mcu or
    mixer. Names, places, serial numbers, addresses and secrets are replaced. Exit code 4: it cannot be
    read.
    """
    words = context.words()
    network = network_of(context.config, words, opens_devices=True)
    if is_control:
        from gbdt_console.cli.record_control import Wish, record_control  # TLS and every driver

        wish = Wish(host, port, listen, Carrier(over) if over else None, seconds, hide)
        text, said = record_control(network, wish, context.state.known_hosts_path, words)
        _write(text, out, words)
        click.echo(said, err=True)
        click.echo(words("record.look-through"), err=True)
        return
    if listen is not None or over is not None or seconds is not None or hide:
        fail(Exit.USAGE, words, "record.only-control")
    device, credential = _target(network, host, credential_id, words)
    try:
        walk = asyncio.run(_walk(device.address, port or device.snmp_port, credential))
    except SnmpError as error:
        fail(Exit.FAILED, words, "record.unread", host=host, fault=words(f"fault.{error.fault}"))
    # A device may repeat its community, so that it must be among the redacted texts.
    community = credential.community.reveal() if credential.community is not None else ""
    known = [host, device.address, credential.user, community]
    key = secrets.token_bytes(32)
    objects = redacted(walk.objects, [text for text in known if text], key)
    text = snmprec(objects, head_of(device.driver, device.options, objects, key))
    _write(text, out, words)
    code = "record.whole" if walk.is_whole else "record.partial"
    left_out = walk.left_out + len(walk.objects) - len(objects)
    click.echo(words(code, host=host, objects=len(objects), left_out=left_out), err=True)
    click.echo(words("record.look-through"), err=True)


async def _walk(address: str, port: int, credential: SnmpCredential) -> Walk:
    link = open_reader(address, port, credential)
    try:
        return await walk_device(link)
    finally:
        await link.close()


def _target(
    network: Network, host: str, credential_id: str | None, words: Words
) -> tuple[Device, SnmpCredential]:
    """Return the device to walk and its credential. A bare address gives a device without a driver."""
    devices = [device for site in network.sites for device in site.devices]
    known = {device.snmp.id: device.snmp for device in devices if device.snmp is not None}
    named = next((device for device in devices if device.id == host), None)
    device = named or _device_at(host, words)
    if credential_id is not None and credential_id not in known:
        fail(Exit.USAGE, words, "record.no-such-credential", id=credential_id, known=", ".join(sorted(known)))
    credential = device.snmp if credential_id is None else known[credential_id]
    if credential is None:
        fail(Exit.USAGE, words, "record.credential-needed", host=host, known=", ".join(sorted(known)))
    return device, credential


def _device_at(host: str, words: Words) -> Device:
    """Return a device for the address `host`. Exit where it is no address."""
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        fail(Exit.USAGE, words, "record.no-such-host", host=host)
    return Device(address, "", DeviceKind.ROUTER, "", "", address)


def _write(text: str, output: Path | None, words: Words) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        write_new(output, text.encode(), is_private=True)
    except OSError as error:
        fail(Exit.FAILED, words, "record.not-written", file=output, reason=error.strerror or error)
