"""Try MCU, mixer, registrar, codecs, cameras and devices once for `check --reach`; say what answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from gbdt_console.cli.reach_logins import reach_codecs, reach_mcu, reach_mixer, reach_registrar, some
from gbdt_console.cli.reach_notices import Outcome
from gbdt_console.cli.reach_services import reach_services
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.sites import Network
from gbdt_console.text.metrics import mismatch_text
from gbdt_console.text.things import device_names
from gbdt_console.text.words import Words


def reach_centre(network: Network, known_hosts: Path, words: Words) -> Iterator[Outcome]:
    """Say whether the MCU and the mixer of each conference and the registrar let us in."""
    for place in (network, *(network.at(one.id) for one in network.conferences)):
        yield from reach_mcu(place, known_hosts, words)
        yield from reach_mixer(place, known_hosts, words)
    yield from reach_registrar(network, known_hosts, words)


def reach_sites(
    network: Network, sites: Iterable[SiteView], known_hosts: Path, words: Words
) -> Mapping[str, Sequence[Outcome]]:
    """Say what answers of the devices of each site, by its number and name."""
    logins, services = reach_codecs(network, known_hosts, words), reach_services(network, words)
    return {f"{one.number} {one.name}": [*reach_site(one, logins, words, services)] for one in sites}


def reach_site(
    site: SiteView,
    logins: Mapping[str, Outcome],
    words: Words,
    services: Mapping[str, Sequence[Outcome]] = MappingProxyType({}),
) -> Iterator[Outcome]:
    """Say what answers of each of a site's devices.

    logins: the results of logging in, by the device's id
    services: what its call services said, likewise
    """
    names = device_names(words, site.devices)
    for device in site.devices:
        login, said = logins.get(device.id), services.get(device.id, ())
        yield from _of_device(device, names[device.id], login, said, words)


def grouped_faults(outcomes: Mapping[str, Sequence[Outcome]], words: Words) -> Iterator[str]:
    """Write a line for each fault, with the sites that have it; the rarest stands last, beside the prompt.

    outcomes: what the devices of each site said, by the site's number and name
    """
    sites: dict[str, list[str]] = {}
    for site, found in outcomes.items():
        for fault in dict.fromkeys(fault for outcome in found for fault in outcome.faults):
            sites.setdefault(fault, []).append(site)
    for fault, names in sorted(sites.items(), key=lambda one: -len(one[1])):
        yield words("verb.reach-group", n=len(names), fault=fault, sites=some(names, words))


def _of_device(
    device: DeviceView, name: str, login: Outcome | None, services: Sequence[Outcome], words: Words
) -> Iterator[Outcome]:
    """Say what answers of a device.

    login: the result of logging in; None for a device that is not controlled
    services: what its call services said
    """
    is_pinged = device.ping in (PointState.UP, PointState.DEGRADED)
    parts = [f"ping {words('verb.answers' if is_pinged else 'verb.silent')}"]
    if device.driver != "ping":
        parts.append(f"snmp {_snmp_text(device, words)}")
    if login is not None:
        parts.append(login.text)
    parts += [service.text for service in services]
    is_read = device.driver == "ping" or (device.fault is None and device.answered_s is not None)
    wrong = [] if is_pinged else parts[:1]
    wrong += [] if is_read or not is_pinged else parts[1:2]
    wrong += [login.text] if login is not None and not login.is_good else []
    wrong += [service.text for service in services if not service.is_good]
    wrong += [mismatch_text(words, device.mismatch)] if device.mismatch is not None else []
    faults = tuple(f"{words(f'kind.{device.kind}')}: {text}" for text in wrong)
    yield Outcome(f"{name:<16} {device.address:<15} {', '.join(parts)}", not faults, faults)


def _snmp_text(device: DeviceView, words: Words) -> str:
    if device.fault is not None:
        return words(f"fault.{device.fault}")
    if device.answered_s is None:
        return words("verb.silent")
    good = sum(reading.value is not None for reading in device.readings)
    return words("verb.readings", good=good, all=len(device.readings))
