"""Makes a meeting's plan from the options of a verb."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.client.chosen import site_id_of
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.typed import typed_list, typed_moment
from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.clashes import Slot
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    Registration,
    Technician,
)
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.text.words import Words
from gbdt_console.ui.meetings.typed import typed_host

F = TypeVar("F", bound=Callable[..., object])
ALL = "all"

_OPTIONS = (
    click.option("--host", metavar="BODY", help="Host: body of sites.yaml, a site's number, or a name."),
    click.option("--kind", type=click.Choice([k.value for k in MeetingKind]), help="Kind of meeting."),
    click.option("--opening", metavar="TIME", help="Opening: 2026-11-30 08:00, 14:50 or +20."),
    click.option("--minutes", type=click.IntRange(5, 1_440), help="Planned length in minutes."),
    click.option("--sites", metavar="SITES", help="Sites that take part: numbers or ids, by comma; or all."),
    click.option("--chair", metavar="SITE", help="Chair site; default: by the regulation."),
    click.option("--chair-reason", metavar="TEXT", help="Why another room chairs than the regulation says."),
    click.option("--order", metavar="SITES", help="Running order: numbers or ids, by comma."),
    click.option(
        "--technician", "technicians", multiple=True, metavar="SITE=NAME", help="Technician of a site."
    ),
    click.option("--profile", metavar="PROFILE", help="Conference profile."),
    click.option("--contact", metavar="TEXT", help="Contact of the chair: role and phone."),
    click.option(
        "--closed/--open", "is_closed", default=None, help="Closed meeting: its subject is shown nowhere."
    ),
    click.option("--record/--no-record", "must_record", default=None, help="The meeting is to be recorded."),
    click.option("--upper", metavar="SITE", help="Upper site that leads a meeting of another MCU."),
    click.option("--upper-test", metavar="TIME", help="When the upper centre tests and calls the roll."),
    click.option("--upper-order", metavar="NAMES", help="Who is called on before us, in order, by comma."),
    click.option("--conference", metavar="ID", help="Conference of sites.yaml; default: the centre's own."),
)  # fmt: skip
"""Not given means: unchanged, or the usual value of a new meeting."""


def channel_option(told: str) -> Callable[[F], F]:
    """Return the option of how something was told: nobody said it unless it is given."""
    return click.option(
        "--channel",
        type=click.Choice(NoticeChannel.stated()),
        callback=lambda _context, _option, said: said or NoticeChannel.UNSTATED,
        help=told,
    )


def with_plan_options(verb: F) -> F:
    """Add the options of a plan to a verb; it gets them by name."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


class PlanOptions:
    """Reads the options against what is known; ends the verb where a value is wrong."""

    def __init__(self, snapshot: Snapshot, context: Context) -> None:
        self._snapshot = snapshot
        self._context = context
        self._words = context.words(snapshot.language)

    def new_plan(self, title: str, options: Mapping[str, Any]) -> MeetingPlan:
        """Return the plan of a new meeting: all sites and two hours unless the options say otherwise."""
        kind = MeetingKind(options["kind"] or MeetingKind.PROVINCIAL)
        is_emergency = kind is MeetingKind.EMERGENCY
        missing = [name for name in ("host", "opening") if not options[name]]
        if missing and not (is_emergency and missing == ["opening"]):
            fail(Exit.USAGE, self._words, "verb.meetings-needs", option=f"--{missing[0]}")
        zone = self._snapshot.booking.zone
        plan = MeetingPlan(title, "", kind, self.site_ids(ALL), "", self._local("+0", zone), zone)
        return self.changed_plan(plan, options)

    def changed_plan(self, plan: MeetingPlan, options: Mapping[str, Any]) -> MeetingPlan:
        given = {name: value for name, value in options.items() if value not in (None, ())}
        made: dict[str, Any] = {}
        plain = {"minutes": "length_min", "profile": "profile_id", "contact": "chair_contact",
                 "chair_reason": "chair_reason", "is_closed": "is_closed", "conference": "conference",
                 "must_record": "must_record"}  # fmt: skip
        made |= {plain[name]: value for name, value in given.items() if name in plain}
        if "host" in given:
            made["host"] = self.host(given["host"])
        if "kind" in given:
            made["kind"] = MeetingKind(given["kind"])
        times = (("opening", "opening"), ("upper_test", "upper_test"))
        made |= {name: self._local(given[key], plan.zone) for key, name in times if key in given}
        if "upper_order" in given:
            made["upper_order"] = tuple(name.strip() for name in given["upper_order"].split(","))
        if "sites" in given:
            made["sites"] = self.site_ids(given["sites"])
        if "order" in given:
            made["running_order"] = self.site_ids(given["order"])
        made |= {
            field: self.site_ids(given[name])[0]
            for name, field in (("chair", "chair_site_id"), ("upper", "upper_site_id"))
            if given.get(name)
        }
        if "technicians" in given:
            made["technicians"] = self._technicians(given["technicians"], plan)
        changed = replace(plan, **made)
        if changed.upper_site_id in changed.sites:
            changed = replace(changed, sites=tuple(s for s in changed.sites if s != changed.upper_site_id))
        return changed

    def host(self, text: str) -> str:
        """Return the host that a person typed; where no site has that number end the verb."""
        booking = self._snapshot.booking
        try:
            return typed_host(text, booking, self._snapshot.sites) if text else ""
        except ValueError:
            known = ", ".join(f"{body.id} ({clean(body.name)})" for body in booking.bodies)
            fail(Exit.USAGE, self._words, "verb.meetings-host", number=clean(text), known=known)

    def meeting(self, number: int) -> Registration:
        """Return the meeting of that number; without one end the verb."""
        return meeting_of(number, self._snapshot, self._context)

    def site_ids(self, text: str) -> tuple[str, ...]:
        """Return the ids of sites that are named by number or id, by comma."""
        if text.strip() == ALL:
            return tuple(site.id for site in self._snapshot.sites)
        return tuple(map(self._site_id, typed_list(text))) or (self._site_id(text),)

    def moment(self, text: str) -> float:
        """Return the UTC second that a person typed."""
        return typed_moment(text, self._snapshot.at_utc, self._snapshot.booking.zone, self._words)

    def _local(self, text: str, zone: str) -> str:
        at = datetime.fromtimestamp(self.moment(text), ZoneInfo(zone))
        return at.replace(tzinfo=None).isoformat(timespec="minutes")

    def _site_id(self, text: str) -> str:
        return site_id_of(text, self._snapshot, self._context)

    def _technicians(self, given: Sequence[str], plan: MeetingPlan) -> tuple[Technician, ...]:
        """Return the technicians with those given; an empty name takes the site's away."""
        named = {technician.site_id: technician.name for technician in plan.technicians}
        for pair in given:
            site, _, name = pair.partition("=")
            named[self._site_id(site.strip())] = name.strip()
        return tuple(Technician(site, name) for site, name in named.items() if name)


def meeting_of(number: int, snapshot: Snapshot, context: Context) -> Registration:
    """Return the meeting of that number; without one end the verb."""
    found = next((meeting for meeting in snapshot.calendar if meeting.number == number), None)
    if found is None:
        fail(Exit.FAILED, context.words(snapshot.language), "meetings.none")
    return found


def words_of(snapshot: Snapshot, words: Words) -> MeetingWords:
    return MeetingWords(words, numbered_names(snapshot.sites), snapshot.booking)


def print_clashes(
    snapshot: Snapshot, number: int, plan: MeetingPlan, context: Context, *, is_sure: bool
) -> None:
    """Print the meetings that collide with a plan, on standard error."""
    words = context.words(snapshot.language)
    found = overview_of(snapshot).clashes(Slot.of_plan(number, plan))
    if found and not is_sure:
        click.echo(words("verb.meetings-clash"), err=True)
    for clash in found:
        click.echo(f"  {words_of(snapshot, words).clash(clash, snapshot.at_utc)}", err=True)
