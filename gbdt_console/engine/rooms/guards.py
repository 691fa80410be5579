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
        case DivideScreen(layout=layout):
            return _layout_refusal(state, clean(layout).strip())
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


def _layout_refusal(state: RoomState | None, layout: str) -> str:
    """Refuse a layout that the codec does not list; where it lists none, it is asked."""
    if state is None or not state.screen_layouts:
        return "" if layout else "room.no-layouts"
    return "" if state.own_layout(layout) else _NO_LAYOUT
