"""The document on its way to a Network: what it says, and what it declares even where that is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gbdt_console.settings.places import Loc
from gbdt_console.settings.schema import Document, SiteEntry

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """`declared` holds the ids of each section, so that a broken entry is not also called unknown."""

    document: Document
    declared: Mapping[str, frozenset[str]]

    def sites(self) -> Iterator[tuple[Loc, SiteEntry]]:
        """Every site with its path."""
        for index, site in enumerate(self.document.sites or []):
            yield ("sites", index), site

    def ids(self, section: str) -> frozenset[str]:
        return self.declared.get(section, frozenset())


def present(value: T | None) -> T:
    """A required value of a document that was found free of faults."""
    if value is None:
        raise AssertionError("a document with faults is never assembled")
    return value
