"""Lists the keys of the demonstration's tour, with sentences and the part of the screen each is about."""

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto

from textual import events

from gbdt_console.core.outages.rules import is_overdue
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.shutdown.steps import Step
from gbdt_console.ui.view import View


class Scene(Enum):
    """Names what the tour waits for, or needs for its next steps."""

    TROUBLE = auto()
    OUTAGE = auto()
    """An outage is present."""
    OVERDUE = auto()
    """The estimate of an outage has passed."""
    RESTORED = auto()
    """No outage is present."""
    COMPOSED = auto()
    """The MCU composes pictures of several sites."""
    FROZEN = auto()
    """A picture on air stands still."""
    SHEET = auto()
    """The checklist of a meeting to come is open."""
    REGISTERED = auto()
    """A registered meeting runs."""
    LEFT = auto()
    """A site is to be put into standby: it has left the conference."""
    COOLING = auto()
    """A site's codec is in standby."""
    OFF = auto()
    """A site is off."""

    def is_seen(self, view: View) -> bool:
        present = [outage for outage in view.snapshot.outages if outage.is_down]
        match self:
            case Scene.TROUBLE:
                return bool(view.in_trouble)
            case Scene.OUTAGE:
                return bool(present)
            case Scene.OVERDUE:
                return any(is_overdue(outage, view.now_utc) for outage in present)
            case Scene.RESTORED:
                return not present
            case Scene.COMPOSED:
                return view.frame is not None and bool(view.frame.buses) and not view.frame.is_one_picture
            case Scene.FROZEN:
                buses = view.frame.buses if view.frame is not None else ()
                return any(pane.frozen_since_utc is not None for bus in buses for pane in bus.panes)
            case Scene.SHEET:
                sheet = view.snapshot.checklist
                return sheet is not None and sheet.closing is None and view.now_utc < sheet.opening_utc
            case Scene.REGISTERED:
                return view.snapshot.meeting is not None and bool(view.snapshot.meeting.registration)
            case Scene.LEFT | Scene.COOLING | Scene.OFF:
                record = view.snapshot.shutdown
                return record is not None and any(one.next_step is _NEXT[self] for one in record.sites)

    @property
    def is_skipped_to(self) -> bool:
        """Whether the simulated world is moved on; the others pass by the viewer's own clock."""
        return self not in (Scene.OVERDUE, Scene.COOLING, Scene.OFF)

    @property
    def skipped_to(self) -> str:
        """The simulator's name of what it causes; empty for its next fault (simulator/process.py)."""
        return {Scene.FROZEN: "still-picture", Scene.LEFT: "rooms-left"}.get(self, "")


_NEXT = {Scene.LEFT: Step.CODEC, Scene.COOLING: Step.COOLED, Scene.OFF: None}
"""The next step of the site that each scene waits for."""


class Part(Enum):
    """Names a part of a screen that a sentence is about; each value selects the widgets that draw it.

    CURSOR: the site under the wall's cursor
    ALARMS: the wall's alarms
    PICTURES: the pictures on the wall, or the one line in their place on a low terminal
    LISTS: the lists below the pictures of F3
    ROWS: the sites of F6
    STEPS: the highlighted site of F7
    """

    CURSOR = "#board"
    ALARMS = "#troubles, #alarms"
    PICTURES = "#pictures, #air"
    LISTS = "#frame"
    ROWS = "ChecklistBoard"
    STEPS = "ShutdownList"


@dataclass(frozen=True, slots=True)
class Stop:
    """Describes one step of the tour.

    key: Textual's name of the key pressed; None: the viewer only looks
    shown: code of the key's name; empty: the key itself
    typed: the whole text of which the key is a letter, shown instead of it; empty for none
    line: id of the menu's line whose number is typed, and Enter; empty for none
    until: the step lasts until this is seen; None: it does not wait
    during: the step and its neighbours with the same scene are left out where this is not seen; None: never
    about: the part of the screen that the strip leaves free; None: the dialog, where one is open
    """

    code: str
    key: str | None = None
    shown: str = ""
    typed: str = ""
    line: str = ""
    until: Scene | None = None
    during: Scene | None = None
    about: Part | None = None


_KEYS = {" ": "space", "+": "plus"}


def _typed(text: str, code: str) -> tuple[Stop, ...]:
    return tuple(Stop(code, _KEYS.get(letter, letter), typed=text) for letter in text)


def _yes(code: str, until: Scene | None = None) -> tuple[Stop, Stop]:
    """Return the keys that choose the act of a question and confirm it."""
    return Stop(code, "tab", typed="Tab Enter"), Stop(code, "enter", typed="Tab Enter", until=until)


def _in_menu(code: str, line: str) -> tuple[Stop, Stop]:
    """Return the keys that open the menu and choose a line of it."""
    return Stop(code, "f1", "key.f1"), Stop(code, line=line)


_BEFORE: tuple[Stop, ...] = (
    Stop("tour.checklist", "f6", "key.f6"),
    Stop("tour.cells", about=Part.ROWS),
    Stop("tour.last-site", "end", "key.end", about=Part.ROWS),
    Stop("tour.call-roll", "enter", "key.enter"),
    Stop("tour.heard", "1"),
    Stop("tour.normal", "1"),
    Stop("tour.presides", "2"),
    *_typed("24", "tour.delegates"),
    Stop("tour.called-all", "enter", "key.enter", about=Part.ROWS),
    *_in_menu("tour.close", "sheet.close"),
    *_yes("tour.closed"),
    Stop("tour.meetings", "f5", "key.f5"),
    *_in_menu("tour.start", "meeting.lead"),
    Stop("tour.back-to-wall", "escape", "key.escape"),
    Stop("tour.back-to-wall", "escape", "key.escape"),
)
"""The keys from the last site's roll-call to the start of the meeting."""

_AFTER: tuple[Stop, ...] = (
    *_in_menu("tour.end-it", "meeting.end"),
    *_yes("tour.ended"),
    Stop("tour.shutdown", "f7", "key.f7"),
    *_in_menu("tour.shutdown-open", "sheet.close"),
    Stop("tour.room-done", "enter", "key.enter"),
    Stop("tour.room-alone", "3"),
    Stop("tour.no-problem", "enter", "key.enter"),
    Stop("tour.leaving", until=Scene.LEFT),
    Stop("tour.standby", "enter", "key.enter", about=Part.STEPS),
    *_in_menu("tour.standby-asked", "sheet.sign"),
    *_typed("đã tắt", "tour.why"),
    Stop("tour.standby-signed", "enter", "key.enter", until=Scene.COOLING, about=Part.STEPS),
    *_in_menu("tour.cooled", "sheet.sign"),
    *_typed("đã nguội", "tour.why"),
    Stop("tour.cooled-signed", "enter", "key.enter", about=Part.STEPS),
    Stop("tour.power", "enter", "key.enter"),
    *_yes("tour.power-yes", until=Scene.OFF),
    Stop("tour.proved", about=Part.STEPS),
    Stop("tour.stragglers"),
    Stop("tour.back", "escape", "key.escape"),
)
"""The keys from the end of the meeting to the proof that a site is off, over the first site of F7."""

_OUTAGE: tuple[Stop, ...] = (
    Stop("tour.outages", "f4", "key.f4"),
    Stop("tour.call", "g", "key.g"),
    Stop("tour.called", "1"),
    Stop("tour.reached", "1"),
    Stop("tour.tell", "t", "key.t"),
    Stop("tour.told", "1"),
    Stop("tour.overdue-soon", until=Scene.OVERDUE),
    Stop("tour.write", "h", "key.h"),
    Stop("tour.cause", "1"),
    *_typed("+20", "tour.estimate"),
    Stop("tour.estimated", "enter", "key.enter"),
    Stop("tour.source", "1"),
    Stop("tour.tell-again", "t", "key.t"),
    Stop("tour.told-again", "1"),
    Stop("tour.restored-soon", until=Scene.RESTORED),
    Stop("tour.restored"),
    Stop("tour.back", "escape", "key.escape"),
)
"""The keys over the highlighted record of F4, which is the worst one."""

_SEATS = (("6", "right"), ("8", "right"), ("4", "right"), ("10", ""))
"""Sites of the picture of four, each with the key that goes on to the next pane."""


def _seated(number: str, onward: str) -> Iterator[Stop]:
    """Yield the keys that put a site into the highlighted pane, and that go on to the next pane."""
    keys = (*number, "enter", *([onward] if onward else []))
    return (Stop("tour.seat", key, typed=f"{number} Enter") for key in keys)


_PICTURES: tuple[Stop, ...] = (
    Stop("tour.load-number", "8", about=Part.PICTURES),
    Stop("tour.load", "v", about=Part.PICTURES),
    Stop("tour.take", "space", "key.space", about=Part.PICTURES),
    Stop("tour.frame", "f3", "key.f3", about=Part.LISTS),
    Stop("tour.layout", "pagedown", "key.pagedown", about=Part.LISTS),
    *(stop for number, onward in _SEATS for stop in _seated(number, onward)),
    Stop("tour.take-four", "space", "key.space"),
    Stop("tour.undo-listed", about=Part.LISTS),
    Stop("tour.back", "escape", "key.escape"),
    *(Stop("tour.take-alone", key, typed="7 Space", about=Part.PICTURES) for key in ("7", "space")),
    Stop("tour.frozen-soon", until=Scene.FROZEN),
    Stop("tour.frozen", about=Part.PICTURES),
    Stop("tour.undo", "z", about=Part.PICTURES),
    Stop("tour.undone", about=Part.PICTURES),
)
"""The keys about pictures, which need an MCU that composes."""

TOUR: tuple[Stop, ...] = (
    Stop("tour.what"),
    Stop("tour.wall"),
    *(replace(stop, during=Scene.SHEET) for stop in _BEFORE),
    Stop("tour.number", "8"),
    Stop("tour.open_number", "enter", "key.enter"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.search", "slash", "key.slash"),
    *_typed("si ma", "tour.without_accents"),
    Stop("tour.found", "enter", "key.enter", about=Part.CURSOR),
    Stop("tour.help", "f1", "key.f1"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.palette", "ctrl+p", "key.ctrl+p"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.soon", until=Scene.TROUBLE),
    Stop("tour.trouble", "tab", "key.tab", about=Part.CURSOR),
    Stop("tour.acknowledge", "c", about=Part.ALARMS),
    Stop("tour.open", "enter", "key.enter"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.alarms", "b"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.meetings", "f5", "key.f5"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.roster", "j"),
    Stop("tour.back", "escape", "key.escape"),
    Stop("tour.next", "n", about=Part.PICTURES),
    Stop("tour.preset", about=Part.PICTURES),
    Stop("tour.give", "space", "key.space", about=Part.PICTURES),
    Stop("tour.others", "minus", "key.minus"),
    Stop("tour.read_back", about=Part.PICTURES),
    *(replace(stop, during=Scene.COMPOSED) for stop in _PICTURES),
    *(replace(stop, during=Scene.OUTAGE) for stop in _OUTAGE),
    *(replace(stop, during=Scene.REGISTERED) for stop in _AFTER),
)

_CHARACTERS = {
    "slash": "/", "space": " ", "minus": "-", "plus": "+", "enter": "\r", "tab": "\t",
}  # fmt: skip


def key_event(key: str) -> events.Key:
    return events.Key(key, key if len(key) == 1 else _CHARACTERS.get(key))
