"""Implements `technicians list`: prints the roster as lines or as the JSON form of docs/technicians.md."""

from collections.abc import Iterator

import click

from gbdt_console.cli.client.shown import json_option, print_json, print_lines, snapshot_or_recorded
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.form_parts import recorded_head
from gbdt_console.cli.meetings.meeting_form import DUTY
from gbdt_console.cli.meetings.plan_options import PlanOptions, words_of
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import is_trained
from gbdt_console.core.record_form import Form
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.text.formats import Formats
from gbdt_console.text.technicians.technician_text import TechnicianWords
from gbdt_console.text.words import Words


@click.command(name="list")
@json_option("docs/technicians.md")
@click.option(
    "--meeting", type=click.IntRange(min=1), metavar="N", help="Meeting of the duty; default: the next."
)
@with_context
def list_(context: Context, as_json: bool, meeting: int | None) -> None:
    """Print who works at each site, their training and duty; without an engine, from the journal."""
    snapshot = snapshot_or_recorded(context, is_of_now=True)
    of_duty = meeting_of_duty(snapshot, meeting, context)
    if as_json:
        print_json(_object(snapshot, of_duty))
        return
    words = context.words(snapshot.language)
    if not snapshot.technicians:
        click.echo(words("technicians.none"))
    print_lines(_lines(snapshot, of_duty, words))


def meeting_of_duty(snapshot: Snapshot, number: int | None, context: Context) -> Registration | None:
    """Return the meeting of that number, else the one that runs or comes next; None without one."""
    if number is not None:
        return PlanOptions(snapshot, context).meeting(number)
    return next((meeting for meeting in snapshot.calendar if meeting.is_open), None)


def _lines(snapshot: Snapshot, meeting: Registration | None, words: Words) -> Iterator[str]:
    text = TechnicianWords(words, Formats(words), numbered_names(snapshot.sites))
    if meeting is not None:
        named = words_of(snapshot, words)
        title, when = named.title(meeting.plan), named.when(meeting.plan, snapshot.at_utc)
        yield words("technicians.duty-of", number=meeting.number, title=title, time=when)
    for site in snapshot.technicians:
        yield "  ".join(filter(None, (text.site(site.site_id), text.flag(meeting, site))))
        for post, holder in site.holders:
            yield f"    {text.post(post)}: {text.holder(holder)}; {text.training(holder)}"
        if meeting is not None and _takes_part(meeting, site):
            yield f"    {text.duty_at(meeting, site.site_id, snapshot.at_utc)}"


def _takes_part(meeting: Registration, site: SiteTechnicians) -> bool:
    return site.site_id == CENTRE or site.site_id in meeting.plan.sites


def _object(snapshot: Snapshot, meeting: Registration | None) -> dict[str, Json]:
    return {
        **recorded_head(snapshot),
        "meeting": None if meeting is None else meeting.number,
        "sites": [_site(site, meeting) for site in snapshot.technicians],
    }


def _site(site: SiteTechnicians, meeting: Registration | None) -> dict[str, Json]:
    duties = () if meeting is None else (d for d in meeting.duties if d.site_id == site.site_id)
    return {
        "site": site.site_id,
        "is_trained": is_trained(meeting, site, site.site_id),
        "posts": {post.value: _HOLDER(holder) for post, holder in site.holders},
        "duty": [DUTY(duty) for duty in duties],
    }


_HOLDER = Form(PostHolder)
