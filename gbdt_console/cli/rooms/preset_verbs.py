"""`preset`: print, recall, learn and name the presets of the rooms' cameras."""

import click

from gbdt_console.cli.client.command_verb import SITE, add_verb
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.shown import engine_snapshot, json_option, print_json, print_lines
from gbdt_console.cli.client.targets import Targets, send_commands
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.rooms.lines import PresetLines
from gbdt_console.cli.rooms.room_form import presets_object
from gbdt_console.core.rooms.commands import LearnPreset, NamePreset, RecallPreset
from gbdt_console.core.rooms.room import HIGHEST_PRESET

_SITE = click.argument("site", metavar="SITE")
_PRESETS = click.IntRange(0, HIGHEST_PRESET)
_PRESET = click.argument("preset", metavar="PRESET", type=_PRESETS)


@click.group()
def preset() -> None:
    """Show, recall, learn and name camera presets."""


@preset.command(name="list")
@json_option("docs/room-json.md")
@with_context
def list_(context: Context, as_json: bool) -> None:
    """Print the presets of each room and whether its camera stands at the one recalled last. No camera
    moves. Exit code 4 where no codec or camera can be controlled.
    """
    snapshot = engine_snapshot(context)
    words = context.words(snapshot.language)
    if not snapshot.rooms:
        fail(Exit.FAILED, words, "rooms.none")
    if as_json:
        print_json(presets_object(snapshot))
    else:
        print_lines(PresetLines(snapshot, words).all())


@preset.command()
@_SITE
@click.argument("preset", required=False, metavar="[PRESET]", type=_PRESETS)
@with_context
def recall(context: Context, site: str, preset: int | None) -> None:
    """Recall camera PRESET (0-99) of SITE; default: its floor_preset."""

    def plan(targets: Targets) -> list[VerbCommand]:
        id_ = targets.site_id(site)
        wanted = targets.floor_preset(id_) if preset is None else preset
        if wanted is None:
            fail(Exit.USAGE, targets.words, "verb.room-preset")
        text = targets.words("room.preset.which", preset=targets.preset_called(id_, wanted))
        return [targets.command_with_text(RecallPreset(id_, wanted), text, id_)]

    send_commands(context, plan)


@preset.command()
@_SITE
@_PRESET
@with_context
def learn(context: Context, site: str, preset: int) -> None:
    """Let the present camera position at SITE count as PRESET; nothing moves. Look at the picture
    first.
    """

    def plan(targets: Targets) -> list[VerbCommand]:
        id_ = targets.site_id(site)
        text = targets.words("preset.learn.which", preset=targets.preset_called(id_, preset))
        return [targets.command_with_text(LearnPreset(id_, preset), text, id_)]

    send_commands(context, plan)


add_verb(
    preset,
    NamePreset,
    "Name PRESET of SITE for the running meeting; without NAME the name of sites.yaml holds again.",
    SITE,
    _PRESET,
    click.argument("name", required=False, default="", metavar="[NAME]"),
)
