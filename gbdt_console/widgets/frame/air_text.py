"""Writes who is on air, who is prepared and who comes next, for the strip and for the pictures."""

from rich.cells import cell_len

from gbdt_console.core.clean_text import clean, spoken
from gbdt_console.core.conference.roster import RosterStatus, first_present
from gbdt_console.core.pictures import Bus, PaneKind
from gbdt_console.ui.conference.conference import CallMark, ShownConference
from gbdt_console.ui.conference.takes import loaded_sites
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import StyledText, crop, with_keys
from gbdt_console.ui.view import View, pane_name
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.conference.floor_text import FloorText
from gbdt_console.widgets.site.room import readiness

_OUT_OF_TURN = ("other.open", "other.open.short")
_ROOMS_OPEN = ("other.rooms-open", "other.rooms-open.short")
"""Codes of the words about a site out of turn, longest first."""


class AirText(Painter):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._call_text = CallText(appearance)
        self._floor_text = FloorText(appearance)

    def on_air(self, view: View, conference: ShownConference, *, is_short: bool = False) -> StyledText:
        """Return what the branches see: sites as the pictures' device reports them, else the MCU's one."""
        bus = view.frame.bus(Bus.BRANCHES) if view.frame is not None else None
        floor, shown = conference.floor, conference.on_air
        if bus is not None:
            if not view.knows(bus):
                return self.words("site.unknown"), self.inks.unknown
            panes = [pane for pane in bus.panes if pane.site_id]
            panes = panes or [pane for pane in bus.panes if pane.kind is not PaneKind.EMPTY]
            if not panes:
                return self.words("air.none"), self.inks.quiet
            more = f" +{len(panes) - 1}" if len(panes) > 1 else ""
            ink = self.inks.suspect if bus.differs_since_utc else self.inks.strong
            return pane_name(self.words, view, panes[0], is_short=is_short) + more, ink
        if not conference.is_known:
            return self.words("site.unknown"), self.inks.unknown
        if shown is None and conference.view.hosted:
            return (self.words("site.unknown"), self.inks.unknown) if is_short else self.hosted(conference)
        if shown is None:
            return self.words("air.nobody"), self.inks.quiet
        site_id = floor.speaker or floor.chair
        is_wanted = shown.site_id in (site_id, floor.upper or site_id)
        caller = spoken(shown.participant.name) if shown.participant is not None else ""
        name = view.called(shown.site_id, is_short=is_short) if shown.site_id else caller
        return name or self.words("site.unknown"), self.inks.strong if is_wanted else self.inks.suspect

    def hosted(self, conference: ShownConference) -> StyledText:
        """Return who decides about the pictures where no device of ours does."""
        return self.words("air.hosted", host=clean(conference.view.hosted)), self.inks.quiet

    def nobody(self, view: View) -> StyledText:
        """Return that nobody is prepared, or who else decides about that."""
        if view.conference is not None and view.conference.view.hosted and view.frame is None:
            return self.hosted(view.conference)
        return self.words("ready.nobody"), self.inks.quiet

    def holder(self, view: View, conference: ShownConference, room: int) -> StyledText:
        """Return who has the floor, within `room` cells where that is possible."""
        floor = conference.floor
        if not floor.speaker:
            if conference.view.hosted and view.frame is None and not floor.upper:
                return "", self.inks.quiet  # nobody here gives the floor
            return self.words("upper.leads" if floor.upper else "floor.chair-speaks"), self.inks.quiet
        return self._floor_text.holder(view, conference, room)

    def loaded(self, view: View, conference: ShownConference) -> str:
        """Return the site that the next take is about: first of the preview, else prepared; empty: none."""
        return next(iter(loaded_sites(view.frame, conference)), conference.floor.prepared)

    def refusal(self, code: str, form: str) -> str:
        """Return why a take is refused, in the form 'short' or 'pane' where there is one, else whole."""
        return self.words.named(f"{code}.{form}", self.words(code))

    def is_ready(self, view: View, conference: ShownConference, site_id: str) -> bool:
        """Tell whether that site is in the conference and its room is ready."""
        row, room = conference.row(site_id), view.rooms.get(site_id)
        is_there = row is not None and row.standing is RosterStatus.CONNECTED
        return conference.is_known and is_there and (room is None or room.is_ready)

    def readiness(self, view: View, conference: ShownConference, site_id: str) -> StyledText:
        """Return that a site is ready for the floor, or why not."""
        row = conference.row(site_id)
        if not conference.is_known:
            return self.words("site.unknown"), self.inks.unknown
        if row is not None and row.standing is RosterStatus.CONNECTED:
            return readiness(self.look, view.rooms.get(site_id))
        if row is not None and row.participant is not None:
            return self.words("call.part.stale"), self.inks.poor
        left_utc = row.left.at_utc if row is not None and row.left is not None else None
        return self._call_text.not_there(left_utc), self.inks.poor

    def against(self, view: View, site_id: str, form: str) -> tuple[str, str] | None:
        """Return the site that the next take is refused for, and why in that form; None where it is not.

        site_id: site of a reason that names none
        """
        for code, about in view.frame.against()[:1] if view.frame is not None else ():
            return about or site_id, self.refusal(code, form)
        return None

    def ready(self, view: View, conference: ShownConference) -> list[StyledText]:
        """Return the prepared site and whether a take shows it, else the next one."""
        appearance, site_id = self.look, self.loaded(view, conference)
        after = self.following(view, conference)
        if not site_id:
            return after or [self.nobody(view)]
        state, ink = self.readiness(view, conference, site_id)
        if (refused := self.against(view, site_id, "pane")) is not None:
            site_id, state, ink = *refused, appearance.inks.poor
        return [(appearance.glyphs.separator.join((view.called(site_id), state)), ink), *after]

    def following(self, view: View, conference: ShownConference) -> list[StyledText]:
        """Return the next present site of the running order, then the first that is passed over."""
        appearance, floor = self.look, conference.floor
        inks, words = appearance.inks, appearance.words
        queue = [site for site in floor.running_order if site != floor.prepared]
        if not queue:
            return []
        following = first_present(queue, conference.rows)
        passed = queue[: queue.index(following)] if following else queue
        texts = [(words("ready.next", site=view.called(following)), inks.quiet)] if following else []
        if passed:
            mark = appearance.glyphs.calls[CallMark.AWAY]
            more = f" +{len(passed) - 1}" if len(passed) > 1 else ""
            text = words("ready.passed-over", site=f"{mark} {view.called(passed[0])}{more}")
            texts.append((text, inks.poor))
        return texts

    def out_of_turn(self, view: View, conference: ShownConference, room: int) -> list[StyledText]:
        """Return the site that speaks out of turn, for how long, and the key that closes it.

        The words are left out, then the name is cropped, where they need more than `room` cells.
        """
        for microphone in conference.out_of_turn[:1]:
            lasted = self.formats.duration(view.now_utc - microphone.since_utc)
            more = len(conference.out_of_turn) - 1
            tail = f" +{more}" if more else ""
            tail += "" if view.is_observer else f" {self.glyphs.to} x"
            site = view.called(microphone.site_id)
            whole = [self.words(code, site=site, lasted=lasted) + tail for code in _OUT_OF_TURN]
            text = next((text for text in whole if cell_len(text) <= room), "")
            if not text:
                end = f" {lasted}{tail}"
                text = crop(site, max(1, room - cell_len(end))) + end
            return [(text, self.inks.down if microphone.is_alarm else self.inks.suspect)]
        return []

    def open_rooms(self, view: View, conference: ShownConference, room: int) -> list[StyledText]:
        """Return the first room whose microphone is open out of turn, where nobody knows who talks."""
        sites = conference.open_rooms
        if not sites:
            return []
        more = f" (+{len(sites) - 1})" if len(sites) > 1 else ""
        hosted = conference.view.hosted
        code = "air.room-open.hosted" if hosted else "air.room-open"
        told = self.words(code, site=view.called(sites[0]) + more)
        site, key = view.site_of(sites[0]), "r" if hosted else "m"  # only its codec can, or the MCU
        helps = [] if view.is_observer or site is None else [f" {self.glyphs.to} {site.number} {key}"]
        if helps and more and not hosted:
            all_of_them = f"{self.words('key.minus')} {self.words('action.microphone.others')}"
            helps.insert(0, f" {self.glyphs.to} {all_of_them}")
        return [(with_keys([told], helps, room), self.inks.suspect)]

    def others(
        self, view: View, conference: ShownConference, room: int, *, is_whole: bool = False
    ) -> list[StyledText]:
        """Return a site out of turn, why that or the MCU is unknown, and the orders, ended ones first.

        is_whole: whether orders are whole sentences, however many cells they need
        """
        texts = self.out_of_turn(view, conference, room)
        if rooms := conference.open_rooms:
            told = [self.words(code, n=len(rooms)) for code in _ROOMS_OPEN]
            texts.append((next((one for one in told if cell_len(one) <= room), told[-1]), self.inks.suspect))
        if conference.blocked_reason:
            texts.append((self.words(conference.headline), self.inks.unknown))
        if conference.view.hosted:
            texts.append((self.words("other.untold"), self.inks.quiet))
        pictures = view.frame.orders if view.frame is not None else ()
        orders = sorted((*conference.view.orders, *pictures), key=lambda order: not order.stage.is_final)
        cells = None if is_whole else room
        return [*texts, *(self._call_text.order(view, order, cells) for order in orders)]

    def no_others(self, conference: ShownConference | None) -> StyledText:
        """Say that nobody is out of turn, or that nobody can tell."""
        is_proven = conference is not None and conference.is_silence_proven
        return self.words("other.nothing" if is_proven else "other.untold"), self.inks.quiet
