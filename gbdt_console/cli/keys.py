"""`keys`: print the key card for the wall."""

from pathlib import Path

import click

from gbdt_console.cli.context import FILE_OR_PRINT, Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.key_card import KeyCard
from gbdt_console.core.reports.archive import ReportFailed
from gbdt_console.core.whole_file import replace_file
from gbdt_console.screens.screen_table import SCREENS, ScreenRow, common_actions
from gbdt_console.text.words import Words
from gbdt_console.ui.key_card import card_html, card_of, card_text, shortened

_FORMATS = ("text", "html", "pdf")


@click.command()
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS),
    help="Format; default: by the file's ending, else text. html and pdf are one A4 page for the wall.",
)  # fmt: skip
@FILE_OR_PRINT
@with_context
def keys(context: Context, format_: str | None, out: Path | None) -> None:
    """Print the keys of all screens as a card for the wall."""
    words = context.words()
    format_ = format_ or (out.suffix[1:].lower() if out is not None else "")
    if format_ == "pdf" and out is None:
        raise click.UsageError(words("keys.pdf-needs-file"))
    try:
        card = _written(format_, words)
        if out is None:
            click.echo(card, nl=False)
            return
        replace_file(out, card)
    except ReportFailed as error:
        fail(Exit.FAILED, words, error.code, **error.params)
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    click.echo(words("keys.written", file=out))


def key_card(words: Words) -> KeyCard:
    screens = {_title(row, words): row.screen.ACTIONS for row in SCREENS}
    return card_of(common_actions(), screens, words)


def wall_card(words: Words) -> KeyCard:
    """Return the card of all screens in short lines, for large letters."""
    return shortened(key_card(words))


def _written(format_: str, words: Words) -> bytes:
    """Return the card in a format; any other than html and pdf is text. Raises ReportFailed."""
    if format_ == "html":
        return card_html(wall_card(words), words.language).encode()
    if format_ != "pdf":
        return card_text(key_card(words)).encode()
    from gbdt_console.exporters.papers.cards_pdf import key_card_pdf

    return key_card_pdf(wall_card(words), words.language)


def _title(row: ScreenRow, words: Words) -> str:
    """Return the screen's name in capitals, with the key that opens it."""
    name = words(f"keys.screen.{row.name}").upper()
    opening = next((action.key_name(words) for action in row.opening), "")
    return f"{name} ({opening})" if opening else name
