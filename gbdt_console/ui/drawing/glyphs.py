"""The shapes of the screen, in Unicode and in ASCII."""

from gbdt_console.core.alarms.alarm import AlarmState
from gbdt_console.core.checklist.view import Standing
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.ui.conference.conference import CallMark


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a tile."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str
    across: str
    down: str


@dataclass(frozen=True, slots=True)
class Spans:
    """The shapes of a time line.

    lasting: while the fault lasts
    ahead: from now on to an expectation
    """

    lasting: str
    after: str
    ahead: str
    happened: str
    expected: str


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The shapes of one screen. Each is one cell wide but `separator` and `to`.

    device: a site whose line is up while a device is in trouble
    meeting: a site that is absent from the conference, or that speaks out of turn
    levels: heights of a graph, lowest first
    whisker: thin line from a level up to the greatest value
    unmeasured: a second without a measurement
    cursor: before the row under the cursor
    caret: where typed text goes on
    separator: between two facts, three cells
    nothing: in place of an unknown number
    arrows: up, down, left, right
    to: before the key that acts on a fact
    waiting: an alarm that nobody acknowledged
    returned: an alarm that cleared before anybody acknowledged it
    seen: an acknowledged alarm
    aside: a shelved alarm
    folded: an alarm below the one that explains it
    phoned: a site that somebody calls now
    calls: shapes of a site's part in the meeting
    replay: shapes of a replay's time line: nothing, a speaker, an outage, both, the moment
    """

    states: dict[PointState, str]
    device: str
    meeting: str
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
    phoned: str
    bell: str
    spans: Spans
    calls: dict[CallMark, str]
    replay: str

    @property
    def of_round(self) -> dict[Standing, str]:
        """Shapes of a site's part in the call round, in the order in which a page explains them."""
        return {
            Standing.CALLING: self.phoned,
            Standing.ANSWERED: self.seen,
            Standing.BACK: self.returned,
            Standing.SILENT: self.states[PointState.DOWN],
            Standing.LEFT: self.states[PointState.UNKNOWN],
        }

    @property
    def of_alarms(self) -> dict[AlarmState, str]:
        """Shapes of the states in which an alarm is open."""
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
    meeting="●",
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
    phoned="=",
    bell="♪",
    spans=Spans("━", "─", "┈", "●", "○"),
    calls={
        CallMark.CHAIR: "*",
        CallMark.PREPARED: "+",
        CallMark.SPEAKER: ">",
        CallMark.AWAY: "–",
        CallMark.LOST_CHAIR: "¤",
        CallMark.LOST_SPEAKER: "»",
        CallMark.OUT_OF_TURN: "!",
        CallMark.UNINVITED: "¬",
    },
    replay="─▀▄█┃",
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
    meeting="@",
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
    phoned="=",
    bell="*",
    spans=Spans("=", "-", ".", "@", "o"),
    calls={
        CallMark.CHAIR: "*",
        CallMark.PREPARED: "+",
        CallMark.SPEAKER: ">",
        CallMark.AWAY: "-",
        CallMark.LOST_CHAIR: "#",
        CallMark.LOST_SPEAKER: ")",
        CallMark.OUT_OF_TURN: "&",
        CallMark.UNINVITED: "^",
    },
    replay="-^_#|",
)
