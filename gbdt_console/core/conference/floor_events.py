"""Define the journal's events about floor, microphones, callers and orders (rules: core/events.py)."""

from dataclasses import field

from gbdt_console.core.events import PlacedEvent
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Stage
from gbdt_console.core.units import ActorName, SiteId, Utc


@dataclass(frozen=True, slots=True)
class FloorPrepared(PlacedEvent, kind="floor.prepared"):
    """A site is next to speak; its picture is previewed.

    site: id of the site; empty where nobody is prepared any more
    passed: ids of the sites before it in the running order that are not in the conference
    """

    site: str
    operator: ActorName
    passed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FloorGiven(PlacedEvent, kind="floor.given"):
    """A site has the floor.

    site: id of the site; empty where the chair has the floor back
    before: id of the former speaker; empty for the chair
    """

    site: str
    before: str
    at_utc: Utc
    operator: ActorName
    passed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SpeakerSkipped(PlacedEvent, kind="floor.skipped"):
    """A site of the running order will not speak in its turn."""

    site: SiteId
    reason: str
    operator: ActorName


@dataclass(frozen=True, slots=True)
class DialogueSet(PlacedEvent, kind="floor.dialogue"):
    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class BlockingSet(PlacedEvent, kind="microphones.blocking"):
    """The centre blocks others than chair and speaker, or stops doing so.

    Latecomers are blocked too. When it stops, the rooms decide.
    """

    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class SiteOpened(PlacedEvent, kind="microphones.opened"):
    """An operator opens one more site while others are blocked."""

    site: SiteId
    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class SiteClosed(PlacedEvent, kind="microphones.closed"):
    """An operator blocks the chair or the speaker although it may be heard, or stops doing so."""

    site: SiteId
    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class BreakSet(PlacedEvent, kind="floor.break"):
    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class CalledSet(PlacedEvent, kind="floor.called"):
    """The upper site calls on us, or no longer. While it does, our chair may be heard there."""

    is_on: bool
    operator: ActorName


@dataclass(frozen=True, slots=True)
class BeforeUsCounted(PlacedEvent, kind="floor.before-us"):
    """An operator counts whom the upper site has still to call on before us.

    left: how many; 0: we are next
    """

    left: int
    operator: str


@dataclass(frozen=True, slots=True)
class SiteExcused(PlacedEvent, kind="site.excused"):
    """The chair excuses an absent site, or no longer.

    reason: the operator's words; empty where the site is no longer excused
    at_utc: UTC seconds; 0 in an older entry
    """

    site: SiteId
    is_on: bool
    reason: str
    operator: ActorName
    at_utc: Utc = 0.0


@dataclass(frozen=True, slots=True)
class CallerIsolated(PlacedEvent, kind="caller.isolated"):
    """An unexpected caller is heard by nobody until an operator decides.

    number: number of the caller, for this and later calls; empty where `leg` names the caller
    leg: id of the call leg where the number is ambiguous; holds while the call lasts
    site: id of the site that calls without belonging to the meeting; empty for other callers
    """

    number: str
    operator: ActorName
    leg: str = ""
    name: str = ""
    site: SiteId = ""


@dataclass(frozen=True, slots=True)
class CallerAdmitted(PlacedEvent, kind="caller.admitted"):
    """An operator lets an unexpected caller, named as in CallerIsolated, take part.

    is_heard: the caller may be heard; True in older entries
    """

    number: str
    operator: ActorName
    leg: str = ""
    name: str = ""
    is_heard: bool = True
    site: SiteId = ""


@dataclass(frozen=True, slots=True)
class CallerLeft(PlacedEvent, kind="caller.left"):
    """A call leg with a decision about it has ended. The MCU may use its id again."""

    leg: str


@dataclass(frozen=True, slots=True)
class OrderEnded(PlacedEvent, kind="order.ended"):
    """An order to a device ended.

    what: code of the order, as in 'order.microphone.block' without 'order.'
    target: id of a site, number or leg of a caller; empty for the conference itself
    operator: id of the operator; empty where the policy asked for it
    operator_name: name of that operator at the time; empty in older entries
    code: message code of the reason; empty in older entries
    value: what exactly was asked for, as the number of a preset; empty in older entries
    """

    order: str
    what: str
    target: str
    stage: Stage
    words: str
    took_s: float
    operator: str
    operator_name: str = ""
    code: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class OrderReverted(PlacedEvent, kind="order.reverted"):
    """A device that had obeyed went back by itself."""

    order: str
    what: str
    target: str


@dataclass(frozen=True, slots=True)
class OpenedOutside(PlacedEvent, kind="microphone.outside"):
    """Somebody opened a microphone at the MCU itself, which the running policy closes again.

    No MCU that is controlled tells who.

    at_utc: UTC seconds of the first poll that showed it
    what: code of the order that would have done it
    """

    target: str
    at_utc: Utc
    what: str = "microphone.unblock"


FloorEvent = (
    FloorPrepared | FloorGiven | SpeakerSkipped | DialogueSet | BlockingSet | SiteOpened | SiteClosed
    | BreakSet | CalledSet | BeforeUsCounted | SiteExcused | CallerIsolated | CallerAdmitted | CallerLeft
)  # fmt: skip
OrderEvent = OrderEnded | OrderReverted | OpenedOutside
