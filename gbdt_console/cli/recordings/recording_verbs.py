"""Implements `recording list|begin|end|keep`: who records a meeting, and what became of the recording."""

from functools import partial

import click

from gbdt_console.cli.client.command_verb import NUMBER, add_verb, own_words, typed
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.record_form import Form
from gbdt_console.core.recordings.commands import EndRecording, KeepRecording, StateRecording
from gbdt_console.core.recordings.recording import MeetingRecording
from gbdt_console.text.formats import Formats
from gbdt_console.text.recordings.recording_text import recording_text

_FILE = own_words("--file", "Name of the file.")
_FORM = Form(
    MeetingRecording, keys={"meeting_id": "meeting"}, more={"is_seen": lambda one: one.is_seen}, time=iso
)


@click.group()
def recording() -> None:
    """List who records a meeting; record what became of a recording."""


@recording.command(name="list")
@json_option("docs/meetings-json.md")
@with_context
def list_(context: Context, as_json: bool) -> None:
    """Print the last recordings; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    if as_json:
        print_json(recorded_head(snapshot) | {"recordings": [_FORM(one) for one in snapshot.recordings]})
        return
    words = context.words(snapshot.language)
    formats = Formats(words, snapshot.booking.zone)
    lines = [f"{one.number:>4}  {recording_text(words, formats, one)}" for one in snapshot.recordings]
    print_lines(lines or [words("recording.none")])


_verb = partial(add_verb, recording)
_verb(
    StateRecording,
    "Record that SOURCE records the meeting, where no device tells it.",
    typed("source", "SOURCE"),
)
_verb(EndRecording, "Record that stated recording N ended.", NUMBER, _FILE)
_verb(
    KeepRecording,
    "Record what became of recording N: its file, who has it, until when it is kept.",
    NUMBER,
    _FILE,
    click.option("--sha256", "digest", default="", metavar="HEX", help="SHA-256 of the file."),
    click.option("--to", "handed_to", default="", help="Who has it now."),
    click.option("--until", "kept_until", default="", metavar="YYYY-MM-DD", help="Kept until that day."),
)
