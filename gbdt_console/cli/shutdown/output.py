"""Implements `shutdown show`, as plain lines and as the JSON form of docs/shutdown-json.md."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import cast

import click

from gbdt_console.cli.client.recorded import head_on_paper
from gbdt_console.cli.client.shown import snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.json_value import Json
from gbdt_console.core.shutdown.steps import Step
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff
from gbdt_console.core.snapshot import numbered_names
from gbdt_console.text.formats import Formats
from gbdt_console.text.shutdown.shutdown_text import ShutdownWords

FORM = 1
"""The version of the form; fields may be added without a new one."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/shutdown-json.md).")
@with_context
def show(context: Context, as_json: bool) -> None:
    """Print how far each site is; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context)
    view, at_utc, names = snapshot.shutdown, snapshot.at_utc, numbered_names(snapshot.sites)
    words = context.words(snapshot.language)
    if as_json:
        shown = {"form": FORM, "at": iso(at_utc), "is_live": snapshot.is_live}
        record_json = None if view is None else _object(view)
        click.echo(json.dumps({**shown, "shutdown": record_json}, ensure_ascii=False, indent=1))
        return
    if view is None:
        click.echo(words("verb.shutdown-none"))
        return
    text = ShutdownWords(words, Formats(words), names)
    for line in _lines(view, text, names, at_utc):
        click.echo(line)
    if view.closing is not None and (head := head_on_paper(context)):
        click.echo(words("journal.head-on-paper", head=head))


def _lines(view: ShutdownView, text: ShutdownWords, names: Mapping[str, str], at_utc: float) -> Iterator[str]:
    yield text.sentence(view)
    for site in view.sites:
        yield f"{names.get(site.site_id, site.site_id)}: {'; '.join(text.whole(site, at_utc))}"
    yield from filter(None, (text.closing(view, at_utc),))


def _object(view: ShutdownView) -> dict[str, Json]:
    closing = view.closing
    return {
        "meeting": view.meeting_id,
        "opened": iso(view.opened_utc),
        "closed": None
        if closing is None
        else {
            "at": iso(closing.at_utc),
            "by": closing.by,
            "uid": closing.uid,
            "terminal": closing.terminal,
            "digest": closing.digest,
            "open_sites": list(closing.open_sites),
            "problems": closing.problems or None,
        },
        "sites": [_site(site) for site in view.sites],
    }


def _site(site: SiteOff) -> dict[str, Json]:
    command = site.commanded
    return {
        "site": site.site_id,
        "next": site.next_step,
        "may_act": site.may_act,
        "is_answering": site.is_answering,
        "steps": {
            step.value: {
                "state": end.state.value,
                "at": iso(end.at_utc or None),
                "code": end.code or None,
                "by": end.by or None,
                "note": end.note or None,
            }
            for step, end in zip(Step, site.ends, strict=True)
        },
        "commanded": None
        if command is None
        else cast(
            dict[str, Json],
            {**asdict(command), "outlets": list(command.outlets), "at_utc": iso(command.at_utc)},
        ),
    }
