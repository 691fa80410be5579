"""Defines how a feature takes part in the fold of the journal."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass

B = TypeVar("B")


class Books(Protocol):
    """Gives the record of every feature by its class; an empty one before its first event."""

    def __getitem__(self, kind: type[B], /) -> B:
        """Return the record; of a feature of conferences that of the conference where the books are seen."""
        ...

    def every(self, kind: type[B], /) -> Mapping[str, B]:
        """Return the records of that class by the conference's id, the first conference's first."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Feature(Generic[B]):
    """Holds what the journal's fold knows of a feature.

    name: key of its record in a Checkpoint
    record: class of its record; called without values it makes an empty one
    takes: the events that may change the record
    fold: returns the record after an event; the books are those before it, but for features earlier in the
        list
    is_of_conference: each conference has a record of its own
    """

    name: str
    record: type[B]
    takes: tuple[type[Event], ...]
    fold: Callable[[B, Any, Books], B]
    is_of_conference: bool = False


class _Applying(Protocol):
    def apply(self, event: Any) -> None: ...


A = TypeVar("A", bound=_Applying)


def applied(book: A, event: Event, _: Books) -> A:
    """Fold an event that concerns the book alone."""
    book.apply(event)
    return book
