"""Plays a scenario file: faults of a small province at random moments, and what must be found of them.

A scenario's `steps` are done in order. `after: [a, b]` waits between a and b seconds, drawn by the seed; the
other keys of a step are what happens then, by the method of Player of that name. The engine is the real one,
in fake time over a FakeWorld.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import yaml

from gbdt_console.core.diagnosis.verdict_table import TABLE, Confidence, Diagnosis, Verdict, VerdictRow
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.signalling import Signalling, SipWire
from gbdt_console.core.monitoring.traps import TrapCode
from gbdt_console.core.sites import Intervals, Network
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.fake_world import Congestion, PingLimit
from tests.support.engine.networks import Equipped, network
from tests.support.places import ROOT

Step = Mapping[str, Any]

_HOSTS = {"router": 1, "codec": 10, "ups": 20}


@dataclass(frozen=True)
class Scenario:
    """One file. `before` is done before the engine looks for the first time; `never` are verdicts that no
    site may be given."""

    name: str
    network: Network
    steps: Sequence[Step]
    never: frozenset[Verdict]
    before: Step = field(default_factory=dict)

    @property
    def rows(self) -> set[str]:
        """The rows of the tables that it is about."""
        return {step[key]["row"] for step in self.steps for key in ("expect", "returns") if key in step}


def load(path: Path) -> Scenario:
    data = yaml.safe_load(path.read_text())
    count = data.get("sites", 1)
    nodes = {int(number): node for number, node in data.get("upstream_of", {}).items()}
    equipped = Equipped(
        has_codec=data.get("has_codec", True),
        is_codec_read=data.get("is_codec_read", True),
        has_ups=data.get("has_ups", True),
        signalling=Signalling(SipWire.UDP) if data.get("is_codec_asked") else None,
        router_options=data.get("router_options", {}),
        upstream_of=nodes or dict.fromkeys(range(1, count + 1), "node"),
    )
    intervals = Intervals(device_idle_s=data.get("device_s", 5.0))
    made = network(count, anchors=data.get("anchors", 2), intervals=intervals, equipped=equipped)
    never = frozenset(Verdict(verdict) for verdict in data.get("never", ()))
    return Scenario(path.stem, made, data["steps"], never, data.get("before", {}))


FOLDER = ROOT / "tests" / "unit" / "engine" / "diagnosis" / "scenarios"
SCENARIOS = {path.stem: load(path) for path in sorted(FOLDER.glob("*.yaml"))}
"""Every scenario file by its name."""


@dataclass(frozen=True)
class Said:
    at_s: float
    site: int
    finding: Diagnosis


class Wrong(AssertionError):
    """The scenario was found to be something else."""


def play(scenario: Scenario, seed: int, table: Sequence[VerdictRow] = TABLE) -> None:
    """Raises Wrong where a finding differs from what the file expects."""

    async def run(bench: Bench) -> None:
        await Player(bench, scenario, seed, table).play()

    run_engine(scenario.network, run)


WORDS = [Words(language) for language in LANGUAGES]


def _see_words(finding: Diagnosis) -> None:
    """Whoever reads the verdict can read why, in both languages."""
    for words in WORDS:
        for code in (f"verdict.{finding.verdict}", f"confidence.{finding.confidence}"):
            if not words.has(code):
                raise Wrong(f"{code} has no words")
        for line in finding.evidence:
            if not words.has(f"evidence.{line.code}"):
                raise Wrong(f"evidence.{line.code} has no words")
            words(f"evidence.{line.code}", **dict(line.params))


class Player:
    def __init__(self, bench: Bench, scenario: Scenario, seed: int, table: Sequence[VerdictRow]) -> None:
        self._bench = bench
        self._scenario = scenario
        self._random = Random(f"{scenario.name} {seed}")
        self._seed = seed
        self._said: list[Said] = []
        self._ended: dict[int, Diagnosis] = {}
        self._diagnostics = bench.engine._monitor.alarms.diagnoser
        self._diagnostics.table = tuple(table)
        self._listen()

    async def play(self) -> None:
        bench = self._bench
        bench.world.random = self._random
        for site in self._scenario.network.sites:
            bench.world.values[f"10.0.{site.number}.20"] = {"ups.source": "normal"}
            for device in site.devices:
                bench.world.born_s[device.address] = -self._random.uniform(3_600, 90 * 86_400)
        await self._do(self._scenario.before)
        await bench.until(self._is_all_known)
        if self._said and not self._scenario.before:
            raise Wrong(f"something is said of a province where all is well: {self._story(None)}")
        for step in self._scenario.steps:
            await self._do(step)
        for said in self._said:
            _see_words(said.finding)

    async def _do(self, step: Step) -> None:
        for name, value in step.items():
            if name == "after":
                await asyncio.sleep(self._random.uniform(*value))
            elif isinstance(value, Mapping):
                await getattr(self, name)(**value)
            else:
                await getattr(self, name)(*value)

    def _is_all_known(self) -> bool:
        latest = self._bench.latest
        return all(
            view.state is not PointState.UNKNOWN
            and all(d.readings or d.driver == "ping" or d.fault is not None for d in view.devices)
            and all(d.ping is not PointState.UNKNOWN for d in view.devices)
            for view in latest.sites
        )

    def _listen(self) -> None:
        """Hear what is found beside whoever listens already."""
        on_finding, on_return = self._diagnostics.on_finding, self._diagnostics.on_return

        def found(index: int, finding: Diagnosis) -> None:
            self._said.append(Said(self._bench.clock.monotonic(), index + 1, finding))
            on_finding(index, finding)

        def ended(index: int, outage: Diagnosis, decided: Diagnosis) -> None:
            self._ended[index + 1] = decided
            _see_words(decided)
            on_return(index, outage, decided)

        self._diagnostics.on_finding, self._diagnostics.on_return = found, ended

    # What may happen.

    async def cut(self, *sites: int, spread_s: float = 0.0) -> None:
        for site in sites:
            self._bench.world.cut(site)

    async def cut_one_by_one(self, sites: list[int], within_s: float) -> None:
        for site in sites:
            self._bench.world.cut(site)
            await asyncio.sleep(self._random.uniform(0.0, within_s / max(1, len(sites) - 1)))

    async def restore(self, *sites: int) -> None:
        for site in sites:
            self._bench.world.restore(site)

    async def silence(self, *devices: str) -> None:
        self._bench.world.silent |= self._addresses(devices)

    async def answer(self, *devices: str) -> None:
        world = self._bench.world
        for quiet in (world.silent, world.no_ping, world.no_snmp, world.no_calls):
            quiet -= self._addresses(devices)
        for address in self._addresses(devices):
            world.loss.pop(address, None)
            world.limits.pop(address, None)
            world.rtt_of.pop(address, None)

    async def no_ping(self, *devices: str) -> None:
        self._bench.world.no_ping |= self._addresses(devices)

    async def no_snmp(self, *devices: str) -> None:
        self._bench.world.no_snmp |= self._addresses(devices)

    async def no_calls(self, *devices: str) -> None:
        self._bench.world.no_calls |= self._addresses(devices)

    async def lose(self, share: float, of: list[str]) -> None:
        self._bench.world.loss.update(dict.fromkeys(self._addresses(of), share))

    async def lose_together(self, share: float, of: list[str]) -> None:
        self._bench.world.congested.append(Congestion(self._addresses(of), share))

    async def delay(self, seconds: float, of: list[str]) -> None:
        self._bench.world.rtt_of.update(dict.fromkeys(self._addresses(of), seconds))

    async def limit_pings(self, per_s: float, of: list[str]) -> None:
        for address in self._addresses(of):
            self._bench.world.limits[address] = PingLimit(per_s)

    async def restart(self, *devices: str) -> None:
        for address in self._addresses(devices):
            self._bench.world.born_s[address] = self._bench.clock.monotonic()

    async def lived(self, seconds: float, of: list[str]) -> None:
        for address in self._addresses(of):
            self._bench.world.born_s[address] = self._bench.clock.monotonic() - seconds

    async def says(self, device: str, metric: str, value: str) -> None:
        (address,) = self._addresses([device])
        self._bench.world.values.setdefault(address, {})[metric] = value

    async def trap(self, device: str, code: str) -> None:
        self._bench.traps.say(device, TrapCode(code))

    async def anchors(self, answer: bool) -> None:
        of = {anchor.address for anchor in self._scenario.network.centre.anchors}
        self._bench.world.silent = self._bench.world.silent - of if answer else self._bench.world.silent | of

    async def jump(self, seconds: float) -> None:
        """The loop stands still."""
        self._bench.clock.advance(seconds)

    # What must be found.

    async def expect(
        self,
        site: int,
        verdict: str,
        row: str,
        within: float,
        confidence: str = "high",
        evidence: Sequence[str] = (),
        holds: float = 0.0,
    ) -> None:
        """The finding becomes this and stays it for `holds` seconds."""
        wanted = (Verdict(verdict), Confidence(confidence), row)
        normal = (Verdict.NORMAL, Confidence.HIGH, "normal")

        def is_found() -> bool:
            finding = self._diagnostics.findings.get(site - 1)
            return wanted == (
                normal if finding is None else (finding.verdict, finding.confidence, finding.row)
            )

        await self._until(is_found, within, f"site {site} is {verdict} ({confidence}, {row})")
        if holds:
            await asyncio.sleep(holds)
            if not is_found():
                raise Wrong(f"site {site} is not {row} any more: {self._story(site)}")
        finding = self._diagnostics.findings.get(site - 1)
        self._see(finding, evidence)

    async def returns(
        self,
        site: int,
        verdict: str,
        row: str,
        within: float,
        confidence: str = "high",
        evidence: Sequence[str] = (),
    ) -> None:
        """The outage of the site that ended is judged so."""
        await self._until(lambda: site in self._ended, within, f"the return of site {site} is judged")
        decided = self._ended.pop(site)
        if (decided.verdict, decided.confidence, decided.row) != (verdict, confidence, row):
            raise Wrong(
                f"the return of site {site} is {decided.verdict}, {decided.confidence}, {decided.row}"
            )
        self._see(decided, evidence)

    async def no_return(self, site: int, within: float) -> None:
        """The end of the outage stays unjudged."""
        await asyncio.sleep(within)
        if site in self._ended:
            raise Wrong(f"the return of site {site} is judged {self._ended[site].verdict}")

    async def no_alarm(self, site: int) -> None:
        """Nobody is called for that site."""
        await asyncio.sleep(1.5)
        called = [alarm.key.type for alarm in self._bench.latest.alarms if alarm.site_id == f"s{site}"]
        if called:
            raise Wrong(f"site {site} rings: {called}")

    async def since(self, site: int, before: float) -> None:
        """The finding began at least so many seconds ago."""
        finding = self._diagnostics.findings[site - 1]
        if self._bench.clock.monotonic() - finding.since_s < before:
            raise Wrong(f"site {site} is only so since {finding.since_s}")

    async def _until(self, condition: Any, within_s: float, what: str) -> None:
        ends_s = self._bench.clock.monotonic() + within_s
        while not condition():
            self._see_nothing_wrong()
            if self._bench.clock.monotonic() >= ends_s:
                raise Wrong(f"never within {within_s} s (seed {self._seed}): {what}; {self._story(None)}")
            await asyncio.sleep(0.1)
        self._see_nothing_wrong()

    def _see_nothing_wrong(self) -> None:
        for said in self._said:
            if said.finding.verdict in self._scenario.never:
                raise Wrong(f"site {said.site} was called {said.finding.verdict}: {self._story(said.site)}")

    def _see(self, finding: Diagnosis | None, evidence: Sequence[str]) -> None:
        codes = {line.code for line in finding.evidence} if finding else set()
        missing = set(evidence) - codes
        if missing:
            raise Wrong(f"no evidence of {sorted(missing)} among {sorted(codes)} (seed {self._seed})")

    def _story(self, site: int | None) -> list[tuple[float, int, str]]:
        return [(round(s.at_s, 2), s.site, s.finding.row) for s in self._said if site in (None, s.site)]

    def _addresses(self, devices: Sequence[str]) -> set[str]:
        """'3.codec' is the codec of site 3."""
        found = set()
        for device in devices:
            number, _, kind = device.partition(".")
            found.add(f"10.0.{number}.{_HOSTS[kind]}")
        return found
