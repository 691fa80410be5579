"""Writes what the upper level sees and hears of us: picture, open microphones, content, and its line."""

from collections.abc import Iterator

from gbdt_console.core.conference.floor_check import is_heard
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import StyledText
from gbdt_console.ui.view import View
from gbdt_console.widgets.frame.air_text import AirText


class UpperText:
    """Puts what goes up into one appearance's words; 'không rõ' stands for what nothing measures."""

    def __init__(self, appearance: Appearance) -> None:
        self._words, self._inks = appearance.words, appearance.inks
        self._air = AirText(appearance)

    def going_up(self, view: View, conference: ShownConference) -> list[StyledText]:
        """Return one text for each thing that goes up; none without an upper site."""
        upper, words, inks = conference.floor.upper, self._words, self._inks
        if not upper:
            return []
        row = conference.row(upper)
        if row is not None and row.is_away:
            return [(words("upper.up.nothing"), inks.down)]
        if row is None or row.standing is RosterStatus.UNKNOWN:
            return [(words("upper.up.unknown"), inks.unknown)]
        picture, ink = self._air.on_air(view, conference, is_short=True)
        return [(words("upper.up.picture", what=picture), ink), *self._more(view, conference, upper)]

    def _more(self, view: View, conference: ShownConference, upper: str) -> Iterator[StyledText]:
        words, inks = self._words, self._inks
        ours = [row for row in conference.rows if row.participant is not None and row.site_id != upper]
        heard = [view.called(row.site_id, is_short=True) for row in ours if row.site_id and is_heard(row)]
        is_unknown = any(row.participant and row.participant.is_blocked is None for row in ours)
        heard += [words("site.unknown")] if is_unknown else []
        sound = ", ".join(heard) or words("upper.up.nobody")
        is_quiet = bool(heard) == conference.floor.is_called
        yield words("upper.up.sound", what=sound), inks.quiet if is_quiet else inks.suspect
        content = view.frame.content if view.frame is not None else None
        name = "" if content is None else view.called(content.site_id, is_short=True)
        code = "content.unknown" if content is None else content.code
        yield words(code, site=name), inks.unknown if content is None else inks.quiet
        site = view.site_of(upper)
        line = None if site is None else view.site(site)
        if line is None or line.rtt_ms is None:
            yield words("upper.up.line", what=words("site.unknown")), inks.unknown
        else:
            lost = f", −{line.loss_ratio:.0%}" if line.loss_ratio else ""
            yield words("upper.up.line", what=f"{line.rtt_ms:.0f} ms{lost}"), inks.quiet
