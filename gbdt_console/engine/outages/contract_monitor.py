"""Feeds the contract clocks with the engine's samples, and gives each line's month to the Snapshot."""

import asyncio
from array import array
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from gbdt_console.core.events import BlipSeen, Entry
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.outages.contract_clock import Spans
from gbdt_console.core.outages.contract_events import ContractDayClosed, LineAvailable, LineUnavailable
from gbdt_console.core.outages.contract_month import LineMonth, MonthJudge
from gbdt_console.core.resource_ids import line_of_site, site_of_line, upstream_resource
from gbdt_console.core.sites import Network, Site
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.outages.contract_days import ContractDays
from gbdt_console.engine.outages.contract_recorder import ContractRecorder
from gbdt_console.journal.sample_recorder import SECONDS, UNKNOWN, MinuteOfSamples

_AT_ONCE = 100
"""Limits the lines that are counted before the loop does other work: well below a millisecond when quiet."""
_JUDGED_A_MINUTE = 200
"""Limits the lines whose month is computed anew each minute though nothing happened, so that a Snapshot of a
large network changes little; of at most so many lines each figure is a minute old."""

_DAY_S = 86_400
"""Limits the samples that a first start counts, seconds: each second is kept for a day."""

_Codes = Mapping[str, "array[int]"]


class ContractMonitor:
    """Counts today anew from the samples on disk at the start, in a thread, and then each complete minute.

    months: this month of each line, in order of the sites
    """

    def __init__(self, context: EngineContext, new_number: Callable[[], int]) -> None:
        """Start with nothing; `new_number` returns a number that no outage record has."""
        self._context = context
        self._network = context.network
        self._ledger = context.ledger
        self._lines = tuple(site.id for site in context.network.sites)
        self._contracts = {site.id: site.line.contract for site in context.network.sites}
        self._recorder = ContractRecorder(
            context.ledger, lambda event: context.record(event, ""), new_number, context.clock.utc
        )
        self._days: ContractDays | None = None
        self._minutes: asyncio.Queue[MinuteOfSamples] = asyncio.Queue()
        self._begun: tuple[int, _Codes] = (0, {})
        self._judged = 0
        self._is_taking = False
        self._news: dict[str, None] = {}
        self._months: dict[str, LineMonth] = {}
        self.months: tuple[LineMonth, ...] = ()
        context.samples.on_minute(self._minutes.put_nowait)

    @property
    def is_counting(self) -> bool:
        """Whether it counts now: the time before the start, or a minute of which a part is taken."""
        return self._days is None or self._is_taking

    def continue_from(self, before: "ContractMonitor") -> None:
        """Go on with the count of the lines that stay."""
        if before._days is None:
            return
        self._days = before._days
        self._days.follow(self._lines, self._ledger[ContractBook])
        self._begun = before._begun
        while not before._minutes.empty():
            self._minutes.put_nowait(before._minutes.get_nowait())
        for _ in self._judge(self._days, set(self._lines)):
            pass

    async def run(self) -> None:
        if self._days is None:
            await self._count_anew()
        while True:
            minute = await self._minutes.get()
            self._is_taking = True
            for _ in self.take_minute(minute):
                await asyncio.sleep(0)
            self._is_taking = False

    async def _count_anew(self) -> None:
        book, now_s = self._ledger[ContractBook].copy(), int(self._context.clock.utc())
        self.begin(await asyncio.to_thread(self.count_recorded, book, now_s), book.until_s)

    def count_recorded(self, book: ContractBook, now_s: int) -> ContractDays:
        """Count the time since the last closed day from the samples on disk; waits for the disk.

        The minute that has begun comes from the recorder later: its part of the run before is kept for then.

        book: a copy of the ledger's book
        now_s: seconds of now, since the epoch
        """
        days = ContractDays(book, self._lines, self._network.intervals.line_s, self._network.timezone)
        blind, excluded = blind_spans(book), excluded_spans(self._network, book)
        for minute in self._context.samples.recorded(book.until_s or now_s - _DAY_S, now_s):
            if minute.minute == now_s // SECONDS:
                self._begun = (minute.minute, _codes_of(minute))
                break
            from_s = minute.minute * SECONDS
            if days.begin_minute(from_s, excluded):
                codes = self._since_answered(_codes_of(minute), from_s, book)
                for line in self._lines:
                    days.take_line(line, from_s, codes.get(line, _NO_SAMPLES), blind, excluded)
                days.end_minute(from_s + SECONDS)
        if days.has_begun:
            days.begin_minute(now_s // SECONDS * SECONDS, excluded)
        return days

    def begin(self, days: ContractDays, since_s: int) -> None:
        """Go on from what was counted, and record what the journal has otherwise.

        since_s: begin of the counted time, since the epoch
        """
        for line, at_utc in self._ledger[ContractBook].seen_blips:
            days.blip(line, at_utc)
        self._recorder.reconcile(days, since_s)
        self._days = days
        for _ in self._judge(days, set(self._lines)):
            pass

    def take(self, entry: Entry) -> None:
        event = entry.event
        if isinstance(event, LineUnavailable | LineAvailable) and event.site in self._contracts:
            self._news[event.site] = None
        elif isinstance(event, ContractDayClosed):
            self._news = dict.fromkeys(self._lines)
        elif isinstance(event, BlipSeen) and self._days is not None:
            line = site_of_line(event.target)
            if line is not None:
                self._days.blip(line, event.started_utc)

    def take_minute(self, minute: MinuteOfSamples) -> Iterator[None]:
        """Count one minute; yields after each part of the lines, so that the loop can do other work."""
        days, book, from_s = self._days, self._ledger[ContractBook], minute.minute * SECONDS
        blind, excluded = blind_spans(book), excluded_spans(self._network, book)
        if days is None or not days.begin_minute(from_s, excluded):
            return
        codes, touched = self._since_answered(self._with_begun(minute), from_s, book), set()
        self._recorder.begin_minute()
        for place, line in enumerate(self._lines):
            if days.take_line(line, from_s, codes.get(line, _NO_SAMPLES), blind, excluded):
                touched.add(line)
                self._recorder.record_line(days, line)
            if place % _AT_ONCE == _AT_ONCE - 1:
                yield
        days.end_minute(from_s + SECONDS)
        self._recorder.record_days(days)
        yield from self._judge(days, touched)

    def _since_answered(self, codes: _Codes, from_s: int, book: ContractBook) -> _Codes:
        """Return a minute's codes without the time before a line's first answer.

        Until then the line's address is likelier wrong than the line cut.
        """
        counted = dict(codes)
        for line, of_line in codes.items():
            before_s = int(min(SECONDS, max(0, book.counted_from_s(line) - from_s)))
            counted[line] = _NO_SAMPLES[:before_s] + of_line[before_s:]
        return counted

    def _with_begun(self, minute: MinuteOfSamples) -> _Codes:
        """Return the minute's codes, together with those that the run before has of it."""
        codes = _codes_of(minute)
        begun, earlier = self._begun
        if begun != minute.minute:
            return codes
        self._begun = (0, {})
        return codes | {
            line: array("H", map(min, codes.get(line, _NO_SAMPLES), before))
            for line, before in earlier.items()
        }

    def _judge(self, days: ContractDays, changed: set[str]) -> Iterator[None]:
        """Compute the month of the changed lines, and of some others in turn; yields after each part."""
        judge, count = self._month_judge(days), len(self._lines)
        if judge is None:
            return
        turn = {(self._judged + step) % count for step in range(min(count, _JUDGED_A_MINUTE))}
        self._judged = (self._judged + _JUDGED_A_MINUTE) % count
        for place, line in enumerate(self._lines):
            if line not in self._months or place in turn or line in changed:
                self._judge_line(judge, days, line)
            if place % _AT_ONCE == _AT_ONCE - 1:
                yield
        self.months = tuple(self._months.values())

    def judge_recorded(self) -> None:
        """Compute the month of lines of which the journal has news, of some at once."""
        judge = self._month_judge(self._days) if self._news and self._months and self._days else None
        if judge is None or self._days is None:
            return
        for line in islice(tuple(self._news), _AT_ONCE):
            self._news.pop(line)
            self._judge_line(judge, self._days, line)
        self.months = tuple(self._months.values())

    def _month_judge(self, days: ContractDays) -> MonthJudge | None:
        if not days.next_s:
            return None
        book, find = self._ledger[ContractBook], self._ledger[OutageBook].find
        return MonthJudge.of(days.day[:7], self._network.timezone, days.next_s, book, find)

    def _judge_line(self, judge: MonthJudge, days: ContractDays, line: str) -> None:
        contract = self._contracts[line]
        self._months[line] = judge.line(line, contract, days.clocks[line].terms)


_NO_SAMPLES = array("H", [UNKNOWN]) * SECONDS


def _codes_of(minute: MinuteOfSamples) -> dict[str, "array[int]"]:
    """Return the codes of each line, by site id."""
    codes = minute.codes
    return {
        site_id: codes[place * SECONDS : (place + 1) * SECONDS]
        for place, name in enumerate(minute.names)
        if (site_id := site_of_line(name)) is not None
    }


def blind_spans(book: ContractBook) -> Spans:
    """Return the seconds that lie in a blindness, also in part; one that lasts has no end."""
    return [
        [int(begin), 1 << 62 if end is None else -int(-end // 1)]
        for begin, end in book.blind
        if begin is not None
    ]


def excluded_spans(network: Network, book: ContractBook) -> Mapping[str, Spans]:
    """Return the times of planned maintenance of each line that has one."""
    found: dict[str, Spans] = {}
    for resource, from_utc, until_utc in book.windows.values():
        for site in network.sites:
            if resource in _covering(site) and int(from_utc) < int(until_utc):
                found.setdefault(site.id, []).append([int(from_utc), int(until_utc)])
    return found


def _covering(site: Site) -> tuple[str, ...]:
    """Return the resources whose maintenance covers the site's line."""
    upstream = site.line.upstream_id
    own = (site.id, line_of_site(site.id))
    return own if upstream is None else (*own, upstream_resource(upstream))
