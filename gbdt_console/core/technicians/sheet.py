"""Compares an attendance sheet with the roster: what it would change, and what somebody should look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gbdt_console.core.clean_text import fold
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.core.units import Day, SiteId


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What a sheet says of the holder of one post, or what of it differs from the roster.

    post: a Post that the site fills
    name: name of the person; empty where it is not taken, or as it is known
    phone: phone number; empty where there is none, or as it is known
    trained: day of the training; empty where the person was at none, or where it is known
    subject: subject of that training; may be empty
    is_new: another person than the one known holds the post; a sheet itself does not tell it
    """

    site_id: SiteId
    post: str
    name: str = ""
    phone: str = ""
    trained: Day = ""
    subject: str = ""
    is_new: bool = False

    @property
    def place(self) -> tuple[SiteId, str]:
        return self.site_id, self.post

    @property
    def says_anything(self) -> bool:
        return bool(self.name or self.phone or self.trained)


Holders = Mapping[tuple[SiteId, str], PostHolder]


def holders_of(roster: Iterable[SiteTechnicians]) -> Holders:
    """Return the holders by site and post; the carrier's people are none of the site."""
    return {
        (site.site_id, post): holder
        for site in roster
        for post, holder in site.holders
        if post is not Post.CARRIER
    }


def changes_of(rows: Iterable[SheetRow], holders: Holders) -> tuple[SheetRow, ...]:
    """Return what the rows would change, each with what differs only.

    Once that is recorded, equal rows change nothing; and what differs, taken as rows, differs as it does.
    """
    changes = (_change(row, holders.get(row.place, _NOBODY)) for row in rows)
    return tuple(change for change in changes if change.says_anything)


_NOBODY = PostHolder()


def _change(row: SheetRow, holder: PostHolder) -> SheetRow:
    if is_another(row.name, holder.name):
        return replace(row, is_new=True)
    is_later = row.trained > holder.trained
    is_told_more = row.trained == holder.trained and bool(row.subject) and row.subject != holder.subject
    is_training = bool(row.trained) and (is_later or is_told_more)
    return replace(
        row,
        name="" if row.name == holder.name else row.name,
        phone="" if _digits(row.phone) == _digits(holder.phone) else row.phone,
        trained=row.trained if is_training else "",
        subject=row.subject if is_training else "",
        is_new=False,
    )


def is_another(name: str, known: str) -> bool:
    """Tell whether two names are those of two persons; marks, capitals and spaces make no other person."""
    return bool(name and known) and fold("".join(name.split())) != fold("".join(known.split()))


def _digits(phone: str) -> str:
    return "".join(filter(str.isdigit, phone))


def older_trainings(rows: Iterable[SheetRow], holders: Holders) -> Iterator[tuple[SheetRow, Day]]:
    """Yield rows whose training is not taken, each with the later one that is known."""
    for row in rows:
        holder = holders.get(row.place, _NOBODY)
        if row.trained and row.trained < holder.trained and not is_another(row.name, holder.name):
            yield row, holder.trained


def shared_phones(rows: Sequence[SheetRow], holders: Holders) -> Iterator[tuple[str, tuple[SiteId, ...]]]:
    """Yield each number that would then be called at several sites, with their ids."""
    after = {place: holder.phone for place, holder in holders.items()}
    after |= {row.place: row.phone for row in rows if row.phone}
    sites: dict[str, dict[SiteId, None]] = {}
    written: dict[str, str] = {}
    for (site_id, _), phone in after.items():
        if digits := _digits(phone):
            sites.setdefault(digits, {})[site_id] = None
            written.setdefault(digits, phone)
    named = {_digits(row.phone) for row in rows}
    for digits, ids in sites.items():
        if len(ids) > 1 and digits in named:
            yield written[digits], tuple(ids)


def unnamed(rows: Iterable[SheetRow], holders: Holders) -> tuple[tuple[SiteId, str], ...]:
    """Return the posts of the roster that no row names; they stay as they are."""
    named = {row.place for row in rows}
    return tuple(place for place in holders if place not in named)
