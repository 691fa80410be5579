"""Tells which program this is: its version, and the commit that it was made from."""

import subprocess
from pathlib import Path

import click

from gbdt_console import __version__

_WRITTEN = Path(__file__).parent.parent / "commit.txt"
"""Written into a wheel when it is built."""
_TREE = _WRITTEN.parent.parent
_WITHIN_S = 5.0


def print_version(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Print it and end, where it is asked for."""
    if is_asked and not ctx.resilient_parsing:
        commit = _commit()
        click.echo(f"gbdt-console, version {__version__}{f' ({commit})' if commit else ''}")
        ctx.exit()


def _commit() -> str:
    """Return the first digits of the commit's hash; empty where nothing tells it."""
    if _WRITTEN.is_file():
        return _WRITTEN.read_text("ascii").strip()
    if not (_TREE / ".git").exists():
        return ""
    asked = ["git", "-C", str(_TREE), "rev-parse", "--short=8", "HEAD"]
    try:
        told = subprocess.run(  # noqa: S603
            asked, check=True, capture_output=True, text=True, timeout=_WITHIN_S
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()
