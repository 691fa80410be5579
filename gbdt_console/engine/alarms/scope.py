"""Says which alarms a network can have, so that the start clears those of removed equipment."""

from collections.abc import Callable, Collection, Iterator

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmScope
from gbdt_console.core.resource_ids import (
    CALLERS,
    CENTRE,
    MCU,
    MIXER,
    OUTAGES,
    REGISTRAR,
    of_conference,
    upstream_resource,
)
from gbdt_console.core.sites import DeviceKind, Network, Site


def scope_of(
    network: Network,
    read: Collection[str],
    controlled: Collection[str] = (),
    *,
    has_mcu: bool,
    has_mixer: bool = False,
) -> Callable[[AlarmKey], bool]:
    """Return a test: whether the network can have an alarm.

    read: the ids of the devices that give readings.
    controlled: the ids of the codecs and cameras that the engine controls.
    has_mcu: whether the engine controls an MCU.
    has_mixer: whether the engine controls a mixer.
    """
    resources: dict[AlarmScope, set[str]] = {scope: set() for scope in AlarmScope}
    resources[AlarmScope.CENTRE].add(CENTRE)
    for scope, resource in _of_conferences(network, has_mcu=has_mcu, has_mixer=has_mixer):
        resources[scope].add(resource)
    if network.centre.registrar is not None:
        resources[AlarmScope.REGISTRAR].add(REGISTRAR)
    resources[AlarmScope.CONTROLLED_DEVICE].update(controlled)
    is_hosted = any(network.host_of(id_) for id_ in ("", *(one.id for one in network.conferences)))
    for site in network.sites:
        for scope, resource in _of_site(site, read):
            resources[scope].add(resource)
        if is_hosted or (has_mcu and site.conference_number):
            resources[AlarmScope.SITE_IN_CONFERENCE].add(site.id)

    def can_be(key: AlarmKey) -> bool:
        definition = DEFINITIONS.get(key.type)
        if definition is None:
            return False
        if definition.scope is AlarmScope.CALLER:
            return has_mcu and key.resource.startswith(CALLERS)
        if definition.scope is AlarmScope.OUTAGE:
            return key.resource.startswith(OUTAGES)
        return key.resource in resources[definition.scope]

    return can_be


def _of_conferences(network: Network, *, has_mcu: bool, has_mixer: bool) -> Iterator[tuple[AlarmScope, str]]:
    if has_mcu:
        yield AlarmScope.MCU, MCU
    if has_mixer:
        yield AlarmScope.MIXER, MIXER
    for one in network.conferences:
        yield AlarmScope.CENTRE, of_conference(CENTRE, one.id)
        if one.mcu is not None:
            yield AlarmScope.MCU, of_conference(MCU, one.id)
        yield AlarmScope.MIXER, of_conference(MIXER, one.id)


def _of_site(site: Site, read: Collection[str]) -> Iterator[tuple[AlarmScope, str]]:
    yield AlarmScope.SITE, site.id
    if site.line.upstream_id is not None:
        yield AlarmScope.UPSTREAM, upstream_resource(site.line.upstream_id)
    codec = next((device for device in site.devices if device.kind is DeviceKind.CODEC), None)
    if codec is not None:
        yield AlarmScope.SITE_WITH_CODEC, site.id
        if codec.signalling is not None:
            yield AlarmScope.SITE_WITH_SIGNALLING, site.id
    for device in site.devices:
        if device is not codec:
            yield AlarmScope.DEVICE, device.id
        if device.id in read:
            yield AlarmScope.READ_DEVICE, device.id
            if device.kind is DeviceKind.UPS:
                yield AlarmScope.READ_UPS, device.id
