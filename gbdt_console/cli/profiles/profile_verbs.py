"""`profile`: list, show and apply conference profiles, and tell how the conference differs from one."""

from collections.abc import Iterable, Sequence

import click

from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.shown import engine_snapshot, print_json, print_lines, snapshot_or_network
from gbdt_console.cli.client.targets import Targets, send_commands
from gbdt_console.cli.context import Context, of_meeting, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.profiles.lines import ProfileLines
from gbdt_console.cli.profiles.profile_form import drift_object, profile_object
from gbdt_console.core.clean_text import clean
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.profiles.profile import Profile, profile_of
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.words import Words

_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON (docs/profile-json.md).")
_PROFILE = click.argument("profile_id", metavar="PROFILE")


@click.group()
def profile() -> None:
    """List, show and apply conference profiles."""


@profile.command(name="list")
@_JSON
@with_context
def list_(context: Context, as_json: bool) -> None:
    """List the profiles of the running engine, else of sites.yaml."""
    words, (profiles, _) = context.words(), _known(context)
    if as_json:
        print_json([profile_object(one) for one in profiles])
        return
    print_lines(map(ProfileLines(words, {}).line, profiles))
    if not profiles:
        click.echo(words("profile.none"))


@profile.command()
@_PROFILE
@_JSON
@with_context
def show(context: Context, profile_id: str, as_json: bool) -> None:
    """Show everything that PROFILE holds."""
    words, (profiles, names) = context.words(), _known(context)
    found = profile_of(profiles, profile_id)
    if found is None:
        fail(Exit.USAGE, words, "verb.profile-unknown", profile=clean(profile_id))
    if as_json:
        print_json(profile_object(found))
    else:
        print_lines(ProfileLines(words, names).whole(found))


def _known(context: Context) -> tuple[tuple[Profile, ...], dict[str, str]]:
    """Return the profiles and the names of sites, of a running engine, else of sites.yaml."""
    known = snapshot_or_network(context)
    return known.profiles, numbered_names(known.sites)


@profile.command()
@_PROFILE
@click.option("--site", "sites", multiple=True, metavar="SITE", help="Only call this participant again.")
@click.option("--yes", is_flag=True, help="Also where the meeting has another profile.")
@with_context
@of_meeting
def apply(context: Context, profile_id: str, sites: Sequence[str], yes: bool) -> None:
    """Set the conference of the running meeting up as PROFILE has it. Given again, it repeats only what
    is not done.
    """

    def plan(targets: Targets) -> list[VerbCommand]:
        ids = tuple(dict.fromkeys(map(targets.site_id, sites)))
        return [targets.command(ApplyProfile(profile_id, ids, is_sure=yes))]

    send_commands(context, plan, _steps)


def _steps(snapshot: Snapshot, words: Words) -> Iterable[str]:
    view = snapshot.profile
    return ProfileLines.of(snapshot, words).steps(view) if view is not None else ()


@profile.command()
@_JSON
@with_context
@of_meeting
def drift(context: Context, as_json: bool) -> None:
    """Tell in what the conference differs from the profile of the meeting. Exit code 5 while the MCU does
    not answer, 4 where the meeting has no profile.
    """
    snapshot = engine_snapshot(context)
    words = context.words(snapshot.language)
    conference, view = snapshot.conference, snapshot.profile
    if as_json:
        print_json(drift_object(snapshot))
    elif view is not None:
        print_lines(ProfileLines.of(snapshot, words).state(snapshot, view))
    if view is None or conference is None:
        fail(Exit.FAILED, words, "profile.meeting-has-none")
    is_known = conference.is_known(snapshot.at_s)
    if not is_known:
        click.echo(words("profile.unknown-now"), err=True)
    raise SystemExit(Exit.DONE if is_known else Exit.UNKNOWN)
