"""Shows on a terminal how far a verb is that takes longer than a moment."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_ERASED = "\r\x1b[K"


@contextmanager
def shown_progress() -> Iterator[Callable[[float], None]]:
    """Give a function that shows a share of the work, 0..1, on the error stream; it is erased at the end.

    Where that is no terminal nothing is shown: a file or a mail wants no percentages.
    """
    shown = -1

    def show(share: float) -> None:
        nonlocal shown
        if (percent := int(share * 100)) != shown:
            shown = percent
            click.echo(f"{_ERASED}{percent} %", nl=False, err=True)

    if not sys.stderr.isatty():
        yield lambda share: None
        return
    try:
        yield show
    finally:
        click.echo(_ERASED, nl=False, err=True)
