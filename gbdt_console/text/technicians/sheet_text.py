"""Writes what an attendance sheet would change in the roster, before anything is recorded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder
from gbdt_console.core.technicians.sheet import (
    Holders,
    SheetRow,
    older_trainings,
    shared_phones,
    unnamed,
)
from gbdt_console.text.technicians.technician_text import day_text, place_name
from gbdt_console.text.words import Words

_NOBODY = PostHolder()


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Writes the differences.

    names: display names of sites by id
    holders: the roster before
    """

    words: Words
    names: Mapping[str, str]
    holders: Holders

    def lines(
        self, rows: tuple[SheetRow, ...], changes: tuple[SheetRow, ...], read_as: Iterable[tuple[str, str]]
    ) -> Iterator[str]:
        """Write what is new, changed, doubtful and not in the sheet, with the number of each.

        rows: the sheet, as far as it is taken
        changes: what differs
        read_as: sites that the sheet writes otherwise, each with its words
        """
        new = [row for row in changes if row.is_new or row.place not in self.holders]
        changed = [row for row in changes if row not in new]
        yield from self._part("new", map(self._change, new))
        yield from self._part("changed", map(self._change, changed))
        yield from self._part("doubtful", chain(self._read_as(read_as), self._doubts(rows, changes)))
        kept = [self._short(*place) for place in unnamed(rows, self.holders)]
        if kept:
            yield self.words("technicians.sheet.unnamed", n=len(kept), posts=", ".join(kept))
        yield self.words("technicians.sheet.same", n=len(rows) - len(changes))

    def left_out(self, rows: Sequence[SheetRow], taken: Sequence[SheetRow]) -> Iterator[str]:
        """Write what of the sheet is not recorded: names, or any training for want of its day."""
        named = sum(row.name != one.name for row, one in zip(rows, taken, strict=True))
        if named:
            yield self.words("technicians.sheet.names-left", n=named)
        if not any(row.trained for row in rows):
            yield self.words("technicians.sheet.no-day")

    def _part(self, name: str, found: Iterable[str]) -> Iterator[str]:
        lines = list(found)
        if lines:
            yield self.words(f"technicians.sheet.{name}", n=len(lines))
            yield from (f"    {line}" for line in lines)

    def _place(self, site_id: str, post: str) -> str:
        return f"{place_name(self.words, self.names, site_id)}, {self.words(f'technicians.post.{post}')}"

    def _short(self, site_id: str, post: str) -> str:
        """Write a post where most are the technicians': those by their site alone."""
        site = place_name(self.words, self.names, site_id)
        return site if post == Post.TECHNICIAN else f"{site} ({self.words(f'technicians.post.{post}')})"

    def _change(self, row: SheetRow) -> str:
        before = self.holders.get(row.place, _NOBODY)
        known = self._training(before.trained, before.subject)
        told = (
            (before.shown, row.name),
            (before.phone, row.phone),
            (known or self.words("technicians.untrained"), self._training(row.trained, row.subject)),
        )
        parts = (f"{old} → {new}" if old else new for old, new in told if new and old != new)
        return f"{self._place(*row.place)}: {'; '.join(parts)}"

    def _training(self, day: str, subject: str) -> str:
        if not day:
            return ""
        said = self.words("technicians.trained", day=day_text(day))
        return f"{said} ({subject})" if subject else said

    def _read_as(self, read_as: Iterable[tuple[str, str]]) -> Iterator[str]:
        for said, site_id in read_as:
            site = place_name(self.words, self.names, site_id)
            yield self.words("technicians.sheet.read-as", said=said, site=site)

    def _doubts(self, rows: tuple[SheetRow, ...], changes: Iterable[SheetRow]) -> Iterator[str]:
        for row in changes:
            if row.is_new:
                known = self.holders[row.place].name
                place = self._place(*row.place)
                yield self.words("technicians.sheet.another", post=place, known=known, name=row.name)
        for row, later in older_trainings(rows, self.holders):
            days = {"day": day_text(row.trained), "later": day_text(later)}
            yield self.words("technicians.sheet.older", post=self._place(*row.place), **days)
        for phone, ids in shared_phones(rows, self.holders):
            sites = ", ".join(place_name(self.words, self.names, id_) for id_ in ids)
            yield self.words("technicians.sheet.shared", phone=phone, sites=sites)
