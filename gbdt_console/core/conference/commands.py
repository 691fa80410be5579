"""Define the commands to the running conference.

Commands with `is_sure` interrupt somebody: without it they are refused by a code among their row's
confirmations.
"""

from gbdt_console.core.commands import CommandDefinition, PlacedCommand
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId


class ConferenceCommand(PlacedCommand):
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class BlockMicrophone(ConferenceCommand):
    """Block one site at the MCU, so that nobody hears it.

    is_sure: required for the chair, the speaker and the upper site
    """

    site_id: SiteId
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class UnblockMicrophone(ConferenceCommand):
    """Unblock one site at the MCU; its room's own microphone stays as it is."""

    site_id: SiteId


@dataclass(frozen=True, slots=True)
class BlockOthers(ConferenceCommand):
    """Block all sites but chair and speaker, latecomers too.

    is_on: False leaves the microphones to the rooms again; nobody is unblocked
    """

    is_on: bool = True


@dataclass(frozen=True, slots=True)
class BlockStillOpen(ConferenceCommand):
    """Ask again for the block of those who are open although the running policy blocks them."""


@dataclass(frozen=True, slots=True)
class PrepareFloor(ConferenceCommand):
    """Set which site speaks next.

    site_id: the site; empty means the first of the running order
    """

    site_id: str = ""


@dataclass(frozen=True, slots=True)
class GiveFloor(ConferenceCommand):
    """Unblock and show one site, and block the former speaker.

    site_id: the site; empty gives the floor back to the chair
    is_sure: required under an upper site, which then leads the meeting, and where the picture cannot follow
    """

    site_id: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class RestoreFloor(ConferenceCommand):
    """Unblock chair and speaker and show the floor's site, where the MCU differs from the floor."""


@dataclass(frozen=True, slots=True)
class SetCalled(ConferenceCommand):
    """Set whether the upper site calls on us.

    is_on: True unblocks our chair; False blocks all sites but the upper one
    """

    is_on: bool


@dataclass(frozen=True, slots=True)
class CountBeforeUs(ConferenceCommand):
    """Note whom the upper site has still to call on before us."""

    left: int


@dataclass(frozen=True, slots=True)
class SkipSpeaker(ConferenceCommand):
    """Take a site's next turn out of the running order.

    reason: why; required
    """

    site_id: SiteId
    reason: str


@dataclass(frozen=True, slots=True)
class ExcuseSite(ConferenceCommand):
    """Note that the chair excuses an absent site.

    reason: why; required while `is_on`
    is_on: False takes the excuse back
    """

    site_id: SiteId
    reason: str = ""
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class SetDialogue(ConferenceCommand):
    is_on: bool


@dataclass(frozen=True, slots=True)
class SetBreak(ConferenceCommand):
    """Begin or end a break, which blocks every site, the speaker too."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class LockConference(ConferenceCommand):
    """Lock or unlock the conference; a locked one lets no new participant in.

    is_sure: required to unlock the conference of a closed meeting, and to lock callers in whom nobody let in
    """

    is_on: bool
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class SetClosed(ConferenceCommand):
    """Set whether the running meeting is a closed one ('họp kín').

    is_on: True also locks the conference; False unlocks nothing
    is_sure: required for False, and to lock callers in whom nobody let in
    """

    is_on: bool
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class DialSite(ConferenceCommand):
    """Call an absent site into the conference."""

    site_id: SiteId


@dataclass(frozen=True, slots=True)
class IsolateCaller(ConferenceCommand):
    """Block an unexpected caller until an operator decides.

    number: blocks whoever has that number, now and when it calls again
    leg: the call leg, where no number means one caller; holds while that leg lasts
    """

    number: str
    leg: str = ""


@dataclass(frozen=True, slots=True)
class AdmitCaller(ConferenceCommand):
    """Let an unexpected caller take part; the centre's block stays on it.

    leg: the call leg, where no number means one caller
    is_heard: takes the block off; False blocks an admitted caller again
    is_sure: required for a caller that was not admitted before
    """

    number: str
    leg: str = ""
    is_heard: bool = False
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class HangUp(ConferenceCommand):
    """End one call at the MCU.

    target: a site's id or a caller's number
    is_sure: always required
    leg: the call leg of a caller, where no number means one caller
    """

    target: str
    is_sure: bool = False
    leg: str = ""


@dataclass(frozen=True, slots=True)
class MessageSite(ConferenceCommand):
    """Let the MCU write a line onto the screen of one site's room; nothing tells whether anybody read it."""

    site_id: SiteId
    text: str


CONFERENCE_COMMANDS = (
    CommandDefinition(
        BlockMicrophone, ("order.microphone.block",), verb="mute",
        confirmations=("guard.chair-or-speaker", "guard.upper-block"),
    ),
    CommandDefinition(UnblockMicrophone, ("order.microphone.unblock",), verb="unmute"),
    CommandDefinition(BlockOthers, ("ask.block-others.on", "ask.block-others.off"), "is_on", "mute"),
    CommandDefinition(BlockStillOpen, ("ask.block-again",), verb="mute"),
    CommandDefinition(
        PrepareFloor, ("ask.floor-prepare", "ask.floor-prepare-next"), "site_id", "floor prepare"
    ),
    CommandDefinition(
        GiveFloor, ("ask.floor-give", "ask.floor-back"), "site_id", "floor give",
        confirmations=("guard.upper-floor", "frame.unknown", "frame.site-blank"),
    ),
    CommandDefinition(RestoreFloor, ("ask.floor-restore",), verb="floor restore"),
    CommandDefinition(SetCalled, ("ask.called.on", "ask.called.off"), "is_on", "meeting called"),
    CommandDefinition(CountBeforeUs, ("ask.before-us",), verb="meeting before-us"),
    CommandDefinition(SkipSpeaker, ("ask.floor-skip",), verb="floor skip"),
    CommandDefinition(ExcuseSite, ("ask.excuse.on", "ask.excuse.off"), "is_on", "participant excuse"),
    CommandDefinition(SetDialogue, ("ask.dialogue.on", "ask.dialogue.off"), "is_on", "floor dialogue"),
    CommandDefinition(SetBreak, ("ask.break.on", "ask.break.off"), "is_on", "floor break"),
    CommandDefinition(
        LockConference, ("order.conference.lock", "order.conference.unlock"), "is_on", "conference lock",
        confirmations=("guard.closed-unlock", "guard.lock-in"),
    ),
    CommandDefinition(
        SetClosed, ("ask.closed.on", "ask.closed.off"), "is_on", "meeting closed",
        confirmations=("guard.closed-off", "guard.lock-in"),
    ),
    CommandDefinition(DialSite, ("order.call.dial",), verb="participant dial"),
    CommandDefinition(IsolateCaller, ("ask.isolate",), verb="participant isolate"),
    CommandDefinition(
        AdmitCaller, ("ask.admit.heard", "ask.admit"), "is_heard", "participant admit",
        confirmations=("guard.admit",),
    ),
    CommandDefinition(
        HangUp, ("order.call.hang-up",), verb="participant hang-up", confirmations=("guard.hang-up",)
    ),
    CommandDefinition(MessageSite, ("order.site.message",), verb="participant message"),
)  # fmt: skip
OF_OUR_MCU = (
    BlockMicrophone, UnblockMicrophone, BlockOthers, BlockStillOpen, SetDialogue, SetBreak, LockConference,
    DialSite, IsolateCaller, AdmitCaller, HangUp, MessageSite,
)  # fmt: skip
"""Commands that only an MCU of ours carries out; a conference that others host has none of them."""
OF_PICTURES = (PrepareFloor, GiveFloor, RestoreFloor, SkipSpeaker)
"""Commands of the floor, which there is only where a device of ours puts pictures on air."""
