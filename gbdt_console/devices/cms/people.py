"""Reads participants and call legs.

A participant is one site in the call; its call legs carry sound and picture, mostly one. Mute, layout and the
quality of the media belong to the leg, importance to the participant.
"""

from collections.abc import Iterable

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.devices.called_number import number_in
from gbdt_console.devices.cms.client import flag_at, number_at
from gbdt_console.devices.safe_xml import Element

_STREAMS = ("rxAudio", "txAudio", "rxVideo", "txVideo")
_SOUND = ("rxAudio", "txAudio")
_IN = frozenset({"connected", "onHold"})
_RINGS = frozenset({"initial", "ringing"})


@dataclass(frozen=True, slots=True)
class Leg:
    """One call leg at the time when it was asked for.

    is_blocked: nobody hears it; None where the bridge does not say
    layout: the layout that it sees now; empty where the bridge does not say
    state: initial, ringing, connected or onHold
    is_waiting: it is in the lobby, where it neither hears nor is heard
    is_outgoing: the bridge called it
    chooses_layout: its user does (Meeting App), no order changes it
    lasts_s: duration of the call
    """

    id: str
    remote: str
    is_blocked: bool | None
    layout: str
    state: str
    is_waiting: bool
    is_outgoing: bool
    chooses_layout: bool
    lasts_s: float | None
    loss_percent: float | None
    jitter_ms: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """One participant of this bridge.

    importance: 0 where it has none
    asked_s: when it was asked for, monotonic seconds
    """

    id: str
    name: str
    remote: str
    importance: int
    state: str
    legs: tuple[Leg, ...]
    asked_s: float

    @property
    def is_outgoing(self) -> bool:
        return any(leg.is_outgoing for leg in self.legs)

    @property
    def number(self) -> str:
        return number_in(self.remote)

    @property
    def is_in(self) -> bool:
        return self.state in _IN and not self.is_waiting

    @property
    def is_ringing(self) -> bool:
        return self.state in _RINGS

    @property
    def is_waiting(self) -> bool:
        return bool(self.legs) and all(leg.is_waiting for leg in self.legs)

    @property
    def is_blocked(self) -> bool | None:
        """Whether nobody hears any leg of it; None where that is not known of one."""
        told = {leg.is_blocked for leg in self.legs}
        return False if False in told else None if None in told or not told else True

    @property
    def layout(self) -> str:
        """The layout that it sees; empty where the bridge does not say, or says two."""
        told = {leg.layout for leg in self.legs}
        return told.pop() if len(told) == 1 else ""

    @property
    def loss_percent(self) -> float | None:
        return _worst(leg.loss_percent for leg in self.legs)

    @property
    def jitter_ms(self) -> float | None:
        return _worst(leg.jitter_ms for leg in self.legs)

    def lasts_s(self, now_s: float) -> float | None:
        """Return the age of its oldest leg, by durations: the bridge's clock may be wrong."""
        told = _worst(leg.lasts_s for leg in self.legs)
        return None if told is None else told + now_s - self.asked_s


def leg_of(element: Element, profile_mutes: bool | None) -> Leg:
    """Read one call leg.

    profile_mutes: what counts where the leg itself has no `rxAudioMute`
    """
    told = flag_at(element, "configuration", "rxAudioMute")
    status = element.at("status") or Element("status")
    is_outgoing = "outgoing" in (element.text_at("direction"), status.text_at("direction"))
    return Leg(
        id=element.attributes.get("id", ""),
        remote=_remote(element, "remoteParty", "originalRemoteParty", is_outgoing=is_outgoing),
        is_blocked=profile_mutes if told is None else told,
        layout=status.text_at("layout"),
        state=status.text_at("state"),
        is_waiting=flag_at(status, "deactivated") is True,
        is_outgoing=is_outgoing,
        chooses_layout=element.text_at("type") == "acano",
        lasts_s=number_at(status, "durationSeconds"),
        loss_percent=_worst(_streams(status, _STREAMS, "packetLossPercentage")),
        jitter_ms=_worst(_streams(status, _SOUND, "jitter")),
    )


def person_of(key: str, element: Element, legs: tuple[Leg, ...], asked_s: float) -> Person:
    """Read the participant of that id with its legs."""
    is_outgoing = any(leg.is_outgoing for leg in legs)
    remote = _remote(element, "uri", "originalUri", is_outgoing=is_outgoing)
    states = [leg.state for leg in legs if leg.state]
    importance = number_at(element, "configuration", "importance")
    return Person(
        id=key,
        name=element.text_at("name"),
        remote=remote or next((leg.remote for leg in legs if leg.remote), ""),
        importance=int(importance or 0),
        state=element.text_at("status", "state") or next(iter(states), ""),
        legs=legs,
        asked_s=asked_s,
    )


def uri_of(element: Element) -> str:
    """Return the address of a participant whose legs another bridge has."""
    return element.text_at("uri") or element.text_at("originalUri")


def _remote(element: Element, now: str, first: str, *, is_outgoing: bool) -> str:
    """Return the address of the far end; of a called one that which was called."""
    names = (first, now) if is_outgoing else (now, first)
    return next((text for name in names if (text := element.text_at(name))), "")


def _streams(status: Element, names: Iterable[str], value: str) -> Iterable[float | None]:
    return (number_at(stream, value) for name in names for stream in status.all(name))


def _worst(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
