"""Opens sites.yaml for editing, checked as at a start."""

from dataclasses import replace
from pathlib import Path

from gbdt_console.compose import load
from gbdt_console.core.clean_text import clean
from gbdt_console.core.configuration.editing import EditRefused
from gbdt_console.settings.edit.sites_file import SitesFile
from gbdt_console.settings.problems import ConfigRejected
from gbdt_console.text.words import Words

_MOST_SAID = 5


def open_sites(path: Path, words: Words) -> SitesFile:
    """Read the file for editing. Raises EditRefused."""
    return SitesFile(
        path,
        lambda read: _proved(read, path, words),
        lambda name: words("setup.contact-role", name=name),
    )


def _proved(path: Path, named: Path, words: Words) -> None:
    """Load a file as a start does, but for the secrets. Raises EditRefused with the first problems.

    named: the file that is named in place of `path`
    """
    try:
        load(path, None)
    except ConfigRejected as rejected:
        problems = [replace(one, file=clean(str(named))) for one in rejected.problems[:_MOST_SAID]]
        said = "\n".join(f"{one.where}: {words(one.code, **one.params)}" for one in problems)
        raise EditRefused("sites.wrong", said=said) from None
