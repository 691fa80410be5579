"""A site that never answered is no lost site, and one that answered once is, also after a restart."""

import asyncio
from math import inf

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.events import Entry
from gbdt_console.core.journal_events import JournalReplaced
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.requests import Stage
from gbdt_console.journal.codec import event_data
from tests.support.alarms.engine_alarms import (
    NODE,
    active,
    meeting,
    order,
    restarted,
    until_alarm,
    until_up,
    written_by,
)
from tests.support.engine.engine_in_time import Bench
from tests.support.engine.networks import network
from tests.support.journal.kept import kept_ledger

NET = network(5, equipped=NODE)


def awaited(bench: Bench) -> list[str]:
    return [view.id for view in bench.latest.sites if bench.latest.is_awaited(view)]


async def silent(bench: Bench, *numbers: int) -> None:
    """Cut sites that so never answer this engine, until their lines are down."""
    for number in numbers:
        bench.world.cut(number)
    await bench.until(lambda: all(bench.latest.sites[n - 1].state is PointState.DOWN for n in numbers))
    await asyncio.sleep(60)


def test_sites_that_never_answered_raise_no_alarm_and_open_no_record() -> None:
    async def scenario(bench: Bench) -> None:
        await silent(bench, 1, 2, 3)
        assert awaited(bench) == ["s1", "s2", "s3"]
        assert (bench.latest.alarms, bench.latest.outages) == ((), ())

    written_by(NET, scenario)


def test_a_site_that_answered_once_is_lost_the_next_time_also_after_a_restart() -> None:
    async def before(bench: Bench) -> None:
        await silent(bench, 5)
        bench.world.restore(5)
        await until_up(bench)
        assert awaited(bench) == []

    async def after(bench: Bench) -> None:
        bench.world.cut(5)
        await until_alarm(bench, AlarmType.SITE_LOST, "s5")
        assert awaited(bench) == []

    entries = written_by(NET, before)
    assert sum(entry.kind == "contract.answered" for entry in entries) == len(NET.sites)
    entries = restarted(NET, after, entries)
    assert sum(entry.kind == "contract.answered" for entry in entries) == len(NET.sites)


def test_a_site_that_never_answered_stays_so_after_a_restart() -> None:
    async def scenario(bench: Bench) -> None:
        await silent(bench, 5)
        assert (awaited(bench), active(bench, AlarmType.SITE_LOST)) == (["s5"], [])

    restarted(NET, scenario, written_by(NET, scenario))


def test_behind_a_damaged_journal_a_silent_site_counts_as_lost() -> None:
    async def scenario(bench: Bench) -> None:
        bench.world.cut(5)
        await until_alarm(bench, AlarmType.SITE_LOST, "s5")
        assert awaited(bench) == []

    ledger = Ledger()
    assert ledger[ContractBook].counted_from_s("s5") == inf
    ledger.apply(JournalReplaced("journal.sqlite.damaged-1", 40, "ab" * 32, "unreadable", 55, 12))
    assert ledger[ContractBook].counted_from_s("s5") == 0, "its contract counts the silence too"
    kept = Checkpoint(kept_ledger(ledger))
    restarted(NET, scenario, [Entry(1, 1.0, kept.KIND, kept.VERSION, "", event_data(kept), kept)])


def test_a_meeting_counts_a_site_that_never_answered_as_lost() -> None:
    async def scenario(bench: Bench) -> None:
        await silent(bench, 5)
        assert (await order(bench, meeting(bench)))[0] is Stage.RECORDED
        await until_alarm(bench, AlarmType.SITE_LOST, "s5")
        assert awaited(bench) == []

    written_by(NET, scenario)
