"""Writes alarms and planned work as plain lines."""

from collections.abc import Iterator

from gbdt_console.core.alarms.alarm import Alarm, AlarmState, MaintenanceWindow
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.reasons import cause_text, watched_text
from gbdt_console.text.things import members_text, names_of
from gbdt_console.text.words import Words

SILENT = frozenset({AlarmState.SUPPRESSED, AlarmState.SHELVED, AlarmState.OUT_OF_SERVICE})
"""States that hide an alarm from the short list: by design or by an operator's choice."""


class AlarmLines:
    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        self._snapshot = snapshot
        self._words = words
        self._formats = Formats(words)
        self._names = {**dict(snapshot.nodes), **names_of(words, snapshot.sites)}
        self._entries = EntryWords(words, self._formats, self._names)

    def all(self, *, is_whole: bool) -> Iterator[str]:
        """Yield a line for each open alarm.

        is_whole: whether to list suppressed, shelved and out-of-service alarms too; else a line counts them.
        """
        snapshot, words = self._snapshot, self._words
        if snapshot.alarm_load.is_flood:
            yield words("verb.alarms-flood", count=snapshot.alarm_load.raised_10min)
        shown = [alarm for alarm in snapshot.alarms if is_whole or alarm.state not in SILENT]
        yield from map(self.line, shown)
        if len(shown) < len(snapshot.alarms):
            yield words("verb.alarms-more", count=len(snapshot.alarms) - len(shown))
        elif not shown:
            yield words("verb.alarms-none")

    def line(self, alarm: Alarm) -> str:
        """Write one alarm: number, severity, state, times, resource, effect, cause and operator."""
        formats, now_utc = self._formats, self._snapshot.at_utc
        since = formats.since(alarm.since_utc, now_utc)
        lasted = formats.duration((alarm.ended_utc or now_utc) - alarm.since_utc)
        severity, state = self._words(f"severity.{alarm.severity}"), self._words(f"alarm.state.{alarm.state}")
        is_own_cause = alarm.key.type == AlarmType.UPSTREAM_LOST and not alarm.override
        cause = "" if is_own_cause else cause_text(self._words, alarm)
        watched = watched_text(self._words, formats, alarm, is_live=self._snapshot.is_live)
        facts = "; ".join(filter(None, (self.effect(alarm), watched, cause, self.operator_act(alarm))))
        return f"{alarm.number:>5}  {severity:<12} {state:<22} {since:<11} {lasted:>8}  {facts}"

    def brief(self, alarm: Alarm) -> str:
        """Write what an operator acknowledges: number, severity, resource and effect."""
        return f"{alarm.number}  {self._words(f'severity.{alarm.severity}')}  {self.effect(alarm)}"

    def effect(self, alarm: Alarm) -> str:
        """Write resource and effect, with the number of member sites.

        Examples: '8 Sa Pa · UPS: mất điện lưới', 'Sự cố nút VNPT Bắc Hà: 3 điểm cầu mất kết nối (6, 7, 9)'.
        """
        if alarm.key.type == AlarmType.UPSTREAM_LOST and alarm.members:
            effect = self._words("alarm.upstream.lost.members", n=len(alarm.members))
            effect = f"{effect} ({members_text(alarm.members, self._names)})"
            node = self._entries.thing(alarm.key.resource)
            return self._words("alarm.upstream.lost.sentence", node=node, effect=effect)
        text = f"{self._entries.thing(alarm.key.resource)}: {self._words(f'alarm.{alarm.key.type}.name')}"
        return f"{text} ({self._words('verb.alarm-sites', n=len(alarm.members))})" if alarm.members else text

    def work(self, window: MaintenanceWindow) -> str:
        """Write one maintenance window: id, state, times, resource, reason and operator."""
        formats, now_utc = self._formats, self._snapshot.at_utc
        state = self._words("verb.work-begun" if window.has_begun else "verb.work-planned")
        begins, ends = formats.since(window.from_utc, now_utc), formats.since(window.until_utc, now_utc)
        thing = self._entries.thing(window.resource)
        return f"{window.id}  {state:<14} {begins} – {ends}  {thing}: {window.reason} ({window.operator})"

    def operator_act(self, alarm: Alarm) -> str:
        """Write who acknowledged or shelved the alarm, or what suppresses it."""
        words, formats, now_utc = self._words, self._formats, self._snapshot.at_utc
        match alarm.state:
            case AlarmState.SHELVED if alarm.shelved_until_utc is not None:
                until = formats.since(alarm.shelved_until_utc, now_utc)
                reason, operator = alarm.shelf_reason, alarm.shelved_by
                return words("verb.alarm-shelved", until=until, reason=reason, operator=operator)
            case AlarmState.SUPPRESSED:
                return words("verb.alarm-under", parent=alarm.parent)
            case AlarmState.OUT_OF_SERVICE:
                return words("verb.alarm-work", window=alarm.window)
            case _ if alarm.ack_by and alarm.ack_utc is not None:
                time = formats.since(alarm.ack_utc, now_utc)
                return words("verb.alarm-taken", operator=alarm.ack_by, time=time)
        return ""
