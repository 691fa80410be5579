"""Reads `--metrics [HOST:]PORT`, where the engine answers with metrics."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail

if TYPE_CHECKING:
    from gbdt_console.exporters.metrics_server import Endpoint

F = TypeVar("F", bound=Callable[..., Any])
_HERE = "127.0.0.1"
_MOST = 65_535

metrics_option: Callable[[F], F] = click.option(
    "--metrics",
    "metrics",
    metavar="[HOST:]PORT",
    help="Serve /metrics for Prometheus there (loopback only).",
)


def endpoint_of(text: str | None, context: Context) -> "Endpoint | None":
    """Return the endpoint, None without the option. End the verb if it is no port or not loopback."""
    if text is None:
        return None
    from gbdt_console.exporters.metrics_server import Endpoint, is_loopback

    words = context.words()
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or _HERE
    if not (port.isascii() and port.isdigit() and 0 < int(port) <= _MOST):
        fail(Exit.USAGE, words, "verb.metrics-wrong", text=text)
    if not is_loopback(host):
        fail(Exit.USAGE, words, "verb.metrics-not-loopback", host=host)
    return Endpoint(host, int(port))
