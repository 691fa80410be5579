"""Gives a screen what reads and writes files for it; each loads its modules when it is first asked."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from gbdt_console.cli.client.configuration import config_in_use, note_configuration
from gbdt_console.cli.context import Context
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.configuration.editing import SitesDesk
from gbdt_console.core.json_value import Json
from gbdt_console.core.reports.archive import ReportArchive
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.words import Words


def open_archive(context: Context, language: str, network: Network | None = None) -> ReportArchive:
    """Return the archive that makes reports from the journal; its modules load with the first report.

    network: what the engine watches, if it is known; None: what sites.yaml says
    """
    from gbdt_console.cli.reports.journal_archive import JournalArchive

    return JournalArchive(context, language, network)


def write_sheet(context: Context, words: Words, snapshot: Snapshot) -> Path:
    """Write the checklist's page, as AppOptions says; its modules load with the first page."""
    from gbdt_console.cli.checklist.sheet_page import write_sheet as write

    return write(context, words, snapshot)


def with_files(
    options: AppOptions, context: Context, words: Words, network: Network | None = None
) -> AppOptions:
    """Return the options of a screen that makes reports and sheets and edits sites.yaml.

    Their modules load when they are first asked.

    network: what the engine watches, if it is known; None: what sites.yaml says
    """
    path = config_in_use(context)
    return replace(
        options,
        reports=partial(open_archive, context, words.language, network),
        write_sheet=partial(write_sheet, context, words),
        sites=None if path is None else partial(_open_desk, path, words),
    )


def of_own_engine(
    options: AppOptions,
    context: Context,
    words: Words,
    network: Network,
    config: Path | None,
    demo: Mapping[str, Json] | None,
) -> AppOptions:
    """Note what the engine of this process runs, for other verbs, and return the options of its screen."""
    note_configuration(context.state.path, config, demo)
    return with_files(options, context, words, network)


def _open_desk(path: Path, words: Words) -> SitesDesk:
    from gbdt_console.cli.sites_desk import SitesFileDesk

    return SitesFileDesk(path, words)
