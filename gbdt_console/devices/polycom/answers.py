"""Reads the codec's lines. A line of another form gives None, never an error."""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass

NO_CALL = "system is not in a call"
PROMPT = "->"

IsAnswer = Callable[[str], bool]
"""Tells whether a line accepts a command."""

_MUTE = re.compile(r"mute near (on|off)", re.IGNORECASE)
_CONTENT = re.compile(r"vcbutton source get (\d{1,2}|none)", re.IGNORECASE)
_LAYOUT = re.compile(r"configlayout monitor1 ([a-z][a-z_]{0,29})", re.IGNORECASE)
_FENCE = re.compile(r"connection (\d{1,9}) is not active", re.IGNORECASE)
_LOSS = re.compile(r"(?:.*\s)?%pktloss:\s*(\d{1,3}(?:\.\d{1,4})?)\s*%?(?:\s.*)?", re.IGNORECASE | re.ASCII)
_STATISTICS = ("txrate:", "rxrate:", "pktloss:", "%pktloss:")
_REGISTERED = re.compile(r"registered for (\d{1,3}) notifications?\s*:?\s*(.*)", re.IGNORECASE)
_SCHEMES = ("sip", "sips", "h323")


class ReportedChange(StrEnum):
    """Subject of an event: a reason to poll, never the state itself."""

    MICROPHONE = "microphone"
    CALLS = "calls"
    PRESENTATION = "presentation"
    SLEEP = "sleep"
    SYSTEM = "system"


_CHANGES = (
    ("notification:mutestatus:", ReportedChange.MICROPHONE),
    ("notification:callstatus:", ReportedChange.CALLS),
    ("notification:linestatus:", ReportedChange.CALLS),
    ("notification:vidsourcechange:", ReportedChange.PRESENTATION),
    ("notification:", ReportedChange.SYSTEM),
    ("mute near ", ReportedChange.MICROPHONE),
    ("cs: ", ReportedChange.CALLS),
    ("active: ", ReportedChange.CALLS),
    ("cleared: ", ReportedChange.CALLS),
    ("ended: ", ReportedChange.CALLS),
    ("incoming: ", ReportedChange.CALLS),
    ("control event: vcbutton ", ReportedChange.PRESENTATION),
    ("listen going to sleep", ReportedChange.SLEEP),
    ("listen waking up", ReportedChange.SLEEP),
)


@dataclass(frozen=True, slots=True)
class CodecCall:
    """One call as `callinfo` lists it.

    name: name of the far end; may be empty
    number: number or address of the far end
    state: the codec's own word
    is_muted: whether the far end is muted
    """

    id: str
    name: str
    number: str
    speed_kbps: int
    state: str
    is_muted: bool
    is_outgoing: bool

    @property
    def is_connected(self) -> bool:
        return self.state.lower() == "connected"


def without_prompt(line: str) -> str:
    """Cut the prompt off. Over SSH it has no line end and precedes the next text, at times twice."""
    while line.startswith(PROMPT):
        line = line[len(PROMPT) :].lstrip()
    return line


def asks_password(text: str) -> bool:
    """Tell whether the text ends with the codec's password prompt."""
    return text.rstrip().lower().endswith("password:")


def asks_user(text: str) -> bool:
    """Tell whether the text ends with the codec's user prompt."""
    return text.rstrip().lower().endswith("username:")


def muted(line: str) -> bool | None:
    """Read the answer to `mute near get`."""
    found = _MUTE.fullmatch(line)
    return None if found is None else found[1].lower() == "on"


def content_source(line: str) -> str | None:
    """Read the answer to `vcbutton source get`: a number of an input, empty for 'none'.

    Its form stands in third-party drivers that read it ('vcbutton source get ([1-6]|none)').
    """
    found = _CONTENT.fullmatch(line)
    return None if found is None else found[1].lower().replace("none", "")


def screen_layout(line: str) -> str | None:
    """Read the answer to `configlayout monitor1 get`, which also is the form of the order."""
    found = _LAYOUT.fullmatch(line)
    return None if found is None or found[1].lower() == "get" else found[1].lower()


def packet_losses(lines: Iterable[str]) -> tuple[float, ...] | None:
    """Read each `%pktloss` of the answer to `netstats`, percent; None without an answer.

    '---' and more than 100 are none. By the vendor's manual the figure covers the last 5 s; third-party
    drivers take it as the loss of what the codec sends. `pktloss`, a count without its time, is not read.
    """
    told = [line for line in lines if any(word.startswith(_STATISTICS) for word in line.lower().split())]
    found = [float(loss[1]) for line in told if (loss := _LOSS.fullmatch(line))]
    return tuple(percent for percent in found if percent <= 100) if told else None


def fence_number(line: str) -> int | None:
    """Read the number of a call reported as not active."""
    found = _FENCE.fullmatch(line)
    return None if found is None else int(found[1])


def refusal(line: str) -> str | None:
    """Return the codec's words where the line refuses. 'already active' is no refusal."""
    head = line.lower()
    is_refusal = head.startswith("error:") or (head.startswith("info:") and "already active" not in head)
    return line if is_refusal or head == "vcbutton play failed" else None


def call(line: str) -> CodecCall | None:
    """Read one `callinfo:` line, from the right. Only the last five fields are fixed.

    A name may hold colons, be empty, or be left out with its colon.
    """
    head, _, rest = line.partition(":")
    fields = rest.rsplit(":", 5)
    if head.lower() != "callinfo" or len(fields) != 6:
        return None
    who, speed, state, mute, direction, _kind = fields
    call_id, colon, party = who.partition(":")
    is_known = mute in ("muted", "notmuted") and direction in ("outgoing", "incoming")
    if not (colon and state and is_known and _is_number(call_id) and _is_number(speed)):
        return None
    name, number = _party(party)
    return CodecCall(call_id, name, number, int(speed), state, mute == "muted", direction == "outgoing")


def calls(lines: Iterable[str]) -> tuple[CodecCall, ...] | None:
    """Read all calls from the last whole answer to `callinfo all`.

    None without a whole answer, and where one of its lines is not understood.
    """
    answer: tuple[CodecCall, ...] | None = None
    block: list[CodecCall | None] | None = None
    for line in lines:
        head = line.lower()
        if head == NO_CALL:
            answer = ()
        elif head == "callinfo begin":
            block = []
        elif head == "callinfo end" and block is not None:
            whole = tuple(one for one in block if one is not None)
            answer = whole if whole and len(whole) == len(block) else None
            block = None
        elif head.startswith("callinfo:") and block is not None:
            block.append(call(line))
    return None if block is not None else answer


def serial_number(lines: Iterable[str]) -> str | None:
    """Read the serial number from the answer to `whoami` or the banner; None where it is missing."""
    fields = (line.partition(":") for line in lines)
    found = [value.strip() for key, _, value in fields if key.strip().lower() == "serial number"]
    return found[-1] or None if found else None


def registrations(lines: Sequence[str]) -> frozenset[str] | None:
    """Read the registered events from the answer to `notify`; None where it is not understood."""
    for line in reversed(lines):
        found = _REGISTERED.fullmatch(line)
        if found is not None:
            names = frozenset(name.strip().lower() for name in found[2].split(":") if name.strip())
            return names if len(names) == int(found[1]) else None
    return None


def change(line: str) -> ReportedChange | None:
    """Return the subject of an event; None for a line that is none."""
    head = line.lower()
    return next((about for begin, about in _CHANGES if head.startswith(begin)), None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _party(text: str) -> tuple[str, str]:
    """Split name and number. A number may be a URI with its scheme or an IPv6 address in brackets."""
    opening = text.rfind("[")
    if text.endswith("]") and opening >= 0:
        name, number = text[:opening].removesuffix(":"), text[opening:]
    else:
        name, _, number = text.rpartition(":")
    before, _, scheme = name.rpartition(":")
    if scheme.lower() in _SCHEMES:
        name, number = before, f"{scheme}:{number}"
    return name, number
