"""The engine reads sites.yaml again while it watches and a meeting runs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from gbdt_console.core.configuration.commands import ReloadSites
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.people import Contact
from gbdt_console.core.requests import Stage
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.settings.problems import Problem
from tests.support.conference.engine_meetings import meeting_of, numbered, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.rewritten_sites import RewrittenSites

DUTY = Contact("trực kỹ thuật", "0000 111")
Scenario = Callable[[Bench, RewrittenSites], Awaitable[None]]


def without(network: Network, *sites: str) -> Network:
    return replace(
        network,
        sites=tuple(site for site in network.sites if site.id not in sites),
        fingerprint=f"without {sites}",
    )


def with_contact(network: Network, site_id: str) -> Network:
    sites = tuple(
        replace(site, contacts=(*site.contacts, DUTY)) if site.id == site_id else site
        for site in network.sites
    )
    return replace(network, sites=sites, fingerprint=f"{network.fingerprint} and a contact")


def play(begun: Network, scenario: Scenario, mcu: FakeMcu | None = None) -> None:
    sites = RewrittenSites(begun)
    run_engine(begun, lambda bench: scenario(bench, sites), mcu=mcu, sites=sites)


async def all_up(bench: Bench) -> None:
    await bench.until(
        lambda: all(v.state is PointState.UP and v.devices[0].readings for v in bench.latest.sites)
    )


def test_what_stays_keeps_its_state_and_only_what_is_new_begins() -> None:
    """s2 is put between s1 and s3 while s3 is lost: s1 stays up in every Snapshot, s3's alarm the same."""

    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        bench.world.cut(3)
        await bench.until(lambda: bool(bench.latest.alarms))
        lost, readings = bench.site(3), bench.site(1).devices[0].readings
        (alarm,), since_utc = bench.latest.alarms, lost.since_utc
        seen: list[Snapshot] = []
        bench.engine.publisher.on_snapshot(seen.append)
        sites.network = with_contact(numbered(), "s1")
        assert (await bench.end(ReloadSites())).code == "reload.done"
        assert [view.number for view in bench.latest.sites] == [1, 2, 3, 4]
        assert bench.site(1).devices[0].readings == readings
        assert bench.site(1).contacts[-1] == DUTY
        await bench.until(lambda: bench.site(2).state is PointState.UP)
        await asyncio.sleep(20)
        assert {shown.sites[0].state for shown in seen} == {PointState.UP}
        assert {shown.sites[-1].state for shown in seen} == {PointState.UP}
        assert bench.site(3).state is PointState.DOWN
        assert bench.site(3).since_utc == since_utc
        assert [(one.number, one.key, one.cause) for one in bench.latest.alarms] == [
            (alarm.number, alarm.key, alarm.cause)
        ]
        (told,) = bench.events("config.reloaded")
        assert told.data["added"] == ["s2"]
        assert told.data["changed"] == ["s1.contacts"]
        assert told.data["fingerprint"] == sites.network.fingerprint
        bench.world.restore(3)
        await bench.until(lambda: bench.site(3).state is PointState.UP)
        await bench.until(lambda: not bench.latest.alarms[0].is_active)

    play(without(numbered(), "s2"), scenario)


def test_a_site_that_is_taken_out_leaves_no_alarm_behind() -> None:
    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        bench.world.cut(2)
        await bench.until(lambda: bool(bench.latest.alarms))
        sites.network = without(numbered(), "s2")
        assert (await bench.end(ReloadSites())).code == "reload.done"
        await bench.until(lambda: not any(alarm.is_active for alarm in bench.latest.alarms))
        assert bench.events("config.reloaded")[0].data["removed"] == ["s2"]
        await asyncio.sleep(10)
        assert {view.state for view in bench.latest.sites} == {PointState.UP}

    play(numbered(), scenario)


def test_a_device_at_another_address_begins_anew_and_its_site_does_not() -> None:
    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        one, *others = numbered().sites
        codec = replace(one.devices[1], address="10.0.2.10")
        moved = replace(one, devices=(one.devices[0], codec))
        sites.network = replace(numbered(), sites=(moved, *others), fingerprint="moved")
        assert (await bench.end(ReloadSites())).code == "reload.done"
        assert bench.site(1).state is PointState.UP
        assert bench.site(1).devices[1].ping is PointState.UNKNOWN
        assert bench.site(2).devices[1].ping is PointState.UP
        await bench.until(lambda: bench.site(1).devices[1].ping is PointState.UP)
        assert bench.events("config.reloaded")[0].data["changed"] == ["s1.codec.address"]
        assert not bench.latest.alarms

    play(numbered(), scenario)


def test_a_meeting_keeps_its_connection_its_roster_and_its_people() -> None:
    """The MCU is not connected to anew, and nobody leaves or joins on paper."""
    mcu = FakeMcu()

    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        opened: list[str] = []
        opens = mcu.open

        async def noted() -> None:
            opened.append("open")
            await opens()

        mcu.open = noted  # type: ignore[method-assign]
        await all_up(bench)
        await meeting_of(bench, mcu, 1, 2, 3)
        await asyncio.sleep(5)
        opened.clear()
        known, roster = len(bench.entries), view(bench).roster
        seen: list[Snapshot] = []
        bench.engine.publisher.on_snapshot(seen.append)
        sites.network = with_contact(numbered(), "s1")
        assert (await bench.end(ReloadSites())).code == "reload.done"
        await asyncio.sleep(10)
        assert not opened
        assert all(one.conference and one.conference.is_known(one.at_s) for one in seen)
        rosters = [one.conference.roster for one in seen if one.conference]
        assert {len([row for row in rows if row.participant]) for rows in rosters} == {3}
        assert [row.site_id for row in view(bench).roster] == [row.site_id for row in roster]
        told = {entry.kind for entry in bench.entries[known:]}
        assert told <= {"config.reloaded", "control.taken", "control.released"}, told
        assert not bench.latest.alarms

    play(numbered(), scenario, mcu)


def test_a_wrong_file_changes_nothing_and_says_where_it_is_wrong() -> None:
    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        sites.problems = (Problem("sites.yaml", 12, 5, "settings.empty-file", {}),)
        ended = await bench.end(ReloadSites())
        assert (ended.stage, ended.code) == (Stage.FAILED, "reload.wrong-file")
        assert "sites.yaml:12:5" in ended.detail
        assert bench.events("config.refused")[0].data["code"] == "reload.wrong-file"
        assert not bench.events("config.reloaded")
        await asyncio.sleep(5)
        assert {view.state for view in bench.latest.sites} == {PointState.UP}

    play(numbered(), scenario)


def test_what_only_a_start_opens_is_named_and_refuses_the_whole_file() -> None:
    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        plain = with_contact(numbered(), "s1")
        sites.network = replace(plain, trap_port=10_162, timezone="Asia/Bangkok")
        ended = await bench.end(ReloadSites())
        assert (ended.code, ended.detail) == ("reload.needs-restart", "trap_port, timezone")
        assert DUTY not in bench.site(1).contacts

    play(numbered(), scenario)


def test_the_same_file_again_is_no_event() -> None:
    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        assert (await bench.end(ReloadSites())).code == "reload.nothing"
        assert not bench.events("config.reloaded")

    play(numbered(), scenario)


def test_a_signal_reloads_as_the_engine_itself() -> None:
    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        sites.network = with_contact(numbered(), "s1")
        bench.engine.reload_soon()
        await bench.until(lambda: DUTY in bench.site(1).contacts)
        (told,) = bench.events("config.reloaded")
        assert (told.actor, told.data["operator"]) == ("", "")

    play(numbered(), scenario)


def test_what_fails_unforeseen_at_a_signal_is_logged_at_once(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        sites.read = None  # type: ignore[method-assign, assignment]
        bench.engine.reload_soon()
        await bench.until(lambda: "SIGHUP: sites.yaml is not taken over" in caplog.text)

    play(numbered(), scenario)


def test_a_feature_that_cannot_begin_again_ends_the_engine() -> None:
    """Half of the features would go on without it, and nobody would know."""

    class BeginsOnce(Feature):
        def __init__(self, context: EngineContext) -> None:
            self._context = context

        def begin(self) -> None:
            if self._context.is_reload:
                raise RuntimeError("this one")

    async def scenario(bench: Bench) -> None:
        await all_up(bench)
        sites.network = with_contact(numbered(), "s1")
        bench.engine.reload_soon()
        await asyncio.sleep(60)

    sites = RewrittenSites(numbered())
    with pytest.raises(RuntimeError, match="this one"):
        run_engine(numbered(), scenario, more_features=(BeginsOnce,), sites=sites)


def test_two_reloads_at_once_do_not_wait_for_each_other() -> None:
    async def scenario(bench: Bench, sites: RewrittenSites) -> None:
        await all_up(bench)
        sites.network = with_contact(numbered(), "s1")
        began_s = bench.clock.monotonic()
        ends = await asyncio.gather(*(bench.end(ReloadSites()) for _ in range(2)))
        assert [end.code for end in ends] == ["reload.done", "reload.nothing"]
        assert bench.clock.monotonic() - began_s < 5.0

    play(numbered(), scenario)
