"""Say what a room's codec is not told now, by what it said of itself last."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.rooms.commands import (
    CallFromRoom,
    DivideScreen,
    HangUpRoom,
    MessageRoom,
    PresentRoom,
    RoomCommand,
    SleepCodec,
    StopPresenting,
)
from gbdt_console.core.rooms.room import RoomState

_NO_LAYOUT = "room.layout-unknown"


def codec_refusal(command: RoomCommand, state: RoomState | None) -> str:
    """Return the code of why the command is refused; else empty. `state` is None while it is not known."""
    may_be_in_call = state is None or state.calls != ()
    match command:
        case SleepCodec(is_sure=False) if may_be_in_call:
            return "guard.hang-up"
        case HangUpRoom(is_sure=False):
            return "guard.hang-up"
        case PresentRoom(is_sure=False) | StopPresenting(is_sure=False) if may_be_in_call:
            return "guard.content"
        case CallFromRoom(number=number):
            return _call_refusal(number, may_be_in_call=may_be_in_call)
        case DivideScreen(layout=layout) if not _has_layout(state, layout):
            return _NO_LAYOUT
        case MessageRoom(text=text) if not clean(text).strip():
            return "message.empty"
        case _:
            return ""


def refusal_detail(code: str, state: RoomState | None) -> str:
    """Return what stands in the sentence of that refusal; empty for most."""
    return ", ".join(state.screen_layouts) if code == _NO_LAYOUT and state is not None else ""


def _call_refusal(number: str, *, may_be_in_call: bool) -> str:
    if not clean(number).strip():
        return "room.number-missing"
    return "room.in-call" if may_be_in_call else ""


def _has_layout(state: RoomState | None, layout: str) -> bool:
    """Tell whether the codec has that layout; where it does not say which it has, it is asked."""
    layouts = () if state is None else state.screen_layouts
    return bool(layout.strip()) and (not layouts or layout.casefold() in map(str.casefold, layouts))
