"""Writes who has the floor, what is wrong with it, and which keys help."""

from rich.cells import cell_len

from gbdt_console.core.alarms.phone_keys import PhoneKeys
from gbdt_console.core.conference.floor_check import FloorDeviation, FloorFault
from gbdt_console.text.things import called_texts
from gbdt_console.ui.alarms.contacts import own_numbers
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.conference.takes import undone_sites
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import StyledText, with_keys
from gbdt_console.ui.rooms.shown_room import Microphone
from gbdt_console.ui.view import View, whole_leg

_RESTORE = ("f12", "floor.restore")
_GIVES_BACK = ("z", "floor.back")
_NEXT = ("n", "floor.next")
_PHONES = ("g", "phones.show")


class FloorText(Painter):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)

    def holder(self, view: View, conference: ShownConference, room: int | None = None) -> StyledText:
        """Return 'đang phát biểu: 6 Bắc Hà 03:12'; empty while the chair has the floor.

        A site that nobody hears, or whose block is unknown, only has the floor. Why nobody hears it is left
        out where it needs more than `room` cells, then that it has the floor.
        """
        words, inks, floor = self.look.words, self.look.inks, conference.floor
        if not floor.speaker:
            return "", inks.plain
        lasted = self.look.formats.duration(view.now_utc - (floor.since_utc or view.now_utc))
        code = "floor.speaks" if conference.is_speaker_heard else "floor.holds"
        name = view.called(floor.speaker)
        text = words(code, site=name, lasted=lasted)
        why = "" if conference.is_speaker_heard else self._unheard(conference)
        ink = inks.plain if conference.is_speaker_heard else inks.suspect if why else inks.unknown
        whole = self.look.glyphs.separator.join(filter(None, (text, why)))
        texts = (whole, text, f"{name} {lasted}")
        return next((one for one in texts if room is None or cell_len(one) <= room), texts[-1]), ink

    def fault(
        self, view: View, conference: ShownConference, room: int, phone_keys: PhoneKeys
    ) -> StyledText | None:
        """Return the worst alarm about the floor, since when, and the keys that help.

        None where there is none. With less than `room` cells it is said shorter, then `z` has its site's
        number alone, then there are fewer keys; the first key always stands.
        """
        if not (found := conference.alarming):
            return None
        more = f" +{len(found) - 1}" if len(found) > 1 else ""
        whole, short = (self._sentence(view, found[0], part) + more for part in ("", ".short"))
        keys, brief = ([], []) if view.is_observer else self._keys(view, conference, phone_keys)
        fewer = [self._joined(brief[:count]) for count in range(len(brief), 0, -1)]
        tails = [self._joined(keys), *fewer] if keys else []
        return with_keys([whole, short], tails, room), self.inks.down_mark

    def returned(self, view: View, conference: ShownConference, room: int) -> StyledText | None:
        """Return that a site which missed its turn is back, and the keys that give it the floor.

        None where none is.
        """
        site_id, words = conference.returned_speaker, self.look.words
        if not site_id:
            return None
        names = (view.called(site_id, is_short=is_short) for is_short in (False, True))
        tail = f" {self.look.glyphs.to} {words('floor.returned.keys')}"
        heads = [words("floor.returned", site=name) for name in names]
        return with_keys(heads, [] if view.is_observer else [tail], room), self.look.inks.accent

    def _keys(
        self, view: View, conference: ShownConference, phone_keys: PhoneKeys
    ) -> tuple[list[str], list[str]]:
        """Return each key with its act: 'z trả lại 1 VP UBND tỉnh', then in short 'z trả lại 1'.

        `z` names the site that an undo brings back. What replaces a lost upper site is first.
        """
        if conference.alarming[0].fault is FloorFault.UPPER_LOST:
            return self._instead(view, conference.alarming[0].site_id, phone_keys)
        back = undone_sites(view.frame, conference)
        first = next(iter((conference.floor.chair,) if back is None else back), "")
        site = view.site_of(first)
        unnamed = first or self.words("frame.device-choice")
        names = (unnamed, unnamed) if site is None else (view.called(first), str(site.number))
        found: tuple[list[str], list[str]] = [], []
        for helping in _helping(conference, conference.alarming[0]):
            key, code = helping
            typed = (
                phone_keys(conference.alarming[0].site_id) if helping == _PHONES else self.words(f"key.{key}")
            )
            for texts, name in zip(found, names, strict=True):
                target = f" {name}" if key == _GIVES_BACK[0] else ""
                if typed:
                    texts.append(f"{typed} {self.words(f'action.{code}')}{target}")
        return found

    def _instead(self, view: View, site_id: str, phone_keys: PhoneKeys) -> tuple[list[str], list[str]]:
        """Return what to dial in place of the upper site's call and whom to phone there, then in short."""
        words, site = self.words, view.site_of(site_id)
        if site is None:
            return [], []
        keys = phone_keys(site_id)
        phones = [f"{keys} {words(f'action.{_PHONES[1]}')}"] if keys else []
        backup = [words("upper.backup", dial=site.backup_dial)] if site.backup_dial else []
        whom, number = called_texts(words, own_numbers(site)[0])
        return [*backup, whom, *phones], [*backup, number, *phones]

    def _joined(self, keys: list[str]) -> str:
        return f" {self.glyphs.to} {self.glyphs.separator.join(keys)}"

    def _sentence(self, view: View, deviation: FloorDeviation, part: str) -> str:
        name = view.called(deviation.site_id, is_short=bool(part))
        if deviation.fault.is_loss:
            name = whole_leg(self.words, view, deviation.site_id, is_short=bool(part))
        since = self.formats.since(deviation.since_utc, view.now_utc)
        return self.words(f"floor.fault.{deviation.fault}{part}", site=name, since=since)

    def _unheard(self, conference: ShownConference) -> str:
        """Return why nobody hears the floor's site; empty where that is unknown."""
        words, row = self.look.words, conference.row(conference.floor.speaker)
        if row is None:
            return ""
        if row.participant is None:
            return words("roster.not-there")
        if row.participant.is_blocked:
            return words("roster.blocked")
        call = conference.call_of(row)
        is_closed = call.microphone is Microphone.CLOSED and not call.is_contradictory
        return words("room.mic.closed") if is_closed else ""


def _helping(conference: ShownConference, deviation: FloorDeviation) -> list[tuple[str, str]]:
    """Return key and action of what helps against that fault."""
    faults = {one.fault for one in conference.deviations}
    following = [_NEXT] if conference.next_in_order else []
    match deviation.fault:
        case FloorFault.SPEAKER_LOST:
            return [*([] if FloorFault.CHAIR_LOST in faults else [_GIVES_BACK]), *following, _PHONES]
        case FloorFault.CHAIR_LOST:
            return [_PHONES, *following]
        case FloorFault.PICTURE_FROZEN:
            return [_GIVES_BACK, _PHONES]
        case FloorFault.PICTURE_LOST if FloorFault.PICTURE_OTHER not in faults:
            return [_PHONES]
        case _:
            return [_RESTORE]
