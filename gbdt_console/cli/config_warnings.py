"""Warn of what a right sites.yaml leaves out, cannot do, or may mean otherwise."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from gbdt_console.compose import load
from gbdt_console.core.clean_text import clean
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.look_alikes import has_mixed_scripts, look_alikes
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.devices import open_devices
from gbdt_console.devices.control import ComposesPictures, DialsAtBandwidth
from gbdt_console.settings.places import SchemaFinding
from gbdt_console.settings.problems import in_order
from gbdt_console.settings.source import read_text
from gbdt_console.settings.tree import read_tree
from gbdt_console.text.words import Words

_DECODER = "PIL"
_HEAD = ("superior", "body", "place", "symbol", "signer", "copies")
"""What sites.yaml says for the head of papers."""


def warnings_of(network: Network, path: Path, known_hosts: Path, words: Words) -> Iterator[str]:
    """Write each warning as a line.

    path: file that the network was loaded from
    known_hosts: file of pinned SSH host keys
    """
    yield from doubtful_names(network, words)
    yield from idle_profile_parts(network, known_hosts, words)
    yield from unreachable_uppers(network, words)
    yield from without_mcu(network, words)
    yield from undecoded_stills(network, words)
    yield from lack_lines(path, network, words, str(path))


def proved_lacks(path: Path, environ: Mapping[str, str], words: Words, shown: str) -> list[str]:
    """Load a file, and return a line for each lack. Raises ConfigRejected."""
    return list(lack_lines(path, load(path, environ), words, shown))


def lack_lines(path: Path, network: Network, words: Words, shown: str) -> Iterator[str]:
    """Write a warning for each lack, with the place where its cure belongs.

    path: file that the network was loaded from
    shown: name of the file in the warnings
    """
    tree = read_tree(read_text(path))
    for lack in in_order(clean(shown), (finding.as_fault(tree) for finding in lacks(network))):
        yield f"{lack.where}: {words(lack.code, **lack.params)}"


def lacks(network: Network) -> Iterator[SchemaFinding]:
    """Find what is missing, without what the regulation says by itself."""
    for carrier in network.carriers.values():
        if not carrier.contacts:
            loc = ("carriers", carrier.id)
            yield SchemaFinding(loc, "lack.carrier-phone", {"carrier": carrier.name}, is_key=True)
    if not network.centre.contacts:
        yield SchemaFinding(("centre",), "lack.centre-phone", is_key=True)
    if network.centre.mcu is None and network.centre.hosted is None:
        yield SchemaFinding(("centre",), "lack.attendance", is_key=True)
    if not network.meetings.provincial_site_id:
        yield SchemaFinding(("meetings",), "lack.chair", {"site": network.sites[0].id}, is_key=True)
    head = [key for key in _HEAD if not getattr(network.paper_head, key)]
    if head:
        yield SchemaFinding(("papers",), "lack.papers", {"key": ", ".join(head)}, is_key=True)
    unsigned = [one.id for one in network.carriers.values() if not one.contract]
    if unsigned:
        yield SchemaFinding(("carriers",), "lack.contract", {"carriers": ", ".join(unsigned)}, is_key=True)
    if not network.meetings.regulation.title:
        yield SchemaFinding(("regulation",), "verb.no-regulation", is_key=True)


def idle_profile_parts(network: Network, known_hosts: Path, words: Words) -> Iterator[str]:
    """Write a warning for each part of a profile that the MCU's driver cannot carry out.

    known_hosts: file of pinned SSH host keys
    """
    if not network.profiles:
        return
    mcu = open_devices.mcu(network, SystemClock(), known_hosts)
    can_limit, can_compose = isinstance(mcu, DialsAtBandwidth), isinstance(mcu, ComposesPictures)
    for profile in network.profiles:
        if not can_limit and any(one.bandwidth_kbps is not None for one in profile.participants):
            yield words("verb.profile-bandwidth", profile=profile.id)
        if not can_compose and network.centre.mixer is None and profile.shots:
            yield words("verb.profile-pictures", profile=profile.id)


def unreachable_uppers(network: Network, words: Words) -> Iterator[str]:
    """Write a warning for what an upper centre lacks for the moment when its call is lost."""
    for site in network.sites:
        if site.backup_dial is not None and not any(contact.phone for contact in site.contacts):
            yield words("verb.upper-no-phone", site=site.id)
        if site.backup_dial == "":
            yield words("verb.upper-no-backup", site=site.id)


def without_mcu(network: Network, words: Words) -> Iterator[str]:
    """Write of each conference that others host what will not be possible and whose presence not be known."""
    for id_, name in [("", words("thing.conference")), *((one.id, one.name) for one in network.conferences)]:
        hosted = network.at(id_).centre.hosted
        if hosted is None:
            continue
        facts = {"place": name, "host": hosted.name}
        yield words("verb.hosted", **facts)
        untold = [
            str(site.number)
            for site in network.sites
            if not any(one.kind is DeviceKind.CODEC and one.control is not None for one in site.devices)
        ]
        if untold:
            yield words("verb.hosted-untold", sites=", ".join(untold), **facts)
        if not hosted.contacts:
            yield words("verb.hosted-no-phone", **facts)


def undecoded_stills(network: Network, words: Words) -> Iterator[str]:
    """Write of the cameras whose pictures nobody will see, because what decodes JPEG is not installed."""
    if find_spec(_DECODER) is not None:
        return
    controls = {d.id: d.control.options for site in network.sites for d in site.devices if d.control}
    cameras = [id_ for id_, options in controls.items() if options.get("stills") is True]
    if cameras:
        yield words("verb.stills-no-library", devices=", ".join(cameras))


def doubtful_names(network: Network, words: Words) -> Iterator[str]:
    """Write a warning for each site's name that may be taken for another."""
    names = [site.name for site in network.sites]
    yield from (words("verb.mixed-scripts", name=name) for name in names if has_mixed_scripts(name))
    for earlier, name in look_alikes(names):
        yield words("verb.look-alike", name=name, earlier=earlier)
