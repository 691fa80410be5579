"""Unpacks the journals that earlier commits wrote (tests/recordings/golden)."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.places import ROOT

GOLDEN = ROOT / "tests" / "recordings" / "golden"
_PACKED = ".sqlite.gz"


class GoldenJournal(NamedTuple):
    """One journal.

    commit: the commit whose program wrote it
    name: what it holds (see README.md beside the files)
    """

    commit: str
    name: str

    def __str__(self) -> str:
        return f"{self.commit}-{self.name}"

    @property
    def config(self) -> Path:
        """The sites.yaml that the commit shipped."""
        return GOLDEN / self.commit / "sites.yaml"

    @property
    def end(self) -> dict[str, object]:
        """Number and hash of the last entry, and how many there are of each kind."""
        return json.loads((GOLDEN / self.commit / f"{self.name}.json").read_text())

    def unpack(self, state: Path) -> Path:
        """Write the journal into a state directory; the path of its main file."""
        state.mkdir(mode=0o700, exist_ok=True)
        path = state / JOURNAL_NAME
        path.write_bytes(gzip.decompress((GOLDEN / self.commit / f"{self.name}{_PACKED}").read_bytes()))
        path.chmod(0o600)
        return path


def golden_journals() -> Iterator[GoldenJournal]:
    """Yield every journal that is kept."""
    for path in sorted(GOLDEN.glob(f"*/*{_PACKED}")):
        yield GoldenJournal(path.parent.name, path.name.removesuffix(_PACKED))
