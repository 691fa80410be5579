"""Compiles the message catalogues (.po to .mo) whenever the package is built or installed editable."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for po_path in sorted(Path(self.root, "gbdt_console", "text").glob("locale/*/LC_MESSAGES/*.po")):
            compile_catalogue(po_path)


def compile_catalogue(po_path: Path) -> None:
    """Write the .mo beside a .po, with a fixed time: the same text gives the same bytes."""
    with po_path.open("rb") as source:
        catalogue = read_po(source)
    catalogue.creation_date = catalogue.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    with po_path.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)
