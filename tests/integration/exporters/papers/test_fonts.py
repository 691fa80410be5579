"""The letters of papers are those of the first family whose files can be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gbdt_console.exporters.papers import pdf_fonts
from gbdt_console.exporters.papers.pdf_fonts import SERIF, Fonts
from tests.support.papers.letters import needs_letters

pytestmark = needs_letters


def forget() -> None:
    pdf_fonts._files.cache_clear()
    pdf_fonts._family.cache_clear()


@pytest.fixture
def first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is looked into first."""
    monkeypatch.setattr(pdf_fonts, "_FOLDERS", (str(tmp_path), *pdf_fonts._FOLDERS))
    yield tmp_path
    forget()


@pytest.mark.parametrize("size", [0, 7, 90, 100, 300, 1_000, 100_000])
def test_a_family_whose_files_are_damaged_is_passed_over(size: int, first: Path) -> None:
    """A copy that broke off, as a full disk leaves one."""
    whole = next(iter(pdf_fonts._files().values())).read_bytes()
    for name in SERIF[0]:
        (first / name).write_bytes(whole[:size])
    forget()
    assert Fonts(SERIF).name != Path(SERIF[0][0]).stem
