"""The papers of the house name what is there."""

import re
from pathlib import Path

from tests.support import decisions_page
from tests.support.pages import PAGES, name_of
from tests.support.places import ROOT

PLACEHOLDER = re.compile(r"NAME|\*")
IN_CODE = re.compile(r"`((?:gbdt_console|tests|bench|deb|config|docs|contrib)/[\w./*-]+)`")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
"""To a file beside the page; not one with a scheme."""
ALL_PAGES = (*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")


def named_in(page: Path) -> list[Path]:
    """Return the files and folders that a page names by their path, or links to."""
    text = page.read_text("utf-8")
    named = [ROOT / path for path in IN_CODE.findall(text)]
    linked = [page.parent / path for path in LINK.findall(text)]
    return [path for path in (*named, *linked) if not PLACEHOLDER.search(str(path.relative_to(ROOT)))]


def test_every_path_that_a_page_names_is_there() -> None:
    named = [(page, path) for page in ALL_PAGES for path in named_in(page)]
    assert len(named) > 400
    assert [f"{name_of(page)}: {path}" for page, path in named if not path.exists()] == []


def test_the_list_of_decisions_is_made_from_them() -> None:
    text = decisions_page.PAGE.read_text("utf-8")
    assert text == decisions_page.page(), "make it anew: python -m tests.support.decisions_page"
