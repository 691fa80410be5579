"""Which alarms a network can have: what is not among them any more can be seen neither wrong nor right."""

from collections.abc import Callable, Collection

from gbdt_console.core.alarms.alarm import AlarmKey, AlarmType
from gbdt_console.core.resource_ids import CALLERS, CENTRE, MCU, upstream_resource
from gbdt_console.core.sites import DeviceKind, Network, Site

MOMENTARY = frozenset({AlarmType.IDENTITY_CHANGED, AlarmType.CLOCK_JUMPED})
"""They are over as soon as they are said."""

_OF_SITE = frozenset({AlarmType.SITE_ABSENT, AlarmType.MICROPHONE_OPEN})
OF_MEETING = _OF_SITE | {AlarmType.CLOSED_RECORDED, AlarmType.CLOSED_UNLOCKED}
"""They are wrong only in a meeting."""

_OF_READINGS = (
    AlarmType.AGENT_SILENT, AlarmType.CREDENTIALS, AlarmType.TEMPERATURE, AlarmType.HUMIDITY,
    AlarmType.IDENTITY_CHANGED,
)  # fmt: skip


def scope_of(network: Network, read: Collection[str], *, has_mcu: bool) -> Callable[[AlarmKey], bool]:
    """Whether the network can have that alarm. `read` are the devices that give readings."""
    known = {key for site in network.sites for key in _of_site(site, read, has_mcu=has_mcu)}
    for upstream_id in {site.line.upstream_id for site in network.sites} - {None}:
        resource = upstream_resource(str(upstream_id))
        known |= {
            AlarmKey(resource, kind) for kind in (AlarmType.UPSTREAM_LOST, AlarmType.UPSTREAM_CONGESTED)
        }

    def can_be(key: AlarmKey) -> bool:
        if key.resource == CENTRE:
            return True
        if key.resource == MCU or key.resource.startswith(CALLERS):
            return has_mcu
        return key in known

    return can_be


def _of_site(site: Site, read: Collection[str], *, has_mcu: bool) -> set[AlarmKey]:
    kinds = {AlarmType.SITE_LOST, AlarmType.LINE_DEGRADED}
    codec = next((d for d in site.devices if d.kind is DeviceKind.CODEC), None)
    if codec is not None:
        kinds.add(AlarmType.CODEC_LOST)
    if has_mcu and site.conference_number:
        kinds |= _OF_SITE
    keys = {AlarmKey(site.id, kind) for kind in kinds}
    for device in site.devices:
        if device is not codec:
            keys.add(AlarmKey(device.id, AlarmType.DEVICE_LOST))
        if device.id in read:
            keys |= {AlarmKey(device.id, kind) for kind in _OF_READINGS}
            if device.kind is DeviceKind.UPS:
                keys |= {
                    AlarmKey(device.id, kind) for kind in (AlarmType.MAINS_LOST, AlarmType.BATTERY_SHORT)
                }
    return keys
