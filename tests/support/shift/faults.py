"""The faults of a shift: how each is made and mended, and what the journal must then say of it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.support.lab.agents import ON_BATTERY, OUTPUT_SOURCE
from tests.support.lab.lab import Lab

PINGED = ("line", "codec", "ups", "probe")
BEGINS_WITHIN_S = 1.5
ENDS_WITHIN_S = 3.0
LOOKED_TWICE_S = 4.0
"""An agent's fault is said at the second look that fails."""

HUNG_S = 12.0
SEEN_AGAIN_S = 5.0
"""A site is back at its third reply, and what its devices say is read then; so are the anchors."""

BACK_OFF_S = 40.0
"""A hung agent is asked less and less often, and nothing tells that it is well again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An alarm that a fault must make. `cause` is the one that is named last."""

    resource: str
    type: str
    cause: str = ""
    begins_within_s: float = BEGINS_WITHIN_S
    ends_within_s: float = ENDS_WITHIN_S


@dataclass(slots=True)
class Fault:
    """`silent` are the targets that do not answer meanwhile, `agents` the devices that give no readings.
    `then` is done once it has begun; both times are UTC, 0 until they are known."""

    name: str
    begin: Callable[[], object]
    end: Callable[[], object]
    wanted: tuple[Wanted, ...] = ()
    silent: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    is_blip: bool = False
    blindness: str = ""
    then: Callable[[], object] = lambda: None
    began_utc: float = 0.0
    ended_utc: float = 0.0
    began_s: float = 0.0
    ended_s: float = 0.0

    def start(self) -> None:
        self.began_s, self.began_utc = time.monotonic(), time.time()
        self.begin()
        self.then()

    def mend(self) -> None:
        self.end()
        self.ended_s, self.ended_utc = time.monotonic(), time.time()

    def covers(self, at_utc: float, after_s: float = 0.0) -> bool:
        return self.began_utc - BEGINS_WITHIN_S <= at_utc <= self.ended_utc + after_s


@dataclass(frozen=True, slots=True)
class Faults:
    """Makes the faults of one lab; the console's process is `pid`."""

    lab: Lab
    stop: Callable[[], object] = field(default=lambda: None)
    go_on: Callable[[], object] = field(default=lambda: None)

    def blip(self, site_id: str) -> Fault:
        return Fault(
            f"{site_id} cut for a moment",
            lambda: self.lab.cut(site_id),
            lambda: self.lab.restore(site_id),
            silent=_targets([site_id]),
            agents=_agents([site_id]),
            is_blip=True,
        )

    def cut(self, site_id: str) -> Fault:
        return self._lost(site_id, "line", f"{site_id} cut")

    def router_restarted(self, site_id: str) -> Fault:
        router = self.lab.agent(site_id, "router")

        def restart() -> None:
            router.kill()
            router.restart()

        return self._lost(site_id, "router-restarted", f"{site_id}'s router restarted", restart)

    def on_battery(self, site_id: str) -> Fault:
        """Until `dark` has given it the mains back."""
        ups = self.lab.agent(site_id, "ups")
        return Fault(
            f"{site_id} on battery",
            lambda: ups.set(OUTPUT_SOURCE, ON_BATTERY),
            lambda: None,
            (Wanted(f"{site_id}.ups", "power.mains", ends_within_s=SEEN_AGAIN_S),),
        )

    def dark(self, site_id: str) -> Fault:
        """The battery is empty: all of the site starts anew when it is back, with the mains there."""
        agents = [self.lab.agent(site_id, device) for device in ("router", "ups", "probe")]

        def restart() -> None:
            for agent in agents:
                agent.kill()
            for agent in agents:
                agent.restart()

        return self._lost(site_id, "site-power", f"{site_id} dark", restart)

    def region(self, region: str, site_ids: Iterable[str]) -> Fault:
        members = sorted(site_ids)
        node = Wanted(f"upstream.{region}", "upstream.lost", "upstream-node")
        return Fault(
            f"router {region} down",
            lambda: self.lab.region_down(region),
            lambda: self.lab.region_up(region),
            (node, *(Wanted(site_id, "site.lost", "upstream-node") for site_id in members)),
            _targets(members),
            _agents(members),
        )

    def codec_off(self, site_id: str) -> Fault:
        return Fault(
            f"{site_id}'s codec off",
            lambda: self.lab.switch_off(site_id, "codec"),
            lambda: self.lab.switch_on(site_id, "codec"),
            (Wanted(site_id, "codec.lost", "codec-or-lan"),),
            frozenset({f"{site_id}.codec"}),
        )

    def wrong_password(self, site_id: str) -> Fault:
        router = self.lab.agent(site_id, "router")
        wanted = Wanted(f"{site_id}.router", "device.credentials", begins_within_s=LOOKED_TWICE_S)
        return Fault(
            f"{site_id}'s router with another password",
            lambda: router.change_password("another-password"),
            router.heal,
            (wanted,),
            agents=frozenset({f"{site_id}.router"}),
        )

    def agent_hung(self, site_id: str) -> Fault:
        probe = self.lab.agent(site_id, "probe")
        wanted = Wanted(f"{site_id}.probe", "agent.silent", begins_within_s=HUNG_S, ends_within_s=BACK_OFF_S)
        return Fault(
            f"{site_id}'s probe hung",
            probe.freeze,
            probe.thaw,
            (wanted,),
            agents=frozenset({f"{site_id}.probe"}),
        )

    def cable_out(self) -> Fault:
        blind = Wanted("centre", "monitor.blind", ends_within_s=SEEN_AGAIN_S)
        return Fault("the centre's cable out", self.lab.blind, self.lab.see, (blind,), blindness="anchors")

    def stopped(self) -> Fault:
        blind = Wanted("centre", "monitor.blind")
        return Fault("the console stopped", self.stop, self.go_on, (blind,), blindness="stall")

    def _lost(self, site_id: str, cause: str, name: str, then: Callable[[], object] = lambda: None) -> Fault:
        return Fault(
            name,
            lambda: self.lab.cut(site_id),
            lambda: self.lab.restore(site_id),
            (Wanted(site_id, "site.lost", cause),),
            _targets([site_id]),
            _agents([site_id]),
            then=then,
        )


def _targets(site_ids: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{site_id}.{name}" for site_id in site_ids for name in PINGED)


def _agents(site_ids: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{site_id}.{name}" for site_id in site_ids for name in ("router", "ups", "probe"))
