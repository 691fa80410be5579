"""Edits the file sites.yaml: checked as at a start before anything is written, then put in place whole."""

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gbdt_console.core.configuration.editing import EditRefused
from gbdt_console.core.whole_file import sync_directory, written_beside
from gbdt_console.settings.edit.fields import EditTarget, RoleOf, targets_in
from gbdt_console.settings.edit.yaml_text import NoSuchPlace, YamlText
from gbdt_console.settings.problems import Unreadable
from gbdt_console.settings.source import read_text

Prove = Callable[[Path], object]
"""Checks a file as at a start. Raises EditRefused."""


class SitesFile:
    """One reading of the file, and the changes to it; `save` refuses where the file changed meanwhile."""

    def __init__(self, path: Path, prove: Prove, role_of: RoleOf) -> None:
        """Read the file, which must be right. Raises EditRefused."""
        self.path, self._prove, self._role_of = path.resolve(), prove, role_of
        prove(path)
        self._before = self._read()
        self.text = YamlText(self._before)
        self.targets: Mapping[str, EditTarget] = targets_in(self.text)

    def target(self, name: str) -> EditTarget:
        """Return the target of that name. Raises EditRefused."""
        found = self.targets.get(name)
        if found is None:
            raise EditRefused("sites.no-target", target=name)
        return found

    def values(self, name: str) -> Mapping[str, str]:
        return self.target(name).values(self.text)

    def change(self, name: str, values: Mapping[str, str]) -> None:
        """Note changes of a target; `save` writes them. Raises EditRefused."""
        self.target(name).change(self.text, values, self._role_of)

    def add_site(self, lines: Sequence[str]) -> None:
        """Note a site behind the last one, in lines of its own. Raises EditRefused."""
        try:
            self.text.append(("sites",), lines)
        except NoSuchPlace:
            raise EditRefused("sites.by-hand", field="sites", target="sites.yaml") from None

    def save(self) -> bool:
        """Write what was changed and return whether anything was.

        Raises EditRefused, also where the changed file is wrong; nothing is changed then.
        """
        after = self.text.result
        if after == self._before:
            return False
        try:
            beside = written_beside(self.path, after.encode(), stat.S_IMODE(self.path.stat().st_mode))
        except OSError as error:
            raise EditRefused("sites.not-written", reason=error.strerror or str(error)) from None
        try:
            self._prove(beside)
            if self._read() != self._before:
                raise EditRefused("sites.changed-meanwhile")
            os.replace(beside, self.path)
            sync_directory(self.path.parent)
        except OSError as error:
            raise EditRefused("sites.not-written", reason=error.strerror or str(error)) from None
        finally:
            beside.unlink(missing_ok=True)
        return True

    def _read(self) -> str:
        try:
            return read_text(self.path)
        except Unreadable:
            raise EditRefused("sites.changed-meanwhile") from None
