"""`room`: print the rooms' codecs and give commands to them."""

import click

from gbdt_console.cli.client.shown import engine_snapshot, json_option, print_json, print_lines
from gbdt_console.cli.conference.targets import send_site_command
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.rooms.lines import RoomLines
from gbdt_console.cli.rooms.room_form import rooms_object
from gbdt_console.core.rooms.commands import (
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    SleepCodec,
    WakeCodec,
)

_SITE = click.argument("site", metavar="SITE")
_YES = click.option("--yes", is_flag=True, help="Skip confirmation.")


@click.group()
def room() -> None:
    """Show and control the rooms' codecs: microphone, standby, calls."""


@room.command(name="list")
@json_option("docs/room-json.md")
@with_context
def list_(context: Context, as_json: bool) -> None:
    """Print each controllable codec: microphone, mute at the MCU, standby, calls and commands. Exit
    code 5 while no codec answers, 4 where none can be controlled.
    """
    snapshot = engine_snapshot(context)
    words = context.words(snapshot.language)
    if not snapshot.rooms:
        fail(Exit.FAILED, words, "rooms.none")
    if as_json:
        print_json(rooms_object(snapshot))
    else:
        print_lines(RoomLines(snapshot, words).all())
    is_known = any(room.known(snapshot.at_s) for room in snapshot.rooms)
    raise SystemExit(Exit.DONE if is_known else Exit.UNKNOWN)


@room.command()
@_SITE
@_YES
@with_context
def mute(context: Context, site: str, yes: bool) -> None:
    """Switch off the room microphone of SITE; chair and speaker only with --yes. The mute at the MCU
    stays as it is.
    """
    send_site_command(context, site, lambda id_: MuteRoom(id_, is_sure=yes))


@room.command(name="open")
@_SITE
@with_context
def open_(context: Context, site: str) -> None:
    """Switch on the room microphone of SITE, where sites.yaml allows it (remote_unmute)."""
    send_site_command(context, site, OpenRoom)


@room.command()
@_SITE
@_YES
@with_context
def sleep(context: Context, site: str, yes: bool) -> None:
    """Put the codec of SITE in standby; during a call only with --yes."""
    send_site_command(context, site, lambda id_: SleepCodec(id_, is_sure=yes))


@room.command()
@_SITE
@with_context
def wake(context: Context, site: str) -> None:
    """Wake the codec of SITE."""
    send_site_command(context, site, WakeCodec)


@room.command(name="hang-up")
@_SITE
@_YES
@with_context
def hang_up(context: Context, site: str, yes: bool) -> None:
    """Hang up all calls of the codec of SITE."""
    send_site_command(context, site, lambda id_: HangUpRoom(id_, is_sure=yes))
