"""A part in the conference in words: what matters most first."""

from collections.abc import Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.conference.view import OrderView
from gbdt_console.text.reasons import order_text, reason_text
from gbdt_console.ui.conference.conference import CallView, ShownConference
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.room import Microphone
from gbdt_console.ui.view import View

_SHORT = (
    ("roster.on-air", "call.short.on-air"), ("roster.speaker", "call.short.speaker"),
    ("call.part.stale", "call.short.stale"),
)  # fmt: skip
_SHORT_BESIDE = (("call.part.open", "call.short.open"), ("room.mic.unknown", "room.mic.short.unknown"))
"""Where the room's own microphone stands beside the block."""
_NOT_READABLE = "order.not-readable"
"""No failure: what was asked for cannot be looked at in that device."""
_RECORDING = {True: "recording.on", False: "recording.off", None: "recording.unknown"}
_BLOCK = {True: "roster.blocked", False: "call.part.open", None: "call.part.there"}


def parts(look: Appearance, call: CallView) -> list[tuple[str, Style]]:
    """Its words, each with its style. Who is only listed, or not there, is never called connected. The room's
    own microphone stands beside the centre's block; of who has the floor and is not heard, before all."""
    inks, words = look.inks, look.words
    own_ink = inks.unknown if call.microphone is Microphone.UNKNOWN else inks.quiet
    match call.standing:
        case None:
            own = call.microphone
            return [
                (words("call.part.unknown"), inks.unknown),
                *([(words(f"room.mic.{own}"), own_ink)] if own is not None else []),
            ]
        case RosterStatus.ABSENT:
            prepared = [(words("call.part.prepared"), inks.plain)] if call.is_prepared else []
            excused = (words("roster.excused"), inks.quiet)
            return [excused if call.is_excused else (words("roster.not-there"), inks.poor), *prepared]
        case RosterStatus.STALE:
            return [(words("call.part.stale"), inks.poor)]
    is_unheard = call.is_speaker and call.microphone is Microphone.CLOSED
    found = (
        ("roster.speaker", is_unheard, inks.strong),
        ("room.mic.closed", is_unheard, inks.suspect),
        ("roster.on-air", call.is_on_air, inks.strong),
        ("roster.speaker", call.is_speaker and not is_unheard, inks.strong),
        ("call.part.prepared", call.is_prepared, inks.plain),
        ("roster.out-of-turn-now", call.is_out_of_turn, inks.suspect),
        ("roster.isolated", call.is_isolated, inks.plain),
        (_BLOCK[call.is_blocked], True, inks.quiet),
        (f"room.mic.{call.microphone}", call.microphone is not None and not is_unheard, own_ink),
        ("roster.talking", call.is_talking and not call.is_out_of_turn, inks.quiet),
    )
    return [(words(code), ink) for code, is_so, ink in found if is_so]


def short_parts(look: Appearance, call: CallView) -> list[tuple[str, Style]]:
    """The same in fewer cells."""
    codes = _SHORT + (_SHORT_BESIDE if call.microphone is not None else ())
    twins = {look.words(code): look.words(short) for code, short in codes}
    return [(twins.get(text, text), ink) for text, ink in parts(look, call)]


def fitting(look: Appearance, call: CallView, room: int) -> list[tuple[str, Style]]:
    """Its words, in short where they do not all have room."""
    whole = parts(look, call)
    between = cell_len(look.glyphs.separator)
    width = sum(cell_len(text) + between for text, _ in whole) - between
    return whole if width <= room else short_parts(look, call)


def write(pen: LineWriter, look: Appearance, call: CallView, begin: int = 0) -> int:
    """As many whole words as there is room for, from that one on; the first is cropped where it has none.
    Gives the place of the first that is left, 0 where none is."""
    for place, (text, ink) in enumerate(short_parts(look, call)[begin:]):
        between = look.glyphs.separator if place else ""
        if place and cell_len(between + text) > pen.left:
            return begin + place
        pen.write(between, look.inks.quiet).write(text, ink)
    return 0


def unlocked(look: Appearance, conference: ShownConference) -> list[tuple[str, Style]]:
    """That a closed meeting is not locked, or may not be."""
    if not conference.is_closed or conference.is_locked:
        return []
    if conference.is_locked is None:
        return [(look.words("closed.lock-unknown"), look.inks.unknown)]
    return [(look.words("closed.unlocked"), look.inks.suspect)]


def upper(look: Appearance, conference: ShownConference) -> list[tuple[str, Style]]:
    """Whether the upper site calls on us, where there is one."""
    floor = conference.floor
    if not floor.upper:
        return []
    return [(look.words("upper.silent"), look.inks.tag) if floor.is_silent
            else (look.words("upper.called"), look.inks.cursor)]  # fmt: skip


def recording(look: Appearance, conference: ShownConference, *, is_short: bool = False) -> tuple[str, Style]:
    """Whether the conference is recorded: that it is, that it is not, or that the MCU does not tell."""
    is_recording = conference.is_recording
    inks = {
        True: look.inks.down if conference.is_closed else look.inks.suspect,
        False: look.inks.quiet,
        None: look.inks.unknown,
    }
    code = _RECORDING[is_recording]
    return look.words(f"{code}.short" if is_short else code), inks[is_recording]


def failure_of(look: Appearance, target: str, orders: Sequence[OrderView]) -> list[tuple[str, Style]]:
    """What was asked of that target in vain, or taken back by the device, and why."""
    found: list[tuple[str, Style]] = []
    for order in orders:
        if order.target != target or not (order.stage.is_final or order.is_reverted):
            continue
        how = "reverted" if order.is_reverted else order.stage.value
        why = reason_text(look.words, order.code, order.words)
        found.append(
            (look.words(f"roster.row.{how}", what=look.words(f"order.{order.what}")), look.inks.poor)
        )
        found += [(why, look.inks.poor)] if why else []
    return found


def order_words(look: Appearance, view: View, order: OrderView) -> tuple[str, Style]:
    """An order to the MCU or a codec and where it stands in its life: '8 Sa Pa: chặn tiếng: đã gửi'."""
    words, inks = look.words, look.inks
    target = view.called(order.target) if order.target else words("thing.conference")
    text = order_text(words, order, target)
    if order.code and not order.is_reverted:
        return text, inks.plain if order.code == _NOT_READABLE else inks.poor
    return text, inks.poor if order.stage.is_final or order.is_reverted else inks.quiet


def order_lines(look: Appearance, width: int, view: View, order: OrderView) -> list[Strip]:
    """The same whole, on as many lines as the device's own words need."""
    text, ink = order_words(look, view, order)
    lines = wrap(text, max(1, width - 4)) or [""]
    pens = [
        LineWriter(width, look.inks.plain).write("    " if place else "  ", look.inks.quiet)
        for place in range(len(lines))
    ]
    return [pen.write(line, ink).strip() for pen, line in zip(pens, lines, strict=True)]
