"""Decides which messages are due and which is sent next, by what the journal says and by the time."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmLife, AlarmScope, AlarmType
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.notify.book import Message, MessageBook, Told
from gbdt_console.core.notify.rules import NotifyRule, NotifySettings
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import conference_of
from gbdt_console.core.units import Utc

HOLD_S = 10.0
"""An alarm is told once it is so old: by then the alarms of a node's sites stand under that of the node."""
GAP_S = 30.0
"""The least time between two messages of a channel; what comes meanwhile goes into the next one."""
OVER_AFTER_S = 60.0
"""An end is told once the fault stayed away so long: until then it may come back as the same alarm."""
KEEP_S = 86_400.0
"""A message that no server is known to have taken for so long is dropped."""
_FIRST_RETRY_S, _LAST_RETRY_S = 30.0, 900.0
_MOST_WAITING = 50
"""Limits the waiting messages of a channel; the oldest are dropped."""
_OF_MEETINGS = (AlarmScope.SITE_IN_CONFERENCE, AlarmScope.CALLER)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the journal says at one moment.

    on_duty: name of the operator who took the shift over last; empty before the first
    closed: the running closed meetings by their conferences' ids
    local: the time in the network's time zone
    """

    alarms: AlarmBook
    book: MessageBook
    on_duty: str
    closed: Mapping[str, Meeting]
    utc: Utc
    local: datetime


class Again(StrEnum):
    """Why a channel is told of an alarm once more: it became worse, or an acknowledgement expired."""

    RISEN = "risen"
    LASTING = "lasting"


@dataclass(frozen=True, slots=True)
class Due:
    """What one message tells.

    raised: alarms, the most severe first
    waiting: minutes for which nobody acknowledged some of them, by their numbers
    over: alarms whose fault is gone
    again: why the channel is told of some of `raised` once more, by their numbers
    """

    channel: str
    raised: tuple[Alarm, ...]
    waiting: Mapping[int, int]
    over: tuple[Alarm, ...]
    again: Mapping[int, Again] = field(default_factory=dict)


def due_messages(settings: NotifySettings, now: Standing) -> Iterator[Due]:
    """Yield the messages that are due, at most one a channel."""
    if not settings.rules:
        return
    judged = _Judged(settings, now)
    for channel in settings.channels:
        last_utc = max((one.at_utc for one in now.book.of_channel(channel.id)), default=None)
        if last_utc is not None and 0 <= now.utc - last_utc < GAP_S:
            continue
        told = {alarm: judged.waited_min(alarm, channel.id) for alarm in judged.alarms}
        raised = tuple(alarm for alarm, minutes in told.items() if minutes is not None)
        waiting = {alarm.number: minutes for alarm, minutes in told.items() if minutes}
        over = tuple(judged.over(channel.id))
        if raised or over:
            yield Due(channel.id, raised, waiting, over, _again(now.book, channel.id, raised))


def _again(book: MessageBook, channel: str, raised: tuple[Alarm, ...]) -> dict[int, Again]:
    told = {one.number: book.told[one.number].channels for one in raised if one.number in book.told}
    return {
        number: Again.LASTING if channels[channel] is None else Again.RISEN
        for number, channels in told.items()
        if channel in channels
    }


class _Judged:
    """Judges the alarms of one moment.

    alarms: those that somebody may have to be told of, the most severe first
    """

    def __init__(self, settings: NotifySettings, now: Standing) -> None:
        self._settings, self._now = settings, now
        self._rules = [one for one in settings.rules if one.is_now(now.local)]
        open_ = sorted(now.alarms.alarms.values(), key=lambda one: (-one.severity.rank, one.number))
        self.alarms = tuple(filter(self._may_be_told, open_))
        closed = now.alarms.closed.values() if now.book.told else ()
        self._known = {one.number: one for one in (*closed, *open_)}

    def waited_min(self, alarm: Alarm, channel: str) -> int | None:
        """Return 0 where a channel is to be told now, the minutes where nobody acknowledged; else None."""
        if self._is_told(alarm, channel):
            return None
        rules = [one for one in self._rules if one.concerns(alarm)]
        at_once = [one for one in rules if not one.after_min]
        if any(channel in self._reached(one) for one in at_once):
            return 0
        if any(not self._is_told(alarm, each) for one in at_once for each in self._reached(one)):
            return None
        told = self._now.book.told.get(alarm.number)
        waits_s = self._now.utc - (alarm.raised_utc if told is None else told.since_utc)
        limits = [one.after_min for one in rules if one.after_min and channel in self._reached(one)]
        return min((minutes for minutes in limits if waits_s >= minutes * 60), default=None)

    def over(self, channel: str) -> Iterator[Alarm]:
        """Yield the ended alarms of which a channel was told and is to be told the end."""
        for number, told in self._now.book.told.items():
            alarm = self._ended(number)
            if alarm is not None and channel in told.channels and self._may_tell_over(alarm, told, channel):
                yield alarm

    def _may_tell_over(self, alarm: Alarm, told: Told, channel: str) -> bool:
        """Judge by the severity that was told: that of an ended alarm may have fallen since."""
        as_told = replace(alarm, severity=told.channels[channel] or alarm.severity)
        if self._settings.is_quiet(as_told.severity, self._now.local) or self._is_hushed(alarm):
            return False
        return any(one.is_told_over and channel in one.to and one.concerns(as_told) for one in self._rules)

    def _ended(self, number: int) -> Alarm | None:
        alarm, utc = self._known.get(number), self._now.utc
        if alarm is None or alarm.is_active or alarm.ended_utc is None or _life(alarm) is AlarmLife.MOMENT:
            return None
        return None if 0 <= utc - alarm.ended_utc < OVER_AFTER_S else alarm

    def _is_told(self, alarm: Alarm, channel: str) -> bool:
        told = self._now.book.told.get(alarm.number)
        severity = None if told is None else told.channels.get(channel)
        return severity is not None and severity.rank >= alarm.severity.rank

    def _reached(self, rule: NotifyRule) -> frozenset[str]:
        return self._settings.reached(rule, self._now.on_duty)

    def _may_be_told(self, alarm: Alarm) -> bool:
        """Whether it waits for an acknowledgement, is old enough, and may leave the room now."""
        is_moment = _life(alarm) is AlarmLife.MOMENT and alarm.is_urgent
        if not is_moment and alarm.state is not AlarmState.UNACKNOWLEDGED:
            return False
        if alarm.key.type == AlarmType.NOTIFY_UNSENT or 0 <= self._now.utc - alarm.raised_utc < HOLD_S:
            return False
        return not (self._settings.is_quiet(alarm.severity, self._now.local) or self._is_hushed(alarm))

    def _is_hushed(self, alarm: Alarm) -> bool:
        """Tell whether it is about a running closed meeting, of which nothing leaves the room.

        A lost line, node or device says nothing of it: those are watched at any time.
        """
        scope = DEFINITIONS[alarm.key.type].scope
        if scope not in _OF_MEETINGS and _life(alarm) is not AlarmLife.MEETING:
            return False
        closed = self._now.closed
        is_there = conference_of(alarm.key.resource) in closed
        return any(one.takes_part(alarm.site_id) for one in closed.values()) if alarm.site_id else is_there


class Sends(NamedTuple):
    """Holds the messages to send now, of each channel its oldest, and those to drop."""

    now: list[Message]
    drops: list[Message]


def next_sends(book: MessageBook, channels: Collection[str], now_utc: Utc) -> Sends:
    """Return what is to be done with the waiting messages; a trial is tried once.

    channels: ids of the channels that there are
    """
    sends: dict[str, Message | None] = {}
    drops = []
    count = {channel: sum(one.is_waiting for one in book.of_channel(channel)) for channel in channels}
    for message in book.waiting:
        channel = message.channel
        is_over = now_utc - message.at_utc >= KEEP_S or (message.operator and message.attempts)
        if channel not in channels or is_over or count[channel] > _MOST_WAITING:
            drops.append(message)
            count[channel] = count.get(channel, 0) - 1
        elif channel not in sends:
            sends[channel] = message if _is_try_due(message, now_utc) else None
    return Sends([one for one in sends.values() if one is not None], drops)


def _is_try_due(message: Message, now_utc: Utc) -> bool:
    """Tell whether it may be tried; the wait after a failure doubles up to a limit."""
    if message.tried_utc is None:
        return True
    wait_s = min(_FIRST_RETRY_S * 2 ** min(message.attempts - 1, 10), _LAST_RETRY_S)
    return not 0 <= now_utc - message.tried_utc < wait_s


def _life(alarm: Alarm) -> AlarmLife:
    return DEFINITIONS[alarm.key.type].life
