"""`serve`: shows the wall in browsers, to look at only."""

import asyncio
import sys
from importlib.util import find_spec

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.web.place import HERE, Place, WrongPlace
from gbdt_console.engine.hosting.host import until_signalled
from gbdt_console.engine.hosting.logs import log_of_server
from gbdt_console.text.words import Words

_PORT = 8765
_SEATS, _SEATS_MOST = 8, 24
"""Seats unless told otherwise, each 80 MB; the engine takes no more than 24 observers."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=_PORT, show_default=True, help="TCP port.")
@click.option("--bind", default=HERE, show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option("--public-url", default="", metavar="URL", help="Address of the office's proxy, for browsers.")
@click.option(
    "--seats", type=click.IntRange(1, _SEATS_MOST), default=_SEATS, show_default=True,
    help="Most browsers at once.",
)  # fmt: skip
@with_context
def serve(context: Context, port: int, bind: str, public_url: str, seats: int) -> None:
    """Show the running engine's wall in browsers of this machine, until SIGTERM. No key acts. For other
    machines put the office's proxy with its login in front: docs/remote.md.
    """
    words = context.words()
    if find_spec("textual_serve") is None:
        fail(Exit.FAILED, words, "verb.serve-not-installed")
    try:
        place = Place(bind, port, public_url)
    except WrongPlace as wrong:
        fail(Exit.USAGE, words, str(wrong), bind=bind, url=public_url)
    if not place.is_loopback:
        click.echo(words("verb.serve-open", bind=bind), err=True)
    with log_of_server():
        asyncio.run(_serve(place, context, words, seats))


async def _serve(place: Place, context: Context, words: Words, seats: int) -> None:
    from gbdt_console.cli.web.wall_server import Wall, WallServer

    command = [sys.executable, "-P", "-m", "gbdt_console.cli.web.open_wall"]
    command += ["--state-dir", str(context.state.path.absolute()), "--lang", words.language]
    server = WallServer(Wall(place, command, context.state.socket_path, seats), words)
    try:
        await server.start()
    except OSError as error:
        await server.close()
        reason = error.strerror or str(error)
        fail(Exit.FAILED, words, "verb.serve-taken", bind=place.bind, port=place.port, reason=reason)
    click.echo(words("verb.serve-ready", url=place.url, seats=seats))
    await until_signalled()
    await server.close()
