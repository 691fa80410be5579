"""`replay`: show a past meeting on the screens of the console."""

import asyncio

import click

from gbdt_console.cli.client.configuration import network_in_use
from gbdt_console.cli.console.screen_supervisor import keep_showing
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail, require_terminal
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.replay.replayed import Replayed
from gbdt_console.core.sites import Network
from gbdt_console.engine.hosting.logs import log_of_viewer
from gbdt_console.replay.port import NoSuchMeeting, ReplayPort, ReplayUnreadable, open_replay
from gbdt_console.text.typed_times import parse_time_of_day
from gbdt_console.text.words import Words


@click.command()
@click.argument("meeting", required=False, default="")
@click.option("--at", "at", metavar="TIME", help="Begin there: HH:MM[:SS] or 'YYYY-MM-DD HH:MM[:SS]'.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII only.")
@click.option("--theme", help="Colour theme; names in the palette (Ctrl+P).")
@with_context
def replay(context: Context, meeting: str, at: str | None, ascii_only: bool, theme: str | None) -> None:
    """Replay MEETING, a number of the calendar, as the console showed it; by default the last one, or
    the one of --at. No key acts. Reads the state directory only, also while the engine runs.
    """
    words = context.words()
    require_terminal(context.words)
    network = network_in_use(context, words)
    port = _opened(context, words, network, meeting, at)
    options = AppOptions(
        theme=theme,
        ascii_only=ascii_only,
        is_observer=True,
        is_mute=True,
        replay=Replayed(port.playback, port.time_line),
    )
    with log_of_viewer(context.state):
        is_left = asyncio.run(keep_showing(port, context.words(network.language), options))
    if not is_left:
        fail(Exit.FAILED, words, "verb.screen-failed", state=context.state.path)


def _opened(context: Context, words: Words, network: Network, meeting: str, at: str | None) -> ReplayPort:
    """Open the replay, or end the verb with one line."""
    state, clock = context.state.path, SystemClock()
    try:
        at_utc = _moment(at, clock.utc(), network, words)
        port = open_replay(state, network, clock, meeting, at_utc)
        if at is not None and meeting and port.meeting is not None:
            of_its_day = _moment(at, port.meeting.opening_utc, network, words)
            port.playback.go(of_its_day or port.meeting.began_utc, clock.monotonic())
        return port
    except NoSuchMeeting:
        fail(Exit.FAILED, words, "replay.no-meeting" if meeting else "replay.none", meeting=meeting)
    except ReplayUnreadable as error:
        fail(Exit.FAILED if error.is_damaged else Exit.UNKNOWN, words, error.code, **error.params)


def _moment(at: str | None, day_utc: float, network: Network, words: Words) -> float | None:
    """Return the moment of --at; end the verb where it is none. A time of day counts on that day."""
    if at is None:
        return None
    found = parse_time_of_day(at, day_utc, network.timezone)
    if found is None:
        fail(Exit.USAGE, words, "replay.no-time")
    return found
