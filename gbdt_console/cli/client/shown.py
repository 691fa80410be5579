"""Gives a verb the Snapshot that it shows, of the running engine or else of the journal, and prints it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from gbdt_console.cli.client.configuration import network_if_readable, network_in_use
from gbdt_console.cli.client.connect import first_snapshot, snapshot_if_any, with_port
from gbdt_console.cli.context import Context
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.port import ClientKind
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats

F = TypeVar("F", bound=Callable[..., Any])


def engine_snapshot(context: Context) -> Snapshot:
    """Return the engine's newest Snapshot, of the meeting that is meant; without an engine exit with 3."""
    newest = with_port(context, context.words(), ClientKind.OBSERVER, first_snapshot)
    return newest.at_meeting(context.meeting)


def running_snapshot(context: Context) -> Snapshot | None:
    """Return the engine's newest Snapshot; None where no engine runs."""
    return snapshot_if_any(context, context.words())


def snapshot_or_network(context: Context) -> Snapshot | Network:
    """Return the engine's newest Snapshot, else the network in use; both name sites and profiles."""
    return running_snapshot(context) or network_in_use(context, context.words())


def snapshot_or_recorded(context: Context, *, is_of_now: bool = False) -> Snapshot:
    """Ask the engine, or read the journal with a note on stderr. Ends the verb as `recorded_ledger` does.

    is_of_now: what the journal says is judged by the time now, not by that of its last entry
    """
    words = context.words()
    snapshot = snapshot_if_any(context, words)
    if snapshot is not None:
        return snapshot.at_meeting(context.meeting)
    from gbdt_console.cli.client.recorded import recorded_ledger  # only where no engine runs

    ledger, last_utc = recorded_ledger(context, words)
    now_utc = SystemClock().utc()
    snapshot = recorded(ledger, network_if_readable(context), now_utc if is_of_now else last_utc)
    note_recorded(context, snapshot, last_utc)
    return snapshot.at_meeting(context.meeting)


def note_recorded(context: Context, snapshot: Snapshot, last_utc: float) -> None:
    """Say on stderr that the journal gives what follows; `last_utc` is the end of what it knows."""
    words = context.words(snapshot.language)
    time = Formats(words).since(last_utc, SystemClock().utc())
    click.echo(words("verb.recorded-as-of", state=context.state.path, time=time), err=True)


def recorded(ledger: Ledger, network: Network | None, at_utc: float) -> Snapshot:
    """Return what the journal's fold says, judged by that time, UTC seconds."""
    from gbdt_console.replay.past_snapshot import past_snapshot  # only where no engine runs

    return past_snapshot(ledger, network, at_utc)


def json_option(page: str) -> Callable[[F], F]:
    """Return the option `--json` of a form that `page` documents."""
    return click.option("--json", "as_json", is_flag=True, help=f"One JSON object ({page}).")


def print_json(value: Mapping[str, object] | Sequence[object]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
