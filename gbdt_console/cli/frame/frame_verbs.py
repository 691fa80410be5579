"""`frame`: print the pictures of the meeting, and load, take and undo them."""

import click

from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.shown import engine_snapshot, json_option, print_json, print_lines
from gbdt_console.cli.conference.targets import Targets, send_command, send_commands, send_site_command
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.frame.frame_form import frame_object
from gbdt_console.cli.frame.lines import FrameLines
from gbdt_console.core.frame.commands import (
    DeleteLayout,
    KeepOffAir,
    LinkBuses,
    LoadPreview,
    RecallLayout,
    RollPictures,
    SaveLayout,
    SetPreviewLayout,
    SetSeat,
    TakeFrame,
    UndoTake,
)
from gbdt_console.core.frame.rules import LEAST_ROLL_S, MOST_ROLL_S
from gbdt_console.core.pictures import Bus

_SITE = click.argument("site", metavar="SITE")
_NAME = click.argument("name", metavar="NAME")
_BUS = click.option(
    "--bus",
    type=click.Choice([bus.value for bus in Bus]),
    callback=lambda context, option, value: value or "",
    help="Only this picture; default: both.",
)
_YES = click.option("--yes", is_flag=True, help="Also a lost or frozen site.")


@click.group()
def frame() -> None:
    """Show and change the pictures: what the branches see, and what the chair sees."""


@frame.command()
@json_option("docs/frame-json.md")
@with_context
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


@frame.command()
@_SITE
@_BUS
@click.option("--layout", default="", metavar="LAYOUT", help="Layout with SITE in its first pane.")
@with_context
def load(context: Context, site: str, bus: str, layout: str) -> None:
    """Load SITE into the preview; nothing on air changes."""
    send_site_command(context, site, lambda id_: LoadPreview(id_, bus, layout))


@frame.command()
@click.argument("site", required=False, metavar="[SITE]")
@_BUS
@_YES
@with_context
def take(context: Context, site: str | None, bus: str, yes: bool) -> None:
    """Put the preview on air, or SITE alone and at once. A take of what was prepared for the floor gives
    the floor too; SITE gets the picture only.
    """
    if site is None:
        send_command(context, TakeFrame(is_sure=yes, bus=bus))
    send_site_command(context, site, lambda id_: TakeFrame(id_, is_sure=yes, bus=bus))


@frame.command()
@with_context
def undo(context: Context) -> None:
    """Bring back the pictures of before the last take, up to 20 times; opens no microphone."""
    send_command(context, UndoTake())


@frame.command()
@_NAME
@click.option("--on-air", is_flag=True, help="Keep what was taken last.")
@with_context
def save(context: Context, name: str, on_air: bool) -> None:
    """Keep the preview as NAME for later, or what was taken last where nothing is loaded."""
    send_command(context, SaveLayout(name, on_air))


@frame.command()
@_NAME
@with_context
def recall(context: Context, name: str) -> None:
    """Load the layout kept as NAME into the preview; nothing on air changes."""
    send_command(context, RecallLayout(name))


@frame.command()
@_NAME
@with_context
def delete(context: Context, name: str) -> None:
    """Delete the layout kept as NAME."""
    send_command(context, DeleteLayout(name))


@frame.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option(
    "--every", type=click.FloatRange(LEAST_ROLL_S, MOST_ROLL_S), default=LEAST_ROLL_S, metavar="SECONDS",
    help="How long each site is shown, 10 to 120; default 10.",
)  # fmt: skip
@with_context
def roll(context: Context, state: str, every: float) -> None:
    """Show one site after the other, in roll-call before the opening and in a break only. The end brings
    back the picture that was taken last.
    """
    send_command(context, RollPictures(state == "on", every))


@frame.command(name="keep-off")
@_SITE
@click.option("--off", is_flag=True, help="SITE may be shown again.")
@with_context
def keep_off(context: Context, site: str, off: bool) -> None:
    """Let no rolling view show SITE for the rest of the meeting."""
    send_site_command(context, site, lambda id_: KeepOffAir(id_, not off))


@frame.command()
@click.argument("state", type=click.Choice(["on", "off"]))
@with_context
def link(context: Context, state: str) -> None:
    """Move both pictures by one take, or each by its own."""
    send_command(context, LinkBuses(state == "on"))


@frame.command()
@click.argument("layout", metavar="LAYOUT")
@_BUS
@with_context
def layout(context: Context, layout: str, bus: str) -> None:
    """Give the preview another LAYOUT; its sites keep their seats."""
    send_command(context, SetPreviewLayout(layout, bus))


@frame.command()
@click.argument("pane", type=click.IntRange(1, 400), metavar="PANE")
@click.argument("site", required=False, metavar="[SITE]")
@_BUS
@with_context
def seat(context: Context, pane: int, site: str | None, bus: str) -> None:
    """Put SITE into PANE of the preview; without SITE the device chooses."""

    def plan(targets: Targets) -> list[VerbCommand]:
        site_id = targets.site_id(site) if site else ""
        return [targets.command(SetSeat(pane - 1, site_id, bus), site_id)]

    send_commands(context, plan)
