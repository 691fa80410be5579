"""Writes the page that one shift hands to the next."""

from collections.abc import Collection, Iterator

from gbdt_console.core.clean_text import clean
from gbdt_console.core.handover.page import Item, ItemKind
from gbdt_console.core.handover_page import page_of
from gbdt_console.core.meetings.rules import Lack, LackKind
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.text.outages.outage_text import code_name, site_names
from gbdt_console.text.reasons import watched_text
from gbdt_console.text.things import names_of, thing_name
from gbdt_console.text.words import Words

PARTS = ("open", "over", "promised", "meetings")
"""The parts of the page, in their order."""


class HandoverWords:
    def __init__(self, words: Words, formats: Formats, snapshot: Snapshot) -> None:
        self._words = words
        self._formats = formats
        self._snapshot = snapshot
        own = {CENTRE: words("thing.centre")}
        self._names = {**names_of(words, snapshot.sites), **dict(snapshot.nodes), **own}
        self._meetings = MeetingWords(words, self._names, snapshot.booking)
        self._registered = {meeting.number: meeting for meeting in snapshot.calendar}

    def parts(self) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
        """Yield the heading of each part with its lines, and whether a line is overdue.

        What is over and was not acknowledged stands apart from what is open; without any it has no heading.
        """
        page = page_of(self._snapshot)
        over = {alarm.number for alarm in self._snapshot.alarms if not alarm.is_active}
        for part in PARTS:
            items = [item for item in page if _part_of(item, over) == part]
            lines = [(self.line(item), item.is_late) for item in items]
            if part == "over" and not lines:
                continue
            yield self._words(f"handover.part.{part}"), lines or [(self._words("handover.nothing"), False)]

    def line(self, item: Item) -> str:
        if item.kind is ItemKind.LACK:
            return f"    {self._lack(item)}"
        more = ".owed" if item.kind is ItemKind.SHUTDOWN and item.code else ""
        text = self._words(f"handover.item.{item.kind}{more}", **self._params(item))
        text = "; ".join(filter(None, (text, self._watched(item))))
        return text + (self._words("handover.late") if item.is_late and item.kind in _DUE else "")

    def last(self) -> str:
        """Write who took the shift over last; that nobody did yet."""
        shift = self._snapshot.shift
        if shift is None:
            return self._words("handover.none")
        return self._words(
            "handover.last",
            operator=clean(shift.operator),
            time=self._formats.since(shift.at_utc, self._snapshot.at_utc),
            n=shift.open_items,
            digest=shift.digest[:12],
            note=f": {clean(shift.note)}" if shift.note else "",
        )

    def _watched(self, item: Item) -> str:
        """Write of an alarm that is held that its fault is over, or may be."""
        is_live = self._snapshot.is_live
        alarms = self._snapshot.alarms if item.kind is ItemKind.ALARM else ()
        alarm = next((alarm for alarm in alarms if alarm.number == item.number), None)
        return "" if alarm is None else watched_text(self._words, self._formats, alarm, is_live=is_live)

    def _params(self, item: Item) -> dict[str, object]:
        at_utc = item.at_utc
        return {
            "thing": thing_name(self._words, self._names, item.resource),
            "caller": clean(item.resource),
            "name": self._name(item),
            "number": item.number or "",
            "sites": site_names(self._words, item.sites, self._names) if item.sites else "",
            "members": f" ({site_names(self._words, item.sites, self._names)})" if item.sites else "",
            "time": "" if at_utc is None else self._formats.since(at_utc, self._snapshot.at_utc),
            "words": f" ({clean(item.words)})" if item.words else "",
            "ack": self._words("handover.ack", who=clean(item.words))
            if item.words
            else self._words("handover.unacknowledged"),
            "who": clean(item.words),
            "cause": code_name(self._words, "cause", item.words),
        }

    def _name(self, item: Item) -> str:
        """Name the code of an item by its kind; of a meeting its title and state."""
        words = self._words
        if item.kind in (ItemKind.ALARM, ItemKind.SHELF):
            return words(f"alarm.{item.code}.name")
        if item.kind is ItemKind.OUTAGE:
            return code_name(words, "state", item.code)
        if item.kind is ItemKind.MEETING:
            return self._meeting(item)
        return words(f"handover.code.{item.code}") if item.kind is ItemKind.WORK else clean(item.code)

    def _meeting(self, item: Item) -> str:
        """Write what the page says of a meeting: that it runs until when, or opens when."""
        words, found = self._words, self._registered.get(item.number)
        if item.code == "running" or found is None:
            end = "" if item.at_utc is None else self._formats.time(item.at_utc)
            title = clean(item.words) or words("meeting.closed")
            return words("handover.running", title=title, end=end)
        title, when = self._meetings.title(found.plan), self._meetings.when(found.plan, self._snapshot.at_utc)
        return words(
            "handover.coming",
            number=found.number,
            title=title,
            time=when,
            state=self._meetings.state(found),
        )

    def _lack(self, item: Item) -> str:
        meeting = self._registered[item.number]
        numbers = tuple(int(part) for part in item.resource.split(",") if part)
        lack = Lack(LackKind(item.code), item.sites, numbers)
        return next(self._meetings.lacks(meeting, (lack,)), item.code)


_DUE = frozenset({ItemKind.OUTAGE, ItemKind.WORK, ItemKind.BACK, ItemKind.MEETING})
"""Kinds whose sentence does not say by itself that it is late."""


def _part_of(item: Item, over: Collection[int]) -> str:
    """Return the part of the page; `over` are the numbers of the alarms whose fault is gone."""
    return "over" if item.kind is ItemKind.ALARM and item.number in over else item.kind.part
