"""Scan a range that the person named and confirmed, and propose what answers as points."""

import asyncio
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network

import click

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.asking import Asking
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol, PrivacyProtocol, SnmpCredential, SnmpVersion
from gbdt_console.devices import open_devices
from gbdt_console.devices.discovery import Found, answering, identified
from gbdt_console.devices.transports.snmp.open import open_reader
from gbdt_console.settings.scalars import Range
from gbdt_console.settings.setup.answers import Refused, Values, checked
from gbdt_console.text.words import Words

MOST_ADDRESSES = 1024
"""Limits one scan: at 50 pings a second a range of length 22 takes 20 s, silent addresses twice that."""
_SNMP_PORT = 161


def range_to_scan(text: str, words: Words) -> IPv4Network:
    """Read the range to scan; end the verb where it is none, or too large."""
    try:
        network = IPv4Network(checked(Range, text, "address"))
    except Refused as refused:
        fail(Exit.USAGE, words, refused.code, **refused.params)
    if network.num_addresses > MOST_ADDRESSES:
        fail(Exit.USAGE, words, "setup.scan-too-large", most=MOST_ADDRESSES)
    return network


def scan(network: IPv4Network, asking: Asking, words: Words) -> None:
    """Ping the range after a yes, and ask for number and name of each device that answers.

    Addresses of the centre and of points that are there are left out.
    """
    taken = [IPv4Network(point.address_range) for point in asking.answers.points]
    taken.append(IPv4Network(asking.answers.values["centre_range"]))
    hosts = [str(a) for a in network.hosts() if not any(a in one for one in taken)]
    if not hosts or not asking.is_agreed("setup.scan-begin", range=str(network), n=len(hosts)):
        return
    try:
        found = asyncio.run(_look(hosts, _credential(asking.answers.values, asking.secrets)))
    except EchoUnavailable as error:
        fail(Exit.FAILED, words, error.code, **error.params)
    click.echo(words("setup.scan-found", n=len(found), range=str(network)))
    asking.propose(found)


async def _look(hosts: Sequence[str], credential: SnmpCredential | None) -> list[Found]:
    alive = await answering(open_devices.icmp(SystemClock()), hosts)
    if credential is None:
        return [Found(address) for address in alive]
    return await identified(alive, lambda address: open_reader(address, _SNMP_PORT, credential))


def _credential(values: Values, secrets: Mapping[str, str]) -> SnmpCredential | None:
    """Return the credential that was answered; None without SNMP."""
    if values["snmp"] == "v2c":
        return SnmpCredential("setup", SnmpVersion.V2C, Secret(secrets["GBDT_SNMP_COMMUNITY"]))
    if values["snmp"] == "v3":
        return SnmpCredential(
            "setup",
            SnmpVersion.V3,
            user=values["snmp_user"],
            auth=AuthProtocol.SHA256,
            auth_password=Secret(secrets["GBDT_SNMP_AUTH"]),
            privacy=PrivacyProtocol.AES128,
            privacy_password=Secret(secrets["GBDT_SNMP_PRIV"]),
        )
    return None
