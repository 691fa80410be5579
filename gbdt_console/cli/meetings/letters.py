"""Writes the letter of a notice by the office's templates beside the configuration in use."""

import click

from gbdt_console.cli.client.configuration import config_in_use, network_in_use
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.meetings.notices import NoticeState
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.text.meetings.notices import NoticeText, NoticeWriter, templates_beside
from gbdt_console.text.office_templates import BadTemplate
from gbdt_console.text.words import Words


def letter_writer(context: Context, words: Words) -> NoticeWriter:
    """Return what writes notices. Ends the verb where the configuration is wrong."""
    return NoticeWriter(network_in_use(context, words), templates_beside(config_in_use(context)))


def written(writer: NoticeWriter, meeting: Registration, state: NoticeState, context: Context) -> NoticeText:
    """Write the notice. Ends the verb where a template cannot be used, with its file and line."""
    try:
        return writer.write(meeting, state)
    except (BadTemplate, OSError) as error:
        words = context.words()
        click.echo(
            error
            if isinstance(error, OSError)
            else f"{error.path}:{error.line}: {words.named(error.reason, error.reason)}",
            err=True,
        )
        fail(Exit.FAILED, words, "verb.meetings-template")
