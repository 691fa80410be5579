"""The phase bar: the phases of a meeting's day, the present one lit, the next with what it lacks."""

from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len

from gbdt_console.text.phases import Phase, PhaseName, PhaseState, phase_text, phases_of
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText
from gbdt_console.ui.meetings.shown_meetings import ShownCalendar
from gbdt_console.ui.view import View
from gbdt_console.widgets.chrome.on_air_strip import ROOMY
from gbdt_console.widgets.lines import Lines

_PRESENT = frozenset({PhaseState.PRESENT})
_NEXT = _PRESENT | {PhaseState.NEXT}
_OPEN = _NEXT | {PhaseState.OWED}
_MARKED = _PRESENT | {PhaseState.OWED}
_ALL = frozenset(PhaseState)
_WAYS = (
    (_ALL, _ALL, False),
    (_ALL, _ALL, True),
    (_ALL, _NEXT, True),
    (_ALL, _PRESENT, True),
    (_ALL, (), True),
)
"""What is named, of what it is told what it lacks, and whether the names are short; longest first."""
_WAYS_BESIDE = (
    (_OPEN, _OPEN),
    (_OPEN, _NEXT),
    (_OPEN, _PRESENT),
    (_MARKED, _PRESENT),
    (_MARKED, ()),
    (_PRESENT, ()),
)


class PhaseBar(Lines):
    """Has a line of its own on a roomy terminal; a low one has its short form in the header."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="phases")
        self._calendar = ShownCalendar()

    def on_mount(self) -> None:
        self.display = self.app.size.height >= ROOMY

    def show_view(self, view: View) -> None:
        """Draw the line; where it is too long, names and then what is lacking give way."""
        width, height = self.app.size
        if self.display != (height >= ROOMY):
            self.display = height >= ROOMY
        if height < ROOMY:
            return
        phases, texts = self._phases(view), list[StyledText]()
        for shown, told, is_short in _WAYS:
            texts = self._texts(phases, view, shown, told, is_short=is_short)
            if sum(cell_len(text) for text, _ in texts) <= width - 2:
                break
        pen = LineWriter(width, self.inks.plain).write(" ", self.inks.plain)
        for text, ink in texts:
            pen.write(text, ink)
        self.show([pen.strip()])

    def beside(self, view: View) -> Sequence[list[StyledText]]:
        """Return the texts for the header, longest first; none where the bar has its own line.

        Where no meeting is near, all of it gives way to what is wrong; so does the mere name of the present
        phase where the header's first line says it before the meeting's title.
        """
        if self.app.size.height >= ROOMY:
            return ()
        phases = self._phases(view)
        ways = [self._texts(phases, view, shown, told, is_short=True) for shown, told in _WAYS_BESIDE]
        states = {phase.name: phase.state for phase in phases}
        is_idle = states[PhaseName.CALENDAR] is PhaseState.PRESENT and PhaseState.OWED not in states.values()
        meeting = view.snapshot.meeting
        said = "" if meeting is None else self.words(f"meeting.mode.{meeting.mode.value}")
        ways = [self._between(text for text in way[::2] if text[0] != said) for way in ways]
        return [*filter(None, ways), *([[]] if is_idle else [])]

    def _phases(self, view: View) -> tuple[Phase, ...]:
        return phases_of(view.snapshot, self._calendar.see(view.snapshot))

    def _texts(
        self,
        phases: Sequence[Phase],
        view: View,
        shown: Collection[PhaseState],
        told: Collection[PhaseState],
        *,
        is_short: bool,
    ) -> list[StyledText]:
        texts: list[StyledText] = []
        inks = {
            PhaseState.PRESENT: self.inks.cursor,
            PhaseState.OWED: self.inks.poor,
            PhaseState.NEXT: self.inks.plain,
        }
        for phase in (phase for phase in phases if phase.state in shown):
            is_bare = phase.state not in told
            text = phase_text(
                self.words, phase, view.now_utc, done=self.glyphs.seen, is_short=is_short, is_bare=is_bare
            )
            texts.append((text, inks.get(phase.state, self.inks.quiet)))
        return self._between(texts)

    def _between(self, texts: Iterable[StyledText]) -> list[StyledText]:
        """Return the texts with an arrow between every two."""
        arrow = (f" {self.glyphs.cursor} ", self.inks.quiet)
        return [part for text in texts for part in (arrow, text)][1:]
