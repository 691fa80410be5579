"""`frame`: print the pictures of the meeting, and load, take and undo them."""

from functools import partial

import click

from gbdt_console.cli.client.command_verb import ON_OFF, SITE, add_verb, typed, yes
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.shown import engine_snapshot, json_option, print_json, print_lines
from gbdt_console.cli.client.targets import Targets, send_commands
from gbdt_console.cli.context import Context, of_meeting, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.frame.frame_form import frame_object
from gbdt_console.cli.frame.lines import FrameLines
from gbdt_console.core.frame import commands
from gbdt_console.core.frame.rules import LEAST_ROLL_S, MOST_ROLL_S
from gbdt_console.core.pictures import Bus

_NAME = click.argument("name", metavar="NAME")
_BUS = click.option(
    "--bus",
    type=click.Choice([bus.value for bus in Bus]),
    callback=lambda context, option, value: value or "",
    help="Only this picture; default: both.",
)


@click.group()
def frame() -> None:
    """Show and change the pictures: what the branches see, and what the chair sees."""


@frame.command()
@json_option("docs/frame-json.md")
@with_context
@of_meeting
def show(context: Context, as_json: bool) -> None:
    """Print each picture: on air, wanted, preview, layouts and what can be undone. Exit code 5 while no
    device tells what is on air, 4 where none can be controlled.
    """
    snapshot = engine_snapshot(context)
    words = context.words(snapshot.language)
    if snapshot.frame is None:
        fail(Exit.FAILED, words, "frame.none")
    if as_json:
        print_json(frame_object(snapshot, snapshot.frame))
    else:
        print_lines(FrameLines(snapshot, snapshot.frame, words).all())
    is_known = any(bus.is_known(snapshot.at_s) for bus in snapshot.frame.buses)
    raise SystemExit(Exit.DONE if is_known else Exit.UNKNOWN)


_verb = partial(add_verb, frame)
_verb(
    commands.LoadPreview,
    "Load SITE into the preview; nothing on air changes.",
    SITE,
    _BUS,
    click.option("--layout", default="", metavar="LAYOUT", help="Layout with SITE in its first pane."),
)
_verb(
    commands.TakeFrame,
    "Put the preview on air, or SITE alone and at once. A take of what was prepared for the floor gives the "
    "floor too; SITE gets the picture only.",
    click.argument("site_id", required=False, metavar="[SITE]"),
    _BUS,
    yes("Also a lost or frozen site."),
    name="take",
)
_verb(
    commands.UndoTake, "Bring back the pictures of before the last take, up to 20 times; opens no microphone."
)
_verb(
    commands.SaveLayout,
    "Keep the preview as NAME for later, or what was taken last where nothing is loaded.",
    _NAME,
    click.option("--on-air", "is_on_air", is_flag=True, help="Keep what was taken last."),
)
_verb(commands.RecallLayout, "Load the layout kept as NAME into the preview; nothing on air changes.", _NAME)
_verb(commands.DeleteLayout, "Delete the layout kept as NAME.", _NAME)
_verb(
    commands.RollPictures,
    "Show one site after the other, in roll-call before the opening and in a break only. The end brings back "
    "the picture that was taken last.",
    ON_OFF,
    click.option(
        "--every",
        "interval_s",
        type=click.FloatRange(LEAST_ROLL_S, MOST_ROLL_S),
        default=LEAST_ROLL_S,
        metavar="SECONDS",
        help="How long each site is shown, 10 to 120; default 10.",
    ),
    name="roll",
)
_verb(
    commands.KeepOffAir,
    "Let no rolling view show SITE for the rest of the meeting.",
    SITE,
    click.option(
        "--off", "is_on", is_flag=True, callback=lambda _, __, off: not off, help="SITE may be shown again."
    ),
    name="keep-off",
)
_verb(commands.LinkBuses, "Move both pictures by one take, or each by its own.", ON_OFF, name="link")
_verb(
    commands.SetPreviewLayout,
    "Give the preview another LAYOUT; its sites keep their seats.",
    typed("layout", "LAYOUT"),
    _BUS,
)


@frame.command()
@click.argument("pane", type=click.IntRange(1, 400), metavar="PANE")
@click.argument("site", required=False, metavar="[SITE]")
@_BUS
@with_context
@of_meeting
def seat(context: Context, pane: int, site: str | None, bus: str) -> None:
    """Put SITE into PANE of the preview; without SITE the device chooses."""

    def plan(targets: Targets) -> list[VerbCommand]:
        site_id = targets.site_id(site) if site else ""
        return [targets.command(commands.SetSeat(pane - 1, site_id, bus), site_id)]

    send_commands(context, plan)
