"""The written pages, and the commands that stand in them."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from gbdt_console.text.words import LANGUAGES
from tests.support.places import ROOT

DOCS = ROOT / "docs"
READMES = tuple(sorted(ROOT.glob("README*.md")))
PAGES = (*READMES, *sorted(DOCS.rglob("*.md")))
GUIDE = tuple(page for page in PAGES if page.parent.name in LANGUAGES)
WITH_COMMANDS = (*READMES, *GUIDE, *sorted(DOCS.glob("*.md")))
"""The pages whose commands a reader types; decisions name verbs in passing."""
_IN_BLOCK = re.compile(r"^ {4,}(gbdt-console [^`\n]+)", re.MULTILINE)
_IN_SPAN = re.compile(r"`(gbdt-console [^`\n]+)`")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def commands_of(page: Path) -> Iterator[list[str]]:
    """Yield the words behind `gbdt-console` of each command, without redirections.

    In the reference pages only those of blocks count: in their sentences a command may lack its parts.
    """
    text = page.read_text("utf-8")
    is_whole = page.parent != DOCS
    for line in (*_IN_BLOCK.findall(text), *(_IN_SPAN.findall(text) if is_whole else ())):
        yield shlex.split(re.split(r"[<>|]", line)[0], comments=True)[1:]
