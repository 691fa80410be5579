"""The small texts and styles that every drawing of a site shares."""

from collections.abc import Iterator
from math import log2

from rich.cells import cell_len
from rich.style import Style

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.sites import Contact
from gbdt_console.core.snapshot import TREND_LOST, TREND_UNKNOWN
from gbdt_console.text.reasons import cause_text
from gbdt_console.ui.conference.conference import CallMark
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import ShownSite, Trouble

_TENTHS = 10
_LOWEST_MS = 5.0


def ink_of(look: Appearance, trouble: Trouble) -> Style:
    """The style that says how bad it is; normal is quiet."""
    inks = look.inks
    return {
        Trouble.NONE: inks.quiet,
        Trouble.WORK: inks.unknown,
        Trouble.DEVICE: inks.poor,
        Trouble.UNKNOWN: inks.unknown,
        Trouble.POOR: inks.poor,
        Trouble.SUSPECT: inks.suspect,
        Trouble.DOWN: inks.down,
    }[trouble]


def mark_ink(look: Appearance, trouble: Trouble, *, is_calm: bool = False) -> Style:
    """As ink_of, with the worst in reverse video until somebody has looked."""
    return look.inks.down_mark if trouble is Trouble.DOWN and not is_calm else ink_of(look, trouble)


def shape(look: Appearance, state: PointState, trouble: Trouble) -> str:
    """The state's shape; a site in planned work, and one whose line is well but a device is not, have their
    own."""
    own = {Trouble.DEVICE: look.glyphs.device, Trouble.WORK: look.glyphs.work}
    return own.get(trouble, look.glyphs.states[state])


def mark(look: Appearance, state: PointState, trouble: Trouble) -> str:
    """Shape and letter, two cells."""
    letter = {Trouble.DEVICE: "device", Trouble.WORK: "work"}.get(trouble, state.value)
    return shape(look, state, trouble) + look.words(f"screen.letter.{letter}")


def word(look: Appearance, shown: ShownSite) -> str:
    """The effect in words; capitals for the worst that nobody has looked at."""
    if shown.trouble is Trouble.WORK and shown.until_utc is not None:
        return look.words("screen.state.work_until", time=look.formats.time(shown.until_utc))
    if shown.trouble is Trouble.DEVICE:
        return look.words(f"alarm.{shown.alarm.key.type}.name" if shown.alarm else "screen.state.device")
    text = look.words(f"screen.state.{shown.state.value}")
    return text.upper() if shown.trouble is Trouble.DOWN and not shown.is_calm else text


def cause(look: Appearance, shown: ShownSite) -> str:
    """The cause, apart from the effect: the operator's own, else the machine's, with a question mark where it
    is not sure. Empty where none is known."""
    return "" if shown.speaks is None else cause_text(look.words, shown.speaks)


def rtt(look: Appearance, rtt_ms: float | None) -> str:
    """'11 ms', with a decimal below 10 only where it says something."""
    if rtt_ms is None:
        return look.glyphs.nothing + " ms"
    return look.formats.number(rtt_ms, 1 if 0 < rtt_ms < 1 else 0) + " ms"


def loss(look: Appearance, ratio: float | None) -> str:
    return look.glyphs.nothing + "%" if ratio is None else look.formats.percent(ratio)


def write_trend(pen: LineWriter, look: Appearance, trend: tuple[int, ...], width: int) -> None:
    """The newest `width` points of a trend, newest last; heights are round trips by doubling from 5 ms."""
    points = trend[-width:] if width > 0 else ()
    pen.skip_to(pen.at + max(0, width - len(points)))
    for text, is_lost in _runs(look, points):
        pen.write(text, look.inks.down if is_lost else look.inks.edge)


def _runs(look: Appearance, points: tuple[int, ...]) -> Iterator[tuple[str, bool]]:
    run, is_lost_run = "", False
    for point in points:
        is_lost = point == TREND_LOST
        if run and is_lost is not is_lost_run:
            yield run, is_lost_run
            run = ""
        run, is_lost_run = run + _level(look, point), is_lost
    if run:
        yield run, is_lost_run


def _level(look: Appearance, point: int) -> str:
    if point == TREND_LOST:
        return look.glyphs.lost
    if point == TREND_UNKNOWN:
        return look.glyphs.unmeasured
    doublings = int(log2(max(point / _TENTHS, _LOWEST_MS) / _LOWEST_MS))
    return look.glyphs.levels[min(doublings, len(look.glyphs.levels) - 1)]


def codec(look: Appearance, shown: ShownSite) -> tuple[str, bool]:
    """The codec in words, and whether that is abnormal. Empty where the site has none."""
    if shown.codec is None:
        return "", False
    if shown.codec_fault is not None and shown.codec is not PointState.DOWN:
        return look.words("screen.codec.fault", fault=look.words(f"fault.{shown.codec_fault.value}")), True
    is_abnormal = shown.codec not in (PointState.UP, PointState.UNKNOWN)
    return look.words(f"screen.codec.{shown.codec.value}"), is_abnormal


def short_parts(look: Appearance, shown: ShownSite) -> str:
    """Codec and power as a letter and a shape each, for where words have no room."""
    texts = []
    if shown.codec is not None:
        texts.append(look.words("screen.short.codec") + look.glyphs.states[shown.codec])
    if shown.power is not None:
        state = PointState.UNKNOWN if shown.power.source is None else PointState.UP
        texts.append(look.words("screen.short.power") + look.glyphs.states[state])
    return " ".join(texts)


def power(look: Appearance, shown: ShownSite) -> tuple[str, bool]:
    """The power in words ('ắc quy 42 ph'), and whether that is abnormal. Empty without a UPS."""
    power = shown.power
    if power is None:
        return "", False
    if power.source is None:
        return look.words("screen.power.unknown"), False
    code = f"screen.power.{power.source}"
    source = look.words(code) if look.words.has(code) else power.source
    if power.minutes is None or not power.is_abnormal:
        return source, power.is_abnormal
    minutes = look.formats.number(power.minutes)
    return look.words("screen.power.minutes", source=source, minutes=minutes), True


def microphone(look: Appearance, shown: ShownSite) -> tuple[str, bool]:
    """The room's own microphone in words; empty where its part in the conference tells it, or nobody can."""
    return ("" if shown.microphone is None else look.words(f"room.mic.{shown.microphone}")), False


def faulty(look: Appearance, shown: ShownSite) -> tuple[str, bool]:
    """Which other devices cannot be read, and why. Empty where all can."""
    texts = [
        f"{look.words(f'kind.{kind.value}')} {look.words(f'fault.{fault.value}')}"
        for kind, fault in shown.faulty
    ]
    return ", ".join(texts), bool(texts)


def parts(look: Appearance, shown: ShownSite) -> list[tuple[str, bool]]:
    """Codec, power and other devices in words, what is abnormal first; of a faulty site only that, and what
    its effect does not say already."""
    found = [codec(look, shown), microphone(look, shown), power(look, shown), faulty(look, shown)]
    said = ("", word(look, shown))
    kept = [part for part in found if part[0] not in said and (part[1] or not shown.trouble)]
    return sorted(kept, key=lambda part: not part[1])


def seen(look: Appearance, shown: ShownSite) -> str:
    """The sign that somebody has looked; empty where it is not so."""
    return f" {look.glyphs.seen}" if shown.is_calm else ""


def lasted(look: Appearance, shown: ShownSite) -> str:
    return "" if shown.lasted_s is None else look.formats.duration(shown.lasted_s)


def phone(contact: Contact, width: int) -> str:
    """Role and number, or the number alone where there is no room; never a part of a number."""
    for text in (f"{contact.role} {contact.phone}", contact.phone):
        if cell_len(text) <= width:
            return text
    return ""


def call_ink(look: Appearance, mark: CallMark) -> Style:
    """How a site's part in the meeting is written where it has one cell."""
    inks = look.inks
    return {
        CallMark.CHAIR: inks.strong,
        CallMark.PREPARED: inks.accent,
        CallMark.SPEAKER: inks.accent,
        CallMark.AWAY: inks.poor,
        CallMark.OUT_OF_TURN: inks.suspect,
    }[mark]
