"""Reads the pages of the technician's guide, in a checkout and in an installed wheel."""

import re
from collections.abc import Iterator
from dataclasses import field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from unicodedata import normalize

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.quick_dataclass import dataclass

_IN_WHEEL = ("guide",)
_IN_CHECKOUT = ("..", "docs")
_PAGE = re.compile(r"\]\(([\w-]+\.md)\)")
_ITEM = re.compile(r"(\d+\.|-) +(?=\S)")
_FIGURE = re.compile(r"!\[([^]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
_RULE_OF_TABLE = re.compile(r"\|[-|: ]+\|")
_CODE_CELLS = 4
"""Markdown: lines this much further in than the text around them are a command."""


class BlockKind(StrEnum):
    """Names how a block is written."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    TABLE = "table"
    CODE = "code"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Block:
    """Holds one paragraph, list item, heading, table, command or figure.

    text: its words in one line, with `keys` and **stress**; a figure's description; a command as typed
    depth: cells that it stands further in
    marker: '1.' or '-' of a list item
    rows: the cells of a table, its head first
    is_apart: whether an empty line parts it from the block before
    """

    kind: BlockKind
    text: str
    depth: int = 0
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class GuidePage:
    """Holds one page.

    name: what it is about, the same in all languages
    blocks: what stands below the heading
    """

    name: GuideTopic
    title: str
    blocks: tuple[Block, ...]


@cache
def guide_pages(language: str) -> tuple[GuidePage, ...]:
    """Return the pages in the order in which the first one lists them. Raises OSError."""
    index = _read(language, GuideTopic.INDEX)
    topics = {topic.file(language): topic for topic in GuideTopic}
    names = (GuideTopic.INDEX, *dict.fromkeys(topics[file] for file in _PAGE.findall(index)))
    return tuple(page_of(name, _read(language, name)) for name in names)


def page_of(name: GuideTopic, text: str) -> GuidePage:
    blocks = tuple(_blocks(normalize("NFC", text)))
    return GuidePage(name, blocks[0].text, blocks[1:])


def _read(language: str, name: GuideTopic) -> str:
    package = files("gbdt_console")
    packaged = package.joinpath(*_IN_WHEEL, language)
    # An editable install runs from the checkout, where the pages stand beside the package.
    folder = packaged if packaged.is_dir() else package.joinpath(*_IN_CHECKOUT, language)
    return folder.joinpath(name.file(language)).read_text(encoding="utf-8")


@dataclass(slots=True)
class _Draft:
    kind: BlockKind
    depth: int
    is_apart: bool
    marker: str = ""
    lines: list[str] = field(default_factory=list)

    def block(self) -> Block:
        if self.kind is BlockKind.TABLE:
            cells = (line.strip("|").split("|") for line in self.lines if not _RULE_OF_TABLE.fullmatch(line))
            rows = tuple(tuple(_unlinked(cell.strip()) for cell in row) for row in cells)
            return Block(self.kind, "", self.depth, rows=rows, is_apart=self.is_apart)
        if self.kind is BlockKind.CODE:
            return Block(self.kind, "\n".join(self.lines), self.depth, is_apart=self.is_apart)
        text = " ".join(self.lines)
        if figure := _FIGURE.fullmatch(text):
            return Block(BlockKind.FIGURE, figure[1], self.depth, is_apart=self.is_apart)
        return Block(self.kind, _unlinked(text), self.depth, self.marker, is_apart=self.is_apart)


def _blocks(text: str) -> Iterator[Block]:
    draft: _Draft | None = None
    is_apart, inner = False, 0
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped:
            is_apart = True
            continue
        begun = _begun(line, draft, inner, is_apart=is_apart)
        if begun is not None:
            if draft is not None:
                yield draft.block()
            draft = begun
            inner = _inner(draft, inner)
        assert draft is not None
        draft.lines.append(_content(stripped, draft, is_first=begun is not None))
        is_apart = False
    if draft is not None:
        yield draft.block()


def _begun(line: str, draft: _Draft | None, inner: int, *, is_apart: bool) -> _Draft | None:
    """Return the block that a line begins; None where it goes on with the one before.

    inner: cells that the text of the list around it stands further in
    """
    stripped = line.strip()
    depth = len(line) - len(line.lstrip())
    if stripped.startswith("#"):
        return _Draft(BlockKind.HEADING, 0, is_apart)
    if stripped.startswith("|"):
        is_row = draft is not None and draft.kind is BlockKind.TABLE and not is_apart
        return None if is_row else _Draft(BlockKind.TABLE, depth, is_apart)
    if draft is not None and draft.kind is BlockKind.CODE and not is_apart:
        return None
    text_at = inner if depth >= inner else 0
    if is_apart and depth - text_at >= _CODE_CELLS:
        return _Draft(BlockKind.CODE, text_at, is_apart)
    if item := _ITEM.match(stripped):
        return _Draft(BlockKind.ITEM, depth, is_apart, item[1])
    if is_apart or draft is None or draft.kind in (BlockKind.HEADING, BlockKind.TABLE):
        return _Draft(BlockKind.TEXT, text_at, is_apart)
    return None


def _inner(draft: _Draft, inner: int) -> int:
    """Return the cells that text of the list around the next line stands further in."""
    if draft.kind is BlockKind.ITEM:
        return draft.depth + len(draft.marker) + 1
    return inner if draft.depth else 0


def _content(stripped: str, draft: _Draft, *, is_first: bool) -> str:
    if draft.kind is BlockKind.HEADING:
        return stripped.lstrip("# ")
    return _ITEM.sub("", stripped, count=1) if draft.kind is BlockKind.ITEM and is_first else stripped


def _unlinked(text: str) -> str:
    """Return the words of links without their targets."""
    return _LINK.sub(r"\1", text)
