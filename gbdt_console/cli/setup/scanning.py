"""Scan a range that the person named and confirmed, and say which driver fits what answers."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network

import click

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.asking import Asking
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.secret import Secret
from gbdt_console.core.setup.points import Found, RouterModel
from gbdt_console.core.sites import AuthProtocol, PrivacyProtocol, SnmpCredential, SnmpVersion
from gbdt_console.devices import open_devices
from gbdt_console.devices.discovery import answering, identified, router_models
from gbdt_console.devices.transports.snmp.open import open_reader
from gbdt_console.settings.scalars import Range
from gbdt_console.settings.setup.answers import Answers, Refused, Values, checked
from gbdt_console.text.words import Words

MOST_ADDRESSES = 1024
"""Limits one scan: at 50 pings a second a range of length 22 takes 20 s, silent addresses twice that."""
_SNMP_PORT = 161


def range_to_scan(text: str) -> IPv4Network:
    """Read the range to scan. Raises Refused where it is none, or too large."""
    network = IPv4Network(checked(Range, text, "range"))
    if network.num_addresses > MOST_ADDRESSES:
        raise Refused("setup.scan-too-large", most=str(MOST_ADDRESSES))
    return network


def range_of_option(text: str, words: Words) -> IPv4Network:
    """Read the range to scan; end the verb where it is none, or too large."""
    try:
        return range_to_scan(text)
    except Refused as refused:
        fail(Exit.USAGE, words, refused.code, **refused.params)


def hosts_to_scan(network: IPv4Network, answers: Answers) -> list[str]:
    """Return the addresses of a range without those of the centre and of points that are there."""
    taken = [IPv4Network(point.address_range) for point in answers.points]
    taken.append(IPv4Network(answers.values["centre_range"]))
    return [str(host) for host in network.hosts() if not any(host in one for one in taken)]


def scan(network: IPv4Network, asking: Asking, words: Words) -> None:
    """Ping the range after a yes, and ask for number and name of each device that answers."""
    interview = asking.interview
    hosts = hosts_to_scan(network, interview.answers)
    if not hosts or not asking.is_agreed("setup.scan-begin", range=str(network), n=len(hosts)):
        return
    try:
        found = asyncio.run(look(hosts, credential_of(interview.answers.values, interview.secrets)))
    except EchoUnavailable as error:
        fail(Exit.FAILED, words, error.code, **error.params)
    click.echo(words("setup.scan-found", n=len(found), range=str(network)))
    asking.propose(found)


async def look(
    hosts: Sequence[str],
    credential: SnmpCredential | None,
    on_progress: Callable[[float, int], None] = lambda share, alive: None,
) -> list[Found]:
    """Ping the addresses, and ask by SNMP what answers. Raises EchoUnavailable.

    credential: how SNMP is asked; None: not at all
    """
    alive = await answering(open_devices.icmp(SystemClock()), hosts, on_progress=on_progress)
    if credential is None:
        return [Found(address) for address in alive]
    return await identified(alive, lambda address: open_reader(address, _SNMP_PORT, credential))


def ask_ports(asking: Asking, words: Words) -> None:
    """Read the routers after a yes, and ask once a model which port carries the line."""
    interview = asking.interview
    routers = interview.routers()
    if not routers or not asking.is_agreed("setup.ports-begin", n=len(routers)):
        return
    credential = credential_of(interview.answers.values, interview.secrets)
    models = [model for model in asyncio.run(read_routers(routers, credential)) if model.ports]
    if not models:
        click.echo(words("setup.ports-none"))
    for model in models:
        asking.choose_port(model)


async def read_routers(addresses: Sequence[str], credential: SnmpCredential | None) -> list[RouterModel]:
    """Ask the routers for their models, and one of each for its ports."""
    if credential is None:
        return []
    return await router_models(addresses, lambda address: open_reader(address, _SNMP_PORT, credential))


def credential_of(values: Values, secrets: Mapping[str, str]) -> SnmpCredential | None:
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
