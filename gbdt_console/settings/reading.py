"""From the file to a Draft: text, tree and schema in turn, with every fault they find."""

from pathlib import Path
from typing import NamedTuple

from gbdt_console.settings.draft import Draft
from gbdt_console.settings.problems import Fault
from gbdt_console.settings.schema_check import declared, read_document
from gbdt_console.settings.source import read_text
from gbdt_console.settings.tree import Tree, read_tree


class ReadDocument(NamedTuple):
    """`draft` is None where the file has not even the outermost shape."""

    tree: Tree
    draft: Draft | None
    faults: list[Fault]


def read_draft(path: Path) -> ReadDocument:
    """Read the file; raises Unreadable where there is no tree to check."""
    tree = read_tree(read_text(path))
    ids = declared(tree)
    document, faults = read_document(tree)
    draft = None if document is None else Draft(document, ids)
    return ReadDocument(tree, draft, tree.faults + faults)
