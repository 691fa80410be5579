"""Makes the menu of the phase (F1): what is lacking, then what a technician does now."""

from collections.abc import Iterator, Mapping, Sequence

from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.menu.menu_table import (
    COLUMNS,
    FILLS,
    FILLS_OF_A_MEETING,
    HERE,
    ONLY_WHERE_IT_ACTS,
    Group,
)
from gbdt_console.text.phases import PhaseState, next_meeting, phase_text, phases_of, present_phase
from gbdt_console.text.standing import standing_text
from gbdt_console.ui.actions import GIVES_ORDERS, Action, KeyTarget
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.widgets.menu_lines import Menu, MenuLine

_MOST_GAPS = 3
"""Lines of what is lacking: more would leave a terminal of 24 lines no room for the verbs."""

_OF_THE_MENU = frozenset({"enter", "escape", "up", "down", "left", "right"})
"""Keys that choose in the menu itself, whatever they do on the screen below."""


class MenuMaker:
    """Makes menus from the rows of actions, by the names of the screens that have them."""

    def __init__(self, look: Appearance, rows: Mapping[str, Sequence[Action]]) -> None:
        self._look, self._rows = look, rows

    def make(self, live: LiveScreen, actions: Sequence[Action], snapshot: Snapshot | None) -> Menu:
        """Return the menu for a screen and those of its actions that are offered now."""
        words = self._look.words
        subject = live.subject()
        if snapshot is None:
            return Menu(words("menu.title"), "", (), ())
        made = _Made(self._look, live, {action.id: action for action in actions}, self._rows)
        phase = present_phase(snapshot)
        title = words(f"phase.{phase}").upper()
        about = "" if subject is None else f"{subject.number} {subject.name}"
        columns = tuple(tuple(made.groups(groups)) for groups in COLUMNS[phase])
        gaps = tuple(self._gaps(made, live, snapshot))[:_MOST_GAPS]
        head = self._look.glyphs.separator.join(filter(None, (f"{words('menu.title')}: {title}", about)))
        return Menu(head, standing_text(words, snapshot), gaps, columns)

    def _gaps(self, made: "_Made", live: LiveScreen, snapshot: Snapshot) -> Iterator[MenuLine]:
        words, overview = self._look.words, overview_of(snapshot)
        if snapshot.withheld in GIVES_ORDERS:
            yield from made.line(GIVES_ORDERS[snapshot.withheld])
        for phase in phases_of(snapshot, overview):
            if phase.lack in FILLS and phase.state not in (PhaseState.DONE, PhaseState.AHEAD):
                yield from made.line(FILLS[phase.lack], phase_text(words, phase, snapshot.at_utc))
        coming = next_meeting(snapshot)
        if coming is None or live.view is None or snapshot.meeting is not None:
            return  # in a meeting only its own phases count: what the next one lacks has time
        lacks = overview.lacks(coming)
        said = ShownMeetingWords(self._look, live.view).lacks(coming, lacks)
        for lack, text in zip(lacks, said, strict=True):
            if lack.kind in FILLS_OF_A_MEETING:
                yield from made.line(FILLS_OF_A_MEETING[lack.kind], text)


class _Made:
    def __init__(
        self,
        look: Appearance,
        live: LiveScreen,
        own: Mapping[str, Action],
        rows: Mapping[str, Sequence[Action]],
    ) -> None:
        self._words, self._own, self._rows = look.words, own, rows
        self._idle, self._targets = live.idle_hints(), live.key_targets()
        self._of_screen = [row.id for row in live.ACTIONS if row.is_acting and row.in_palette]

    def groups(self, groups: Sequence[Group]) -> Iterator[str | MenuLine]:
        told = {named.rpartition("/")[2] for _, ids in groups for named in ids}
        for code, named in groups:
            own = [one for one in self._of_screen if one not in told] if code == HERE else named
            lines = [line for one in own for line in self.line(one)]
            if lines:
                yield self._words(f"menu.{code}")
                yield from lines

    def line(self, named: str, text: str = "") -> Iterator[MenuLine]:
        """Yield the line of an action, if this console offers it now; `text` stands in place of its name."""
        screen, _, id_ = named.rpartition("/")
        others = () if id_ in self._own else self._rows.get(screen, ())
        action = self._own.get(id_) or next((one for one in others if one.id == id_), None)
        is_idle = id_ in self._idle and id_ in self._own
        if action is None or (is_idle and id_ in ONLY_WHERE_IT_ACTS):
            return
        target = self._targets.get(id_, KeyTarget())
        name = " ".join(filter(None, (self._words(target.code or action.code), target.name)))
        is_here, moves = id_ in self._own, _OF_THE_MENU.issuperset(action.keys)
        opening = () if is_here else self._own.get(f"{screen}.show", action).keys[:1]
        hint = action.key_name(self._words) if is_here and not action.is_sign and not moves else ""
        yield MenuLine(
            key=f"{'' if is_here else screen}/{id_}",
            label=text or name,
            hint=hint or "".join(self._words(f"key.{key}") for key in opening),
            help=self._words(f"{action.code}.help"),
            pressed=action.keys if is_here and not text and not moves else (),
            is_idle=is_idle,
            is_acting=action.is_acting,
        )
