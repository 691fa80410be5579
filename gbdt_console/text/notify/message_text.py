"""Writes the messages that leave the room: faults and their ends, never a meeting, a person or a password."""

from collections.abc import Iterable, Iterator
from typing import get_args

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.definitions import AlarmType, ContactRole
from gbdt_console.core.callees import callee_of
from gbdt_console.core.carriers import Carrier, node_names
from gbdt_console.core.clean_text import clean
from gbdt_console.core.diagnosis.verdict_table import Confidence, Verdict
from gbdt_console.core.notify.book import Message, unsent
from gbdt_console.core.notify.due import Due
from gbdt_console.core.notify.events import MessageEvent, MessageFailed
from gbdt_console.core.people import Contact
from gbdt_console.core.sites import Network
from gbdt_console.core.units import Utc
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.formats import Formats
from gbdt_console.text.reasons import cause_name
from gbdt_console.text.things import members_text, names_of, thing_name
from gbdt_console.text.words import Words

_MOST_LINES = 10
"""Limits the alarms that a message names; an SMS gateway cuts what is longer."""
_LONGEST = 200
"""Limits a line, characters."""


class MessageWords:
    """Writes in the language of sites.yaml."""

    def __init__(self, network: Network) -> None:
        """`network`: gives names, and whom to phone now."""
        self._network = network
        self.words = words = Words(network.language)
        self._formats = Formats(words, network.timezone)
        self._names = {**dict(node_names(network.upstreams.values())), **names_of(words, network.sites)}

    @property
    def title(self) -> str:
        return self._network.short_name

    def text(self, due: Due, now_utc: Utc) -> str:
        """Write a line for each alarm: 'MẤT LIÊN LẠC: 12 Sa Pa · từ 07:31 · đường truyền Viettel · gọi …'."""
        lines = [self._raised(alarm, due, now_utc) for alarm in due.raised]
        lines += [self._over(alarm, now_utc) for alarm in due.over]
        left_out = len(lines) - _MOST_LINES
        more = [self.words("notify.more", n=left_out)] if left_out > 0 else []
        return "\n".join([*(clean(line, _LONGEST) for line in lines[:_MOST_LINES]), *more])

    def trial(self, now_utc: Utc) -> str:
        return self.words("notify.trial", time=self._formats.time(now_utc))

    def _raised(self, alarm: Alarm, due: Due, now_utc: Utc) -> str:
        words, waited_min = self.words, due.waiting.get(alarm.number)
        waits = [words("notify.waits", n=waited_min)] if waited_min else []
        waits += [words(f"notify.{due.again[alarm.number]}")] if alarm.number in due.again else []
        since = words("notify.since", time=self._formats.coming(alarm.since_utc, now_utc))
        head = words("notify.raised", what=self._what(alarm).upper(), thing=self._thing(alarm))
        return " · ".join((*waits, head, since, *self._cause(alarm), *self._call(alarm)))

    def _over(self, alarm: Alarm, now_utc: Utc) -> str:
        times = (alarm.since_utc, alarm.ended_utc or now_utc)
        since, until = (self._formats.coming(one, now_utc) for one in times)
        thing, what = self._thing(alarm), self._what(alarm)
        return self.words("notify.over", thing=thing, what=what, since=since, until=until)

    def _what(self, alarm: Alarm) -> str:
        return self.words.named(f"notify.what.{alarm.key.type}", self.words(f"alarm.{alarm.key.type}.name"))

    def _thing(self, alarm: Alarm) -> str:
        """Name the resource, a record with its site, a node with the number of its sites."""
        thing = thing_name(self.words, self._names, alarm.key.resource)
        site = self._names.get(alarm.site_id, "")
        named = thing if not site or thing.startswith(site) else f"{site} · {thing}"
        if not alarm.members:
            return named
        numbers = members_text(alarm.members, self._names)
        return f"{named} · {self.words('alarm.upstream.lost.members', n=len(alarm.members))} ({numbers})"

    def _cause(self, alarm: Alarm) -> Iterator[str]:
        """Yield the cause, a line with its carrier; a node is its own cause."""
        cause, carrier = alarm.override or alarm.cause, self._carrier(alarm)
        if not cause or (alarm.key.type == AlarmType.UPSTREAM_LOST and not alarm.override):
            return
        name = cause_name(self.words, cause)
        if cause == Verdict.LINE and carrier is not None:
            name = self.words("notify.line", carrier=carrier.name)
        is_sure = alarm.override or alarm.confidence == Confidence.HIGH
        yield name if is_sure else self.words(f"alarm.cause.{Confidence.MEDIUM}", cause=name)

    def _call(self, alarm: Alarm) -> Iterator[str]:
        """Yield whom to phone: a number of the carrier or the site; the centre's own people know theirs."""
        role, carrier = callee_of(alarm), self._carrier(alarm)
        contacts: tuple[Contact, ...] = ()
        if role is ContactRole.CARRIER and carrier is not None:
            contacts = carrier.contacts
        elif role is ContactRole.SITE and alarm.site_id:
            contacts = next((one.contacts for one in self._network.sites if one.id == alarm.site_id), ())
        if phone := next((one.phone for one in contacts if one.phone), ""):
            yield self.words("notify.call", phone=phone)

    def _carrier(self, alarm: Alarm) -> Carrier | None:
        kind, _, node = alarm.key.resource.partition(".")
        if kind == "upstream":
            upstream = self._network.upstreams.get(node)
            return None if upstream is None else self._network.carriers.get(upstream.carrier_id)
        site = next((one for one in self._network.sites if one.id == alarm.site_id), None)
        return None if site is None else self._network.carriers.get(site.line.carrier_id)


def fault_text(words: Words, fault: str, status: int) -> str:
    """Say why no server is known to have a message: 'máy chủ trả lời 401'."""
    return words.named(f"notify.fault.{fault}", fault).format(status=status)


def unsent_text(words: Words, messages: Iterable[Message]) -> str:
    """Write 'tin nhắn chờ gửi lại: 2 · từ 07:31'; empty where none is."""
    late = unsent(messages)
    return words("notify.unsent", n=len(late), time=Formats(words).time(late[0].at_utc)) if late else ""


def message_line(words: Words, message: Message) -> str:
    """Write number, time, channel, state and text of a message on one line."""
    state = "sent" if message.sent_utc else "dropped" if message.is_dropped else "waiting"
    told = words(f"notify.state.{state}")
    if message.attempts and state != "sent":
        why = fault_text(words, message.fault, message.status)
        told += words("notify.tries", n=message.attempts, why=why)
    at, text = Formats(words).day_and_time(message.at_utc), _on_one_line(message.text)
    return f"{message.number:>5}  {at}  {clean(message.channel)}  {told}  {text}"


def _on_one_line(text: str) -> str:
    return clean(text.replace("\n", " / "))


def _params(saying: Saying, event: MessageEvent, values: Values) -> dict[str, object]:
    if isinstance(event, MessageFailed):
        return {"why": fault_text(saying.words, event.fault, event.status)}
    return {"text": _on_one_line(str(values.get("text") or ""))}


NOTIFY_EVENTS = EventWords(get_args(MessageEvent), params=_params)
