"""A profile applied to the running meeting: every answer, nobody called twice, what failed alone again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.commands import ExcuseSite
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.port import ClientKind
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.profiles.profile import Profile, ProfileSite
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.devices.control import DialsAtBandwidth
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, view
from tests.support.conference.profiles import PROFILE, UnevenMcu, dialled, ends, network_with, shown
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

APPLY = ApplyProfile(PROFILE.id)
OTHER = replace(PROFILE, id="khac", name="Khác", participants=PROFILE.participants[:2])


def play(
    scenario: Callable[[Bench, UnevenMcu], Awaitable[None]],
    mcu: UnevenMcu | None = None,
    *profiles: Profile,
) -> None:
    used = mcu or UnevenMcu()
    run_engine(network_with(*(profiles or (PROFILE, OTHER))), lambda bench: scenario(bench, used), mcu=used)


def test_one_command_blocks_on_entry_and_calls_the_absent_sites() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        assert dialled(mcu) == ["2003", "2004"]
        await bench.until(lambda: all(mcu.is_blocked(number) for number in ("2002", "2003", "2004")))
        assert not mcu.is_blocked("2001")
        assert ends(bench) == {
            "block:": ("verified", ""),
            "dial:s1": ("verified", "call.already-there"),
            "dial:s2": ("verified", "call.already-there"),
            "dial:s3": ("verified", ""),
            "dial:s4": ("verified", ""),
        }
        assert shown(bench).profile_id == PROFILE.id
        assert bench.latest.meeting is not None
        assert bench.latest.meeting.profile_id == PROFILE.id

    play(scenario)


def test_each_failure_is_told_in_the_words_of_the_mcu_and_repeated_alone() -> None:
    mcu = UnevenMcu(busy_numbers={"2002"}, silent={"2003"}, denied={"2004"})

    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1)
        last = await ask(bench, APPLY)
        assert (last.stage, last.code, last.detail) == (Stage.FAILED, "order.some-failed", "3/5")
        assert last.targets == ("s2", "s3", "s4")
        words = {step.target: step.words for step in shown(bench).bad}
        assert (words["s2"], words["s4"]) == ("User busy", "no such endpoint")
        assert ends(bench)["dial:s3"] == ("unknown", "call.rings")
        mcu.asked.clear()
        mcu.busy_numbers.clear()
        mcu.denied.clear()
        again = ApplyProfile(PROFILE.id, ("s2", "s4"))
        assert (await ask(bench, again)).stage is Stage.VERIFIED
        assert dialled(mcu) == ["2002", "2004"]
        assert [step.target for step in shown(bench).bad] == ["s3"]

    play(scenario, mcu)


def test_no_more_than_four_calls_ring_at_once() -> None:
    sites = tuple(ProfileSite(f"s{n}", f"200{n}") for n in range(1, 11))
    big = Profile("lon", "Lớn", sites)
    mcu = UnevenMcu(rings_s=2.0)

    async def scenario(bench: Bench) -> None:
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200))
        await bench.until(lambda: view(bench).is_known(bench.latest.at_s))
        assert (await ask(bench, ApplyProfile("lon"))).stage is Stage.VERIFIED
        assert len(dialled(mcu)) == 10
        assert mcu.most_ringing == 4

    plain = network(10)
    numbered = tuple(replace(s, conference_number=f"200{s.number}") for s in plain.sites)
    run_engine(replace(plain, sites=numbered, profiles=(big,)), scenario, mcu=mcu)


def test_an_excused_site_is_not_called() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, ExcuseSite("s4", "ốm"))
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        assert dialled(mcu) == []
        assert "dial:s4" not in ends(bench)

    play(scenario)


LOCKED = replace(PROFILE, is_locked=True)


def test_the_lock_comes_last_and_waits_for_missing_sites() -> None:
    mcu = UnevenMcu(busy_numbers={"2004"})

    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, APPLY)
        assert ends(bench)["lock:"] == ("failed", "profile.lock-waits")
        assert not mcu.is_locked
        mcu.busy_numbers.clear()
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        assert mcu.is_locked
        assert mcu.asked[-1][0] == "lock"

    play(scenario, mcu, LOCKED)


def test_into_a_locked_conference_nobody_is_called() -> None:
    mcu = UnevenMcu(is_locked=True)

    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, APPLY)
        assert ends(bench)["dial:s4"] == ("failed", "call.locked")
        assert dialled(mcu) == []

    play(scenario, mcu)


def test_another_profile_needs_a_yes_and_an_unknown_one_is_refused() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        assert (await ask(bench, APPLY)).code == "meeting.none"
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        assert (await ask(bench, ApplyProfile("khong-co"))).code == "profile.unknown"
        assert (await ask(bench, ApplyProfile(OTHER.id, ("s4",)))).code == "profile.not-participant"
        await ask(bench, APPLY)
        assert (await ask(bench, ApplyProfile(OTHER.id))).code == "guard.profile-other"
        assert shown(bench).profile_id == PROFILE.id
        assert (await ask(bench, ApplyProfile(OTHER.id, is_sure=True))).stage is Stage.VERIFIED
        assert shown(bench).profile_id == OTHER.id

    play(scenario)


def test_a_second_application_meanwhile_is_refused() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def apply() -> Progress:
            return [step async for step in session.submit(new_request_id(), APPLY)][-1]

        first = asyncio.create_task(apply())
        await bench.until(lambda: bench.latest.profile is not None and shown(bench).is_applying)
        assert (await apply()).code == "profile.is-applying"
        assert (await first).stage is Stage.VERIFIED
        await bench.until(lambda: not shown(bench).is_applying, 1)
        assert dialled(mcu) == ["2002", "2003", "2004"]

    play(scenario)


def test_an_application_goes_on_after_its_client_has_left() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        steps: list[Progress] = []

        async def follow() -> None:
            steps.extend([step async for step in session.submit(new_request_id(), APPLY)])

        following = asyncio.create_task(follow())
        await bench.until(lambda: bool(dialled(mcu)))
        session.leave()
        await following
        assert steps[-1].stage is Stage.VERIFIED

    play(scenario)


def test_a_meeting_started_with_a_profile_has_it_before_it_is_applied() -> None:
    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        now = bench.clock.utc()
        started = StartMeeting("Giao ban", "s1", now, now + 7_200, profile_id="khong-co")
        assert (await ask(bench, started)).code == "profile.unknown"
        await ask(bench, replace(started, profile_id=PROFILE.id))
        assert shown(bench) == ProfileView(PROFILE.id)

    play(scenario)


@pytest.mark.parametrize(
    ("of_site", "of_profile", "is_called"),
    [
        (RedialOwner.SITE, RedialOwner.CONSOLE, True),
        (RedialOwner.CONSOLE, RedialOwner.MCU, False),
    ],
)
def test_the_profiles_redial_owner_counts_over_the_sites_own(
    of_site: RedialOwner, of_profile: RedialOwner, is_called: bool
) -> None:
    plain = network_with()
    sites = tuple(replace(site, redial=of_site) for site in plain.sites)
    profile = replace(
        PROFILE, participants=tuple(replace(p, redial=of_profile) for p in PROFILE.participants)
    )
    mcu = UnevenMcu()

    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        await ask(bench, APPLY)
        mcu.asked.clear()
        mcu.leave(leg_of(mcu, "2003"))
        await asyncio.sleep(10)
        assert dialled(mcu) == (["2003"] if is_called else [])

    run_engine(replace(plain, sites=sites, profiles=(profile,)), scenario, mcu=mcu)


def test_a_dial_string_of_the_profile_is_called_and_stays_the_sites() -> None:
    dial = "h323:10.1.3.10"
    other = replace(PROFILE, participants=(ProfileSite("s1", "2001"), ProfileSite("s3", dial)))
    mcu = UnevenMcu(caller_id="hoinghi")

    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1)
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        assert dialled(mcu) == [dial]
        row = view(bench).row("s3")
        assert row is not None
        assert row.participant is not None
        assert row.participant.dialled == dial

    play(scenario, mcu, other)


@dataclass
class NarrowMcu(UnevenMcu, DialsAtBandwidth):
    """An MCU that takes the bandwidth of a call; `at_kbps` are the calls with one."""

    at_kbps: list[tuple[str, int]] = field(default_factory=list)

    async def dial_at(self, number: str, bandwidth_kbps: int) -> None:
        self.at_kbps.append((number, bandwidth_kbps))
        await self.dial(number)


@pytest.mark.parametrize("mcu", [UnevenMcu(), NarrowMcu()], ids=["takes none", "takes one"])
def test_bandwidth_is_passed_on_only_where_the_mcu_takes_one(mcu: UnevenMcu) -> None:
    narrow = replace(PROFILE.participants[2], bandwidth_kbps=1024)

    async def scenario(bench: Bench, mcu: UnevenMcu) -> None:
        await meeting_of(bench, mcu, 1)
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        assert dialled(mcu) == ["2002", "2003"]
        assert not isinstance(mcu, NarrowMcu) or mcu.at_kbps == [("2003", 1024)]

    play(scenario, mcu, replace(PROFILE, participants=(*PROFILE.participants[:2], narrow)))
