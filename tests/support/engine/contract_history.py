"""A small province's seconds as the contract clock gets them: minutes, samples on disk, and restarts."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, cast

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import EngineStarted, Entry, Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_events import LineAnswered
from gbdt_console.core.outages.contract_month import LineMonth
from gbdt_console.core.outages.outage import Outage
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.outages.contract_monitor import ContractMonitor
from gbdt_console.journal.sample_recorder import SECONDS, UNKNOWN, MinuteOfSamples
from tests.support.engine.networks import network

HANDED_ON_AFTER_S = 10
"""The recorder hands a minute on so long after its end."""


class _Disk:
    """The samples file, and the recorder's listener."""

    def __init__(self) -> None:
        self.kept: dict[int, dict[str, array[int]]] = {}

    def on_minute(self, listener: Callable[[MinuteOfSamples], None]) -> None:
        pass

    def write(self, minute: MinuteOfSamples) -> None:
        rows = self.kept.setdefault(minute.minute, {})
        for place, name in enumerate(minute.names):
            codes = minute.codes[place * SECONDS : (place + 1) * SECONDS]
            rows[name] = array("H", map(min, rows.get(name, codes), codes))

    def recorded(self, from_s: int, until_s: int) -> Iterable[MinuteOfSamples]:
        for minute in range(from_s // SECONDS, until_s // SECONDS + 1):
            if minute in self.kept:
                rows = self.kept[minute]
                codes = array("H")
                for row in rows.values():
                    codes.extend(row)
                yield MinuteOfSamples(minute, tuple(rows), codes)


@dataclass
class ContractHistory:
    """Plays runs of an engine over one vector of sample codes a line.

    from_s: the second of the first code, since the epoch
    codes: the codes of each site's line
    answered: when each line first answered, since the epoch; None: all did so long before
    """

    from_s: int
    codes: dict[str, Sequence[int]]
    answered: dict[str, int] | None = None
    ledger: Ledger = field(default_factory=Ledger)
    events: list[Event] = field(default_factory=list)
    months: tuple[LineMonth, ...] = ()

    def __post_init__(self) -> None:
        self.disk = _Disk()
        self._network = network(len(self.codes))

    def write(self, event: Event) -> None:
        self.events.append(event)
        self.ledger.apply(event)

    def run(self, begin: int, end: int, *, is_killed: bool = False, lost_minutes: int = 0) -> None:
        """Run an engine from code `begin` to before code `end`.

        is_killed: the samples that are not handed on are lost
        lost_minutes: samples of so many minutes before the kill did not reach the disk
        """
        self.write(EngineStarted("e", "fp", "0"))
        for line in self.codes if self.answered is None else self.answered:
            self.write(LineAnswered(line, 0 if self.answered is None else self.answered[line]))
        first_s, after_s = self.from_s + begin, self.from_s + end
        monitor = self._monitor(first_s)
        book = self.ledger[ContractBook].copy()
        monitor.begin(monitor.count_recorded(book, first_s), book.until_s)
        for minute in range(first_s // SECONDS, after_s // SECONDS + 1):
            samples = self._minute(minute, first_s, after_s)
            is_handed_on = after_s >= (minute + 1) * SECONDS + HANDED_ON_AFTER_S
            if is_handed_on or not is_killed:
                self.disk.write(samples)
            if is_handed_on:
                for _ in monitor.take_minute(samples):
                    pass
        kept = sorted(self.disk.kept, reverse=True)
        for minute in kept[:lost_minutes] if is_killed else ():
            del self.disk.kept[minute]
        self.months = monitor.months

    @property
    def records(self) -> list[Outage]:
        book = self.ledger[OutageBook]
        return [*book.outages.values(), *book.ended.values()]

    def _monitor(self, now_s: int) -> ContractMonitor:
        context = EngineContext(
            network=self._network,
            clock=ManualClock(utc_s=float(now_s)),
            ledger=self.ledger,
            record=self._record,
            record_together=cast(Any, None),
            on_urgent=lambda: None,
            alarms=cast(Any, None),
            samples=cast(Any, self.disk),
        )
        return ContractMonitor(context, lambda: self.ledger[OutageBook].last_number + 1)

    def _record(self, event: Event, actor: str) -> "Future[Entry]":
        self.write(event)
        return Future()

    def _minute(self, minute: int, first_s: int, after_s: int) -> MinuteOfSamples:
        codes = array("H")
        for line in self.codes.values():
            for at_s in range(minute * SECONDS, (minute + 1) * SECONDS):
                place = at_s - self.from_s
                is_sampled = first_s <= at_s < after_s and place < len(line)
                codes.append(line[place] if is_sampled else UNKNOWN)
        return MinuteOfSamples(minute, tuple(f"{site}.line" for site in self.codes), codes)
