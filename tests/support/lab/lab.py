"""The lab: a province of network namespaces with real agents, and the faults one can give it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.support.lab.agents import PDU_VALUES, PROBE_VALUES, UPS_VALUES, Agent, Value
from tests.support.lab.namespaces import Namespaces
from tests.support.lab.plan import FILTERED, GATEWAY, LabSite, plan
from tests.support.lab.roads import Roads
from tests.support.lab.wire import FilteredWire

VALUES_OF_DEVICE: Mapping[str, Mapping[str, Value]] = {
    "router": {}, "ups": UPS_VALUES, "pdu": PDU_VALUES, "probe": PROBE_VALUES,
}  # fmt: skip


class Lab:
    """Stands from its making to `close`. Sites are named by id ('sapa'), devices by name ('ups'). All lines
    are the kernel's but that of FILTERED, where it is there."""

    def __init__(self, count: int, *, has_filtered: bool = False) -> None:
        self.sites = plan(count)
        all_sites = (*self.sites, FILTERED) if has_filtered else self.sites
        self._by_id = {site.id: site for site in all_sites}
        self.namespaces = Namespaces()
        self._agents: dict[tuple[str, str], Agent] = {}
        self._wires: dict[str, FilteredWire] = {}
        self._undo: list[Callable[[], None]] = []
        try:
            self._roads = Roads(self.namespaces, all_sites)
            self._roads.build()
            self._wires = {
                site.id: FilteredWire(self.namespaces, site) for site in all_sites if site.is_filtered
            }
        except BaseException:
            self.close()
            raise

    @property
    def folder(self) -> Path:
        return self.namespaces.folder

    def close(self) -> None:
        for wire in self._wires.values():
            wire.close()
        self.namespaces.close()

    def start_agents(self, sites: Iterable[LabSite], devices: Iterable[str]) -> None:
        """Start the agents of those devices and wait until all listen; who runs already is left alone."""
        names = tuple(devices)
        wanted = {(site.id, name): site for site in sites for name in names}
        fresh = {
            key: Agent(self.namespaces, site, key[1], VALUES_OF_DEVICE[key[1]])
            for key, site in wanted.items()
            if key not in self._agents
        }
        for agent in fresh.values():
            agent.start()
        for agent in fresh.values():
            agent.wait_ready()
        self._agents.update(fresh)

    def settle(self, sites: Iterable[LabSite]) -> None:
        """Wait until every router of these sites answers a ping: addresses are learned, wires stand."""
        addresses = [site.address("router") for site in sites]
        self.namespaces.require("centre", "fping", "-q", "-r", "20", "-t", "500", "-i", "1", *addresses)

    def site(self, site_id: str) -> LabSite:
        return self._by_id[site_id]

    def members(self, region: str, count: int) -> frozenset[str]:
        """Who hangs on that regional router, among the first `count` sites."""
        return frozenset(site.id for site in self.sites[:count] if site.region == region)

    def agent(self, site_id: str, device: str) -> Agent:
        return self._agents[site_id, device]

    def cut(self, site_id: str) -> None:
        """Cut the last mile: nothing of the site answers, the regional router says 'unreachable'."""
        self._undo.append(lambda: self.restore(site_id))
        self._roads.cut(self.site(site_id))

    def restore(self, site_id: str) -> None:
        self._roads.restore(self.site(site_id))

    def region_down(self, region: str) -> None:
        """Cut a regional router's uplink: all its sites are gone, silently."""
        self._undo.append(lambda: self.region_up(region))
        self._roads.region_down(region)

    def region_up(self, region: str) -> None:
        self._roads.region_up(region)

    def switch_off(self, site_id: str, device: str) -> None:
        """Only this device answers no more."""
        self._undo.append(lambda: self.switch_on(site_id, device))
        self._roads.take_address(self.site(site_id), device)

    def switch_on(self, site_id: str, device: str) -> None:
        self._roads.give_address(self.site(site_id), device)

    def blind(self) -> None:
        """The centre's own cable is out: nothing at all answers it."""
        self._undo.append(self.see)
        self.namespaces.batch("centre", ["link set eth0 down"])

    def see(self) -> None:
        self.namespaces.batch("centre", ["link set eth0 up", f"route replace default via {GATEWAY}"])

    def delay(self, site_id: str, ms: float, jitter_ms: float = 0) -> None:
        """Lengthen the round trip on a filtered line by `ms`."""
        self._undo.append(lambda: self._wires[site_id].delay(0))
        self._wires[site_id].delay(ms, jitter_ms)

    def loss(self, site_id: str, percent: float) -> None:
        """Lose that share of the round trips on a filtered line."""
        self._undo.append(lambda: self._wires[site_id].loss(0))
        self._wires[site_id].loss(percent)

    def drop(self, site_id: str, percent: int) -> None:
        """Lose that share of what arrives at any site, by the packet filter."""
        self._undo.append(lambda: self._roads.lose_randomly(self.site(site_id), 0))
        self._roads.lose_randomly(self.site(site_id), percent)

    def heal(self) -> None:
        """Undo every fault and wait until all sites answer: the next test finds a healthy province."""
        for undo in reversed(self._undo):
            undo()
        for agent in self._agents.values():
            agent.heal()
        if self._undo:
            self._undo.clear()
            self.settle(self._by_id.values())
