"""The shapes of the screen, each with its twin in plain ASCII."""

from dataclasses import dataclass

from gbdt_console.core.alarms.alarm import AlarmState
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.ui.conference.conference import CallMark


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines around a tile."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str
    across: str
    down: str


@dataclass(frozen=True, slots=True)
class Glyphs:
    """`levels` are the heights of a spark line, lowest first; `whisker` stands on them. Every glyph is one
    cell wide."""

    states: dict[PointState, str]
    device: str
    work: str
    levels: str
    whisker: str
    lost: str
    unmeasured: str
    frame: Frame
    cursor_frame: Frame
    cursor: str
    caret: str
    separator: str
    nothing: str
    arrows: str
    to: str
    waiting: str
    returned: str
    seen: str
    aside: str
    folded: str
    bell: str
    calls: dict[CallMark, str]

    @property
    def of_alarms(self) -> dict[AlarmState, str]:
        """The shape of each state in which an alarm is open."""
        return {
            AlarmState.UNACKNOWLEDGED: self.waiting,
            AlarmState.RETURNED_UNACKNOWLEDGED: self.returned,
            AlarmState.ACKNOWLEDGED: self.seen,
            AlarmState.SHELVED: self.aside,
            AlarmState.SUPPRESSED: self.folded,
            AlarmState.OUT_OF_SERVICE: self.work,
        }


UNICODE = Glyphs(
    states={
        PointState.UP: "·",
        PointState.SUSPECT: "◇",
        PointState.DOWN: "✕",
        PointState.DEGRADED: "▼",
        PointState.UNKNOWN: "?",
    },
    device="◆",
    work="▣",
    levels="▁▂▃▄▅▆▇█",
    whisker="│",
    lost="✕",
    unmeasured=" ",
    frame=Frame("╭", "╮", "╰", "╯", "─", "│"),
    cursor_frame=Frame("┏", "┓", "┗", "┛", "━", "┃"),
    cursor="▸",
    caret="▏",
    separator=" · ",
    nothing="–",
    arrows="↑↓←→",
    to="→",
    waiting="!",
    returned="○",
    seen="✓",
    aside="▫",
    folded="└",
    bell="♪",
    calls={
        CallMark.CHAIR: "*",
        CallMark.PREPARED: "+",
        CallMark.SPEAKER: ">",
        CallMark.AWAY: "–",
        CallMark.OUT_OF_TURN: "!",
    },
)

ASCII = Glyphs(
    states={
        PointState.UP: ".",
        PointState.SUSPECT: "~",
        PointState.DOWN: "X",
        PointState.DEGRADED: "v",
        PointState.UNKNOWN: "?",
    },
    device="!",
    work="%",
    levels="_.-=+*#@",
    whisker="|",
    lost="x",
    unmeasured=" ",
    frame=Frame("+", "+", "+", "+", "-", "|"),
    cursor_frame=Frame("#", "#", "#", "#", "=", "#"),
    cursor=">",
    caret="_",
    separator=" - ",
    nothing="-",
    arrows="^v<>",
    to="->",
    waiting="!",
    returned="o",
    seen="+",
    aside="z",
    folded="`",
    bell="*",
    calls={
        CallMark.CHAIR: "*",
        CallMark.PREPARED: "+",
        CallMark.SPEAKER: ">",
        CallMark.AWAY: "-",
        CallMark.OUT_OF_TURN: "&",
    },
)
