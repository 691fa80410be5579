"""`meeting`: start, mark and end a meeting."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.client.chosen import send_chosen, site_id_of
from gbdt_console.cli.client.command_verb import ON_OFF, add_verb, typed, yes
from gbdt_console.cli.client.run_command import send
from gbdt_console.cli.context import Context, with_recording_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.typed import typed_list
from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import CountBeforeUs, SetCalled, SetClosed
from gbdt_console.core.meetings.commands import StartRegistered
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.words import Words


@click.group()
def meeting() -> None:
    """Start or end a meeting."""


@meeting.command()
@click.argument("title", required=False, default="")
@click.option("--meeting", "number", type=click.IntRange(min=1), metavar="N", help="A registered meeting.")
@click.option("--chair", metavar="SITE", help="Number or id of the chair site.")
@click.option("--opening", metavar="HH:MM", help="Planned opening; default: now.")
@click.option(
    "--hours",
    type=click.FloatRange(0.1, 24.0),
    default=2.0,
    show_default=True,
    help="Planned length in hours.",
)
@click.option("--order", default="", metavar="SITES", help="Running order: numbers or ids, by comma.")
@click.option("--closed", is_flag=True, help="Closed meeting: its subject is shown nowhere.")
@click.option("--profile", default="", metavar="PROFILE", help="Conference profile, to be applied later.")
@click.option("--upper", metavar="SITE", help="Upper site that leads a meeting of another MCU.")
@click.option("--sites", default="", help="Only these sites: numbers or ids, by comma; default: all.")
@click.option("--conference", metavar="ID", help="Conference of sites.yaml; default: the centre's own.")
@with_recording_context
def start(
    context: Context,
    title: str,
    number: int | None,
    chair: str | None,
    opening: str | None,
    hours: float,
    order: str,
    closed: bool,
    profile: str,
    upper: str | None,
    sites: str,
    conference: str | None,
) -> None:
    """Start a meeting named TITLE now, or a registered one by --meeting."""
    words = context.words()
    if number is not None and not title and chair is None:
        send(context, StartRegistered(number))
    if number is not None or not title or chair is None:
        fail(Exit.USAGE, words, "verb.meeting-title-or-number")

    def chosen(snapshot: Snapshot) -> Sequence[Command]:
        site_id = partial(site_id_of, snapshot=snapshot, context=context)
        opens = _opening(opening, snapshot.booking.zone, words)
        command = StartMeeting(
            title=title,
            chair_site_id=site_id(chair),
            opening_utc=opens.timestamp(),
            end_utc=(opens + timedelta(hours=hours)).timestamp(),
            running_order=tuple(map(site_id, typed_list(order))),
            is_closed=closed,
            upper_site_id=site_id(upper) if upper else "",
            profile_id=profile,
            sites=tuple(map(site_id, typed_list(sites))),
            conference=conference,
        )
        return [command]

    send_chosen(chosen, context)


_verb = partial(add_verb, meeting)
_verb(
    SetClosed,
    "Make the running meeting a closed one and lock its conference (on), or end that (off).",
    ON_OFF,
    yes(),
    name="closed",
)
_verb(
    SetCalled,
    "Upper level invites us to speak: unmute chair (on), or mute all our sites (off).",
    ON_OFF,
    name="called",
)
_verb(
    CountBeforeUs,
    "Note that the upper level calls on N others before us (0: we are next).",
    typed("left", "N", click.IntRange(0, 99)),
)
_verb(EndMeeting, "End the running meeting.")


def _opening(text: str | None, zone: str, words: Words) -> datetime:
    now = datetime.now(ZoneInfo(zone))
    if text is None:
        return now
    try:
        at = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - only hour and minute are taken from it
    except ValueError:
        fail(Exit.USAGE, words, "verb.time-wrong", time=text)
    return now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
