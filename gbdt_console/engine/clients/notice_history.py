"""Reads the notices about a registered meeting as they were sent."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.engine.records.records import Records

_READ_WITHIN_S = 4.0
"""Limits the wait for the disk, in seconds: where it hangs, no notice is shown."""


class NoticeHistory:
    """Answers on the engine's loop; another thread reads the disk."""

    def __init__(self, records: Records, ledger: Ledger) -> None:
        self._records = records
        self._ledger = ledger

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        """Return the notices about that meeting, oldest first; none without an answer of the disk."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_READ_WITHIN_S):
                sent = await asyncio.to_thread(self._read, number)
                return without_closed_texts(sent, self._ledger[CalendarBook])
        return ()

    def _read(self, number: int) -> Sequence[NoticeSent]:
        return of_meeting((entry.event for entry in self._records.of_kind(NoticeSent.KIND)), number)


def of_meeting(events: Iterable[object], number: int) -> list[NoticeSent]:
    return [event for event in events if isinstance(event, NoticeSent) and event.number == number]


def without_closed_texts(sent: Iterable[NoticeSent], calendar: CalendarBook) -> tuple[NoticeSent, ...]:
    """Return the notices; those of a closed or forgotten meeting have no text (A12.3)."""

    def shown(notice: NoticeSent) -> NoticeSent:
        meeting = calendar.find(notice.number)
        return replace(notice, text="") if meeting is None or meeting.plan.is_closed else notice

    return tuple(map(shown, sent))
