"""`serve`: shows the wall in browsers, to look at only."""

import asyncio
import sys
from importlib.util import find_spec

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.web.serve_options import PIN, THEME, login_of, place_of
from gbdt_console.cli.web.wall import Wall
from gbdt_console.engine.hosting.host import until_signalled
from gbdt_console.engine.hosting.logs import log_of_server
from gbdt_console.text.words import Words

_HERE = "127.0.0.1"
_PORT = 8765
_SEATS, _SEATS_MOST = 8, 24
"""Seats unless told otherwise, each 80 MB; the engine takes no more than 24 observers."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=_PORT, show_default=True, help="TCP port.")
@click.option("--bind", default=_HERE, show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option("--public-url", default="", metavar="URL", help="Address of the office's proxy, for browsers.")
@click.option(
    "--seats", type=click.IntRange(1, _SEATS_MOST), default=_SEATS, show_default=True,
    help="Most browsers at once.",
)  # fmt: skip
@THEME
@PIN
@with_context
def serve(
    context: Context, port: int, bind: str, public_url: str, seats: int, theme: str, pin: str | None
) -> None:
    """Show the running engine's wall in browsers of this machine, until SIGTERM. No key acts. For other
    machines put the office's proxy with its login in front, or ask for a PIN: docs/remote.md.
    """
    words = context.words()
    if find_spec("textual_serve") is None:
        fail(Exit.FAILED, words, "verb.serve-not-installed")
    place = place_of(bind, port, public_url, words)
    login = login_of(pin, context, words)
    if not place.is_loopback:
        click.echo(words("verb.serve-open" if login is None else "verb.serve-open-pin", bind=bind), err=True)
    command = [sys.executable, "-P", "-m", "gbdt_console.cli.web.open_wall"]
    command += ["--state-dir", str(context.state.path.absolute()), "--lang", words.language]
    wall = Wall(place, command, context.state.socket_path, seats, theme, login)
    with log_of_server():
        asyncio.run(_serve(wall, words))


async def _serve(wall: Wall, words: Words) -> None:
    from gbdt_console.cli.web.wall_server import WallServer

    place, server = wall.place, WallServer(wall, words)
    try:
        await server.start()
    except OSError as error:
        await server.close()
        reason = error.strerror or str(error)
        fail(Exit.FAILED, words, "verb.serve-taken", bind=place.bind, port=place.port, reason=reason)
    click.echo(words("verb.serve-ready", url=place.url, seats=wall.seats))
    await until_signalled()
    await server.close()
