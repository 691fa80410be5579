"""Implements `shutdown show`, as plain lines and as the JSON form of docs/shutdown-json.md."""

from collections.abc import Iterator, Mapping

import click

from gbdt_console.cli.client.recorded import head_on_paper
from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, of_meeting, with_context
from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.json_value import Json
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.shutdown.record import Commanded, StepEnd, SystemOff
from gbdt_console.core.shutdown.steps import Step
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff
from gbdt_console.core.site_view import numbered_names
from gbdt_console.text.formats import Formats
from gbdt_console.text.shutdown.shutdown_text import ShutdownWords


@click.command()
@json_option("docs/shutdown-json.md")
@with_context
@of_meeting
def show(context: Context, as_json: bool) -> None:
    """Print how far each site is; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context)
    view, at_utc, names = snapshot.shutdown, snapshot.at_utc, numbered_names(snapshot.sites)
    words = context.words(snapshot.language)
    if as_json:
        print_json({**recorded_head(snapshot), "shutdown": None if view is None else _SHUTDOWN(view)})
        return
    if view is None:
        click.echo(words("verb.shutdown-none"))
        return
    text = ShutdownWords(words, Formats(words), names)
    print_lines(_lines(view, text, names, at_utc))
    if view.closing is not None and (head := head_on_paper(context)):
        click.echo(words("journal.head-on-paper", head=head))


def _lines(view: ShutdownView, text: ShutdownWords, names: Mapping[str, str], at_utc: float) -> Iterator[str]:
    yield text.sentence(view)
    for site in view.sites:
        yield f"{names.get(site.site_id, site.site_id)}: {'; '.join(text.whole(site, at_utc))}"
    yield from filter(None, (text.closing(view, at_utc),))


def _steps(site: SiteOff) -> Json:
    return {step.value: _END(end) for step, end in zip(Step, site.ends, strict=True)}


_END = Form(StepEnd, rules={"at_utc": lambda at_utc: iso(at_utc or None)}, time=iso)
_SITE = Form(
    SiteOff,
    left_out={"ends": "by the name of each step", "waits_until_utc": "counted down on the screen"},
    more={"steps": _steps, "next": lambda site: site.next_step},
    parts=(Form(Commanded, keys={"at_utc": "at_utc"}, time=iso, is_blank_null=False),),
)
_SHUTDOWN = Form(
    ShutdownView,
    keys={"closing": "closed"},
    parts=(_SITE, Form(SystemOff, rules={"problems": or_null}, time=iso)),
    time=iso,
)
