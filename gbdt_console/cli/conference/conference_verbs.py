"""`mute`, `unmute`, `floor`, `participant` and `conference`: give commands to the running conference."""

from collections.abc import Sequence
from functools import partial

import click

from gbdt_console.cli.client.command_verb import ON_OFF, REASON, SITE, add_verb, command_verb, yes
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.targets import Targets, send_command, send_commands, send_site_command
from gbdt_console.cli.context import Context, of_meeting, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.conference import commands

_LEG = click.option("--leg", is_flag=True, help="The value is a call id, as `roster` shows it, not a number.")


@click.command()
@click.argument("sites", nargs=-1, metavar="SITE...")
@click.option("--others", is_flag=True, help="All but the chair and the speaker, including latecomers.")
@click.option("--again", is_flag=True, help="Only sites that should be muted and are not.")
@click.option("--off", is_flag=True, help="With --others: end the general mute; unmutes nobody.")
@click.option("--yes", is_flag=True, help="Also the chair or the speaker.")
@with_context
@of_meeting
def mute(context: Context, sites: Sequence[str], others: bool, again: bool, off: bool, yes: bool) -> None:
    """Mute these sites at the MCU; the room's own microphone stays as it is. SITE is a number or an
    id.
    """
    if off and not others:
        fail(Exit.USAGE, context.words(), "verb.mute-off-alone")
    if [others, again, bool(sites)].count(True) != 1:
        fail(Exit.USAGE, context.words(), "verb.mute-whom")
    if again:
        send_command(context, commands.BlockStillOpen())
    if others:
        send_command(context, commands.BlockOthers(not off))

    def plan(targets: Targets) -> list[VerbCommand]:
        ids = dict.fromkeys(map(targets.site_id, sites))
        return [targets.command(commands.BlockMicrophone(id_, is_sure=yes), id_) for id_ in ids]

    send_commands(context, plan)


unmute = command_verb(
    commands.UnblockMicrophone, "Unmute SITE at the MCU; the room's own microphone stays as it is.", SITE
)


@click.group()
def floor() -> None:
    """Prepare, give and return the floor."""


_floor = partial(add_verb, floor)
_floor(
    commands.PrepareFloor,
    "Prepare the floor for SITE; default: the first in the running order.",
    click.argument("site_id", required=False, metavar="[SITE]"),
    name="prepare",
)
_floor(
    commands.GiveFloor,
    "Give the floor to SITE: unmute it, put it on air, mute the former speaker.",
    SITE,
    yes("Also when an upper site leads the meeting."),
    name="give",
)
_floor(commands.GiveFloor, "Return the floor to the chair and mute the former speaker.", name="back")
_floor(
    commands.RestoreFloor,
    "Unmute chair and speaker and show the speaker again, where the MCU differs from the floor.",
)
_floor(commands.SkipSpeaker, "Remove the next turn of SITE from the running order.", SITE, REASON)
_floor(
    commands.SetDialogue, "Begin or end a dialogue: chair and speaker both unmuted.", ON_OFF, name="dialogue"
)
_floor(commands.SetBreak, "Begin or end a break: all muted but the chair.", ON_OFF, name="break")


@click.group()
def participant() -> None:
    """Isolate, admit, dial, excuse or hang up a participant."""


@participant.command()
@click.argument("number", metavar="NUMBER")
@_LEG
@with_context
@of_meeting
def isolate(context: Context, number: str, leg: bool) -> None:
    """Isolate the unexpected caller NUMBER: nobody hears it, it still hears and sees."""
    command = commands.IsolateCaller("", number) if leg else commands.IsolateCaller(number)
    send_command(context, command, number)


@participant.command()
@click.argument("number", metavar="NUMBER")
@_LEG
@click.option("--heard", is_flag=True, help="Unmute at the MCU.")
@click.option("--yes", is_flag=True, help="Skip confirmation.")
@with_context
@of_meeting
def admit(context: Context, number: str, leg: bool, heard: bool, yes: bool) -> None:
    """Admit the caller NUMBER, still muted at the MCU."""
    command = commands.AdmitCaller("" if leg else number, number if leg else "", is_heard=heard, is_sure=yes)
    send_command(context, command, number)


add_verb(participant, commands.DialSite, "Dial SITE into the conference.", SITE)
add_verb(
    participant,
    commands.MessageSite,
    "Let the MCU write TEXT onto the screen of SITE's room; nobody confirms that it was read.",
    SITE,
    click.argument("text", metavar="TEXT"),
)


@participant.command()
@click.argument("site", metavar="SITE")
@click.option("--reason", default="", help="Reason for the absence; recorded in the journal.")
@click.option("--off", is_flag=True, help="Withdraw the excuse.")
@with_context
@of_meeting
def excuse(context: Context, site: str, reason: str, off: bool) -> None:
    """Record that the chair excuses the absent SITE."""
    if off == bool(reason):
        fail(Exit.USAGE, context.words(), "verb.excuse-why")
    send_site_command(context, site, lambda id_: commands.ExcuseSite(id_, reason, not off))


@participant.command(name="hang-up")
@click.argument("target", metavar="TARGET")
@click.option("--caller", is_flag=True, help="TARGET is a caller's number even if a site has that number.")
@_LEG
@click.option("--yes", is_flag=True, help="Skip confirmation.")
@with_context
@of_meeting
def hang_up(context: Context, target: str, caller: bool, leg: bool, yes: bool) -> None:
    """End the call of TARGET: a site's number or id, or a caller's number."""

    if leg:
        send_command(context, commands.HangUp("", is_sure=yes, leg=target), target)

    def plan(targets: Targets) -> list[VerbCommand]:
        id_or_number = targets.site_id_or_number(target, is_caller=caller)
        return [targets.command(commands.HangUp(id_or_number, is_sure=yes), id_or_number)]

    send_commands(context, plan)


@click.group()
def conference() -> None:
    """Lock or unlock the conference."""


@conference.command()
@click.option("--yes", is_flag=True, help="Also with callers inside that nobody let in.")
@with_context
@of_meeting
def lock(context: Context, yes: bool) -> None:
    """Lock the conference: nobody can join or rejoin."""
    send_command(context, commands.LockConference(True, is_sure=yes))


@conference.command()
@click.option("--yes", is_flag=True, help="Also in a closed meeting.")
@with_context
@of_meeting
def unlock(context: Context, yes: bool) -> None:
    """Unlock the conference."""
    send_command(context, commands.LockConference(False, is_sure=yes))
