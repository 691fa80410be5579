"""`room`: print the rooms' codecs and give commands to them."""

from functools import partial

import click

from gbdt_console.cli.client.command_verb import SITE, add_verb, typed, yes
from gbdt_console.cli.client.shown import engine_snapshot, json_option, print_json, print_lines
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.rooms.lines import RoomLines
from gbdt_console.cli.rooms.room_form import rooms_object
from gbdt_console.core.rooms.commands import (
    CallFromRoom,
    DivideScreen,
    HangUpRoom,
    MessageRoom,
    MuteRoom,
    OpenRoom,
    PresentRoom,
    SleepCodec,
    StopPresenting,
    WakeCodec,
)


@click.group()
def room() -> None:
    """Show and control the rooms' codecs: microphone, standby, calls, content, monitor."""


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


_verb = partial(add_verb, room)
_verb(
    MuteRoom,
    "Switch off the room microphone of SITE; chair and speaker only with --yes. The mute at the MCU stays as "
    "it is.",
    SITE,
    yes(),
)
_verb(OpenRoom, "Switch on the room microphone of SITE, where sites.yaml allows it (remote_unmute).", SITE)
_verb(SleepCodec, "Put the codec of SITE in standby; during a call only with --yes.", SITE, yes())
_verb(WakeCodec, "Wake the codec of SITE.", SITE)
_verb(HangUpRoom, "Hang up all calls of the codec of SITE.", SITE, yes())
_verb(
    CallFromRoom,
    "Let the codec of SITE call NUMBER; refused while it is in a call.",
    SITE,
    typed("number", "NUMBER"),
)
_verb(
    PresentRoom,
    "Let the codec of SITE present its room's content; during a call only with --yes.",
    SITE,
    yes(),
)
_verb(StopPresenting, "End the content of the codec of SITE; during a call only with --yes.", SITE, yes())
_verb(
    DivideScreen,
    "Divide the monitor of SITE by LAYOUT, a word of its codec (room list --json: screen_layouts).",
    SITE,
    typed("layout", "LAYOUT"),
)
_verb(
    MessageRoom,
    "Let the codec of SITE write TEXT onto its screen; nobody confirms that it was read.",
    SITE,
    click.argument("text", metavar="TEXT"),
)
