"""Implements `shutdown show|open|done|sign|hang-up|off|close`, with the commands that the keys send."""

from collections.abc import Callable
from functools import partial

import click

from gbdt_console.cli.client.chosen import send_chosen, site_id_of
from gbdt_console.cli.client.command_verb import SITE, add_verb, own_words, typed, yes
from gbdt_console.cli.client.run_command import carry_out_live
from gbdt_console.cli.client.shown import engine_snapshot
from gbdt_console.cli.context import Context, of_meeting, with_context, with_recording_context
from gbdt_console.cli.shutdown.output import show
from gbdt_console.cli.typed import typed_list
from gbdt_console.core.commands import Command
from gbdt_console.core.shutdown import commands
from gbdt_console.core.shutdown.steps import Step

_SITE = click.argument("site", metavar="SITE")


@click.group()
def shutdown() -> None:
    """Switch the sites off after a meeting, each step proved or signed."""


shutdown.add_command(show)


@shutdown.command(name="open")
@click.option(
    "--sites", default="", metavar="SITES", help="Numbers or ids, by comma; default: the meeting's."
)
@with_recording_context
@of_meeting
def open_(context: Context, sites: str) -> None:
    """Begin the shutdown after the last meeting."""
    named = typed_list(sites)
    send_chosen(
        lambda shown: [commands.OpenShutdown(tuple(site_id_of(one, shown, context) for one in named))],
        context,
    )


@shutdown.command()
@_SITE
@click.option("--problems", default="", help="Problems of the room in the meeting.")
@with_recording_context
@of_meeting
def done(context: Context, site: str, problems: str) -> None:
    """Record that SITE said on the phone that its room is done."""
    step = Step.DONE.value
    send_chosen(lambda shown: [commands.SignStep(site_id_of(site, shown, context), step, problems)], context)


_verb = partial(add_verb, shutdown)
_verb(
    commands.SignStep,
    "Sign the next STEP (left, codec, cooled, power) of SITE by your name.",
    SITE,
    typed("step", "STEP", click.Choice([step.value for step in Step if step is not Step.DONE])),
    click.option("--note", required=True, help="Who confirmed it, and how."),
)
_verb(
    commands.CloseShutdown,
    "Sign 'System off' by your name.",
    own_words("--problems", "Problems to record."),
    yes("Also while sites are not off."),
)


@shutdown.command()
@_SITE
@click.option("--yes", "is_sure", is_flag=True, help="Also where power is cut.")
@with_context
@of_meeting
def off(context: Context, site: str, is_sure: bool) -> None:
    """Do the next step of SITE from here: codec to standby, or power of codec and display off."""
    _act_on(site, lambda site_id: commands.SwitchSiteOff(site_id, is_sure), context)


@shutdown.command(name="hang-up")
@_SITE
@click.option("--yes", "is_sure", is_flag=True, help="Skip confirmation.")
@with_context
@of_meeting
def hang_up(context: Context, site: str, is_sure: bool) -> None:
    """Hang up SITE, which is done and still in the conference."""
    _act_on(site, lambda site_id: commands.HangUpStraggler(site_id, is_sure), context)


def _act_on(site: str, command_of: Callable[[str], Command], context: Context) -> None:
    """Send what acts on a site's devices, which needs the running engine."""
    words = context.words()
    site_id = site_id_of(site, engine_snapshot(context), context)
    carry_out_live(command_of(site_id), context, words)
