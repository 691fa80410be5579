"""The action table: one row gives a key its binding, hint, help line and palette entry."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType

from gbdt_console.text.words import Words

GoTo = Callable[[str], Awaitable[None]]
"""Leads to another screen with a site's id; done when that screen is there."""


class Scope(StrEnum):
    """Where an action can be asked for."""

    EVERYWHERE = "everywhere"
    WALL = "wall"
    SITE = "site"
    ALARMS = "alarms"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class Action:
    """`id` is the binding's id and, behind 'action.', the code of its words.

    `keys` are Textual's names; letters are bound in both cases, because a terminal cannot see Caps Lock.
    With `takes_key` the method is given the pressed key. `shown` is the code of the key's name on screen
    (none: the key itself). `is_acting` marks what changes the world: it needs the control of the engine.
    What `needs_mcu` is not there without one, what `needs_codec` not without a codec that can be controlled.
    """

    id: str
    keys: tuple[str, ...]
    method: str
    scope: Scope
    shown: str = ""
    takes_key: bool = False
    is_hinted: bool = False
    in_palette: bool = True
    is_acting: bool = False
    needs_mcu: bool = False
    needs_codec: bool = False

    @property
    def code(self) -> str:
        return f"action.{self.id}"

    def key_name(self, words: Words) -> str:
        """The key as it is written in hints and help; empty for an action of the palette only."""
        if not self.keys:
            return ""
        return words(f"key.{self.shown or self.keys[0]}")


_MOVES = ("up", "down", "left", "right")
_JUMPS = ("home", "end", "pageup", "pagedown")
_DIGITS = tuple("0123456789")


def _conference(
    id_: str, key: str, method: str, scope: Scope = Scope.EVERYWHERE, *, is_acting: bool = True
) -> Action:
    """A verb of the conference; without a key it is in the palette only."""
    keys = (key,) if key else ()
    return Action(id_, keys, method, scope, is_hinted=bool(key), is_acting=is_acting, needs_mcu=True)


def _codec(id_: str, key: str, method: str, scope: Scope) -> Action:
    """A verb of a room's codec; without a key it is in the palette only."""
    keys = (key,) if key else ()
    return Action(id_, keys, method, scope, is_hinted=bool(key), is_acting=True, needs_codec=True)


ACTIONS: tuple[Action, ...] = (
    _conference("microphone.named", "x", "screen.block_named"),
    _conference("upper.called", "f10", "screen.called"),
    _conference("microphone.again", "equals_sign", "screen.block_again"),
    _conference("floor.give", "space", "give_floor", Scope.WALL),
    _conference("caller.isolate", "k", "isolate", Scope.ROSTER),
    _conference("caller.let-in", "v", "let_in", Scope.ROSTER),
    _conference("call.hang-up", "r", "hang_up", Scope.ROSTER),
    _conference("site.excuse", "full_stop", "excuse", Scope.ROSTER),
    Action("alarm.acknowledge", ("c",), "screen.acknowledge", Scope.EVERYWHERE, is_hinted=True,
           is_acting=True),
    Action("phones.show", ("g",), "screen.show_phones", Scope.EVERYWHERE, is_hinted=True),
    Action("bell.silence", ("s",), "screen.silence", Scope.EVERYWHERE, is_hinted=True, is_acting=True),
    Action("site.open", ("enter",), "open_site", Scope.WALL, is_hinted=True),
    _codec("room.choose", "r", "choose_codec", Scope.SITE),
    _codec("room.preset", "p", "choose_preset", Scope.SITE),
    _codec("room.of-line", "", "choose_codec", Scope.ROSTER),
    _conference("microphone.block", "m", "screen.block"),
    _conference("floor.prepare", "f", "screen.prepare"),
    _conference("floor.next", "n", "screen.prepare_next"),
    _conference("microphone.others", "minus", "screen.block_others"),
    _conference("conference.room", "p", "choose", Scope.ROSTER),
    _conference("conference.lock", "", "screen.lock"),
    _conference("meeting.closed", "", "screen.closed"),
    _conference("floor.break", "", "screen.break"),
    _conference("floor.dialogue", "", "screen.dialogue"),
    _conference("floor.back", "", "screen.floor_back"),
    _conference("floor.skip", "", "screen.skip"),
    _conference("roster.open", "enter", "open_site", Scope.ROSTER, is_acting=False),
    Action("roster.move", ("up", "down", "home", "end"), "move", Scope.ROSTER, "rows", takes_key=True,
           in_palette=False),
    Action("roster.close", ("escape",), "app.leave", Scope.ROSTER, is_hinted=True),
    Action("alarms.show", ("b",), "show_alarms", Scope.EVERYWHERE, is_hinted=True),
    _conference("roster.show", "j", "show_roster", is_acting=False),
    Action("alarm.open", ("enter",), "open_site", Scope.ALARMS, is_hinted=True),
    Action("alarm.shelve", ("k",), "shelve", Scope.ALARMS, is_hinted=True, is_acting=True),
    Action("alarm.cause", ("r",), "name_cause", Scope.ALARMS, is_hinted=True, is_acting=True),
    Action("alarm.move", ("up", "down", "home", "end"), "move", Scope.ALARMS, "rows", takes_key=True,
           in_palette=False),
    Action("alarm.scroll", ("pageup", "pagedown"), "scroll_sheet", Scope.ALARMS, "pages", takes_key=True,
           in_palette=False),
    Action("alarms.close", ("escape",), "app.leave", Scope.ALARMS, is_hinted=True),
    Action("number.type", _DIGITS, "digit", Scope.WALL, "digits", takes_key=True, is_hinted=True,
           in_palette=False),
    Action("number.clear", ("escape",), "clear_number", Scope.WALL, in_palette=False),
    Action("trouble.next", ("tab",), "next_trouble", Scope.WALL, is_hinted=True),
    Action("trouble.previous", ("shift+tab",), "previous_trouble", Scope.WALL),
    Action("site.search", ("slash",), "app.search_site", Scope.WALL, is_hinted=True),
    Action("cursor.move", _MOVES, "move", Scope.WALL, "arrows", takes_key=True, in_palette=False),
    Action("cursor.jump", _JUMPS, "move", Scope.WALL, "jumps", takes_key=True, in_palette=False),
    Action("site.close", ("escape",), "back", Scope.SITE, is_hinted=True),
    Action("site.next", ("right",), "step('1')", Scope.SITE, is_hinted=True),
    Action("site.previous", ("left",), "step('-1')", Scope.SITE),
    Action("maintenance.plan", ("k",), "plan_maintenance", Scope.SITE, is_hinted=True, is_acting=True),
    Action("site.scroll", ("up", "down", *_JUMPS), "scroll_sheet", Scope.SITE, "scroll", takes_key=True,
           in_palette=False),
    Action("wall.show", ("f2",), "show_wall", Scope.EVERYWHERE),
    Action("control.take", ("l",), "take_control", Scope.EVERYWHERE, is_acting=True),
    Action("palette.show", ("ctrl+p",), "show_palette", Scope.EVERYWHERE, is_hinted=True, in_palette=False),
    Action("quit.ask", ("q", "ctrl+q", "ctrl+c"), "ask_quit", Scope.EVERYWHERE, is_hinted=True),
    Action("help.show", ("question_mark", "f1"), "show_help", Scope.EVERYWHERE, is_hinted=True),
)  # fmt: skip


def actions_of(*scopes: Scope) -> tuple[Action, ...]:
    """The rows of these scopes, in the table's order."""
    return tuple(action for action in ACTIONS if action.scope in scopes)


def bindings_of(scope: Scope) -> list[BindingType]:
    """Textual's bindings of one scope."""
    return [
        _binding(action, key)
        for action in actions_of(scope)
        for name in action.keys
        for key in _both_cases(name)
    ]


def acting_keys() -> frozenset[str]:
    """Every key that changes the world."""
    rows = (action for action in ACTIONS if action.is_acting)
    return frozenset(key for action in rows for name in action.keys for key in _both_cases(name))


def _binding(action: Action, key: str) -> Binding:
    method = f"{action.method}('{key}')" if action.takes_key else action.method
    return Binding(key, method, id=f"{action.id}:{key}", show=False)


def _both_cases(name: str) -> tuple[str, ...]:
    return (name, name.upper()) if len(name) == 1 and name.isalpha() else (name,)
