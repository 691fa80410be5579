"""A journal that replaced a damaged one, and lost samples, are alarms that wait for somebody."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from gbdt_console.core.alarms.alarm import AlarmState
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Entry, Event, MeetingStarted
from gbdt_console.core.journal_events import EntriesLost, JournalLosses, JournalReplaced
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.port import ClientKind
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.journal.codec import event_data
from tests.support.alarms.engine_alarms import restarted, until_alarm, until_up, written_by
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.support.journal.kept import kept_ledger

REPLACED = JournalReplaced("journal.sqlite.damaged-1", 40, "ab" * 32, "unreadable", 55, 12)


def chain_after_damage() -> list[Entry]:
    ledger = Ledger()
    ledger.apply(MeetingStarted("m1", "Giao ban", "s1", 1.0, 4e9, []))
    ledger.apply(REPLACED)
    events: tuple[Event, ...] = (REPLACED, Checkpoint(kept_ledger(ledger)))
    return [Entry(n, 1.0, e.KIND, e.VERSION, "", event_data(e), e) for n, e in enumerate(events, 1)]


async def see_alarm(bench: Bench) -> None:
    assert bench.latest.meeting is not None
    alarm = await until_alarm(bench, AlarmType.JOURNAL_REPLACED, "centre", 5.0)
    assert alarm.state is AlarmState.RETURNED_UNACKNOWLEDGED
    assert dict(alarm.params)["lost"] == "12"
    await asyncio.sleep(30)


def test_a_replaced_journal_raises_one_alarm_that_waits() -> None:
    async def scenario(bench: Bench) -> None:
        await see_alarm(bench)
        raised = [e for e in bench.events("alarm.raised") if e.data["type"] == AlarmType.JOURNAL_REPLACED]
        assert len(raised) == 1

    restarted(network(2), scenario, chain_after_damage())


def test_a_replaced_journal_is_not_alarmed_again_after_a_restart() -> None:
    written = chain_after_damage()
    ledger = Ledger()
    for entry in (*written, *_entries_of_a_run(written)):
        ledger.apply(entry.event)
    assert ledger[JournalLosses].replaced is None
    assert (
        len([a for a in ledger[AlarmBook].alarms.values() if a.key.type == AlarmType.JOURNAL_REPLACED]) == 1
    )


def _entries_of_a_run(written: list[Entry]) -> list[Entry]:
    entries: list[Entry] = []

    async def scenario(bench: Bench) -> None:
        await see_alarm(bench)
        entries.extend(bench.entries)

    restarted(network(2), scenario, written)
    return entries


def entries_of(*events: Event) -> list[Entry]:
    return [Entry(n, 1.0, e.KIND, e.VERSION, "", event_data(e), e) for n, e in enumerate(events, 1)]


def test_lost_entries_raise_one_alarm_with_their_count_that_waits() -> None:
    async def scenario(bench: Bench) -> None:
        alarm = await until_alarm(bench, AlarmType.JOURNAL_LOST, "centre", 5.0)
        assert alarm.state is AlarmState.RETURNED_UNACKNOWLEDGED
        told = dict(alarm.params)
        assert (told["missing"], told["rewritten"], told["gone"]) == ("7", "4", "3")
        await asyncio.sleep(30)
        raised = [e for e in bench.events("alarm.raised") if e.data["type"] == AlarmType.JOURNAL_LOST]
        assert len(raised) == 1
        ledger = Ledger()
        for entry in (*written, *bench.entries):
            ledger.apply(entry.event)
        assert ledger[JournalLosses].lost is None, "a restart raises it no more"

    written = entries_of(EntriesLost(4, 4, 9, "ab" * 32), EntriesLost(3, 0, 9, "ab" * 32))
    restarted(network(2), scenario, written)


def test_a_loss_without_a_number_is_not_called_none() -> None:
    ledger = Ledger()
    for entry in entries_of(EntriesLost(4, 4, 9, "ab" * 32), EntriesLost(0, 0, 9, "cd" * 32)):
        ledger.apply(entry.event)
    again = kept_ledger(ledger)
    assert again[JournalLosses].lost is not None
    assert again[JournalLosses].lost.gone == "≥1"


def test_a_lost_samples_file_raises_one_alarm_that_waits() -> None:
    class LosesSamples(NoRecords):
        lost = 0

        def counters(self) -> Mapping[str, int]:
            return {"samples.started-anew": self.lost}

    kept: list[LosesSamples] = []

    def records_of(clock: ManualClock) -> LosesSamples:
        kept.append(LosesSamples(clock))
        return kept[0]

    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        assert not bench.latest.alarms
        kept[0].lost = 1
        await until_alarm(bench, AlarmType.SAMPLES_LOST, "centre", 5.0)
        await asyncio.sleep(30)
        assert len(bench.events("alarm.raised")) == 1

    run_engine(network(2), scenario, records_of)


def test_a_sound_journal_raises_no_alarm() -> None:
    assert not [e for e in written_by(network(2), until_up) if e.kind == "alarm.raised"]


def test_a_reader_follows_a_chain_that_counts_anew() -> None:
    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        entries = bench.engine.join(ClientKind.OBSERVER, "tty").events(None)
        reading = asyncio.ensure_future(_numbers(entries, 3))
        await asyncio.sleep(0.1)
        for entry in (replace(chain_after_damage()[1], seq=900), *chain_after_damage()):
            bench.engine.publisher.publish_entry(entry)
        assert await asyncio.wait_for(reading, 60) == [900, 1, 2]

    restarted(network(2), scenario, [])


async def _numbers(entries: AsyncIterator[Entry], count: int) -> list[int]:
    found: list[int] = []
    async for entry in entries:
        found.append(entry.seq)
        if len(found) == count:
            break
    return found
