"""Reads the file into a Draft.

A draft knows what the document says, and which ids it declares even where their entries are wrong.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from gbdt_console.core.driver_options import ControlKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.device_schema import CentreDeviceEntry
from gbdt_console.settings.places import Loc
from gbdt_console.settings.problems import Fault
from gbdt_console.settings.schema import Document, SiteEntry
from gbdt_console.settings.schema_check import declared, read_document
from gbdt_console.settings.source import read_text
from gbdt_console.settings.tree import Tree, read_tree

T = TypeVar("T")
_OF_CENTRE = (ControlKind.MCU, ControlKind.MIXER, ControlKind.REGISTRAR)
"""Further conferences share the one registrar."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that may have faults.

    document: the document without what is wrong
    declared: ids of each section, wrong entries included, so that a broken entry is not also called unknown
    """

    document: Document
    declared: Mapping[str, frozenset[str]]

    def sites(self) -> Iterator[tuple[Loc, SiteEntry]]:
        for index, site in enumerate(self.document.sites or []):
            yield ("sites", index), site

    def centre_devices(self) -> Iterator[tuple[Loc, ControlKind, CentreDeviceEntry]]:
        """Yield MCU and mixer of each conference and the registrar with their paths."""
        first = {("centre",): self.document.centre}
        further = {("conferences", id_): entry for id_, entry in self.document.conferences.items()}
        for loc, entry in (first | further).items():
            for kind in _OF_CENTRE if entry is not None else ():
                device = getattr(entry, kind, None)
                if device is not None:
                    yield (*loc, kind.value), kind, device

    def ids(self, section: str) -> frozenset[str]:
        return self.declared.get(section, frozenset())


class ReadDocument(NamedTuple):
    """What reading the file gave.

    tree: values and places of the file
    draft: the document; None where the file has not even the outermost shape
    faults: what is wrong with the text, the tree and the schema
    """

    tree: Tree
    draft: Draft | None
    faults: list[Fault]


def read_draft(path: Path) -> ReadDocument:
    """Read text, tree and schema in turn. Raises Unreadable where there is no tree to check."""
    tree = read_tree(read_text(path))
    ids = declared(tree)
    document, faults = read_document(tree, Document)
    draft = None if document is None else Draft(document, ids)
    return ReadDocument(tree, draft, tree.faults + faults)


def present(value: T | None) -> T:
    """Return a required value of a document found free of faults."""
    if value is None:
        raise AssertionError("a document with faults is never assembled")
    return value
