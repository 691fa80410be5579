"""What the journal holds of the floor, of microphones and of orders to devices. Rules: core/events.py."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FloorPrepared:
    """A site is next: it is looked at before it speaks. An empty site prepares nobody."""

    KIND: ClassVar[str] = "floor.prepared"
    VERSION: ClassVar[int] = 1
    site: str
    operator: str


@dataclass(frozen=True, slots=True)
class FloorGiven:
    """A site has the floor from `at_utc` on; an empty site gives it back to the chair."""

    KIND: ClassVar[str] = "floor.given"
    VERSION: ClassVar[int] = 1
    site: str
    before: str
    at_utc: float
    operator: str


@dataclass(frozen=True, slots=True)
class SpeakerSkipped:
    """A site of the running order will not speak in its turn."""

    KIND: ClassVar[str] = "floor.skipped"
    VERSION: ClassVar[int] = 1
    site: str
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class DialogueSet:
    """Chair and speaker stay open together, or not any more."""

    KIND: ClassVar[str] = "floor.dialogue"
    VERSION: ClassVar[int] = 1
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class BlockingSet:
    """The centre blocks all but chair and speaker, latecomers too, or leaves it to the rooms."""

    KIND: ClassVar[str] = "microphones.blocking"
    VERSION: ClassVar[int] = 1
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class SiteOpened:
    """An operator lets one more site be heard while the others are blocked, or not any more."""

    KIND: ClassVar[str] = "microphones.opened"
    VERSION: ClassVar[int] = 1
    site: str
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class BreakSet:
    KIND: ClassVar[str] = "floor.break"
    VERSION: ClassVar[int] = 1
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class CalledSet:
    """The upper site calls on us, so that our chair may be heard there; or not any more."""

    KIND: ClassVar[str] = "floor.called"
    VERSION: ClassVar[int] = 1
    is_on: bool
    operator: str


@dataclass(frozen=True, slots=True)
class SiteExcused:
    """The chair excuses a site: it need not be there. Or not any more, and then without a reason."""

    KIND: ClassVar[str] = "site.excused"
    VERSION: ClassVar[int] = 1
    site: str
    is_on: bool
    reason: str
    operator: str


@dataclass(frozen=True, slots=True)
class CallerIsolated:
    """A caller that nobody expects is heard by nobody until somebody decides: by its number, or where that
    means nobody alone, by its call leg while that lasts. `name` is what it calls itself."""

    KIND: ClassVar[str] = "caller.isolated"
    VERSION: ClassVar[int] = 1
    number: str
    operator: str
    leg: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CallerAdmitted:
    KIND: ClassVar[str] = "caller.admitted"
    VERSION: ClassVar[int] = 1
    number: str
    operator: str
    leg: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CallerLeft:
    """A call leg that something was decided about has ended; an MCU may give its name to another one."""

    KIND: ClassVar[str] = "caller.left"
    VERSION: ClassVar[int] = 1
    leg: str


@dataclass(frozen=True, slots=True)
class OrderEnded:
    """What was asked of a device, and how it ended: `stage` is a Stage, `words` the device's own. `target` is
    a site's id or a caller's number; `operator` is an id, empty where the running policy asked for it, and
    `operator_name` whom that meant then. `code` says why it ended so, `value` what exactly was asked for (the
    number of a preset). The last three are empty in older entries."""

    KIND: ClassVar[str] = "order.ended"
    VERSION: ClassVar[int] = 1
    order: str
    what: str
    target: str
    stage: str
    words: str
    took_s: float
    operator: str
    operator_name: str = ""
    code: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class OrderReverted:
    """A device that had obeyed went back by itself."""

    KIND: ClassVar[str] = "order.reverted"
    VERSION: ClassVar[int] = 1
    order: str
    what: str
    target: str


FloorEvent = (
    FloorPrepared | FloorGiven | SpeakerSkipped | DialogueSet | BlockingSet | SiteOpened | BreakSet
    | CalledSet | SiteExcused | CallerIsolated | CallerAdmitted | CallerLeft
)  # fmt: skip
OrderEvent = OrderEnded | OrderReverted
