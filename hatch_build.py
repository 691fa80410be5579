"""Compiles the message catalogues (.po to .mo) whenever the package is built or installed editable.

A wheel is also told the commit that it is made from.
"""

import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    _folder: "tempfile.TemporaryDirectory[str] | None" = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for po_path in sorted(Path(self.root, "gbdt_console", "text").glob("locale/*/LC_MESSAGES/*.po")):
            compile_catalogue(po_path)
        commit = "" if version == "editable" else commit_of(Path(self.root))
        if commit:
            self._folder = tempfile.TemporaryDirectory(prefix="gbdt-build-")  # until the wheel is made
            written = Path(self._folder.name) / "commit.txt"
            written.write_text(f"{commit}\n", "ascii")
            build_data["force_include"][str(written)] = "gbdt_console/commit.txt"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._folder is not None:
            self._folder.cleanup()


def commit_of(tree: Path) -> str:
    """Return the first digits of the commit's hash; empty where the tree itself is no clone."""
    if not (tree / ".git").exists():  # git would tell the commit of a clone around it
        return ""
    asked = ["git", "-C", str(tree), "rev-parse", "--short=8", "HEAD"]
    try:
        told = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603
        return told.stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def compile_catalogue(po_path: Path) -> None:
    """Write the .mo beside a .po, with a fixed time: the same text gives the same bytes.

    It is put in place whole: programs that run from the tree read it meanwhile.
    """
    with po_path.open("rb") as source:
        catalogue = read_po(source)
    catalogue.creation_date = catalogue.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    written = po_path.with_suffix(".mo-new")
    with written.open("wb") as target:
        write_mo(target, catalogue)
    written.replace(po_path.with_suffix(".mo"))
