"""`mute`, `unmute`, `floor`, `participant` and `conference`: what the keys ask of the running conference."""

from collections.abc import Sequence

import click

from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.conference.targets import IntendedTarget, ask_conference
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    ConferenceCommand,
    DialSite,
    ExcuseSite,
    GiveFloor,
    HangUp,
    IsolateCaller,
    LockConference,
    PrepareFloor,
    SetBreak,
    SetDialogue,
    SkipSpeaker,
    UnblockMicrophone,
)

_SITE = click.argument("site", metavar="SITE")
_LEG = click.option("--leg", is_flag=True, help="It is a call leg, as `roster` names it, not a number.")
_ON_OFF = click.argument("state", type=click.Choice(["on", "off"]))


@click.command()
@click.argument("sites", nargs=-1, metavar="SITE...")
@click.option("--others", is_flag=True, help="All but the chair and the speaker, latecomers too.")
@click.option("--again", is_flag=True, help="Only those who are open although they should be blocked.")
@click.option("--off", is_flag=True, help="With --others: leave it to the rooms again; nobody is opened.")
@click.option("--yes", is_flag=True, help="The chair or the speaker too.")
@with_context
def mute(context: Context, sites: Sequence[str], others: bool, again: bool, off: bool, yes: bool) -> None:
    """Let nobody hear these sites: the centre's block, not the room's own microphone. SITE is a number or an
    id."""
    if off and not others:
        fail(Exit.USAGE, context.words(), "verb.mute-off-alone")
    if [others, again, bool(sites)].count(True) != 1:
        fail(Exit.USAGE, context.words(), "verb.mute-whom")
    if again:
        _ask(context, BlockStillOpen())
    if others:
        _ask(context, BlockOthers(not off))

    def plan(meant: IntendedTarget) -> list[VerbCommand]:
        ids = dict.fromkeys(meant.site(site) for site in sites)
        return [meant.order(BlockMicrophone(id_, is_sure=yes), id_) for id_ in ids]

    ask_conference(context, plan)


@click.command()
@_SITE
@with_context
def unmute(context: Context, site: str) -> None:
    """Take the centre's block off SITE. The room's own microphone stays as it is."""

    def plan(meant: IntendedTarget) -> list[VerbCommand]:
        id_ = meant.site(site)
        return [meant.order(UnblockMicrophone(id_), id_)]

    ask_conference(context, plan)


@click.group()
def floor() -> None:
    """Say who is next, give the floor and take it back."""


@floor.command()
@click.argument("site", required=False, metavar="[SITE]")
@with_context
def prepare(context: Context, site: str | None) -> None:
    """Say that SITE is next; without one the first of the running order."""
    if site is None:
        _ask(context, PrepareFloor())

    def plan(meant: IntendedTarget) -> list[VerbCommand]:
        id_ = meant.site(site or "")
        return [meant.order(PrepareFloor(id_), id_)]

    ask_conference(context, plan)


@floor.command()
@_SITE
@click.option("--yes", is_flag=True, help="Although an upper site leads the meeting.")
@with_context
def give(context: Context, site: str, yes: bool) -> None:
    """Let SITE be heard and seen, and block the former speaker."""

    def plan(meant: IntendedTarget) -> list[VerbCommand]:
        id_ = meant.site(site)
        return [meant.order(GiveFloor(id_, is_sure=yes), id_)]

    ask_conference(context, plan)


@floor.command()
@with_context
def back(context: Context) -> None:
    """Give the floor back to the chair, and block the former speaker."""
    _ask(context, GiveFloor())


@floor.command()
@_SITE
@click.option("--reason", required=True, help="It stands in the journal.")
@with_context
def skip(context: Context, site: str, reason: str) -> None:
    """Take the next turn of SITE out of the running order."""

    def plan(meant: IntendedTarget) -> list[VerbCommand]:
        id_ = meant.site(site)
        return [meant.order(SkipSpeaker(id_, reason), id_)]

    ask_conference(context, plan)


@floor.command()
@_ON_OFF
@with_context
def dialogue(context: Context, state: str) -> None:
    """Say that chair and speaker talk with each other, or not any more."""
    _ask(context, SetDialogue(state == "on"))


@floor.command(name="break")
@_ON_OFF
@with_context
def break_(context: Context, state: str) -> None:
    """A break: with the others blocked, the speaker is blocked too."""
    _ask(context, SetBreak(state == "on"))


@click.group()
def participant() -> None:
    """Deal with one call leg: isolate, admit, dial, hang up."""


@participant.command()
@click.argument("number", metavar="NUMBER")
@_LEG
@with_context
def isolate(context: Context, number: str, leg: bool) -> None:
    """Let the unexpected caller NUMBER be heard by nobody until somebody decides."""
    command = IsolateCaller("", number) if leg else IsolateCaller(number)
    ask_conference(context, lambda meant: [meant.order(command, number)])


@participant.command()
@click.argument("number", metavar="NUMBER")
@_LEG
@with_context
def admit(context: Context, number: str, leg: bool) -> None:
    """Let the caller NUMBER take part."""
    command = AdmitCaller("", number) if leg else AdmitCaller(number)
    ask_conference(context, lambda meant: [meant.order(command, number)])


@participant.command()
@_SITE
@with_context
def dial(context: Context, site: str) -> None:
    """Call SITE into the conference."""

    def plan(meant: IntendedTarget) -> list[VerbCommand]:
        id_ = meant.site(site)
        return [meant.order(DialSite(id_), id_)]

    ask_conference(context, plan)


@participant.command()
@_SITE
@click.option("--reason", default="", help="Why it need not be there; it stands in the journal.")
@click.option("--off", is_flag=True, help="It should be there after all.")
@with_context
def excuse(context: Context, site: str, reason: str, off: bool) -> None:
    """Note that the chair excuses the absent SITE: it is not missed any more."""
    if off == bool(reason):
        fail(Exit.USAGE, context.words(), "verb.excuse-why")

    def plan(meant: IntendedTarget) -> list[VerbCommand]:
        id_ = meant.site(site)
        return [meant.order(ExcuseSite(id_, reason, not off), id_)]

    ask_conference(context, plan)


@participant.command(name="hang-up")
@click.argument("target", metavar="TARGET")
@click.option("--caller", is_flag=True, help="TARGET is a caller's number, whatever site has that number.")
@_LEG
@click.option("--yes", is_flag=True, help="It is meant.")
@with_context
def hang_up(context: Context, target: str, caller: bool, leg: bool, yes: bool) -> None:
    """End the call of TARGET: a site's number or id, or a caller's number."""

    def plan(meant: IntendedTarget) -> list[VerbCommand]:
        if leg:
            return [meant.order(HangUp("", is_sure=yes, leg=target), target)]
        meant_one = meant.target(target, is_caller=caller)
        return [meant.order(HangUp(meant_one, is_sure=yes), meant_one)]

    ask_conference(context, plan)


@click.group()
def conference() -> None:
    """Lock or unlock the conference."""


@conference.command()
@with_context
def lock(context: Context) -> None:
    """Let nobody new in, or in again."""
    _ask(context, LockConference(True))


@conference.command()
@click.option("--yes", is_flag=True, help="Of a closed meeting too.")
@with_context
def unlock(context: Context, yes: bool) -> None:
    """Let people in again."""
    _ask(context, LockConference(False, is_sure=yes))


def _ask(context: Context, command: ConferenceCommand) -> None:
    ask_conference(context, lambda meant: [meant.order(command)])
