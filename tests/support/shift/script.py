"""A technician's shift in rounds of five minutes: which fault comes when, and which keys are pressed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.lab.plan import LabSite
from tests.support.shift.faults import Fault, Faults
from tests.support.terminal.tmux_terminal import TmuxTerminal

ROUND_S = 300.0
BLIP_S = 3.4
"""Long enough for three probes, wherever it falls between them."""

USUAL_SIZE = (120, 40)
SIZES = ((100, 30), (200, 60), (132, 43))
_SEEN_WITHIN_S = 3.0
_BETWEEN_KEYS_S = 0.2


@dataclass(slots=True)
class Script:
    """What is done at which second of the shift, by two hands: one makes faults, one presses keys."""

    faults: list[Fault] = field(default_factory=list)
    fault_steps: list[tuple[float, Callable[[], object]]] = field(default_factory=list)
    key_steps: list[tuple[float, Callable[[], object]]] = field(default_factory=list)

    def fault(self, at_s: float, lasts_s: float, fault: Fault) -> None:
        self.faults.append(fault)
        self.fault_steps += [(at_s, fault.start), (at_s + lasts_s, fault.mend)]

    def keys(self, at_s: float, step: Callable[[], object]) -> None:
        self.key_steps.append((at_s, step))


def follow(steps: list[tuple[float, Callable[[], object]]], began_s: float) -> None:
    """Do each step in its time; one that takes long makes the next ones late, not fewer."""
    for at_s, step in sorted(steps, key=lambda pair: pair[0]):
        time.sleep(max(0.0, began_s + at_s - time.monotonic()))
        step()


@dataclass(slots=True)
class Technician:
    """Presses keys and looks whether the screen shows what they bring; `missed` is what it did not show.
    `acknowledged` are the sites whose alarm was taken on by number."""

    terminal: TmuxTerminal
    missed: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    answered_s: list[float] = field(default_factory=list)
    pressed: int = 0

    def press(self, *keys: str, brings: str | tuple[str, ...]) -> None:
        for key in keys:
            self.terminal.press(key)
            self.pressed += 1
            pressed_s = time.monotonic()
            time.sleep(_BETWEEN_KEYS_S if key != keys[-1] else 0)
        signs = (brings,) if isinstance(brings, str) else brings
        while not any(sign in self.terminal.text() for sign in signs):
            if time.monotonic() - pressed_s > _SEEN_WITHIN_S:
                self.missed.append(
                    f"{keys} at {time.strftime('%H:%M:%S')} brought no {signs}:\n{self.terminal.text()}"
                )
                return
            time.sleep(0.05)
        self.answered_s.append(time.monotonic() - pressed_s)

    def acknowledge(self, site: LabSite) -> None:
        self.press(*str(site.number), "c", brings="recorded")
        self.acknowledged.append(site.id)

    def look_at(self, site: LabSite) -> None:
        self.press(*str(site.number), "Enter", brings="Esc back")
        self.press("Escape", brings="0-9 number")

    def look_at_alarms(self) -> None:
        self.press("b", brings="go to the site")
        self.press("Down", "Up", "Escape", brings="0-9 number")

    def search(self, site: LabSite) -> None:
        self.press("/", brings="Type a site")
        self.press(*site.id[:5], brings=f"{site.number} Site {site.id}")
        self.press("Enter", brings=f" {site.number} Site {site.id}  ")

    def help(self) -> None:
        self.press("?", brings="KEYS")
        self.press("Escape", brings="0-9 number")

    def clear_alarms(self, most: int = 8) -> None:
        """Take on one alarm after the other until none waits."""
        for _ in range(most):
            if "unacknowledged" not in self.terminal.text():
                return
            self.press("c", brings=("recorded", "waits for nobody"))
            if "waits for nobody" in self.terminal.text():
                self.press("b", brings="go to the site")
                self.press("Down", "Escape", brings="0-9 number")
            time.sleep(1.3)

    def come_again(self, size: tuple[int, int]) -> None:
        """From another terminal, for a while."""
        self.terminal.detach()
        time.sleep(3)
        self.terminal.attach(size)
        self.press("Escape", brings="0-9 number")


def round_of(
    number: int, sites: tuple[LabSite, ...], faults: Faults, keys: Technician, script: Script
) -> None:
    """Add round `number` (from 0). Never so many sites of one router are gone at once that it is blamed, but
    when it is its turn, and nothing comes back so soon that it is chattering."""
    north, south = ([site for site in sites if site.region == region] for region in ("north", "south"))

    def at(second: float) -> float:
        return number * ROUND_S + second

    def northern(place: int) -> LabSite:
        return north[(number + place) % len(north)]

    def southern(place: int) -> LabSite:
        return south[(number + place) % len(south)]

    region = ("south", "north")[number % 2]
    script.fault(at(5), BLIP_S, faults.blip(northern(0).id))
    script.fault(at(16), 8, faults.cut(northern(1).id))
    script.keys(at(25.5), lambda: keys.acknowledge(northern(1)))
    script.fault(at(34), 60 + 15 * number, faults.cut(northern(2).id))
    script.fault(at(42), 40, faults.codec_off(southern(0).id))
    script.keys(at(44), lambda: keys.look_at(northern(2)))
    script.keys(at(50), keys.look_at_alarms)
    script.keys(at(54), lambda: keys.acknowledge(northern(2)))
    script.fault(at(58), 30, faults.wrong_password(northern(3).id))
    script.keys(at(64), lambda: keys.search(southern(1)))
    script.keys(at(70), keys.help)
    script.keys(at(76), lambda: keys.press("s", brings="recorded"))
    script.keys(at(80), lambda: keys.come_again(SIZES[number % len(SIZES)]))
    script.fault(at(92), 55, faults.agent_hung(southern(1).id))
    script.fault(at(97), BLIP_S, faults.blip(southern(2).id))
    script.fault(at(100), 45, faults.on_battery(northern(4).id))
    script.keys(at(104), keys.look_at_alarms)
    script.keys(at(110), keys.clear_alarms)
    script.fault(at(118), 26.9, faults.dark(northern(4).id))
    script.keys(at(128), lambda: keys.acknowledge(northern(4)))
    script.keys(at(146), lambda: keys.come_again(USUAL_SIZE))
    script.fault(at(150), 12, faults.router_restarted(southern(3).id))
    script.keys(at(166), keys.clear_alarms)
    script.fault(at(190), 20, faults.cable_out())
    script.keys(at(197), lambda: keys.look_at(southern(0)))
    members = [site.id for site in sites if site.region == region]
    script.fault(at(225), 22, faults.region(region, members))
    script.keys(at(236), keys.look_at_alarms)
    script.keys(at(241), keys.clear_alarms)
    script.fault(at(268), 20, faults.stopped())
    script.keys(at(291), keys.clear_alarms)
