"""Describes actions: a row gives binding, hint, help line and palette entry."""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from textual.binding import Binding, BindingsMap

from gbdt_console.core.abilities import OF_MCU, Ability, Means
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.words import Words

ANYWAY = "frame.anyway"
"""Id of the action that makes a refused take all the same."""
_SIGNS = frozenset({
    "comma", "semicolon", "at", "equals_sign", "asterisk", "colon", "dollar_sign", "percent_sign",
    "number_sign", "exclamation_mark", "plus", "ampersand", "greater_than_sign", "full_stop", "backslash",
})  # fmt: skip
"""Keys of a sign, whose place differs from keyboard to keyboard: shortcuts of what the menu has."""
_REFUSE = "commands.is_refused"
"""Method of a row that only says why nothing acts."""


class Rank(IntEnum):
    """Orders the rows in hints, help and palette; a narrow terminal has room for the first hints only."""

    URGENT = 0
    TARGET = 1
    ALARM = 2
    OPEN = 3
    FLOOR = 4
    CONFERENCE = 5
    ROSTER = 6
    SCREEN = 7
    CURSOR = 8
    PROGRAM = 9


@dataclass(frozen=True, slots=True)
class Action:
    """Describes one action of a screen, or of every screen.

    id: the binding's id and, behind 'action.', the code of its words
    keys: Textual's names; letters are bound in both cases, because a terminal cannot see Caps Lock
    method: a feature's method, as in 'floor.prepare' or, with what it is given, 'lead.do(end)'; 'screen.move'
        is the screen's own `action_move`, 'app.leave' an action of the App in Textual's notation
    shown: the code of the key's name on screen; empty: the first key itself
    takes_key: whether the method is given the pressed key
    is_acting: whether it changes the world, so that it needs the control of the engine
    keeps_number: whether a typed number stays behind its key; every other key ends it
    needs_mcu: whether it is absent without an MCU
    needs_codec: whether it is absent without a codec that can be controlled
    takes_next: whether the next key belongs to it, also where it is refused
    is_priority: whether its key works inside an input and over a dialog too
    """

    id: str
    keys: tuple[str, ...]
    method: str
    rank: Rank
    shown: str = ""
    takes_key: bool = False
    is_hinted: bool = False
    in_palette: bool = True
    is_acting: bool = False
    keeps_number: bool = False
    needs_mcu: bool = False
    needs_codec: bool = False
    takes_next: bool = False
    is_priority: bool = False

    @property
    def code(self) -> str:
        return f"action.{self.id}"

    @property
    def is_refused(self) -> bool:
        """Whether its key only says why nothing acts."""
        return self.method == _REFUSE

    @property
    def is_sign(self) -> bool:
        """Whether its key is a shortcut for those who know it, which no hint names."""
        return bool(self.keys) and _SIGNS.issuperset(self.keys)

    def key_name(self, words: Words) -> str:
        """Return the key as hints and help write it; empty for an action of the palette only."""
        if not self.keys:
            return ""
        return words(f"key.{self.shown or self.keys[0]}")

    def command(self, key: str = "") -> str:
        """Return Textual's action string; `key` is the pressed key."""
        if self.method.startswith("app."):
            return self.method
        parameters = (self.id, key) if self.takes_key else (self.id,)
        return f"screen.perform({', '.join(map(repr, parameters))})"


@dataclass(frozen=True, slots=True)
class KeyTarget:
    """Says what a key means now, for the bottom line.

    name: the site that it means, where that is not the one named at the left; empty: that one
    code: the code of what it does, where that is not what the row says
    """

    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class NamedNow:
    """Says what the actions of a screen are called by at one moment.

    site_id: the site that they mean; empty for none
    targets: what those mean that mean something of their own, by their ids
    """

    site_id: str
    targets: Mapping[str, KeyTarget]

    def differs(self, before: "NamedNow", action_id: str) -> bool:
        """Return whether an action now does something else than it was called before."""
        now, then = self.targets.get(action_id), before.targets.get(action_id)
        return (self.site_id, now) != (before.site_id, then)


def acting(id_: str, key: str, method: str, rank: Rank) -> Action:
    """Describe an action that changes the world, and whose key the bottom line names."""
    return Action(id_, (key,), method, rank, is_hinted=True, is_acting=True)


def of_mcu(id_: str, key: str, method: str, rank: Rank, *, is_acting: bool = True) -> Action:
    """Describe an action on the conference; without a key it is in the palette only."""
    keys = (key,) if key else ()
    return Action(id_, keys, method, rank, is_hinted=bool(key), is_acting=is_acting, needs_mcu=True)


SITES_EDIT = Action("sites.edit", (), "sites.edit", Rank.CURSOR, is_acting=True)
"""Edits what sites.yaml says of a site; it is in the menu of the screens where a row is one whole site."""


def of_a_site(*, hints_codec: bool = False) -> tuple[Action, ...]:
    """Return the actions of every screen on which a key means a site.

    With `hints_codec` the bottom line names the keys of the room's codec.
    """

    def of_codec(id_: str, key: str, method: str, *, takes_next: bool = False) -> Action:
        return Action(id_, (key,), method, Rank.OPEN, is_hinted=hints_codec, is_acting=True,
                      needs_codec=True, takes_next=takes_next)  # fmt: skip

    return (
        of_mcu("call.dial", "k", "conference.dial", Rank.FLOOR),
        of_mcu("site.message", "", "conference.message", Rank.FLOOR),
        of_codec("room.choose", "r", "rooms.choose"),
        of_codec("room.preset", "p", "rooms.choose_preset", takes_next=True),
    )


def of_a_list(name: str, *own: Action, scrolls: bool = True) -> tuple[Action, ...]:
    """Return the rows that move a list's highlight, scroll what is shown of it, and leave the list.

    name: what their ids begin with
    own: the list's own rows, before the one that leaves it
    scrolls: whether the page keys scroll; else they move the highlight
    """
    ends, pages = ("up", "down", "home", "end"), ("pageup", "pagedown")
    moving = Action(f"{name}.move", ends if scrolls else (*ends, *pages), "screen.move", Rank.CURSOR, "rows",
                    takes_key=True, in_palette=False)  # fmt: skip
    scrolling = Action(f"{name}.scroll", pages, "screen.scroll_sheet", Rank.CURSOR, "pages", takes_key=True,
                       in_palette=False)  # fmt: skip
    leaving = Action(f"{name}.leave", ("escape",), "app.leave", Rank.CURSOR, is_hinted=True)
    return (moving, *((scrolling,) if scrolls else ()), *own, leaving)


EVERYWHERE: tuple[Action, ...] = (
    Action(ANYWAY, ("enter",), "floor.take_anyway", Rank.URGENT, is_hinted=True, in_palette=False,
           needs_mcu=True),
    of_mcu("microphone.named", "x", "microphones.block_named", Rank.URGENT),
    Action("meeting.next", ("vertical_line",), "conference.show_next_meeting", Rank.TARGET, is_hinted=True),
    Action("frame.take-anywhere", ("f9",), "app.take_frame", Rank.TARGET, is_hinted=True, is_acting=True,
           needs_mcu=True, is_priority=True),
    of_mcu("upper.called", "f10", "floor.toggle_called", Rank.URGENT),
    of_mcu("upper.next", "less_than_sign", "floor.count_before_us", Rank.URGENT),
    of_mcu("floor.restore", "f12", "floor.restore", Rank.URGENT),
    of_mcu("microphone.again", "equals_sign", "microphones.block_again", Rank.URGENT),
    acting("alarm.acknowledge", "c", "alarms.acknowledge", Rank.ALARM),
    acting("alarm.clear-ended", "backslash", "alarms.acknowledge_ended", Rank.ALARM),
    Action("phones.show", ("g",), "outages.show_phones", Rank.ALARM, is_hinted=True),
    acting("outage.write", "h", "outages.write", Rank.ALARM),
    acting("outage.tell", "t", "outages.tell", Rank.ALARM),
    Action("outage.set-state", (), "outages.set_state", Rank.ALARM, is_acting=True),
    Action("outage.set-remedy", (), "outages.set_remedy", Rank.ALARM, is_acting=True),
    Action("outage.set-reported", (), "outages.report", Rank.ALARM, is_acting=True),
    Action("outage.end", (), "outages.close", Rank.ALARM, is_acting=True),
    acting("bell.silence", "s", "alarms.silence", Rank.ALARM),
    of_mcu("microphone.block", "m", "microphones.block", Rank.FLOOR),
    of_mcu("frame.load", "v", "floor.load", Rank.FLOOR),
    of_mcu("floor.prepare", "f", "floor.prepare", Rank.FLOOR),
    of_mcu("floor.next", "n", "floor.prepare_next", Rank.FLOOR),
    of_mcu("microphone.others", "minus", "microphones.block_others", Rank.FLOOR),
    of_mcu("conference.lock", "", "conference.toggle_lock", Rank.CONFERENCE),
    of_mcu("profiles.show", "", "conference.show_profiles", Rank.CONFERENCE, is_acting=False),
    of_mcu("meeting.closed", "", "conference.toggle_closed", Rank.CONFERENCE),
    of_mcu("floor.break", "", "floor.toggle_break", Rank.CONFERENCE),
    of_mcu("floor.dialogue", "", "floor.toggle_dialogue", Rank.CONFERENCE),
    of_mcu("floor.back", "z", "floor.undo", Rank.TARGET),
    of_mcu("floor.skip", "", "floor.skip", Rank.CONFERENCE),
    Action("wall.show", ("f2",), "app.show_wall", Rank.PROGRAM),
    Action("control.take", ("l",), "app.take_control", Rank.PROGRAM, is_acting=True),
    Action("machine.accept", (), "machine.accept", Rank.PROGRAM, is_acting=True),
    Action("machine.takeover", (), "machine.takeover", Rank.PROGRAM, is_acting=True),
    Action("operator.switch", ("dollar_sign",), "handover.ask", Rank.PROGRAM),
    Action("stills.toggle", (), "app.toggle_stills", Rank.PROGRAM),
    Action("palette.show", ("ctrl+p",), "app.show_palette", Rank.PROGRAM, is_hinted=True, in_palette=False),
    Action("quit.ask", ("q", "ctrl+q", "ctrl+c"), "app.ask_quit", Rank.PROGRAM, is_hinted=True),
    Action("help.show", ("f1", "question_mark"), "app.show_help", Rank.PROGRAM, is_hinted=True),
)  # fmt: skip
"""The actions of every screen; the screens' own rows stand in their files."""

_FIRST_DAY = ("f1", "enter", "n", "space", "z", "g", "h", "t", "c")
"""Keys that a technician needs on the first day, as they are learned; F1 has a line for everything else."""


def first_day(actions: Iterable[Action]) -> list[Action]:
    """Return the actions whose keys a technician learns first, in that order."""
    known = (row for row in actions if row.keys and row.keys[0] in _FIRST_DAY and row.id != ANYWAY)
    return sorted(known, key=lambda row: _FIRST_DAY.index(row.keys[0]))


GIVES_ORDERS = {
    Withheld.OTHER_MACHINE: "machine.accept",
    Withheld.FOLLOWING: "machine.takeover",
    Withheld.ALONE: "machine.takeover",
}
"""What gives the orders back to an engine from which they are withheld."""

TAKES = frozenset({"frame.take", "frame.take-anywhere"})
OF_A_MEETING = TAKES | {
    "microphone.named", "microphone.again", "microphone.others", "floor.prepare", "floor.next", "frame.load",
    "floor.back", "floor.restore", "upper.called", "upper.next", "call.dial", "meeting.end",
    "meeting.extend-15", "meeting.extend-30", "meeting.other-end",
}  # fmt: skip
"""Ids of the actions that do nothing while no meeting runs."""
_OF_OUR_MCU = frozenset({
    "microphone.named", "microphone.again", "microphone.block", "microphone.others", "conference.lock",
    "floor.break", "floor.dialogue", "call.dial", "call.hang-up", "caller.isolate", "caller.admit",
    "profiles.show",
})  # fmt: skip
_OF_PICTURES = TAKES | {
    ANYWAY, "frame.load", "frame.seat", "frame.layout", "frame.saved", "frame.link", "floor.prepare",
    "floor.next", "floor.restore", "floor.back", "floor.skip",
}  # fmt: skip


_OF_ABILITY = {
    Ability.BLOCK: frozenset({
        "microphone.named", "microphone.again", "microphone.block", "microphone.others", "caller.isolate",
    }),
    Ability.LOCK: frozenset({"conference.lock"}),
    Ability.HANG_UP: frozenset({"call.hang-up"}),
    Ability.DIAL: frozenset({"call.dial"}),
}  # fmt: skip
"""The actions that a device without an ability cannot do."""


_OF_ROOM = {
    "room.choose": (
        Ability.MUTE, Ability.PRESETS, Ability.SLEEP, Ability.CALLS, Ability.PLACE_CALL, Ability.PRESENT,
        Ability.LAYOUT,
    ),
    "room.preset": (Ability.PRESETS,),
}  # fmt: skip
"""The actions that a room without any of these abilities cannot do."""


def can_do(room: RoomView, action_id: str) -> bool:
    """Tell whether a room's codec or camera can do what that action is for."""
    return action_id not in _OF_ROOM or room.can(*_OF_ROOM[action_id])


def without_mcu(snapshot: Snapshot | None) -> frozenset[str]:
    """Return the ids of the actions that nobody can do here.

    Those that only an MCU of ours could do, where others host the conference, else those that our MCU is not
    able to do; and those that no room is able to do.
    """
    if snapshot is None:
        return frozenset()
    conference, rooms = snapshot.conference, snapshot.rooms
    missing = frozenset(one for one in _OF_ROOM if rooms and not any(can_do(room, one) for room in rooms))
    if conference is None:
        return missing
    means = conference.means or Means()
    by_codec = any(room.able is not None and Ability.MESSAGE in room.able for room in rooms)
    missing |= frozenset() if by_codec or Ability.MESSAGE in means.able else {"site.message"}
    if conference.hosted:
        return missing | (_OF_OUR_MCU if snapshot.frame is not None else _OF_OUR_MCU | _OF_PICTURES)
    lacking = means.lacking(OF_MCU) if conference.means is not None else ()
    return missing.union(*(_OF_ABILITY.get(one, frozenset()) for one in lacking))


def rows_of_screen(own: Sequence[Action], everywhere: Iterable[Action]) -> tuple[Action, ...]:
    """Return a screen's rows by rank, its own first; one of its own replaces the common row of that id."""
    ids = {action.id for action in own}
    return tuple(sorted((*own, *(row for row in everywhere if row.id not in ids)), key=lambda row: row.rank))


def bindings_of(rows: Iterable[Action]) -> BindingsMap:
    return BindingsMap(
        Binding(key, action.command(key), id=f"{action.id}:{key}", show=False, priority=action.is_priority)
        for action in rows
        for name in action.keys
        for key in _both_cases(name)
    )


def without_acts(rows: Iterable[Action]) -> tuple[Action, ...]:
    """Return the rows for a console that never acts: the key of an acting row says why.

    No hint, help line or palette entry names such a key.
    """
    return tuple(_refusing(row) if row.is_acting else row for row in rows)


def _refusing(row: Action) -> Action:
    kept = row.keeps_number
    return Action(row.id, row.keys, _REFUSE, row.rank, row.shown, in_palette=False, keeps_number=kept)


def acting_keys(rows: Iterable[Action]) -> frozenset[str]:
    """Return every key that changes the world wherever it does anything.

    A key that only moves or opens on some screen, such as Enter, is none: it would be deaf there too after a
    field closed. That Enter answers a refused take for a moment makes no difference.
    """
    rows = tuple(row for row in rows if row.id != ANYWAY)
    return _keys_of(row for row in rows if row.is_acting) - _keys_of(row for row in rows if not row.is_acting)


def keys_beside_number(rows: Iterable[Action]) -> frozenset[str]:
    """Return every key of these rows that leaves a typed number alone."""
    return _keys_of(row for row in rows if row.keeps_number)


def leading_keys(rows: Iterable[Action]) -> frozenset[str]:
    """Return every key of these rows to which the next key belongs."""
    return _keys_of(action for action in rows if action.takes_next)


def _keys_of(rows: Iterable[Action]) -> frozenset[str]:
    return frozenset(key for action in rows for name in action.keys for key in _both_cases(name))


def _both_cases(name: str) -> tuple[str, ...]:
    return (name, name.upper()) if len(name) == 1 and name.isalpha() else (name,)
