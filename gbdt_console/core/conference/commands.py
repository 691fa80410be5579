"""What a person may ask of the running conference.

Those with `is_sure` interrupt somebody: without it they are refused where a chair or a speaker would be hit,
and a hang-up always.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlockMicrophone:
    """Let nobody hear that site. The chair's and the speaker's only when sure."""

    site_id: str
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class UnblockMicrophone:
    site_id: str


@dataclass(frozen=True, slots=True)
class BlockOthers:
    """Block all but chair and speaker, latecomers too; or leave it to the rooms again."""

    is_on: bool = True


@dataclass(frozen=True, slots=True)
class BlockStillOpen:
    """Ask again for the block, of those alone who are open although the rules in force close them."""


@dataclass(frozen=True, slots=True)
class PrepareFloor:
    """Say who is next; an empty site is the first of the running order."""

    site_id: str = ""


@dataclass(frozen=True, slots=True)
class GiveFloor:
    """Let that site be heard and seen, and close the former speaker; an empty site gives it back to the
    chair. Under an upper site the floor is not ours: only when sure."""

    site_id: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class SetCalled:
    """The upper site calls on us: our chair is opened. Or not any more: all but that site are blocked."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class SkipSpeaker:
    site_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ExcuseSite:
    """Note that the chair excuses an absent site, and why; or, without `is_on`, not any more."""

    site_id: str
    reason: str = ""
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class SetDialogue:
    is_on: bool


@dataclass(frozen=True, slots=True)
class SetBreak:
    """A break blocks every site, the speaker too."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class LockConference:
    """Nobody new gets in, or again. That of a closed meeting is unlocked only when sure."""

    is_on: bool
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class SetClosed:
    """Make the running meeting a closed one ('họp kín') and lock its conference; or let it be an open one
    again, only when sure: that unlocks nothing."""

    is_on: bool
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class DialSite:
    """Call a site that is not there into the conference."""

    site_id: str


@dataclass(frozen=True, slots=True)
class IsolateCaller:
    """Let an unexpected caller be heard by nobody until somebody decides: whoever has that number, now and
    when it calls again. Where no number means one caller, `leg` is its call leg, while that lasts."""

    number: str
    leg: str = ""


@dataclass(frozen=True, slots=True)
class AdmitCaller:
    """Let a caller take part. Named as for IsolateCaller."""

    number: str
    leg: str = ""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call of a site, or of a caller's number, or that call leg of a caller; only when sure."""

    target: str
    is_sure: bool = False
    leg: str = ""


ConferenceCommand = (
    BlockMicrophone | UnblockMicrophone | BlockOthers | BlockStillOpen | PrepareFloor | GiveFloor
    | ExcuseSite | SetCalled | SkipSpeaker | SetDialogue | SetBreak | LockConference | SetClosed | DialSite
    | IsolateCaller | AdmitCaller | HangUp
)  # fmt: skip
