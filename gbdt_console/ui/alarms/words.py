"""Puts an alarm into words: place, effect, cause, state, and whom to phone."""

from collections.abc import Iterator, Mapping, Sequence

from gbdt_console.core.alarms.alarm import Alarm, AlarmState, Severity
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmScope, AlarmType
from gbdt_console.core.callees import callee_of
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.profiles.profile import BackupConference
from gbdt_console.core.resource_ids import caller_resource, of_conference
from gbdt_console.core.site_view import SiteView, numbered_names
from gbdt_console.core.sites import DeviceKind
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.profiles.profile_text import backups_of, backups_text
from gbdt_console.text.reasons import cause_name, cause_text, watched_text
from gbdt_console.text.things import (
    called_texts,
    device_names,
    identity_name,
    members_text,
    names_of,
    node_text,
)
from gbdt_console.text.words import Words
from gbdt_console.ui.alarms.contacts import first_callee
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.view import View

_UPSTREAM = "upstream."
_OF_A_LINK = (AlarmType.MIXER_LOST, AlarmType.REGISTRAR_LOST, AlarmType.CONTROL_LOST)
"""They tell of a connection in the words of the MCU's."""
_OF_CALLERS = (AlarmType.CALLER_UNEXPECTED, AlarmType.SITE_UNINVITED, AlarmType.CLOSED_UNINVITED)
"""One key isolates the caller that such an alarm is about."""
_TAKES_ALONG = (
    AlarmType.SITE_LOST, AlarmType.CODEC_LOST, AlarmType.SITE_ABSENT, AlarmType.SITE_KICKED,
    AlarmType.SPEAKER_LOST, AlarmType.CHAIR_LOST,
)  # fmt: skip
"""Where the site is a leg, all who are behind it are lost too."""


class AlarmWords:
    def __init__(self, look: Appearance, view: View) -> None:
        self.look = look
        self._words = look.words
        self._view = view

    @property
    def entries(self) -> EntryWords:
        return EntryWords(self._words, self.look.formats, _NamesInView(self._words, self._view))

    def site(self, alarm: Alarm) -> SiteView | None:
        """Return the site to go to; it is the alarm's own, or its first member."""
        return self._view.site_of(alarm.site_id or next(iter(alarm.members), None))

    def place(self, alarm: Alarm, *, is_short: bool = False) -> str:
        """Name the place of the alarm, a site by its short name where that is asked for.

        Examples: '3 Bát Xát', 'nút VNPT Sa Pa', 'Trung tâm điều khiển'.
        """
        resource, site = alarm.key.resource, self._view.site_of(alarm.site_id)
        if site is not None:
            return self._view.called(site.id, is_short=is_short)
        if resource.startswith(_UPSTREAM):
            return node_text(self._words, _node(alarm) or resource.removeprefix(_UPSTREAM))
        if alarm.key.type == AlarmType.CALLER_UNEXPECTED and (number := dict(alarm.params).get("number")):
            return clean(number)
        return EntryWords(self._words, self.look.formats, {}).thing(resource)

    def indent(self, alarm: Alarm) -> str:
        """Return what stands before its place on a list, so that the sites' names stand below each other."""
        return self._view.indent(alarm.site_id)

    def effect(self, alarm: Alarm, *, is_short: bool = False) -> str:
        """Write the effect, with the device and the number of member sites.

        is_short: without the members of a failed node, which `members` writes
        """
        if alarm.key.type == AlarmType.UPSTREAM_LOST and alarm.members:
            text = self._words("alarm.upstream.lost.members", n=len(alarm.members))
            return text if is_short else f"{text} {self.members(alarm)}"
        text = self._words(f"alarm.{alarm.key.type}.name")
        device = self._device(alarm)
        if device:
            text = f"{device}: {text}"
        if alarm.members:
            text += f" ({self._words('alarm.sites', n=len(alarm.members))})"
        return text

    def members(self, alarm: Alarm) -> str:
        """Write the numbers of the sites that a failed node took along, as in '(4, 6, 11)'."""
        if alarm.key.type != AlarmType.UPSTREAM_LOST or not alarm.members:
            return ""
        sites = map(self._view.site_of, alarm.members)
        names = numbered_names(site for site in sites if site is not None)
        return f"({members_text(alarm.members, names)})"

    def detail(self, alarm: Alarm) -> str:
        """Write the figures that the alarm was raised with; empty where it has none."""
        code, params = f"alarm.{alarm.key.type}.detail", dict(alarm.params)
        if not params or not self._words.has(code):
            return ""
        own = f"alarm.{AlarmType.MCU_LOST if alarm.key.type in _OF_A_LINK else alarm.key.type}"
        for name, group in (("fault", own), ("reason", "blind"), ("fault", "fault")):
            if name in params:
                params[name] = self._words.named(f"{group}.{params[name]}", params[name])
        if "what" in params:
            params["what"] = identity_name(self._words, params["what"])
        try:
            return self._words(code, **params)
        except KeyError:
            return ""

    def behind(self, alarm: Alarm) -> str:
        """Name who is lost with a site that is lost; empty where nobody is behind it."""
        site = self.site(alarm) if alarm.key.type in _TAKES_ALONG else None
        if site is None or not site.members:
            return ""
        names = ", ".join(member.name for member in site.members)
        return self._words("alarm.members.lost.detail", n=len(site.members), members=names)

    def cause(self, alarm: Alarm) -> str:
        """Write the cause; for a suppressed alarm, the cause of its parent.

        Nothing for a failed node, which is its own cause.
        """
        if alarm.key.type == AlarmType.UPSTREAM_LOST and not alarm.override:
            return ""
        return cause_text(self._words, self._view.root_alarm(alarm))

    def cause_name(self, cause: str) -> str:
        return cause_name(self._words, cause)

    def state(self, alarm: Alarm) -> str:
        """Write the state.

        Examples: 'đã tiếp nhận: Trực ca 1', 'tạm ẩn đến 14:35: chờ thợ'.
        """
        text, formats = self._words(f"alarm.state.{alarm.state}"), self.look.formats
        match alarm.state:
            case AlarmState.ACKNOWLEDGED if alarm.ack_by:
                return f"{text}: {alarm.ack_by}"
            case AlarmState.SHELVED if alarm.shelved_until_utc is not None:
                until = self._words("alarm.until", time=formats.time(alarm.shelved_until_utc))
                return f"{text} {until}: {alarm.shelf_reason}"
            case AlarmState.OUT_OF_SERVICE:
                window = next((w for w in self._view.snapshot.windows if w.id == alarm.window), None)
                if window is not None:
                    until = self._words(
                        "alarm.until", time=formats.since(window.until_utc, self._view.now_utc)
                    )
                    return f"{text} {until}: {window.reason}"
        return text

    def watched(self, alarm: Alarm) -> str:
        """Write that the fault of a held alarm is over, or may be; empty for any other."""
        is_live = self._view.snapshot.is_live
        return watched_text(self._words, self.look.formats, alarm, is_live=is_live)

    def whom(self, alarm: Alarm) -> tuple[str, ...]:
        """Write whom to phone first with the number, then the number alone.

        A place that has no numbers, as the console itself, is only named.
        """
        callee = first_callee(alarm, self.site(alarm))
        if callee is None:
            return (self._words(f"callee.{callee_of(alarm)}"),)
        return called_texts(self._words, callee)

    def first(self, alarm: Alarm) -> str:
        """Write what to do first; of a lost MCU or upper site also what to dial instead."""
        text = self._words(f"alarm.{alarm.key.type}.first")
        instead = self._upper_backup(alarm) or backups_text(self._words, self._backups(alarm))
        return f"{text} {instead}".rstrip()

    def backup(self, alarm: Alarm) -> str:
        """Write what to dial instead of a lost MCU or upper site; empty where that is not one thing."""
        backups = [*self._backups(alarm)]
        own = self._words("profile.backup-short", dial=backups[0].dial) if len(backups) == 1 else ""
        return self._upper_backup(alarm) or own

    def _upper_backup(self, alarm: Alarm) -> str:
        site = self.site(alarm) if alarm.key.type == AlarmType.UPPER_LOST else None
        return self._words("upper.backup", dial=site.backup_dial) if site and site.backup_dial else ""

    def _backups(self, alarm: Alarm) -> Mapping[BackupConference, str]:
        snapshot = self._view.snapshot
        is_lost = alarm.key.type == AlarmType.MCU_LOST
        return backups_of(snapshot.profiles, snapshot.profile) if is_lost else {}

    def key(self, alarm: Alarm) -> str:
        """Name the key that does what an alarm about a record asks for; empty for other alarms.

        The site's number stands before it where the key means a site.
        """
        code, site = f"alarm.{alarm.key.type}.key", self.site(alarm)
        if alarm.key.type in _OF_CALLERS:
            code = self._isolating(alarm)
        number = "" if site is None else site.number
        return self._words(code, number=number) if self._words.has(code) else ""

    def short_key(self, alarm: Alarm) -> Sequence[str]:
        """Name what holds of an isolated caller in fewer cells; nothing for other alarms."""
        return [self._words("attention.isolated.short")] if self.is_isolated(alarm) else []

    def is_isolated(self, alarm: Alarm) -> bool:
        """Whether nobody hears the caller that the alarm is about until a person decides."""
        conference = self._view.conference
        legs = [row for row in self._callers(alarm) if row.participant is not None]
        return conference is not None and bool(legs) and all(map(conference.is_isolated, legs))

    def _isolating(self, alarm: Alarm) -> str:
        """Return the code of what to press about a caller; empty where only a phone call helps."""
        conference = self._view.conference
        if conference is None or conference.view.hosted:
            return ""
        return "attention.isolated" if self.is_isolated(alarm) else "attention.isolate"

    def _callers(self, alarm: Alarm) -> list[RosterRow]:
        conference, place = self._view.conference, self._view.snapshot.conference_id
        if conference is None or alarm.key.type not in _OF_CALLERS:
            return []
        return [
            row
            for row in conference.not_let_in
            if (row.uninvited or of_conference(caller_resource(row.number), place)) == alarm.key.resource
        ]

    def must_tell_chair(self, alarm: Alarm) -> bool:
        """Whether the alarm costs the meeting a site and waits."""
        is_meeting = self._view.snapshot.meeting is not None
        return is_meeting and alarm.severity is Severity.CRITICAL and alarm.is_urgent

    def evidence(self, evidence: Evidence, site_id: str) -> str:
        """Write one observed fact; a code without words is shown as itself.

        site_id: the site whose devices it names
        """
        code, params = f"evidence.{evidence.code}", dict(evidence.params)
        if "trap" in params:
            params["trap"] = self._words.named(f"trap.{params['trap']}", params["trap"])
        if "device" in params:
            params["device"] = self._named(site_id, params["device"])
        try:
            return self._words(code, **params) if self._words.has(code) else evidence.code
        except KeyError:
            return evidence.code

    def _device(self, alarm: Alarm) -> str:
        """Name the kind of device.

        Empty for a codec, whose alarms name it in their effect; those about its control do not.
        """
        site = self._view.site_of(alarm.site_id)
        device = next((d for d in site.devices if d.id == alarm.key.resource), None) if site else None
        is_named = DEFINITIONS[alarm.key.type].scope is not AlarmScope.CONTROLLED_DEVICE
        if site is None or device is None or (device.kind is DeviceKind.CODEC and is_named):
            return ""
        return _capital(device_names(self._words, site.devices)[device.id])

    def _named(self, site_id: str, device: str) -> str:
        site = self._view.site_of(site_id)
        names = device_names(self._words, site.devices) if site is not None else {}
        return _capital(names.get(f"{site_id}.{device}", self._words("thing.device")))


class _NamesInView(Mapping[str, str]):
    """Names nodes, sites and devices of one View, each only when asked: the bottom line asks at every key."""

    def __init__(self, words: Words, view: View) -> None:
        self._words, self._view = words, view
        named = ((alarm.key.resource, _node(alarm)) for alarm in view.snapshot.alarms)
        self._nodes = {resource: node for resource, node in named if node and resource.startswith(_UPSTREAM)}

    def __getitem__(self, target: str) -> str:
        site = self._view.site_of(target.partition(".")[0])
        if target in self._nodes or site is None:
            return self._nodes[target]
        return names_of(self._words, (site,))[target]

    def __iter__(self) -> Iterator[str]:
        return iter({**names_of(self._words, self._view.snapshot.sites), **self._nodes})

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _node(alarm: Alarm) -> str:
    """Take the name of the carrier's node from the figures and evidence; empty without one."""
    pairs = (*alarm.params, *(pair for evidence in alarm.evidence for pair in evidence.params))
    return next((value for name, value in pairs if name == "node"), "")
