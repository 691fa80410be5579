"""`keys`: print the key card for the wall."""

from pathlib import Path

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.screens.screen_table import SCREENS, ScreenRow, common_actions
from gbdt_console.text.words import Words
from gbdt_console.ui.key_card import CardPart, card_html, card_parts, card_text


@click.command()
@click.option(
    "--format", "format_", type=click.Choice(["text", "html"]), default="text", show_default=True,
    help="Format; html is an A4 page for a browser's printer.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write a file; default: print.")
@with_context
def keys(context: Context, format_: str, out: Path | None) -> None:
    """Print the keys of all screens as a card for the wall."""
    words = context.words()
    make = card_html if format_ == "html" else card_text
    card = make(key_card(words), words)
    if out is None:
        click.echo(card, nl=False)
        return
    try:
        out.write_text(card, "utf-8")
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    click.echo(words("keys.written", file=out))


def key_card(words: Words) -> list[CardPart]:
    """Return the card of all screens."""
    screens = {_title(row, words): row.screen.ACTIONS for row in SCREENS}
    return list(card_parts(common_actions(), screens, words))


def _title(row: ScreenRow, words: Words) -> str:
    """Return the screen's name in capitals, with the key that opens it."""
    name = words(f"keys.screen.{row.name}").upper()
    opening = next((action.key_name(words) for action in row.opening), "")
    return f"{name} ({opening})" if opening else name
