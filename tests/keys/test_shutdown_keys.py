"""What an evening of 99 sites costs in keys: ten for all, two a site that gives trouble."""

from dataclasses import dataclass, field, replace
from itertools import count

from gbdt_console.core.commands import Command
from gbdt_console.core.shutdown.commands import CloseShutdown, OpenShutdown, SignStep, StepTogether
from gbdt_console.core.shutdown.owed import OwedShutdown
from gbdt_console.core.shutdown.record import StepEnd
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff, stragglers_first
from gbdt_console.core.snapshot import Snapshot
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE
from tests.support.screens.scripted_port import make_snapshot

SITES = 99
TROUBLED = ("site3", "site12", "site40", "site71", "site98")
FOR_ALL, A_SITE = 10, 2
VERSIONS = count(2)
STEPS = tuple(Step)


@dataclass
class Evening:
    """Rooms that obey: what time proves comes by itself; the UPS of some proves nothing."""

    over: dict[str, int] = field(default_factory=lambda: {f"site{n}": 0 for n in range(1, SITES + 1)})
    is_begun: bool = False
    closed: CloseShutdown | None = None
    taken: int = 0

    def take(self, command: Command) -> None:
        match command:
            case OpenShutdown():
                self.is_begun = True
            case StepTogether():
                step = STEPS.index(Step(command.step))
                sites = command.sites or [site for site, over in self.over.items() if over == step]
                assert command.is_sure is (command.step in (Step.LEFT, Step.POWER))
                for site in sites:
                    is_troubled = command.step == Step.POWER and site in TROUBLED
                    self.over[site] += 0 if is_troubled else 2 if command.step == Step.CODEC else 1
            case SignStep():
                assert command.note
                self.over[command.site_id] += 1
            case CloseShutdown():
                self.closed = command
            case _:
                raise AssertionError(command)

    def site(self, site_id: str, at_utc: float) -> SiteOff:
        over = self.over[site_id]
        ends = [StepEnd(StepState.PROVED, at_utc) if place < over else StepEnd() for place in range(5)]
        if over == 4 and site_id in TROUBLED and any(one == 5 for one in self.over.values()):
            ends[4] = StepEnd(StepState.UNPROVEN, at_utc, "load-unchanged")
        return SiteOff(site_id, tuple(ends), may_act=over in (2, 4))

    def shown(self, c: Console) -> Snapshot:
        plain = make_snapshot(SITES, at_s=c.clock.monotonic(), at_utc=c.clock.utc())
        owed = OwedShutdown("7", "", (), plain.at_utc - 900.0)
        plain = replace(plain, version=next(VERSIONS), control=MINE, owed_shutdowns=(owed,))
        sites = stragglers_first(self.site(site, plain.at_utc) for site in self.over)
        return replace(plain, shutdown=ShutdownView("7", plain.at_utc, sites)) if self.is_begun else plain

    async def press(self, c: Console, *keys: str) -> int:
        """Press keys, show what became of it, and return how many they were."""
        for key in keys:
            await c.press(key)
            await c.let_pass(0.5)
            while self.taken < len(c.port.submitted):
                self.taken += 1
                self.take(c.port.submitted[self.taken - 1])
                await c.publish(self.shown(c))
        return len(keys)


async def test_an_evening_of_99_sites_costs_ten_keys_and_two_a_site_that_gives_trouble() -> None:
    evening = Evening()
    async with console(make_snapshot(SITES), size=(80, 24)) as c:
        await c.publish(evening.shown(c))
        for_all = await evening.press(c, "f7", "enter", "1")
        assert set(evening.over.values()) == {2}, "each room is done, and was hung up"
        for_all += await evening.press(c, "enter", "1")
        for_all += await evening.press(c, "enter", "1", "home")
        assert sorted(site for site, over in evening.over.items() if over < 5) == sorted(TROUBLED)
        for left in range(len(TROUBLED), 0, -1):
            assert await evening.press(c, "enter", "1") <= A_SITE
            assert len([over for over in evening.over.values() if over < 5]) == left - 1
        for_all += await evening.press(c, "enter", "1")
        assert evening.closed == CloseShutdown()
        assert for_all <= FOR_ALL
