"""The lab's roads: centre, core, regional routers and last miles, and how each is cut and mended."""

from collections.abc import Iterable

from tests.support.lab.namespaces import Namespaces, run_batch
from tests.support.lab.plan import (
    CENTRE_ADDRESS,
    GATEWAY,
    HOST_OF_DEVICE,
    REGIONS,
    SECOND_GATEWAY,
    LabSite,
)

CENTRE_NET = "10.200.0.0/16"
FORWARDING = "net.ipv4.ip_forward=1"
EVERY_UNREACHABLE = "net.ipv4.icmp_ratelimit=0"
"""One router stands for those of thirty sites; the kernel's limit, one answer a second, is meant for one."""
NO_IPV6 = ("net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")


class Roads:
    """Addresses and routes between the namespaces. The regional routers know no default route, so that a
    cut last mile is answered by 'unreachable'; their own uplink falls silently."""

    def __init__(self, namespaces: Namespaces, sites: Iterable[LabSite]) -> None:
        self._namespaces = namespaces
        self._sites = tuple(sites)

    def build(self) -> None:
        spaces = self._namespaces
        shorts = ["centre", "core", *REGIONS, *(site.id for site in self._sites)]
        spaces.make(shorts)
        for short in shorts:
            spaces.require(short, "sysctl", "-qw", FORWARDING, *NO_IPV6)
        for region in REGIONS:
            spaces.require(region, "sysctl", "-qw", EVERY_UNREACHABLE)
        spaces.require("centre", "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647")
        run_batch(self._cables())
        self._address_middle()
        for site in self._sites:
            spaces.batch(site.region, self._region_side(site))
            spaces.batch(site.id, self._site_side(site))

    def cut(self, site: LabSite) -> None:
        self._namespaces.batch(site.region, [f"link set {site.port} down"])

    def restore(self, site: LabSite) -> None:
        self._namespaces.batch(site.region, [f"link set {site.port} up", self._route_to(site)])

    def region_down(self, region: str) -> None:
        self._namespaces.batch(region, ["link set up0 down"])

    def region_up(self, region: str) -> None:
        self._namespaces.batch(region, self._uplink(region))

    def take_address(self, site: LabSite, device: str) -> None:
        self._namespaces.batch(site.id, [f"addr del {site.address(device)}/32 dev lo"])

    def give_address(self, site: LabSite, device: str) -> None:
        self._namespaces.batch(site.id, [f"addr replace {site.address(device)}/32 dev lo"])

    def lose_randomly(self, site: LabSite, percent: int) -> None:
        """Drop that share of what arrives at the site; 0 takes the rule away."""
        rule = f"numgen random mod 100 < {percent} drop"
        hook = "type filter hook prerouting priority 0"
        table = f"table ip loss {{ chain arriving {{ {hook}; iifname wan0 {rule}; }}; }}"
        lines = ["table ip loss", "delete table ip loss", table if percent else ""]
        self._namespaces.require(site.id, "nft", "-f", "-", given="\n".join(lines))

    def _cables(self) -> list[str]:
        name = self._namespaces.name
        cables = [f"link add eth0 netns {name('centre')} type veth peer name c0 netns {name('core')}"]
        cables += [
            f"link add up0 netns {name(region)} type veth peer name {region} netns {name('core')}"
            for region in REGIONS
        ]
        cables += [
            f"link add {site.port} netns {name(site.region)} type veth peer name wan0 netns {name(site.id)}"
            for site in self._sites
            if not site.is_filtered
        ]
        return cables

    def _address_middle(self) -> None:
        spaces = self._namespaces
        spaces.batch(
            "centre",
            [*_up("lo"), *_up("eth0", f"{CENTRE_ADDRESS}/24"), f"route add default via {GATEWAY}"],
        )
        spaces.batch("core", [*_up("c0", f"{GATEWAY}/24"), f"addr add {SECOND_GATEWAY}/24 dev c0"])
        for index, region in enumerate(REGIONS):
            spaces.batch("core", _up(region, f"10.201.{index}.1/30"))
            spaces.batch(region, [f"addr add 10.201.{index}.2/30 dev up0", *self._uplink(region)])
        routes = [f"route add {site.range} via 10.201.{REGIONS.index(site.region)}.2" for site in self._sites]
        spaces.batch("core", routes)

    def _uplink(self, region: str) -> list[str]:
        gateway = f"10.201.{REGIONS.index(region)}.1"
        return ["link set up0 up", f"route replace {CENTRE_NET} via {gateway}"]

    def _region_side(self, site: LabSite) -> list[str]:
        tap = [f"tuntap add {site.port} mode tap"] if site.is_filtered else []
        return [*tap, *_up(site.port, f"{site.region_end}/30"), self._route_to(site)]

    def _site_side(self, site: LabSite) -> list[str]:
        tap = ["tuntap add wan0 mode tap"] if site.is_filtered else []
        own = [f"addr add {site.address(device)}/32 dev lo" for device in HOST_OF_DEVICE]
        wan = _up("wan0", f"{site.site_end}/30")
        # Who is switched off leaves a hole that swallows, as a dark port does.
        hole = f"route add blackhole {site.range}"
        return [*tap, *_up("lo"), *own, *wan, f"route add default via {site.region_end}", hole]

    def _route_to(self, site: LabSite) -> str:
        return f"route replace {site.range} via {site.site_end}"


def _up(interface: str, address: str | None = None) -> list[str]:
    given = [f"addr add {address} dev {interface}"] if address else []
    return [*given, f"link set {interface} up"]
