"""`cards`: print a one-page card for each site's room."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from gbdt_console.cli.client.configuration import network_in_use
from gbdt_console.cli.client.configured import snapshot_or_configured
from gbdt_console.cli.context import FILE_OR_PRINT, Context, with_context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.typed import typed_list, typed_site
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.reports.archive import ReportFailed
from gbdt_console.core.site_card import SiteCard
from gbdt_console.core.whole_file import replace_file
from gbdt_console.text.site_card_text import card_lines, site_cards

_ALL = "all"
_FORMATS = (".pdf", ".docx")


@click.command()
@click.argument("sites", default=_ALL, metavar="[SITES]")
@FILE_OR_PRINT
@with_context
def cards(context: Context, sites: str, out: Path | None) -> None:
    """Print a card for the room of each of SITES (by comma; default: all): its numbers, who to call,
    what to check before a meeting, what to do when the line is lost. FILE.pdf or
    FILE.docx has a page for each.
    """
    network = network_in_use(context, context.words())
    words = context.words(network.language)
    if out is not None and out.suffix.lower() not in _FORMATS:
        raise click.UsageError(words("site-card.formats", file=out))
    ids = [typed_site(text, network.sites, words) for text in typed_list(sites) if text != _ALL]
    chosen = [site for site in network.sites if not ids or site.id in ids]
    day = datetime.fromtimestamp(SystemClock().utc(), ZoneInfo(network.timezone)).date().isoformat()
    made = site_cards(network, snapshot_or_configured(context).technicians, chosen, day, words)
    if out is None:
        for card in made:
            click.echo("\n".join(card_lines(card)))
        return
    try:
        replace_file(out, _written(out, made, words.language))
    except ReportFailed as error:
        fail(Exit.FAILED, words, error.code, **error.params)
    except OSError as error:
        fail(Exit.FAILED, words, "report.file", reason=error)
    click.echo(words("site-card.written", file=out, n=len(made)))


def _written(out: Path, made: tuple[SiteCard, ...], language: str) -> bytes:
    """Return the file. Raises ReportFailed."""
    if out.suffix.lower() == ".pdf":
        from gbdt_console.exporters.papers.cards_pdf import site_cards_pdf

        return site_cards_pdf(made, language)
    from gbdt_console.exporters.papers.site_cards_docx import site_cards_docx

    return site_cards_docx(made)
