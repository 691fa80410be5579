"""The line of attention: the worst thing now in one sentence, with the keys that help."""

from collections.abc import Iterator, Sequence, Set

from rich.cells import cell_len

from gbdt_console.core.alarms.alarm import Alarm, Severity
from gbdt_console.core.alarms.phone_keys import PhoneKeys
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.close_sites import close_sites
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.pictures import Bus
from gbdt_console.core.snapshot import Recording
from gbdt_console.core.standby.view import Role, StandbyFault
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop, with_keys
from gbdt_console.ui.view import View, pane_name
from gbdt_console.widgets.conference.floor_text import FloorText
from gbdt_console.widgets.frame.air_text import AirText
from gbdt_console.widgets.lines import Lines

_DIFFERS_S = 2.0
"""Seconds for which another picture than the wanted one is no news: a device needs them for a take."""
_NO_KEY_HELPS = frozenset(Withheld) - {Withheld.ASKING, Withheld.FOLLOWING}
"""Why orders are withheld until somebody does something: what other sentences say to press is refused. That a
PC asks is over in seconds, and that it follows always holds, and hides nothing."""
_MOST_SITES = 3
"""Limits the sites that one sentence names."""


class Attention(Lines):
    """Shows one line that always has its place, so that it moves nothing when it comes.

    It is empty where nothing waits for anybody.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="attention")
        self._floor_text = FloorText(appearance)
        self._air = AirText(appearance)
        self._doubts: Sequence[str] = ()

    def show_worst(
        self,
        view: View | None,
        told: AlarmRow | None,
        phone_keys: PhoneKeys,
        *,
        lack: str,
        doubts: Sequence[str],
    ) -> None:
        """Tell the worst thing now; an observer sees no keys.

        told: the alarm that is told where nothing worse is
        phone_keys: says which keys show whom to phone
        lack: code of why no Snapshot comes any more; empty while they come
        doubts: sentences about what was asked for here and perhaps recorded
        """
        width, self._doubts = self.app.size.width, doubts
        self._phone_keys = phone_keys
        sentences = self._sentences(view, told, width - 2, lack=lack)
        text, ink = next(sentences, ("", self.inks.plain))
        writer = LineWriter(width, ink)
        self.show([(writer.write(" " + crop(text, width - 2), ink) if text else writer).strip()])

    def _sentences(
        self, view: View | None, told: AlarmRow | None, room: int, *, lack: str
    ) -> Iterator[StyledText]:
        """Yield the sentences that hold now, worst first."""
        if lack:
            yield self.words(lack), self.inks.banner
        if view is None:
            yield self.words("banner.waiting"), self.inks.banner
            return
        if view.is_frozen and not lack:
            yield self.words("banner.frozen"), self.inks.banner
        if view.snapshot.blind is not None:
            doubt = view.snapshot.anchor_doubt
            text = self.words(f"banner.blind.{view.snapshot.blind}")
            yield self.words.named(f"banner.blind.{view.snapshot.blind}.{doubt}", text), self.inks.banner
        yield from self._main_pc(view)
        yield from self._withheld(view, _NO_KEY_HELPS)
        conference = view.conference
        if conference is not None:
            fault = self._floor_text.fault(view, conference, room, self._phone_keys)
            yield from [fault] if fault is not None else []
        yield from self._pictures(view, room)
        yield from ((doubt, self.inks.banner) for doubt in self._doubts)
        yield from self._withheld(view, {Withheld.ASKING})
        yield from self._rival(view)
        if view.snapshot.recording is Recording.REFUSING:
            yield self.words("banner.not_recorded"), self.inks.banner
        yield from self._majority(view)
        speaking = []
        closes = "" if view.is_observer else f" {self.words('attention.closes')}"
        if conference is not None:
            open_now = self._air.out_of_turn(view, conference, room - cell_len(closes))
            speaking = [(text + closes, ink) for text, ink in open_now]
        is_alarm = bool(speaking) and conference is not None and conference.out_of_turn[0].is_alarm
        yield from speaking if is_alarm else []
        yield from self._silent(view)
        yield from self._alarm(view, told, room)
        yield from speaking
        if conference is not None:
            yield from self._air.open_rooms(view, conference, room)
            returned = self._floor_text.returned(view, conference, room)
            yield from [returned] if returned is not None else []
        if view.snapshot.standby is not None and view.snapshot.standby.role is Role.COMMANDING:
            yield from self._by_itself(view)
        yield from self._owed(view, room)
        yield from self._withheld(view, {Withheld.FOLLOWING})

    def _withheld(self, view: View, among: Set[Withheld]) -> Iterator[StyledText]:
        """Yield why no orders are given, where it is one of these."""
        withheld, standby = view.snapshot.withheld, view.snapshot.standby
        if withheld in among:
            is_of_two = withheld is Withheld.ALONE and standby is not None and standby.has_quorum is None
            yield self.words(f"banner.withheld.{withheld}{'.two' if is_of_two else ''}"), self.inks.banner

    def _main_pc(self, view: View) -> Iterator[StyledText]:
        """Yield on a PC that follows that it receives nothing or that the main one is silent."""
        standby = view.snapshot.standby
        if standby is None or standby.role is not Role.FOLLOWING:
            return
        yield from self._by_itself(view)
        if standby.fault is StandbyFault.NO_QUORUM:
            yield self.words("banner.standby.fault.no-quorum"), self.inks.banner
        elif standby.fault is not None:
            yield self.words("banner.standby.fault"), self.inks.banner
        elif standby.is_main_silent(view.now_utc):
            lasted = self.formats.duration(view.now_utc - standby.heard_utc) if standby.heard_utc else ""
            code = "banner.standby.silent" if lasted else "banner.standby.unheard"
            yield self.words(code, there=standby.there, lasted=lasted), self.inks.banner

    def _rival(self, view: View) -> Iterator[StyledText]:
        """Yield on the PC that gives the orders that the other one commands too."""
        standby = view.snapshot.standby
        if standby is not None and standby.fault is StandbyFault.RIVAL and view.snapshot.withheld is None:
            yield self.words("banner.standby.rival"), self.inks.banner

    def _by_itself(self, view: View) -> Iterator[StyledText]:
        """Yield for a while that one of the two PCs took over by itself."""
        standby = view.snapshot.standby
        if standby is not None and standby.is_automatic_told(view.now_utc):
            time = self.formats.since(standby.automatic_utc, view.now_utc)
            code = f"banner.standby.automatic.{standby.role}"
            yield self.words(code, there=standby.there, time=time), self.inks.banner

    def _majority(self, view: View) -> Iterator[StyledText]:
        """Yield that records that can wait are refused, and that the meeting goes on."""
        standby = view.snapshot.standby
        if standby is None or standby.role is Role.FOLLOWING or view.snapshot.withheld is not None:
            return
        if standby.needs_two and standby.has_quorum is False:
            yield self.words("banner.standby.no-quorum"), self.inks.banner
        elif standby.needs_two and standby.sent_share is not None:
            yield self.words("banner.standby.sending", percent=standby.sent_percent), self.inks.banner

    def _silent(self, view: View) -> Iterator[StyledText]:
        """Yield who has just fallen silent of those who matter now, before it is an alarm."""
        snapshot = view.snapshot
        if not snapshot.silences:
            return
        since = {one.site_id: one.since_utc for one in snapshot.silences}
        close = close_sites(snapshot.parts, snapshot.at_s)
        sites = [(view.site_of(site_id), duty) for site_id, duty in close.items() if site_id in since]
        told = [(site, duty) for site, duty in sites if site and view.state(site) is not PointState.DOWN]
        if told:
            site, duty = told[0]
            lasted = self.formats.number(max(view.now_utc, snapshot.at_utc) - since[site.id], 1)
            facts = {"site": view.called(site.id), "duty": self.words(f"duty.{duty}"), "seconds": lasted}
            more = f" +{len(told) - 1}" if len(told) > 1 else ""
            yield self.words("attention.silent", **facts) + more, self.inks.suspect

    def _owed(self, view: View, room: int) -> Iterator[StyledText]:
        """Yield after which meetings nobody verified the shutdown (A8.3), their sites where there is room."""
        owed = [one for one in view.snapshot.owed_shutdowns if not one.record_id]
        if owed:
            words, sites = self.words, owed[0].sites
            named = ", ".join(map(view.called, sites[:_MOST_SITES])) if sites else words("shutdown.owed.all")
            more = len(sites) - _MOST_SITES
            named = named if more <= 0 else f"{named}, {words('checklist.more-sites', n=more)}"
            time = self.formats.since(owed[0].ended_utc, view.now_utc)
            helps = f" {self.glyphs.to} {words('key.f7')} {words('action.shutdown.show')}"
            facts = {"n": len(owed), "time": time, "sites": named}
            heads = [words(code, **facts) for code in ("shutdown.owed", "shutdown.owed.short")]
            yield with_keys(heads, [] if view.is_observer else [helps], room), self.inks.suspect

    def _pictures(self, view: View, room: int) -> Iterator[StyledText]:
        """Yield a frozen picture on air, then a picture that is not the wanted one."""
        helps = f" {self.glyphs.to} {self.words('key.f3')} {self.words('action.frame.show')}"
        buses = [bus for bus in view.frame.buses if view.knows(bus)] if view.frame is not None else []
        for bus in sorted(buses, key=lambda bus: bus.bus is not Bus.BRANCHES):
            for pane in bus.panes:
                if pane.is_moving is False and pane.frozen_since_utc is not None:
                    lasted = self.formats.duration(view.now_utc - pane.frozen_since_utc)
                    site = pane_name(self.words, view, pane)
                    text = self.words(
                        "attention.frozen", bus=self.words(f"bus.{bus.bus}.short"), site=site, lasted=lasted
                    )
                    yield with_keys([text], [helps], room), self.inks.down_mark
        for bus in buses:
            since_utc = bus.differs_since_utc
            if since_utc is not None and view.now_utc - since_utc >= _DIFFERS_S:
                lasted = self.formats.duration(view.now_utc - since_utc)
                text = self.words("attention.differs", bus=self.words(f"bus.{bus.bus}.short"), lasted=lasted)
                yield with_keys([text], [helps], room), self.inks.suspect

    def _alarm(self, view: View, told: AlarmRow | None, room: int) -> Iterator[StyledText]:
        """Yield the worst alarm that lasts and nobody acknowledged, whom to phone, and the key.

        Where all such faults are over for now it only says until when they are watched.

        While no site of the network answered yet, yield what to look at instead.
        """
        if view.is_unanswered:
            yield self.look.words("banner.unanswered"), self.look.inks.suspect
        if told is None:
            return
        alarm, texts = told.alarm, AlarmWords(self.look, view)
        places = [texts.place(alarm), texts.place(alarm, is_short=True)]
        if (beside := view.snapshot.meeting_beside(alarm.key.resource, alarm.site_id)) is not None:
            title = beside.title or self.words("meeting.closed")
            places = [f"{title}: {place}" for place in places]
        whole, short = (f"{place} {texts.effect(alarm)}" for place in places)
        if watched := texts.watched(alarm):
            yield f"{whole}: {watched}", self.inks.suspect
            return
        join = self.glyphs.separator.join
        parts = [whole, texts.cause(alarm), texts.behind(alarm) or texts.detail(alarm)]
        heads = [*(join(filter(None, parts[:count])) for count in (3, 2)), whole, short]
        tails = [f" {self.glyphs.to} {tail}" for tail in self._helps(view, alarm, texts)]
        is_loud = alarm.severity.rank >= Severity.MAJOR.rank and not texts.is_isolated(alarm)
        yield with_keys(heads, tails, room), self.inks.down_mark if is_loud else self.inks.suspect

    def _helps(self, view: View, alarm: Alarm, texts: AlarmWords) -> list[str]:
        """Return what to press, to dial instead or whom to phone about an alarm, longest first."""
        if own := texts.key(alarm):
            return [] if view.is_observer else [own, *texts.short_key(alarm)]
        backup = texts.backup(alarm)
        helps = [backup] if backup else [*texts.whom(alarm)]
        if view.is_observer:
            return helps
        keys = self._phone_keys(alarm.site_id or next(iter(alarm.members), ""), alarm)
        shown = [f"{keys} {self.words('action.phones.show')}"] if keys else []
        return [self.glyphs.separator.join((text, *shown)) for text in helps]
