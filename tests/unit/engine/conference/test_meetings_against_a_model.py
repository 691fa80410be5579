"""Random registrations, starts, ends, drops and switches of several meetings, compared with a model.

The engine runs in fake time over three MCUs, a console's feed on it: what the model does not expect at an MCU
is an act of one meeting in another.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import cast

import hypothesis.strategies as st
from hypothesis import given, settings

from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import BlockMicrophone
from gbdt_console.core.meetings.commands import RegisterMeeting, StartRegistered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.port import ClientKind, ConsolePort
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.driver import ConferenceDevices
from gbdt_console.ui.feed import Feed
from tests.support.conference.engine_meetings import in_conferences, leg_of
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.meetings.shown import ZONE, local

PLACES = ("", "b", "c")
SITES = tuple(f"s{n}" for n in range(1, 7))
HELD = {"": ("s1", "s2"), "b": ("s3", "s4"), "c": ("s5", "s6")}
READY_S = 1_800.0
STEPS = 12


@dataclass(frozen=True)
class Span:
    place: str
    sites: tuple[str, ...]
    from_utc: float
    until_utc: float

    def is_near(self, other: "Span", ready_s: float) -> bool:
        return (
            self.from_utc - ready_s < other.until_utc and other.from_utc - ready_s < self.until_utc
        )  # fmt: skip


@dataclass
class Model:
    """What must be so.

    coming: the registered meetings that nobody started, by number
    running: the running meetings by conference
    rooms: the sites in each MCU
    blocked: the sites that are blocked there
    shown: the conference that the console shows
    """

    coming: dict[int, Span] = field(default_factory=dict)
    running: dict[str, Span] = field(default_factory=dict)
    rooms: dict[str, set[str]] = field(default_factory=lambda: {place: set() for place in PLACES})
    blocked: set[str] = field(default_factory=set)
    shown: str = ""
    numbers: int = 0

    def refusal_of(self, new: Span, *, is_sure: bool) -> str:
        """Why a meeting is not registered."""
        near = [one for one in (*self.coming.values(), *self.running.values()) if new.is_near(one, READY_S)]
        shared = [one for one in near if {*one.sites} & {*new.sites}]
        now = [one for one in near if new.is_near(one, 0.0)]
        if any(one in now and one.place != new.place for one in shared):
            return "meetings.site-twice"
        collides = bool(shared) or any(one.place == new.place for one in now)
        return "guard.meeting-clash" if collides and not is_sure else ""

    def start_refusal(self, new: Span) -> str:
        if new.place in self.running:
            return "meeting.already-running"
        taken = {site for one in self.running.values() for site in one.sites}
        return "meeting.site-in-another" if taken & {*new.sites} else ""

    def start(self, new: Span) -> None:
        if not self.running:
            self.shown = new.place
        self.running[new.place] = new

    def end(self, place: str) -> None:
        del self.running[place]
        if not self.running:
            self.shown = ""

    def meant(self, place: str | None) -> str:
        """The conference that a command means, or the code of its refusal behind a '!'."""
        if place is not None:
            return place
        return "!meeting.which" if len(self.running) > 1 else next(iter(self.running), "")

    def is_uninvited(self, site: str, place: str) -> bool:
        """Whether it would be isolated there as a stranger, and not blocked as a site of the meeting."""
        return place in self.running and site not in self.running[place].sites

    def switch(self) -> bool:
        others = [one for one in PLACES if one != self.shown and (not one or one in self.running)]
        self.shown = next((one for one in others if one > self.shown), others[0]) if others else self.shown
        return bool(others)


class Port:
    """The engine in the test's own loop, as a console sees it."""

    client_id = ""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._session = bench.engine.join(ClientKind.VERB, "tty")

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        came: asyncio.Queue[Snapshot] = asyncio.Queue()
        self._bench.engine.publisher.on_snapshot(came.put_nowait)
        while True:
            yield await came.get()

    def submit(self, command: Command) -> AsyncIterator[Progress]:
        return self._session.submit(new_request_id(), command)


class Trial:
    """One run: each step acts and returns what the model expects of it."""

    def __init__(self, bench: Bench, mcus: dict[str, FakeMcu]) -> None:
        self.bench = bench
        self.mcus = mcus
        self.model = Model()
        self.seen: list[Snapshot] = []
        self.feed = Feed(cast(ConsolePort, Port(bench)), self.seen.append, lambda: None)
        self._now = 60.0 * (bench.clock.utc() // 60.0)

    async def take(self, step: "Step") -> None:
        before = {place: len(mcu.asked) for place, mcu in self.mcus.items()}
        acted = await getattr(self, step.act)(step)
        for place, mcu in self.mcus.items():
            new = mcu.asked[before[place] :]
            assert new == [one for at, one in acted or () if at == place], (step, place)
        await asyncio.sleep(2.0)
        self.compare()

    async def register(self, step: "Step") -> None:
        span = self._span(step)
        plan = MeetingPlan(
            "Họp", "Sở Y tế", MeetingKind.PROVINCIAL, span.sites, span.sites[0], local(span.from_utc), ZONE,
            length_min=int(span.until_utc - span.from_utc) // 60, conference=span.place,
        )  # fmt: skip
        code = self.model.refusal_of(span, is_sure=step.is_sure)
        assert await self.bench.ask(RegisterMeeting(plan, is_sure=step.is_sure)) == code
        if not code:
            self.model.numbers += 1
            self.model.coming[self.model.numbers] = span

    async def start_registered(self, step: "Step") -> None:
        if not self.model.coming:
            return
        number = [*self.model.coming][step.pick % len(self.model.coming)]
        span = self.model.coming[number]
        code = self.model.start_refusal(span)
        assert await self.bench.ask(StartRegistered(number, is_sure=True)) == code
        if not code:
            self.model.start(self.model.coming.pop(number))

    async def start(self, step: "Step") -> None:
        span = self._span(step)
        code = self.model.start_refusal(span)
        chair = span.sites[0]
        begun = StartMeeting(
            "Họp", chair, span.from_utc, span.until_utc, sites=span.sites, conference=span.place
        )
        assert await self.bench.ask(begun) == code
        if not code:
            self.model.start(span)

    async def end(self, step: "Step") -> None:
        place = self.model.meant(step.named)
        is_running = place in self.model.running
        code = place[1:] if place.startswith("!") else "" if is_running else "meeting.none"
        assert await self.bench.ask(EndMeeting(conference=step.named)) == code
        if is_running:
            self.model.end(place)

    async def join(self, step: "Step") -> None:
        if not any(step.site in room for room in self.model.rooms.values()):
            self.mcus[step.place].join(f"200{step.site[1:]}")
            self.model.rooms[step.place].add(step.site)

    async def drop(self, step: "Step") -> None:
        for place, room in self.model.rooms.items():
            if step.site in room:
                mcu = self.mcus[place]
                mcu.leave(leg_of(mcu, f"200{step.site[1:]}"))
                room.discard(step.site)
                self.model.blocked.discard(step.site)

    async def switch(self, step: "Step") -> None:
        assert self.feed.show_next_meeting() == self.model.switch()

    async def block(self, step: "Step") -> list[tuple[str, tuple[str, str]]]:
        """A verb blocks a site, saying in which meeting or not."""
        last = await self.bench.end(BlockMicrophone(step.site, is_sure=True, conference=step.named))
        return self._blocked(step.site, self.model.meant(step.named), last)

    async def block_shown(self, step: "Step") -> list[tuple[str, tuple[str, str]]]:
        """A key of the console blocks a site in the meeting that it shows."""
        steps = [one async for one in self.feed.submit(BlockMicrophone(step.site, is_sure=True))]
        return self._blocked(step.site, self.model.shown, steps[-1])

    def _blocked(self, site: str, place: str, last: Progress) -> list[tuple[str, tuple[str, str]]]:
        """What the MCU of that conference alone was asked for."""
        if site not in self.model.rooms.get(place, ()):
            assert last.stage is Stage.FAILED, last
            return []
        if self.model.is_uninvited(site, place):
            assert last.code == "call.uninvited", last
            return []
        assert last.stage is Stage.VERIFIED, last
        self.model.blocked.add(site)
        return [(place, ("block", leg_of(self.mcus[place], f"200{site[1:]}")))]

    def compare(self) -> None:
        latest, model = self.bench.latest, self.model
        assert {place: {*one.sites} for place, one in latest.running.items()} == {
            place: {*one.sites} for place, one in model.running.items()
        }
        for place, meeting in model.running.items():
            view = latest.seen_at(place).conference
            assert view is not None
            there = {row.site_id: row.participant for row in view.roster if row.site_id in meeting.sites}
            assert {site for site, one in there.items() if one} == model.rooms[place] & {*meeting.sites}
            assert {site for site, one in there.items() if one and one.is_blocked} == {
                site for site in model.blocked if site in there and site in model.rooms[place]
            }
        assert self.seen[-1].conference_id == model.shown
        assert (self.seen[-1].meeting is not None) == (model.shown in model.running)

    def _span(self, step: "Step") -> Span:
        from_utc = self._now + 3_600.0 + step.half_hours * 1_800.0
        return Span(step.place, step.sites, from_utc, from_utc + step.lasts_min * 60.0)


@dataclass(frozen=True)
class Step:
    act: str
    place: str
    named: str | None
    site: str
    sites: tuple[str, ...]
    half_hours: int
    lasts_min: int
    pick: int
    is_sure: bool


_OFTEN = ("start", "join", "block", "block_shown", "switch")
STEP = st.builds(
    Step,
    st.sampled_from((*_OFTEN, *_OFTEN, "register", "register", "start_registered", "end", "drop")),
    st.sampled_from(PLACES),
    st.sampled_from((*PLACES, None)),
    st.sampled_from(SITES),
    st.lists(st.sampled_from(SITES), min_size=1, max_size=3, unique=True).map(tuple),
    st.integers(0, 5),
    st.sampled_from((30, 60, 90)),
    st.integers(0, 5),
    st.booleans(),
)


BUSY = [
    *(Step("start", place, None, "", sites, 0, 60, 0, False) for place, sites in HELD.items()),
    *(Step("join", place, None, site, (), 0, 0, 0, False) for place, sites in HELD.items() for site in sites),
]
"""All conferences have a meeting, and all its sites are in."""


@settings(max_examples=10)
@given(st.lists(STEP, min_size=STEPS, max_size=STEPS), st.sampled_from((BUSY, BUSY, [])))
def test_no_meeting_acts_in_another(steps: list[Step], before: list[Step]) -> None:
    mcus = {place: FakeMcu() for place in PLACES}

    async def playing(bench: Bench) -> None:
        trial = Trial(bench, mcus)
        following = asyncio.ensure_future(trial.feed.follow())
        await bench.until(lambda: bool(trial.seen) and trial.seen[-1].conference is not None)
        for step in (*before, *steps):
            await trial.take(step)
        following.cancel()

    beside = {place: ConferenceDevices(mcus[place], None) for place in PLACES[1:]}
    run_engine(in_conferences(len(SITES), *PLACES[1:]), playing, mcu=mcus[""], conferences=beside)
