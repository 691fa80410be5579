"""Checks ranges and addresses against the address plan (A2.2).

Ranges lie inside the plan and apart; each device lies in its site's range.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import DeviceKind
from gbdt_console.settings.draft import Draft
from gbdt_console.settings.equipment import Fitted, FittedSite
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.schema import SiteEntry

_LAST_ADDRESS = 2**32 - 1

Hosts = Mapping[DeviceKind, int | None]
"""The host number that the address plan gives each kind of device."""


def address_number(hosts: Hosts, device: Fitted, first: int) -> int | None:
    """Return the device's address as a number; None where the file gives none."""
    entry = device.entry
    if entry.address is not None:
        return int(entry.address)
    host = entry.host or (hosts.get(entry.kind) if entry.kind is not None else None)
    # A number past the last address is outside of any range; the message must still name an address.
    return None if host is None else min(first + host, _LAST_ADDRESS)


def address_findings(draft: Draft, fitted_sites: list[FittedSite]) -> Iterator[SchemaFinding]:
    """Find ranges and addresses that break the plan or repeat."""
    yield from _ranges(draft)
    taken = _Taken()
    centre = draft.document.centre
    if centre is not None:
        for id_, anchor in centre.anchors.items():
            loc: Loc = ("centre", "anchors", id_, "address")
            if anchor.address is not None:
                yield from taken.add(int(anchor.address), _Holder(id_, loc, counted_from=("centre",)))
                if centre.range is not None:
                    yield from _inside(int(anchor.address), centre.range, loc)
    plan = draft.document.address_plan
    hosts: Hosts = plan.hosts if plan is not None else {}
    for site_loc, site, devices in fitted_sites:
        for device in devices:
            yield from _device(hosts, device, site, site_loc, taken)


class _Holder(NamedTuple):
    """The holder of an address.

    loc: path of the address in the file
    counted_from: path of the site or centre whose range the address was counted from; None where written
    """

    name: str
    loc: Loc
    counted_from: Loc | None = None


@dataclass(slots=True)
class _Taken:
    """Holders by address."""

    holders: dict[int, _Holder] = field(default_factory=dict)

    def add(self, address: int, holder: _Holder) -> Iterator[SchemaFinding]:
        other = self.holders.setdefault(address, holder)
        if other is holder:
            return
        if other.counted_from != holder.counted_from and None not in (
            other.counted_from,
            holder.counted_from,
        ):
            # Two sites count to the same address only where their ranges overlap, which is reported once.
            return
        params = {"value": str(IPv4Address(address)), "other": other.name}
        yield SchemaFinding(holder.loc, "settings.duplicate-address", params, other.loc)


def _device(
    hosts: Hosts, device: Fitted, site: SiteEntry, loc: Loc, taken: _Taken
) -> Iterator[SchemaFinding]:
    entry, site_range = device.entry, site.range
    is_address_wrong = device.is_given("address") and entry.address is None
    if site_range is None or is_address_wrong:
        return
    name = f"{site.id}.{device.name}"
    address = address_number(hosts, device, int(site_range.network_address))
    if address is None:
        yield from _no_address(hosts, device)
    elif entry.address is not None:
        yield from _inside(address, site_range, device.at("address"))
        yield from taken.add(address, _Holder(name, device.at("address")))
    elif not _is_host_of(address, site_range):
        value = str(IPv4Address(address))
        params = {"device": device.name, "value": value, "range": str(site_range)}
        yield SchemaFinding((*loc, "range"), "settings.host-outside-range", params)
    else:
        yield from taken.add(address, _Holder(name, device.at("host"), counted_from=loc))


def _no_address(hosts: Hosts, device: Fitted) -> Iterator[SchemaFinding]:
    kind = device.entry.kind
    if kind is not None and kind not in hosts and not device.is_given("host"):
        yield SchemaFinding(device.loc, "settings.no-address", {"device": device.name, "kind": str(kind)})


def _inside(address: int, site_range: IPv4Network, loc: Loc) -> Iterator[SchemaFinding]:
    if not _is_host_of(address, site_range):
        params = {"value": str(IPv4Address(address)), "range": str(site_range)}
        yield SchemaFinding(loc, "settings.address-outside-range", params)


def _is_host_of(address: int, site_range: IPv4Network) -> bool:
    """Tell whether a device can have the address.

    No device has the network's or the broadcast address (RFC 919).
    """
    first = int(site_range.network_address)
    last = first + site_range.num_addresses - 1
    return first <= address <= last if site_range.prefixlen >= 31 else first < address < last


def _ranges(draft: Draft) -> Iterator[SchemaFinding]:
    """Find ranges outside the plan, and ranges that overlap another."""
    plan = draft.document.address_plan
    allowed = plan.ranges if plan is not None else None
    ranges: list[tuple[IPv4Network, str, Loc]] = []
    centre = draft.document.centre
    if centre is not None and centre.range is not None:
        ranges.append((centre.range, str(centre.name), ("centre", "range")))
    for loc, site in draft.sites():
        if site.range is not None:
            ranges.append((site.range, str(site.name), (*loc, "range")))
    # A plan with a wrong range cannot tell what is outside of it.
    if allowed is not None and None not in allowed:
        known = [plan_range for plan_range in allowed if plan_range is not None]
        for network, _name, loc in ranges:
            if not any(network.subnet_of(plan_range) for plan_range in known):
                params = {"value": str(network), "known": ", ".join(map(str, known[:6]))}
                yield SchemaFinding(loc, "settings.range-outside-plan", params)
    yield from _overlaps(ranges)


def _overlaps(ranges: list[tuple[IPv4Network, str, Loc]]) -> Iterator[SchemaFinding]:
    reaching: tuple[IPv4Network, str, Loc] | None = None
    for item in sorted(ranges, key=lambda item: (int(item[0].network_address), item[0].prefixlen)):
        if reaching is not None and item[0].network_address <= reaching[0].broadcast_address:
            earlier, later = sorted((reaching, item), key=lambda one: _position(one[2]))
            params = {"value": str(later[0]), "other": earlier[1], "range": str(earlier[0])}
            yield SchemaFinding(later[2], "settings.overlapping-range", params, earlier[2])
        if reaching is None or item[0].broadcast_address > reaching[0].broadcast_address:
            reaching = item


def _position(loc: Loc) -> int:
    """Return the order in the file of the centre and the sites."""
    return loc[1] if isinstance(loc[1], int) else -1
