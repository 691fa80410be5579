"""Opens sites.yaml for editing, checked as at a start, and serves the form that edits it on a screen."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gbdt_console.compose import load
from gbdt_console.core.clean_text import clean
from gbdt_console.core.configuration.editing import EditRefused, SitesDesk
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


class SitesFileDesk(SitesDesk):
    """Reads the file anew for each question, since another person may have written it meanwhile."""

    def __init__(self, path: Path, words: Words) -> None:
        self._path, self._words = path, words

    def values(self, target: str) -> Mapping[str, str]:
        return open_sites(self._path, self._words).values(target)

    def change(self, target: str, values: Mapping[str, str]) -> bool:
        file = open_sites(self._path, self._words)
        file.change(target, values)
        is_changed = file.save()
        if is_changed and {**self.values(target), **values} != self.values(target):
            raise EditRefused("sites.not-read-back")
        return is_changed
